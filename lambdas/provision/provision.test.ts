import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { derivedDatasets } from '../../core/search/derived-source.ts';
import { type MemorySearchEngine, memorySearchEngine } from '../../test/fakes/search-engine.ts';
import { type KeptLog, keptLog } from '../../test/helpers/kept-log.ts';
import { keptMetrics } from '../../test/helpers/kept-metrics.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';
import { sleepingClock } from '../../test/helpers/sleeping-clock.ts';
import { createProvisionHandler } from './provision.ts';

const environment = { SEARCH_ENGINE: 'opensearch', SEARCH_URL: 'http://127.0.0.1:1', SEARCH_AUTHENTICATION: 'none' };
const templates = [
  'index template kafkainsight-logs',
  'index template kafkainsight-ledger',
  'index template kafkainsight-dead-letters',
  'index template kafkainsight-findings',
  'index template kafkainsight-cases',
  'index template kafkainsight-baselines',
  'index template kafkainsight-visits',
];
const indices = ['ledger', 'dead-letters', 'findings', 'cases', 'baselines', 'visits'].map(
  (name) => `index kafkainsight-${name}`,
);

function all(names: readonly string[], outcome: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, outcome]));
}

function provision(
  engine: SearchEngine,
  changes: Record<string, string> = {},
  log: KeptLog = keptLog(),
): Promise<Readonly<Record<string, string>>> {
  return createProvisionHandler({ ...environment, ...changes }, { engine, log })({}, lambdaContext());
}

/** An engine that rejects requests to matching paths. */
function refusing(path: RegExp): MemorySearchEngine {
  const engine = memorySearchEngine();
  const request = engine.request.bind(engine);
  engine.request = (method, at, body) =>
    path.test(`${method} ${at}`)
      ? Promise.reject(new KafkaInsightError('SEARCH_FORBIDDEN', `${method} ${at} failed: HTTP 403.`))
      : request(method, at, body);
  return engine;
}

test('makes what is missing, changes what differs, leaves the rest', async () => {
  const engine = memorySearchEngine();
  const unchanged = all([...templates, ...indices], 'unchanged');
  assert.deepEqual(await provision(engine), all([...templates, ...indices], 'created'));
  assert.deepEqual(await provision(engine), unchanged);
  assert.deepEqual(await provision(engine, { INDEX_REPLICAS: '1' }), { ...unchanged, ...all(templates, 'updated') });
  assert.deepEqual(await provision(engine, { INDEX_REPLICAS: '1' }), unchanged);
  engine.templates.delete('kafkainsight-ledger');
  engine.indices.delete('kafkainsight-dead-letters');
  assert.deepEqual(await provision(engine, { INDEX_REPLICAS: '1' }), {
    ...unchanged,
    'index template kafkainsight-ledger': 'created',
    'index kafkainsight-dead-letters': 'created',
  });
});

test('a dataset has the shards that it is given; one that has them no longer is made like all others', async () => {
  const engine = memorySearchEngine();
  await provision(engine);
  const own = 'index template kafkainsight-logs-apache.access';
  // of documents that an index without copies could not give back
  const stored = 'index template kafkainsight-logs-_apache.access';
  const both = (outcome: string): object => ({ [own]: outcome, [stored]: outcome });
  const shards = (): unknown =>
    /"number_of_shards":\d+/.exec(JSON.stringify(engine.templates.get('kafkainsight-logs-apache.access')))?.[0];
  const unchanged = all([...templates, ...indices], 'unchanged');
  assert.deepEqual(await provision(engine, { INDEX_SHARDS: 'apache.access=3' }), { ...unchanged, ...both('created') });
  assert.equal(shards(), '"number_of_shards":3');
  assert.deepEqual(await provision(engine), { ...unchanged, ...both('updated') });
  assert.equal(shards(), '"number_of_shards":1');
  assert.deepEqual(await provision(engine), { ...unchanged, ...both('unchanged') });
});

test('OpenSearch keeps no copies of documents from the version on in which that was tried', async () => {
  const derived = async (version: object | undefined, kind: 'opensearch' | 'elasticsearch'): Promise<string[]> => {
    const engine = memorySearchEngine({ kind });
    const request = engine.request.bind(engine);
    engine.request = (method, path, body) =>
      method === 'GET' && path === '/' ? Promise.resolve(version && { version }) : request(method, path, body);
    await provision(engine, { SEARCH_ENGINE: kind });
    const first = [...engine.templates];
    // a second time asks for no other templates
    await provision(engine, { SEARCH_ENGINE: kind });
    assert.deepEqual([...engine.templates], first);
    return first.filter(([, body]) => JSON.stringify(body).includes('derived_source')).map(([name]) => name);
  };
  const names = Array.from(derivedDatasets, (dataset) => `kafkainsight-logs-${dataset}`);
  for (const number of ['3.5.0', '3.7.1', '4.0.0', '3.10.0'])
    assert.deepEqual(await derived({ distribution: 'opensearch', number }, 'opensearch'), names, number);
  for (const number of ['2.19.4', '3.1.0', '3.3.2'])
    assert.deepEqual(await derived({ distribution: 'opensearch', number }, 'opensearch'), [], number);
  // what calls itself Elasticsearch for old clients, what does not say, and Elasticsearch
  assert.deepEqual(await derived({ number: '7.10.2' }, 'opensearch'), []);
  assert.deepEqual(await derived(undefined, 'opensearch'), []);
  assert.deepEqual(await derived({ number: '8.19.21' }, 'elasticsearch'), []);
});

test('refuses a search engine whose documents are of another form, and changes nothing', async () => {
  for (const _meta of [undefined, { form: 0 }]) {
    const engine = memorySearchEngine();
    const request = engine.request.bind(engine);
    engine.request = (method, path, body) =>
      path === '/kafkainsight-ledger/_mapping'
        ? Promise.resolve({ 'kafkainsight-ledger': { mappings: { ...(_meta && { _meta }), properties: {} } } })
        : request(method, path, body);
    await assert.rejects(provision(engine), {
      code: 'PROVISIONING_FAILED',
      message:
        /- templates: The search engine holds documents of another version .* Delete all indices kafkainsight-\*/,
    });
    assert.equal(engine.templates.size, 0);
    assert.equal(engine.indices.size, 0);
  }
});

test('takes a template that someone else made under the name for one that differs', async () => {
  const engine = memorySearchEngine();
  engine.templates.set('kafkainsight-logs', { index_patterns: ['x'] });
  assert.equal((await provision(engine))['index template kafkainsight-logs'], 'updated');
});

test('notices a template of somebody else that overrules ours, and makes no index by it', async () => {
  for (const [pattern, name] of [
    ['*', templates.map((name) => name.replace('index template ', '')).join(', ')],
    ['kafkainsight-logs-json*', 'kafkainsight-logs'],
  ] as const) {
    const engine = memorySearchEngine();
    engine.templates.set('theirs', { index_patterns: [pattern], priority: 501 });
    await assert.rejects(provision(engine), {
      code: 'PROVISIONING_FAILED',
      message: new RegExp(`would not be created from ${name}: .*theirs \\(501\\)`),
    });
    assert.equal(engine.indices.size, 0);
  }
  const engine = memorySearchEngine();
  engine.templates.set('theirs', { index_patterns: ['*'], priority: 499 });
  engine.templates.set('others', { index_patterns: ['others-*'], priority: 900 });
  assert.deepEqual(await provision(engine), all([...templates, ...indices], 'created'));
});

test('tries every step, and says of each that failed why', async () => {
  const engine = refusing(/_security/);
  const log = keptLog();
  await assert.rejects(provision(engine, { INDEXER_ROLE_ARN: 'arn:aws:iam::123456789012:role/index' }, log), {
    code: 'PROVISIONING_FAILED',
    message: /- roles: GET \/_plugins\/_security\/api\/roles\/kafkainsight_indexer failed: HTTP 403/,
  });
  assert.deepEqual([...engine.templates.keys()].length, templates.length);
  assert.ok(engine.indices.has('kafkainsight-ledger'));
  const failures = log.lines
    .filter(({ level }) => level === 'error')
    .map(({ fields }) => [fields['step'], fields['code']]);
  assert.deepEqual(failures, [
    ['roles', 'SEARCH_FORBIDDEN'],
    ['audit', 'SEARCH_FORBIDDEN'],
  ]);
});

test('makes no index without its template: the first document would decide how all others are mapped', async () => {
  const engine = refusing(/PUT \/_index_template\/kafkainsight-logs/);
  await assert.rejects(provision(engine), { code: 'PROVISIONING_FAILED', message: /- templates: / });
  assert.equal(engine.indices.size, 0);
});

test('dashboards that cannot be imported are reported and counted, and fail nothing', async () => {
  const log = keptLog();
  const report = await provision(memorySearchEngine(), { DASHBOARDS_URL: 'http://127.0.0.1:1/_dashboards' }, log);
  assert.deepEqual(report, {
    ...all([...templates, ...indices], 'created'),
    'saved objects': 'failed',
    'time range': 'left out',
  });
  const [failure = assert.fail('nothing was logged')] = log.lines.filter(({ level }) => level === 'error');
  assert.deepEqual([failure.fields['step'], failure.fields['code']], ['saved objects', 'DASHBOARDS_NOT_IMPORTED']);
  assert.match(String(failure.fields['reason']), /docs\/deployment\.md/);
});

test('counts how many steps failed, and 0 where none did', async () => {
  const counted = async (engine: SearchEngine, changes: Record<string, string> = {}): Promise<unknown> => {
    const metrics = keptMetrics<'provision'>();
    const overrides = { engine, log: keptLog(), metrics };
    await createProvisionHandler({ ...environment, ...changes }, overrides)({}, lambdaContext()).catch(() => undefined);
    return metrics.sums;
  };
  assert.deepEqual(await counted(memorySearchEngine()), { StepsFailed: 0 });
  assert.deepEqual(await counted(memorySearchEngine(), { DASHBOARDS_URL: 'http://127.0.0.1:1' }), { StepsFailed: 1 });
  assert.deepEqual(await counted(refusing(/_index_template/)), { StepsFailed: 1 });
});

/** What an existing domain responds: as OpenSearch does to `GET /` and `GET /_cluster/health`, and the security plugin to its mappings. */
function existingDomain(answers: Readonly<Record<string, unknown>> = {}): MemorySearchEngine {
  const engine = memorySearchEngine();
  const request = engine.request.bind(engine);
  const all: Readonly<Record<string, unknown>> = {
    '/': { version: { distribution: 'opensearch', number: '3.3.0' } },
    '/_plugins/_security/api/rolesmapping': {},
    '/_cluster/health': { status: 'green', number_of_data_nodes: 3 },
    ...answers,
  };
  engine.request = (method, path, body) => {
    const answer = all[path];
    if (answer instanceof Error) return Promise.reject(answer);
    return method === 'GET' && path in all ? Promise.resolve(answer) : request(method, path, body);
  };
  return engine;
}

const role = 'arn:aws:iam::123456789012:role/provision';
const EXISTING_DOMAIN = JSON.stringify({ role, version: '3.3', dataNodes: 3 });

test('a domain that was there is provisioned where it is what the stage says', async () => {
  const report = await provision(existingDomain(), { EXISTING_DOMAIN });
  assert.deepEqual(report, { domain: 'unchanged', ...all([...templates, ...indices], 'created') });
});

test('everything in which a domain that was there differs fails the deployment at once, and nothing in it changes', async () => {
  const engine = existingDomain({
    '/': { version: { distribution: 'opensearch', number: '2.19.1' } },
    '/_plugins/_security/api/rolesmapping': undefined,
    '/_cluster/health': { number_of_data_nodes: 6 },
  });
  await assert.rejects(provision(engine, { EXISTING_DOMAIN }), {
    code: 'PROVISIONING_FAILED',
    message:
      /no security plugin.*\n.*search\.version is 3\.3, and the domain has 2\.19\.1\n.*search\.dataNodes is 3, and the domain has 6/,
  });
  assert.deepEqual([engine.templates.size, engine.indices.size], [0, 0]);
});

test('a domain in compatibility mode is refused, since it does not say what it is', async () => {
  const engine = existingDomain({ '/': { version: { number: '7.10.2' } } });
  await assert.rejects(provision(engine, { EXISTING_DOMAIN }), { message: /switch off compatibility mode/ });
});

test('a domain that lets the role not in fails the deployment with whom to map to what, and no other step is tried', async () => {
  const log = keptLog();
  const refused = new KafkaInsightError('SEARCH_FORBIDDEN', 'GET / failed: HTTP 403.');
  await assert.rejects(provision(existingDomain({ '/': refused }), { EXISTING_DOMAIN }, log), {
    code: 'PROVISIONING_FAILED',
    message: new RegExp(`denies GET / to the role ${role}.*map that role to all_access and to security_manager`),
  });
  assert.equal(log.lines.filter(({ level }) => level === 'error').length, 1);
});

test('a domain that refuses the role at first is asked again for 50 seconds in all, where the role signs', async () => {
  const signed = { ...environment, SEARCH_AUTHENTICATION: 'sigv4', AWS_REGION: 'eu-central-1' };
  const clock = sleepingClock();
  const engine = memorySearchEngine();
  const request = engine.request.bind(engine);
  engine.request = (method, at, body) =>
    clock.sleptSeconds.length < 3
      ? Promise.reject(new KafkaInsightError('SEARCH_FORBIDDEN', `${method} ${at} failed: HTTP 403.`))
      : request(method, at, body);
  const handler = createProvisionHandler(signed, { engine, log: keptLog(), clock });
  assert.deepEqual(await handler({}, lambdaContext()), all([...templates, ...indices], 'created'));
  assert.deepEqual(clock.sleptSeconds, [5, 5, 5]);

  const never = sleepingClock();
  const refused = createProvisionHandler(signed, { engine: refusing(/./), log: keptLog(), clock: never });
  await assert.rejects(refused({}, lambdaContext()), { code: 'PROVISIONING_FAILED' });
  assert.deepEqual(never.sleptSeconds, Array(10).fill(5));
});

test('names all problems of the environment', () => {
  assert.throws(
    () =>
      createProvisionHandler({
        ...environment,
        SEARCH_URL: 'x',
        INDEX_REPLICAS: '-1',
        INDEX_REFRESH_SECONDS: '0',
        DELETE_AFTER_DAYS: '0',
        READER_ROLES: 'reader',
        DASHBOARDS_URL: 'here',
      }),
    {
      code: 'CONFIGURATION_INVALID',
      message: /SEARCH_URL.*READER_ROLES.*INDEX_REPLICAS.*INDEX_REFRESH_SECONDS.*DELETE_AFTER_DAYS.*DASHBOARDS_URL/s,
    },
  );
});
