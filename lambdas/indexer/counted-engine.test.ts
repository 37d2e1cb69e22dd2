import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { memorySearchEngine } from '../../test/fakes/search-engine.ts';
import { keptMetrics } from '../../test/helpers/kept-metrics.ts';
import { countedEngine } from './counted-engine.ts';

const body = Buffer.from(
  ['a', 'b', 'c'].map((id) => `{"index":{"_index":"i","_id":"${id}"}}\n{"message":"x"}\n`).join(''),
);

test('counts what is answered to items, and answers the same', async () => {
  const metrics = keptMetrics<'indexer'>();
  const statuses = new Map([
    ['a', 429],
    ['b', 403],
  ]);
  const engine = memorySearchEngine({
    itemFailure: ({ id }) => {
      const status = statuses.get(id);
      return status === undefined ? undefined : { status, errorType: 'some_exception' };
    },
  });
  const items = await countedEngine(engine, metrics).bulk(body, 1000);
  metrics.flush();
  assert.deepEqual(
    items.map(({ status }) => status),
    [429, 403, 201],
  );
  assert.deepEqual(metrics.sums, { BulkThrottled: 1, BulkForbidden: 1 });
});

test('counts a whole request that is refused, and throws the same', async () => {
  const metrics = keptMetrics<'indexer'>();
  const failure = new KafkaInsightError('SEARCH_FORBIDDEN', 'HTTP 403');
  const engine = countedEngine(memorySearchEngine({ failure: () => failure }), metrics);
  await assert.rejects(engine.bulk(body, 1000), failure);
  metrics.flush();
  assert.deepEqual(metrics.sums, { BulkThrottled: 0, BulkForbidden: 1 });
});

test('a block of writing is not taken for a missing right, although it is a 403', async () => {
  const metrics = keptMetrics<'indexer'>();
  // IndexMetadata.java of OpenSearch: INDEX_WRITE_BLOCK is number 8 and returns 403
  const blocked = {
    status: 403,
    errorType: 'cluster_block_exception',
    errorReason: 'index [i] blocked by: [FORBIDDEN/8/index write (api)];',
  };
  await countedEngine(memorySearchEngine({ itemFailure: () => blocked }), metrics).bulk(body, 1000);
  metrics.flush();
  assert.deepEqual(metrics.sums, { BulkThrottled: 0, BulkForbidden: 0 });
});
