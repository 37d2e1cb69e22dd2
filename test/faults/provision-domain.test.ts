import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { createProvisionHandler } from '../../lambdas/provision/provision.ts';
import { startOpenSearchSecurity } from '../../local/engines/opensearch-security.ts';
import { keptLog } from '../helpers/kept-log.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';
import { makeTestCertificate } from '../integration/engines/certificate.ts';
import { temporaryDataFolder } from '../integration/engines/temporary.ts';
import { assertForbidden } from '../integration/forbidden.ts';

/** What an organisation does with a domain, on a real OpenSearch with its security plugin: an internal user has the backend role that an IAM role would be. */
const arnOf = (name: string): string => `arn:aws:iam::123456789012:role/kafkainsight-dev-${name}`;
const PASSWORD = 'a-long-Passw0rd-of-tests';
const SECURITY_API = '/_plugins/_security/api';

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

function clientOf(username: string, password = PASSWORD): SearchEngine {
  const ca = readFileSync(tls.authorityFile, 'utf8');
  const authentication = { kind: 'basic', username, password: () => password } as const;
  return createSearchEngine({ engine: 'opensearch', url: engine.url, ca, authentication });
}

/** A signed-in user with a backend role. */
async function userWith(name: string, backendRole: string): Promise<SearchEngine> {
  const user = { password: PASSWORD, backend_roles: [backendRole] };
  await administrator.request('PUT', `${SECURITY_API}/internalusers/${name}`, user);
  return clientOf(name);
}

/** What docs/runbook.md asks of the domain, in its order but that what deletes comes last. */
function runbookRequests(index: string): { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; body?: object }[] {
  const text = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const requests = Array.from(
    text.matchAll(/`(GET|POST|PUT|DELETE) ([^` ]+)(?: (\{[^`]*\}))?`/g),
    ([, method = '', target = '', body]) => ({
      method: method as 'GET' | 'POST' | 'PUT' | 'DELETE',
      path: `/${target.replace('INDEX', index).replace('INDEX', index).replace('ID', 'x:1')}`,
      ...(body !== undefined && { body: JSON.parse(body.replace(/\bN\b/, '0')) as object }),
    }),
  );
  return requests.sort((one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'));
}

test('every request of the runbook is allowed to an administrator, and none to a stranger', async () => {
  const index = 'kafkainsight-logs-runbook-2026.11';
  for (const name of [index, `${index}-split`]) await administrator.request('PUT', `/${name}`);
  const requests = runbookRequests(index).filter(({ path: target }) => target !== '/…');
  assert.ok(requests.length > 20, String(requests.length));
  // on Amazon's domains that takes security_manager, which people do not get; here all_access is enough
  assert.ok(!requests.some(({ path: target }) => target.startsWith(SECURITY_API)));
  const stranger = await userWith('stranger-with-the-runbook', 'a-stranger');
  const admin = await userWith('admin-with-the-runbook', arnOf('admin'));
  const mapping = { backend_roles: ['admin', arnOf('admin')] };
  await administrator.request('PUT', `${SECURITY_API}/rolesmapping/all_access`, mapping);
  await assertForbidden(
    stranger,
    requests.map(({ method, path: target, body }) => (body === undefined ? [method, target] : [method, target, body])),
  );
  for (const { method, path: target, body } of requests) {
    // what is not there, and what cannot be done in this order, is allowed all the same
    await admin.request(method, target, body).catch((error: unknown) => {
      assert.ok(
        error instanceof KafkaInsightError && error.code !== 'SEARCH_FORBIDDEN',
        `${method} ${target}: ${String(error)}`,
      );
    });
  }
  await Promise.all([stranger.close(), admin.close()]);
});

test('a domain that is there is changed once its administrator has let the role in, and it is what the stage says', async () => {
  const role = arnOf('provision');
  await (await userWith('deployer', role)).close();
  const passwordFile = path.join(folder, 'deployer');
  writeFileSync(passwordFile, PASSWORD);
  const environment = {
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: engine.url,
    SEARCH_AUTHENTICATION: 'basic',
    SEARCH_USERNAME: 'deployer',
    SEARCH_PASSWORD_FILE: passwordFile,
    SEARCH_CA_FILE: tls.authorityFile,
    INDEXER_ROLE_ARN: arnOf('index'),
  };
  const provisionExisting = (expected: object): Promise<Readonly<Record<string, string>>> => {
    const EXISTING_DOMAIN = JSON.stringify({ role, version: '3.4', dataNodes: 1, ...expected });
    return createProvisionHandler({ ...environment, EXISTING_DOMAIN }, { log: keptLog() })({}, lambdaContext());
  };
  await assert.rejects(provisionExisting({}), {
    code: 'PROVISIONING_FAILED',
    message: /denies GET \/ to the role .*-provision\..*map that role to all_access and to security_manager/,
  });
  const mapping = { backend_roles: ['admin', arnOf('admin'), role] };
  await administrator.request('PUT', `${SECURITY_API}/rolesmapping/all_access`, mapping);
  await administrator.request('PUT', `${SECURITY_API}/rolesmapping/security_manager`, mapping);
  await assert.rejects(provisionExisting({ version: '3.5', dataNodes: 3 }), {
    message: /search\.version is 3\.5, and the domain has 3\.4\.\d+\n.*search\.dataNodes is 3, and the domain has 1/,
  });
  const { domain, ...others } = await provisionExisting({});
  assert.equal(domain, 'unchanged');
  assert.ok(Object.keys(others).length > 10);
});
