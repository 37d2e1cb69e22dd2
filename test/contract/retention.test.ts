import assert from 'node:assert/strict';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { indexTemplates } from '../../core/search/index-templates.ts';
import { provisionRetention } from '../../lambdas/provision/retention.ts';
import { type IlmServer, ilmServer } from '../helpers/ilm-server.ts';
import { type IsmServer, ismServer } from '../helpers/ism-server.ts';

const names = ['retention policy', 'retention of existing indices'];
const outcomes = (policy: string, indices: string): string[][] => [
  [names[0] ?? '', policy],
  [names[1] ?? '', indices],
];

suite('retention in OpenSearch', () => {
  let server: IsmServer;
  let engine: SearchEngine;

  beforeEach(async () => {
    server = await ismServer();
    engine = createSearchEngine({ engine: 'opensearch', url: server.url, authentication: { kind: 'none' } });
  });
  afterEach(async () => {
    await engine.close();
    await server.close();
  });

  const index = (name: string, state: object = {}): unknown => server.indices.set(name, state);
  const policyOf = (name: string): string | undefined => server.indices.get(name)?.policyId;
  const writes = (): string[] => server.seen.filter(({ method }) => method !== 'GET').map(({ path }) => path);

  test('a policy deletes indices of logs at the age that it is told; the second time nothing changes', async () => {
    assert.deepEqual(await provisionRetention(engine, 63), outcomes('created', 'unchanged'));
    const { policy } = server.policies.get('kafkainsight-logs') ?? assert.fail('no policy');
    assert.deepEqual(policy.ism_template, [{ index_patterns: ['kafkainsight-logs-*'], priority: 500 }]);
    const [first, last] = policy.states;
    assert.equal(policy.default_state, first?.name);
    assert.deepEqual(first?.transitions, [{ state_name: last?.name, conditions: { min_index_age: '63d' } }]);
    assert.deepEqual(last?.actions, [{ delete: {} }]);
    const before = writes().length;
    assert.deepEqual(await provisionRetention(engine, 63), outcomes('unchanged', 'unchanged'));
    assert.equal(writes().length, before);
  });

  test('indices that were there before come under it; those under another policy and closed ones stay as they are', async () => {
    index('kafkainsight-logs-text-2026.10');
    index('kafkainsight-logs-text-2026.09', { policyId: 'somebodys', policy: { description: 'theirs' } });
    index('kafkainsight-logs-text-2026.08', { closed: true });
    index('kafkainsight-ledger');
    assert.deepEqual(await provisionRetention(engine, 63), outcomes('created', 'updated'));
    assert.deepEqual([...server.indices.keys()].map(policyOf), [
      'kafkainsight-logs',
      'somebodys',
      undefined,
      undefined,
    ]);
    assert.deepEqual(await provisionRetention(engine, 63), outcomes('unchanged', 'unchanged'));
  });

  test('another age changes the policy, and reaches the indices that go by the old one, also after a run that was cut off', async () => {
    index('kafkainsight-logs-text-2026.10');
    await provisionRetention(engine, 63);
    server.runJobs();
    index('kafkainsight-logs-text-2026.11', { policyId: 'kafkainsight-logs' });
    assert.deepEqual(await provisionRetention(engine, 40), outcomes('updated', 'updated'));
    assert.match(writes().at(-2) ?? '', /\?if_seq_no=1&if_primary_term=1$/);
    assert.equal(writes().at(-1), '/_plugins/_ism/change_policy/kafkainsight-logs-text-2026.10');
    // until the jobs have run, they are requested again
    assert.deepEqual(await provisionRetention(engine, 40), outcomes('unchanged', 'updated'));
    server.runJobs();
    assert.deepEqual(await provisionRetention(engine, 40), outcomes('unchanged', 'unchanged'));
    for (const { policy } of server.indices.values()) assert.match(JSON.stringify(policy), /"min_index_age":"40d"/);
  });

  test('what somebody changes between reading and writing is not overwritten', async () => {
    await provisionRetention(engine, 63);
    const request = engine.request.bind(engine);
    const stored = server.policies.get('kafkainsight-logs') ?? assert.fail('no policy');
    engine.request = async (method, path, body) => {
      const answer = await request(method, path, body);
      if (method === 'GET') server.policies.set('kafkainsight-logs', { ...stored, seqNo: 7 });
      return answer;
    };
    await assert.rejects(provisionRetention(engine, 40), { code: 'SEARCH_REFUSED', message: /HTTP 409/ });
    assert.equal(server.policies.get('kafkainsight-logs')?.seqNo, 7);
  });

  test('more indices than one request can name are taken up by several', async () => {
    const dataset = 'd'.repeat(64);
    for (let day = 0; day < 100; day += 1) index(`kafkainsight-logs-${dataset}-2026.${100 + day}.00`);
    assert.deepEqual(await provisionRetention(engine, 63), outcomes('created', 'updated'));
    assert.ok([...server.indices.keys()].every((name) => policyOf(name) === 'kafkainsight-logs'));
    assert.equal(writes().length, 1 + 3);
  });

  test('an index that is refused for another reason fails the step, and is named', async () => {
    index('kafkainsight-logs-text-2026.10');
    const request = engine.request.bind(engine);
    const read = (path: string): void => {
      // managed by somebody else meanwhile
      if (path.includes('explain')) index('kafkainsight-logs-text-2026.10', { policyId: 'somebodys' });
    };
    engine.request = async (method, path, body) => {
      const answer = await request(method, path, body);
      read(path);
      return answer;
    };
    await assert.rejects(provisionRetention(engine, 63), {
      code: 'PROVISIONING_FAILED',
      message: /1 of 1 index \(kafkainsight-logs-text-2026\.10: This index already has a policy/,
    });
  });

  test('without an age nothing is asked', async () => {
    assert.deepEqual(await provisionRetention(engine, undefined), []);
    assert.equal(server.seen.length, 0);
  });
});

suite('retention in Elasticsearch', () => {
  let server: IlmServer;
  let engine: SearchEngine;

  beforeEach(async () => {
    server = await ilmServer();
    engine = createSearchEngine({ engine: 'elasticsearch', url: server.url, authentication: { kind: 'none' } });
  });
  afterEach(async () => {
    await engine.close();
    await server.close();
  });

  test('the policy is made, left alone, and changed; indices that name none come to name it', async () => {
    server.indices.set('kafkainsight-logs-text-2026.10', undefined);
    server.indices.set('kafkainsight-logs-text-2026.11', 'somebodys');
    server.indices.set('kafkainsight-ledger', undefined);
    assert.deepEqual(await provisionRetention(engine, 63), outcomes('created', 'updated'));
    assert.deepEqual([...server.indices.values()], ['kafkainsight-logs', 'somebodys', undefined]);
    assert.equal(server.policies.get('kafkainsight-logs')?.phases.delete.min_age, '63d');
    assert.deepEqual(await provisionRetention(engine, 63), outcomes('unchanged', 'unchanged'));
    assert.deepEqual(await provisionRetention(engine, 40), outcomes('updated', 'unchanged'));
    assert.equal(server.policies.get('kafkainsight-logs')?.phases.delete.min_age, '40d');
  });

  test('templates name the policy for indices of logs alone', () => {
    const settings = { replicas: 0, refreshSeconds: 1, lifecyclePolicy: 'kafkainsight-logs' };
    const named = indexTemplates('elasticsearch', settings).flatMap(({ name, body }) => {
      const { index } = body.template.settings as { index: Record<string, unknown> };
      return 'lifecycle.name' in index ? [[name, index['lifecycle.name']]] : [];
    });
    assert.deepEqual(named, [['kafkainsight-logs', 'kafkainsight-logs']]);
  });
});
