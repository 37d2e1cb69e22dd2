import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { keptLog } from '../../test/helpers/kept-log.ts';
import { keptMetrics } from '../../test/helpers/kept-metrics.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';
import { createInspectHandler, type ReconcileEvent, type ReconcileOverrides } from './reconcile.ts';

const environment = {
  AWS_REGION: 'local',
  SEARCH_ENGINE: 'opensearch',
  SEARCH_URL: 'http://127.0.0.1:9200',
  SEARCH_AUTHENTICATION: 'none',
  BUCKET: 'bucket',
  QUEUE_URL: 'http://127.0.0.1/queue',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1/dead-letter-queue',
  RETENTION_DAYS: '30',
};
/** An empty engine: every search returns what OpenSearch returns without any index. */
const emptyEngine: SearchEngine = {
  kind: 'opensearch',
  bulk: () => Promise.resolve([]),
  request: () => Promise.resolve({ hits: { hits: [] } }),
  close: () => Promise.resolve(),
};

async function ask(event: ReconcileEvent, overrides: ReconcileOverrides = {}): Promise<Record<string, unknown>> {
  const store = memoryObjectStore();
  await store.put('bucket', 'inbox/a.log', Buffer.from('line\n'));
  const handler = createInspectHandler(environment, {
    store,
    log: keptLog(),
    engine: emptyEngine,
    queueDepth: (url) => Promise.resolve(url.endsWith('dead-letter-queue') ? 2 : 7),
    ...overrides,
  });
  return { ...(await handler(event, lambdaContext())) };
}

suite('the inspect function', () => {
  test('names what is in the inbox and unknown, and what the queue gave up on', async () => {
    const { differences, differenceCount } = await ask({ settleSeconds: -60 });
    assert.deepEqual(
      (differences as { kind: string; key?: string }[]).map(({ kind, key }) => [kind, key]),
      [
        ['NOT_INGESTED', 'inbox/a.log'],
        ['MESSAGES_GIVEN_UP', undefined],
      ],
    );
    assert.equal(differenceCount, 2);
  });

  test("counts the schedule's differences alone: others may ask for what is not settled", async () => {
    const metrics = keptMetrics<'inspect'>();
    await ask({ settleSeconds: -60 }, { metrics });
    assert.deepEqual(metrics.sums, {});
    await ask({ settleSeconds: -60, withinHours: 48, counted: true }, { metrics });
    assert.deepEqual(metrics.sums, { Differences: 2, FullestShardPercent: 0 });
  });

  test('counts no difference where there is none: that is how it is known to have run', async () => {
    const metrics = keptMetrics<'inspect'>();
    const sums: Readonly<Record<string, number>> = metrics.sums;
    await ask({ counted: true }, { metrics, store: memoryObjectStore(), queueDepth: () => Promise.resolve(0) });
    assert.deepEqual(sums, { Differences: 0, FullestShardPercent: 0 });
  });

  test('says how full the fullest shard is, deleted documents and replicas included', async () => {
    const metrics = keptMetrics<'inspect'>();
    const docs = (count: number, deleted: number): object => ({ docs: { count, deleted } });
    // as OpenSearch 3.5 returns it: a list of copies by shard number
    const stats = {
      indices: {
        'kafkainsight-ledger': { shards: { '0': [docs(5, 0)] } },
        'kafkainsight-logs-json-2026.11': {
          shards: { '0': [docs(1, 1), docs(1, 1)], '1': [docs(1_000_000_000, 0), docs(1_500_000_000, 110_639_640)] },
        },
      },
    };
    const engine: SearchEngine = {
      ...emptyEngine,
      request: (method, path, body) =>
        path.includes('/_stats/') ? Promise.resolve(stats) : emptyEngine.request(method, path, body),
    };
    await ask({ counted: true }, { metrics, engine });
    // (1,500,000,000 + 110,639,640) / 2,147,483,519
    assert.ok(Math.abs((metrics.sums['FullestShardPercent'] ?? 0) - 75) < 0.1);
  });

  test('answers the state of the pipeline', async () => {
    assert.deepEqual(await ask({ question: 'status' }), {
      indices: { documents: {}, unparsed: 0, deadLetters: 0, ledgerEntries: 0 },
      queues: { waiting: 7, givenUp: 2 },
    });
  });

  test('counts as parts of files what the ledger has of parts, not of deletions', async () => {
    const buckets = [{ key: 'kafkainsight-ledger', doc_count: 5, unparsed: { doc_count: 0 }, parts: { doc_count: 3 } }];
    const engine = { ...emptyEngine, request: () => Promise.resolve({ aggregations: { groups: { buckets } } }) };
    const { indices } = await ask({ question: 'status' }, { engine });
    assert.deepEqual(indices, { documents: {}, unparsed: 0, deadLetters: 0, ledgerEntries: 3 });
  });

  test('answers where the bucket and the queue are', async () => {
    const answer = { bucket: 'bucket', queueUrl: 'http://127.0.0.1/queue' };
    assert.deepEqual(await ask({ question: 'places' }), answer);
  });

  test('names all problems of its environment at once', () => {
    assert.throws(
      () => createInspectHandler({ ...environment, BUCKET: '', RETENTION_DAYS: 'long' }),
      (error) =>
        error instanceof KafkaInsightError &&
        error.code === 'CONFIGURATION_INVALID' &&
        /BUCKET[^]*RETENTION_DAYS/.test(error.message),
    );
  });
});
