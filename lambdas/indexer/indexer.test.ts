import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templateNames } from '../../core/search/index-templates.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { memorySearchEngine, type MemorySearchEngineOptions } from '../../test/fakes/search-engine.ts';
import { keptLog } from '../../test/helpers/kept-log.ts';
import { type KeptMetrics, keptMetrics } from '../../test/helpers/kept-metrics.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';
import type { PollingMode } from './acknowledge.ts';
import { createIndexerHandler } from './indexer.ts';

const environment = {
  AWS_REGION: 'eu-central-1',
  BUCKET: 'logs',
  INDEX_PERIOD: 'month',
  RETENTION_DAYS: '30',
  SEARCH_ENGINE: 'opensearch',
  SEARCH_URL: 'https://search.example',
  SEARCH_AUTHENTICATION: 'sigv4',
};
const TOPIC = 'kafkainsight.logs';
const AGES_SECONDS = [10, 100, 0];

/** Indexes three records of another producer, as old as AGES_SECONDS says; 8 seconds leave little time for retries. */
async function invoke(
  options: MemorySearchEngineOptions = {},
  pollingMode: PollingMode = 'provisioned',
): Promise<{ readonly metrics: KeptMetrics<'indexer'>; readonly error?: unknown }> {
  const engine = memorySearchEngine(options);
  for (const name of templateNames) engine.templates.set(name, {});
  const metrics = keptMetrics<'indexer'>();
  const overrides = { engine, store: memoryObjectStore(), log: keptLog(), metrics };
  const handler = createIndexerHandler({ ...environment, POLLING_MODE: pollingMode }, overrides);
  const records = AGES_SECONDS.map((age, offset) => ({
    topic: TOPIC,
    partition: 0,
    offset,
    timestamp: Date.now() - age * 1000,
    value: Buffer.from('a line').toString('base64'),
  }));
  try {
    await handler({ records: { [`${TOPIC}-0`]: records } }, lambdaContext(8_000));
    return { metrics };
  } catch (error) {
    return { metrics, error };
  }
}

test('what is indexed is counted, and the age of the oldest record measured', async () => {
  const { metrics } = await invoke();
  const { OldestRecordSeconds: age = 0, ...counts } = metrics.sums;
  assert.deepEqual(counts, {
    RecordsIndexed: 3,
    RecordsHandedBack: 0,
    DeadLetters: 0,
    BulkThrottled: 0,
    BulkForbidden: 0,
  });
  assert.ok(age >= 100 && age < 110, String(age));
});

test('a record without a time has no age', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 0 });
  const { metrics } = await invoke();
  assert.equal(metrics.sums['OldestRecordSeconds'], 0);
});

test('dead letters are counted apart from what is indexed', async () => {
  const { metrics } = await invoke({
    itemFailure: ({ id }) =>
      id.startsWith(`${TOPIC}-0-1-`)
        ? { status: 400, errorType: 'mapper_parsing_exception', errorReason: 'no' }
        : undefined,
  });
  assert.partialDeepStrictEqual(metrics.sums, { RecordsIndexed: 2, DeadLetters: 1, RecordsHandedBack: 0 });
});

test('records that come again are counted, even where the function fails to make them come', async () => {
  const itemFailure = (): { status: number } => ({ status: 429 });
  const { metrics, error } = await invoke({ itemFailure }, 'on-demand');
  assert.equal((error as { code?: string }).code, 'SEARCH_THROTTLED');
  assert.partialDeepStrictEqual(metrics.sums, { RecordsIndexed: 0, RecordsHandedBack: 3 });
  assert.ok((metrics.sums['BulkThrottled'] ?? 0) >= 3);
});
