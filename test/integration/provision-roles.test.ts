import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { SearchConfiguration } from '../../adapters/search/configuration.ts';
import { countIndices } from '../../adapters/search/counts.ts';
import { openSearchTransport } from '../../adapters/search/opensearch.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchRequest, SearchResponse } from '../../adapters/search/transport.ts';
import { documentId } from '../../core/files/file-id.ts';
import type { BulkItemResult, SearchEngine } from '../../core/ports.ts';
import { createCasesHandler } from '../../lambdas/findings/cases.ts';
import { createFindingsHandler } from '../../lambdas/findings/findings.ts';
import { eraseUser } from '../../lambdas/forget/erase-user.ts';
import { forgetFile } from '../../lambdas/forget/forget-file.ts';
import type { DeletionLimits } from '../../lambdas/forget/ports.ts';
import { createIndexerHandler } from '../../lambdas/indexer/indexer.ts';
import { check } from '../../lambdas/inspect/check.ts';
import { readErasedParts, readTombstones } from '../../lambdas/inspect/erasures.ts';
import { fullestShardPercent } from '../../lambdas/inspect/shards.ts';
import { createProvisionHandler } from '../../lambdas/provision/provision.ts';
import { startOpenSearchSecurity } from '../../local/engines/opensearch-security.ts';
import { memoryObjectStore } from '../fakes/object-store.ts';
import { FILE, someRecords, TIME } from '../helpers/index-events.ts';
import { keptLog } from '../helpers/kept-log.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';
import { assertCountsVisits, SITE } from './counts-visits.ts';
import { makeTestCertificate } from './engines/certificate.ts';
import { temporaryDataFolder } from './engines/temporary.ts';
import { assertForbidden, foreignTo } from './forbidden.ts';

/**
 * The steps of provisioning on a real OpenSearch 3.4 with its security plugin. Amazon OpenSearch Service makes the signing IAM role a
 * backend role of the request; here an internal user has that backend role.
 */
const arnOf = (name: string): string => `arn:aws:iam::123456789012:role/kafkainsight-dev-${name}`;
const roleArns = {
  INDEXER_ROLE_ARN: arnOf('index'),
  INSPECT_ROLE_ARN: arnOf('reconcile'),
  FORGET_ROLE_ARN: arnOf('forget'),
  FINDINGS_ROLE_ARN: arnOf('findings'),
  READER_ROLES: JSON.stringify([arnOf('reader'), 'CN=Log readers,OU=Groups']),
  ADMIN_ROLES: JSON.stringify([arnOf('admin')]),
};
const PASSWORD = 'a-long-Passw0rd-of-tests';
const SECURITY_API = '/_plugins/_security/api';
const [LOGS, UNPARSED] = ['kafkainsight-logs-text-2026.11', 'kafkainsight-logs-unparsed-2026.11'] as const;

const [{ folder }, data] = [temporaryDataFolder(), temporaryDataFolder()];
const tls = await makeTestCertificate(folder);
let engine: Awaited<ReturnType<typeof startOpenSearchSecurity>>;
let administrator: SearchEngine;

before(async () => {
  engine = await startOpenSearchSecurity({ dataFolder: data.folder, ports: 'any', tls });
  data.killAtExit(engine.pid);
  administrator = clientOf(engine.administrator.name, engine.administrator.password);
});
after(async () => {
  await administrator.close();
  await engine.stop();
});

function configurationOf(authentication: SearchConfiguration['authentication']): SearchConfiguration {
  return { engine: 'opensearch', url: engine.url, ca: readFileSync(tls.authorityFile, 'utf8'), authentication };
}

function clientOf(username: string, password = PASSWORD): SearchEngine {
  return createSearchEngine(configurationOf({ kind: 'basic', username, password: () => password }));
}

function environmentOf(username: string, password: string): Record<string, string> {
  const passwordFile = path.join(folder, username);
  writeFileSync(passwordFile, password);
  return {
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: engine.url,
    SEARCH_AUTHENTICATION: 'basic',
    SEARCH_USERNAME: username,
    SEARCH_PASSWORD_FILE: passwordFile,
    SEARCH_CA_FILE: tls.authorityFile,
  };
}

function provision(): Promise<Readonly<Record<string, string>>> {
  const { name, password } = engine.administrator;
  const handler = createProvisionHandler({ ...environmentOf(name, password), ...roleArns }, { log: keptLog() });
  return handler({}, lambdaContext());
}

const foreign = foreignTo(LOGS);

/** A signed-in user with a backend role. */
async function userWith(name: string, backendRole: string): Promise<SearchEngine> {
  const user = { password: PASSWORD, backend_roles: [backendRole] };
  await administrator.request('PUT', `${SECURITY_API}/internalusers/${name}`, user);
  return clientOf(name);
}

/** Statuses of indexing a document and of deleting one. */
async function bulkStatuses(client: SearchEngine, index: string): Promise<number[]> {
  const action = (name: string): string => JSON.stringify({ [name]: { _index: index, _id: 'x' } });
  const items = await client.bulk(Buffer.from(`${action('index')}\n{}\n${action('delete')}\n`), 10_000);
  return items.map(({ status }) => status);
}

test('the first run makes all, the second changes nothing, and others who are mapped stay', async () => {
  const first = await provision();
  assert.deepEqual([...new Set(Object.values(first))].sort(), ['created', 'updated']);
  // the plugin comes with a mapping for all_access
  assert.deepEqual(
    Object.keys(first).filter((thing) => first[thing] === 'updated'),
    ['security role mapping all_access', 'audit log'],
  );
  assert.equal(Object.keys(first).length, 5 + 5 + 1 + 1 + 7 + 6);
  assert.deepEqual([...new Set(Object.values(await provision()))], ['unchanged']);
  const changedBy = async (): Promise<string[]> =>
    Object.entries(await provision()).flatMap(([thing, outcome]) => (outcome === 'unchanged' ? [] : [thing, outcome]));
  const mapping = `${SECURITY_API}/rolesmapping/kafkainsight_indexer`;
  await administrator.request('PUT', mapping, { backend_roles: ['another'], users: ['somebody'] });
  assert.deepEqual(await changedBy(), ['security role mapping kafkainsight_indexer', 'updated']);
  const answer = (await administrator.request('GET', mapping)) as Record<string, Record<string, unknown>>;
  assert.deepEqual(answer['kafkainsight_indexer']?.['backend_roles'], ['another', arnOf('index')]);
  assert.deepEqual(answer['kafkainsight_indexer']['users'], ['somebody']);
  const allAccess = (await administrator.request('GET', `${SECURITY_API}/rolesmapping/all_access`)) as typeof answer;
  assert.deepEqual(allAccess['all_access']?.['backend_roles'], ['admin', arnOf('admin')]);
  await administrator.request('PUT', `${SECURITY_API}/roles/kafkainsight_reader`, { cluster_permissions: ['*'] });
  const { config } = (await administrator.request('GET', `${SECURITY_API}/audit`)) as { readonly config: object };
  await administrator.request('PUT', `${SECURITY_API}/audit/config`, { ...config, enabled: false });
  assert.deepEqual(await changedBy(), ['security role kafkainsight_reader', 'updated', 'audit log', 'updated']);
  await administrator.request('PUT', '/secret/_doc/1?refresh=true', { secret: true });
});

test('the index function can index and dead-letter, and can read or change nothing', async () => {
  const indexer = await userWith('indexer', arnOf('index'));
  const store = memoryObjectStore();
  const handler = createIndexerHandler(
    {
      ...environmentOf('indexer', PASSWORD),
      AWS_REGION: 'eu-central-1',
      BUCKET: 'bucket',
      INDEX_PERIOD: 'month',
      RETENTION_DAYS: '30',
      POLLING_MODE: 'provisioned',
    },
    { store, log: keptLog() },
  );
  assert.deepEqual(await handler(someRecords(), lambdaContext(20_000)), { batchItemFailures: [] });
  assert.equal(store.objects.size, 1);
  await administrator.request('POST', '/kafkainsight-*/_refresh');
  const { documents, deadLetters, ledgerEntries } = await countIndices(administrator);
  assert.deepEqual([documents, deadLetters, ledgerEntries], [{ [LOGS]: 1, [UNPARSED]: 1 }, 1, 1]);
  // what it asks where writes are refused (lambdas/indexer/write-blocks.ts)
  const settings = await indexer.request('GET', '/kafkainsight-*/_settings/index.uuid?expand_wildcards=open');
  assert.ok(Object.keys(settings as object).includes(LOGS));

  await assertForbidden(indexer, [
    ['GET', `/${LOGS}/_search`],
    ['GET', `/${LOGS}/_doc/${documentId(FILE, 0)}`],
    ['GET', `/${LOGS}/_count`],
    ...foreign,
  ]);
  assert.deepEqual(await bulkStatuses(indexer, 'other'), [403, 403]);
  // if one action is forbidden, the plugin rejects everything in the request for the shard
  assert.deepEqual(await bulkStatuses(indexer, LOGS), [403, 403]);
  await indexer.close();
});

test('the inspect function can compare and count, and can change nothing', async () => {
  const reconciler = await userWith('reconciler', arnOf('reconcile'));
  const ports = { engine: reconciler, store: memoryObjectStore(), bucket: 'bucket', givenUp: () => Promise.resolve(0) };
  const now = Date.parse(TIME) + 3_600_000;
  const { files, differences } = await check(ports, { retentionDays: 30, settleSeconds: 60 }, now);
  assert.deepEqual([files.length, differences], [1, []]);
  assert.equal((await countIndices(reconciler)).deadLetters, 1);
  assert.ok((await fullestShardPercent(reconciler)) > 0);
  await assertForbidden(reconciler, [['POST', `/${LOGS}/_refresh`], ...foreign]);
  assert.deepEqual(await bulkStatuses(reconciler, LOGS), [403, 403]);
  await reconciler.close();
});

test('the findings function can judge the logs and keep what it finds, and can write nothing else', async () => {
  const judge = await userWith('judge', arnOf('findings'));
  const handler = createFindingsHandler({ ...environmentOf('judge', PASSWORD), SITE }, { log: keptLog() });
  await assertCountsVisits(administrator, () => handler({ isSettled: true }, lambdaContext(20_000)));
  const ask = createCasesHandler(environmentOf('judge', PASSWORD));
  const mute = { handling: 'mute', rule: 'probing' } as const;
  for (const cases of [{ handle: mute }, { handle: { ...mute, handling: 'reopen' } }, { list: {} }] as const) {
    assert.deepEqual(await ask({ cases }, lambdaContext(60_000)), { cases: [], caseCount: 0 });
  }
  await assertForbidden(judge, [['GET', '/kafkainsight-ledger/_search'], ...foreign]);
  for (const index of [LOGS, 'kafkainsight-ledger', 'other'])
    assert.deepEqual(await bulkStatuses(judge, index), [403, 403]);
  // what is too old, and what is no longer a visit, are deleted
  for (const index of ['kafkainsight-findings', 'kafkainsight-visits'])
    assert.deepEqual(await bulkStatuses(judge, index), [201, 200]);
  await judge.close();
});

test('a reader can search our indices and see the dashboards of all, and can change nothing', async () => {
  const reader = await userWith('reader', arnOf('reader'));
  await administrator.request('PUT', '/.kibana_1', { aliases: { '.kibana': {} } });
  await administrator.request('PUT', '/.kibana_1/_doc/dashboard:ours', { type: 'dashboard' });
  // what Dashboards asks in the name of who looks: searches, fields, and its own objects
  for (const [method, path] of [
    ['GET', '/kafkainsight-*/_search'],
    ['GET', `/${LOGS}/_doc/${documentId(FILE, 0)}`],
    ['POST', '/kafkainsight-logs-*/_count'],
    ['GET', '/kafkainsight-logs-*/_field_caps?fields=*'],
    ['GET', '/kafkainsight-logs-*/_mapping'],
    ['GET', '/_resolve/index/kafkainsight-*'],
    ['GET', '/.kibana/_doc/dashboard:ours'],
    ['GET', '/.kibana/_search'],
  ] as const) {
    assert.notEqual(await reader.request(method, path), undefined, path);
  }
  await administrator.request('POST', `/${LOGS}/_refresh`);
  const { status, body } = await send(configurationOf(basic('reader')), '/_msearch', {
    bulkBody: Buffer.from('{"index":"kafkainsight-logs-*"}\n{"query":{"match_all":{}}}\n{"index":"secret"}\n{}\n'),
  });
  const { responses } = body as { responses: { hits?: { total: { value: number } }; status: number }[] };
  assert.deepEqual([status, responses[0]?.hits?.total.value, responses[1]?.status], [200, 2, 403]);

  await assertForbidden(reader, [...foreign, ['PUT', '/.kibana/_doc/dashboard:mine', { type: 'dashboard' }]]);
  assert.deepEqual(await bulkStatuses(reader, LOGS), [403, 403]);
  assert.deepEqual(await bulkStatuses(reader, '.kibana'), [403, 403]);
  const mine = { method: 'PUT', body: {}, headers: { securitytenant: 'global' } } as const;
  assert.equal((await send(configurationOf(basic('reader')), '/.kibana/_doc/dashboard:mine', mine)).status, 403);
  await reader.close();
});

test('the forget function can delete a file and a person and say so in the ledger, and can write nothing else', async () => {
  const forgetter = await userWith('forgetter', arnOf('forget'));
  const ports = {
    engine: forgetter,
    store: memoryObjectStore(),
    bucket: 'bucket',
    waiting: () => Promise.resolve(0),
    pseudonymKey: () => Promise.resolve(undefined),
  };
  const limits = (): DeletionLimits => ({ untilMillis: Date.now(), deadlineMillis: Infinity });
  await administrator.request('PUT', `/${LOGS}/_doc/${FILE}-10?refresh=true`, {
    'event.ingested': TIME,
    'kafkainsight.file.id': FILE,
    'log.offset': 2,
    'user.name': 'ann',
  });
  assert.deepEqual(await eraseUser(ports, { ...limits(), user: 'ann' }), { isDone: true, left: [] });
  assert.equal((await readErasedParts(forgetter, { fileIds: [FILE] }))[0]?.documents, 1);
  const options = { ...limits(), fileId: FILE, keepObject: false };
  assert.deepEqual(await forgetFile(ports, options), { isDone: true, left: [] });
  assert.equal((await readTombstones(forgetter, { fileIds: [FILE] })).length, 1);
  const bulkOf = (index: string): Promise<readonly BulkItemResult[]> =>
    forgetter.bulk(Buffer.from(`${JSON.stringify({ index: { _index: index, _id: 'x' } })}\n{}\n`), 10_000);
  for (const index of [LOGS, 'kafkainsight-dead-letters', 'other']) {
    assert.deepEqual(
      (await bulkOf(index)).map(({ status }) => status),
      [403],
      index,
    );
  }
  await assertForbidden(forgetter, foreign);
  assert.deepEqual(await bulkStatuses(forgetter, 'secret'), [403, 403]);
  await forgetter.close();
});

test('an administrator may do everything with the indices', async () => {
  const admin = await userWith('admin-of-the-group', arnOf('admin'));
  await admin.request('PUT', '/of-the-admin');
  await admin.request('DELETE', '/of-the-admin');
  assert.notEqual(await admin.request('GET', `/${LOGS}/_search`), undefined);
  await admin.close();
});

test('somebody else, who signs in but is not mapped, can do nothing; who does not sign in gets 401', async () => {
  const stranger = await userWith('stranger', 'a-stranger');
  await assertForbidden(stranger, [['GET', `/${LOGS}/_search`], ...foreign]);
  assert.deepEqual(await bulkStatuses(stranger, LOGS), [403, 403]);
  await stranger.close();
  for (const path of [`/${LOGS}/_search`, '/', '/kafkainsight-ledger', `${SECURITY_API}/roles`]) {
    assert.equal((await send(configurationOf({ kind: 'none' }), path, { method: 'GET' })).status, 401, path);
  }
});

function basic(username: string): SearchConfiguration['authentication'] {
  return { kind: 'basic', username, password: () => PASSWORD };
}

async function send(
  configuration: SearchConfiguration,
  path: string,
  request: Partial<SearchRequest> = {},
): Promise<SearchResponse> {
  const transport = openSearchTransport(configuration);
  try {
    return await transport.send({ method: 'POST', path, timeoutMillis: 10_000, ...request });
  } finally {
    await transport.close();
  }
}
