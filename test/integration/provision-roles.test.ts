import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { KafkaEvent } from '../../lambdas/index/event.ts';
import { createIndexHandler } from '../../lambdas/index/index.ts';
import { createProvisionHandler } from '../../lambdas/provision/provision.ts';
import { startOpenSearchSecurity } from '../../local/engines/opensearch-security.ts';
import { KIND_HEADER, LOG_TOPIC } from '../../pipeline/names.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';
import { memoryObjectStore } from '../fakes/object-store.ts';
import { keptLog } from '../helpers/kept-log.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';
import { makeTestCertificate } from './engines/certificate.ts';
import { temporaryDataFolder } from './engines/temporary.ts';

/**
 * The security step on a real OpenSearch 2.19 with its security plugin. Amazon OpenSearch Service makes the signing IAM
 * role a backend role of the request; here an internal user bears that backend role.
 */
const INDEX_ROLE_ARN = 'arn:aws:iam::123456789012:role/kafkainsight-dev-index';
const PASSWORD = 'a-long-Passw0rd-of-tests';

const { folder } = temporaryDataFolder();
const data = temporaryDataFolder();
const tls = makeTestCertificate(folder);
const passwordFile = (name: string, password: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, password);
  return file;
};
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

function clientOf(username: string, password: string): SearchEngine {
  return createSearchEngine({
    engine: 'opensearch',
    url: engine.url,
    ca: readFileSync(tls.authorityFile, 'utf8'),
    authentication: { kind: 'basic', username, password: () => password },
  });
}

function environmentOf(username: string, password: string): Record<string, string> {
  return {
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: engine.url,
    SEARCH_AUTHENTICATION: 'basic',
    SEARCH_USERNAME: username,
    SEARCH_PASSWORD_FILE: passwordFile(username, password),
    SEARCH_CA_FILE: tls.authorityFile,
  };
}

function provision(): Promise<Readonly<Record<string, string>>> {
  const { name, password } = engine.administrator;
  const handler = createProvisionHandler({ ...environmentOf(name, password), INDEX_ROLE_ARN }, { log: keptLog() });
  return handler({}, lambdaContext());
}

const TIME = '2026-11-22T10:00:00.000Z';

/** A document of ours, a record of another producer, and a tombstone, which becomes a dead letter. */
function threeRecords(): KafkaEvent {
  const file = '0123456789abcdef0123';
  const document = {
    '@timestamp': TIME,
    'event.dataset': 'text',
    'file.mtime': TIME,
    'kafkainsight.file.id': file,
    'log.offset': 0,
    message: 'a line',
  };
  const base = { topic: LOG_TOPIC, partition: 0, timestamp: Date.parse(TIME), headers: [] };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const ours = { key: base64(`${file}-0`), value: base64(JSON.stringify(document)) };
  const records = [
    { ...base, offset: 0, ...ours, headers: [{ [KIND_HEADER]: [...Buffer.from('log')] }] },
    { ...base, offset: 1, value: base64('a line of another producer') },
    { ...base, offset: 2 },
  ];
  return { records: { [`${LOG_TOPIC}-0`]: records } };
}

async function countIn(index: string): Promise<number> {
  const answer = (await administrator.request('GET', `/${index}/_count`)) as { count: number } | undefined;
  return answer?.count ?? 0;
}

test('the first run makes role and mapping, the second changes nothing, and others who are mapped stay', async () => {
  const names = ['security role kafkainsight_index', 'security role mapping kafkainsight_index'];
  const outcomes = (report: Readonly<Record<string, string>>): unknown[] => names.map((name) => report[name]);
  assert.deepEqual(outcomes(await provision()), ['created', 'created']);
  assert.deepEqual(outcomes(await provision()), ['unchanged', 'unchanged']);

  const mapping = '/_plugins/_security/api/rolesmapping/kafkainsight_index';
  await administrator.request('PUT', mapping, { backend_roles: ['another'], users: ['somebody'] });
  assert.deepEqual(outcomes(await provision()), ['unchanged', 'updated']);
  const answer = (await administrator.request('GET', mapping)) as Record<string, Record<string, unknown>>;
  assert.deepEqual(answer['kafkainsight_index']?.['backend_roles'], ['another', INDEX_ROLE_ARN]);
  assert.deepEqual(answer['kafkainsight_index']['users'], ['somebody']);

  const role = '/_plugins/_security/api/roles/kafkainsight_index';
  await administrator.request('PUT', role, { cluster_permissions: ['*'] });
  assert.deepEqual(outcomes(await provision()), ['updated', 'unchanged']);
});

test('that role is enough for the index function, which indexes and dead-letters, and can read or change nothing', async () => {
  await provision();
  const users = '/_plugins/_security/api/internalusers';
  await administrator.request('PUT', `${users}/indexer`, { password: PASSWORD, backend_roles: [INDEX_ROLE_ARN] });
  const store = memoryObjectStore();
  const handler = createIndexHandler(
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
  assert.deepEqual(await handler(threeRecords(), lambdaContext(20_000)), { batchItemFailures: [] });
  await administrator.request('POST', '/kafkainsight-*/_refresh');
  assert.equal(await countIn('kafkainsight-logs-text-2026.11'), 2);
  assert.equal(await countIn('kafkainsight-dead-letters'), 1);
  assert.equal(store.objects.size, 1);

  const indexer = clientOf('indexer', PASSWORD);
  // what it asks where writes are refused (lambdas/index/write-blocks.ts)
  const settings = await indexer.request('GET', '/kafkainsight-*/_settings/index.uuid?expand_wildcards=open');
  assert.ok(Object.keys(settings as object).includes('kafkainsight-logs-text-2026.11'));
  const forbidden = [
    ['GET', '/kafkainsight-logs-text-2026.11/_search'],
    ['GET', '/_cat/indices'],
    ['DELETE', '/kafkainsight-logs-text-2026.11'],
    ['PUT', '/kafkainsight-logs-text-2026.11/_mapping', { properties: { x: { type: 'keyword' } } }],
    ['PUT', '/_index_template/other', { index_patterns: ['other'] }],
    ['GET', '/_plugins/_security/api/roles'],
  ] as const;
  for (const [method, path, body] of forbidden) {
    await assert.rejects(indexer.request(method, path, body), { code: 'SEARCH_FORBIDDEN' }, `${method} ${path}`);
  }
  const [foreign] = await indexer.bulk(Buffer.from('{"index":{"_index":"other","_id":"1"}}\n{}\n'), 10_000);
  assert.equal(foreign?.status, 403);
  const [deleted] = await indexer.bulk(
    Buffer.from('{"delete":{"_index":"kafkainsight-logs-text-2026.11","_id":"x"}}\n'),
    10_000,
  );
  assert.equal(deleted?.status, 403);
  await indexer.close();
});

test('somebody else, who signs in but is not mapped, can do nothing', async () => {
  const users = '/_plugins/_security/api/internalusers';
  await administrator.request('PUT', `${users}/stranger`, { password: PASSWORD, backend_roles: ['a-stranger'] });
  const stranger = clientOf('stranger', PASSWORD);
  await assert.rejects(stranger.request('GET', '/kafkainsight-logs-text-2026.11/_search'), {
    code: 'SEARCH_FORBIDDEN',
  });
  const line = '{"index":{"_index":"kafkainsight-logs-text-2026.11","_id":"1"}}\n{}\n';
  const [written] = await stranger.bulk(Buffer.from(line), 10_000);
  assert.equal(written?.status, 403);
  await stranger.close();
});
