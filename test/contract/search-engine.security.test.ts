import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { SearchConfiguration } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { indexTemplates } from '../../core/search/index-templates.ts';
import { startElasticsearch } from '../../local/engines/elasticsearch.ts';
import { startOpenSearchSecurity } from '../../local/engines/opensearch-security.ts';
import type { Server } from '../../local/engines/server.ts';
import { makeTestCertificate } from '../integration/engines/certificate.ts';
import { makeSecurityIndexModule } from '../integration/engines/security-index.ts';
import { temporaryDataFolder } from '../integration/engines/temporary.ts';
import { forgetTests } from './forget.suite.ts';
import { mappingTests } from './mappings.suite.ts';
import { reconcileTests } from './reconcile.suite.ts';
import { searchEngineContract } from './search-engine.suite.ts';

const document = Buffer.from('{"index":{"_index":"kafkainsight-logs-text-2026.11","_id":"1"}}\n{"message":"x"}\n');

/** A running engine with security, and how its administrator reaches it. */
interface Secured {
  readonly server: Server;
  readonly administrator: SearchConfiguration;
}

/** How both engines must treat unauthorised callers; `start` is called once. */
function securityContract(
  name: string,
  start: (folder: string) => Promise<Secured>,
  tests: (get: () => Secured) => void,
): void {
  describe(`${name} with TLS and passwords`, () => {
    let secured: Secured;

    before(async () => {
      const { folder, killAtExit } = temporaryDataFolder();
      secured = await start(folder);
      killAtExit(secured.server.pid);
    });
    after(() => secured.server.stop());

    searchEngineContract(name, () => {
      const engine = createSearchEngine(secured.administrator);
      return Promise.resolve({ engine, close: () => engine.close() });
    });

    async function refusal(changes: Partial<SearchConfiguration>): Promise<{ code: unknown; message: string }> {
      const engine = createSearchEngine({ ...secured.administrator, ...changes });
      try {
        await engine.bulk(document, 10_000);
      } catch (error) {
        assert.ok(error instanceof Error && 'code' in error);
        assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /wrong-password/);
        return { code: error.code, message: error.message };
      } finally {
        await engine.close();
      }
      return assert.fail('not refused');
    }

    test('a wrong password is SEARCH_FORBIDDEN and says what to check', async () => {
      const authentication = { kind: 'basic', username: 'admin', password: () => 'wrong-password' } as const;
      const { code, message } = await refusal({ authentication });
      assert.equal(code, 'SEARCH_FORBIDDEN');
      assert.match(message, /401.*SEARCH_PASSWORD_FILE/s);
    });

    test('no password is SEARCH_FORBIDDEN', async () => {
      assert.equal((await refusal({ authentication: { kind: 'none' } })).code, 'SEARCH_FORBIDDEN');
    });

    test('another authority is SEARCH_UNAVAILABLE and says what to set', async () => {
      const other = await makeTestCertificate(temporaryDataFolder().folder);
      const { code, message } = await refusal({ ca: readFileSync(other.authorityFile, 'utf8') });
      assert.equal(code, 'SEARCH_UNAVAILABLE');
      assert.match(message, /SEARCH_CA_FILE/);
    });

    test('a name that the certificate does not hold is SEARCH_UNAVAILABLE and says so', async () => {
      const { url } = secured.administrator;
      const { code, message } = await refusal({ url: url.replace('127.0.0.1', '127.0.0.2') });
      assert.equal(code, 'SEARCH_UNAVAILABLE');
      // 127.0.0.2 is this machine too; the engine may not listen on it
      assert.match(message, /another host name|ECONNREFUSED/);
    });

    test('http where the engine speaks https is SEARCH_UNAVAILABLE and says so', async () => {
      const { url } = secured.administrator;
      const { code, message } = await refusal({ url: url.replace('https', 'http') });
      assert.equal(code, 'SEARCH_UNAVAILABLE');
      assert.match(message, /https/);
    });

    describe('index templates', () => {
      let engine: SearchEngine;
      before(() => {
        engine = createSearchEngine(secured.administrator);
      });
      after(() => engine.close());
      mappingTests(() => engine);
      forgetTests(() => engine, { broken: false });
      reconcileTests(() => engine);
    });

    tests(() => secured);
  });
}

securityContract(
  'Elasticsearch',
  async (folder) => {
    const tls = await makeTestCertificate(folder);
    const administrator = { name: 'admin', password: 'a-long-password' };
    const modules = [await makeSecurityIndexModule(temporaryDataFolder().folder)];
    const server = await startElasticsearch({ dataFolder: folder, ports: 'any', administrator, tls, modules });
    const authentication = {
      kind: 'basic',
      username: administrator.name,
      password: () => administrator.password,
    } as const;
    const ca = readFileSync(tls.authorityFile, 'utf8');
    return { server, administrator: { engine: 'elasticsearch', url: server.url, authentication, ca } };
  },
  (get) => {
    test('a user who may write our indices, and nothing else, is enough for the pipeline', async () => {
      const { administrator } = get();
      const admin = createSearchEngine(administrator);
      for (const { name, body } of indexTemplates('elasticsearch', { replicas: 0, refreshSeconds: 1 })) {
        await admin.request('PUT', `/_index_template/${name}`, body);
      }
      const indices = [{ names: ['kafkainsight-*'], privileges: ['index', 'auto_configure'] }];
      const role = { cluster: ['indices:admin/index_template/get'], indices };
      await admin.request('PUT', '/_security/role/writer', role);
      await admin.request('PUT', '/_security/user/writer', { password: 'password-of-writer', roles: ['writer'] });
      await admin.close();
      const password = (): string => 'password-of-writer';
      const writer = createSearchEngine({
        ...administrator,
        authentication: { kind: 'basic', username: 'writer', password },
      });
      assert.deepEqual(await writer.bulk(document, 10_000), [{ status: 201 }]);
      assert.ok((await writer.request('GET', '/_index_template/kafkainsight-logs')) !== undefined);
      const [foreign] = await writer.bulk(Buffer.from('{"index":{"_index":"other","_id":"1"}}\n{}\n'), 10_000);
      assert.equal(foreign?.status, 403);
      await assert.rejects(writer.request('PUT', '/_index_template/other', { index_patterns: ['o'] }), {
        code: 'SEARCH_FORBIDDEN',
      });
      await assert.rejects(writer.request('GET', '/kafkainsight-logs-*/_search'), { code: 'SEARCH_FORBIDDEN' });
      await writer.close();
    });
  },
);

securityContract(
  'OpenSearch',
  async (folder) => {
    const tls = await makeTestCertificate(folder);
    const server = await startOpenSearchSecurity({ dataFolder: folder, ports: 'any', tls });
    const { name, password } = server.administrator;
    const authentication = { kind: 'basic', username: name, password: () => password } as const;
    const ca = readFileSync(tls.authorityFile, 'utf8');
    return { server, administrator: { engine: 'opensearch', url: server.url, authentication, ca } };
  },
  () => undefined,
);
