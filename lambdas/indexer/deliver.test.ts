import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import type { IndexDocument } from '../../core/search/bulk.ts';
import { memorySearchEngine } from '../../test/fakes/search-engine.ts';
import { deliver } from './deliver.ts';

const INDEX = 'kafkainsight-logs-text-2026.11';

function documents(count: number, sizeBytes = 100): IndexDocument[] {
  const filler = 'x'.repeat(sizeBytes - 30);
  return Array.from({ length: count }, (_, n) => {
    const source = Buffer.from(JSON.stringify({ number: n, filler }));
    return { index: INDEX, id: `a-${n}`, operation: 'index', source };
  });
}

const soon = (millis = 5_000): number => Date.now() + millis;
const codes = (failures: ReadonlyMap<IndexDocument, { readonly code: ErrorCode }>): Record<string, string> =>
  Object.fromEntries(Array.from(failures, ([{ id }, { code }]) => [id, code]));

test('documents of several requests all arrive, at most two requests at a time', async () => {
  const engine = memorySearchEngine();
  let inFlight = 0;
  let most = 0;
  const slow = {
    ...engine,
    async bulk(body: Buffer, timeoutMillis: number) {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inFlight--;
      return engine.bulk(body, timeoutMillis);
    },
  };
  const failures = await deliver(documents(4_000, 1000), slow, soon());
  assert.equal(failures.size, 0);
  assert.equal(engine.indices.get(INDEX)?.size, 4_000);
  assert.equal(most, 2);
});

test('a permanent failure of one item is named, and the others are not held up', async () => {
  const engine = memorySearchEngine({
    itemFailure: ({ id }) =>
      id === 'a-5' ? { status: 400, errorType: 'mapper_parsing_exception', errorReason: 'no' } : undefined,
  });
  assert.deepEqual(codes(await deliver(documents(10), engine, soon())), { 'a-5': 'MAPPING_ERROR' });
  assert.equal(engine.indices.get(INDEX)?.size, 9);
  assert.equal(engine.bulkBytes.length, 1);
});

test('a transient failure of items is retried, for those items alone', async () => {
  let rejections = 2;
  const engine = memorySearchEngine({
    itemFailure: ({ id }) =>
      id === 'a-5' && rejections-- > 0 ? { status: 429, errorType: 'rejected_execution_exception' } : undefined,
  });
  assert.deepEqual(codes(await deliver(documents(10), engine, soon())), {});
  assert.equal(engine.indices.get(INDEX)?.size, 10);
  const [first = 0, second, third] = engine.bulkBytes;
  assert.ok(engine.bulkBytes.length === 3 && second === third && second !== undefined && second < first / 5);
});

test('what stays transient until the deadline is named, and what failed before and then arrived is not', async () => {
  let secondFails = true;
  const engine = memorySearchEngine({
    itemFailure: ({ id }) => {
      const fails = id === 'a-1' || (id === 'a-2' && secondFails);
      if (id === 'a-2') secondFails = false;
      return fails ? { status: 503, errorType: 'unavailable_shards_exception' } : undefined;
    },
  });
  // the wait before the second attempt is at most 200 ms, whatever chance says
  assert.deepEqual(codes(await deliver(documents(4), engine, soon(2_500))), { 'a-1': 'SEARCH_UNAVAILABLE' });
  assert.equal(engine.indices.get(INDEX)?.size, 3);
});

test('a request that fails as a whole is retried as a whole', async () => {
  const engine = memorySearchEngine({
    failure: (request) => (request < 2 ? new KafkaInsightError('SEARCH_THROTTLED', 'HTTP 429') : undefined),
  });
  assert.equal((await deliver(documents(10), engine, soon())).size, 0);
  assert.equal(engine.bulkBytes.length, 3);
});

test('a request that is too large is halved until it fits; a document that is alone too large is permanent', async () => {
  const engine = memorySearchEngine({
    failure: (_request, body) =>
      body.length > 2_000 ? new KafkaInsightError('BULK_TOO_LARGE', 'HTTP 413') : undefined,
  });
  const tooLarge = documents(1, 3_000).map((document): IndexDocument => ({ ...document, id: 'a-large' }));
  const failures = await deliver([...documents(100), ...tooLarge], engine, soon());
  assert.deepEqual(codes(failures), { 'a-large': 'RECORD_TOO_LARGE' });
  assert.equal(engine.indices.get(INDEX)?.size, 100);
});

test('a request that is refused is halved down to the one document that is to blame', async () => {
  const engine = memorySearchEngine({
    failure: (_request, body) =>
      body.includes('"a-77"') ? new KafkaInsightError('SEARCH_REFUSED', 'HTTP 400') : undefined,
  });
  assert.deepEqual(codes(await deliver(documents(100), engine, soon())), { 'a-77': 'SEARCH_REFUSED' });
  assert.equal(engine.indices.get(INDEX)?.size, 99);
});

test('after the deadline nothing is sent', async () => {
  const engine = memorySearchEngine();
  assert.deepEqual(codes(await deliver(documents(2), engine, Date.now() - 1)), {
    'a-0': 'TIME_LIMIT',
    'a-1': 'TIME_LIMIT',
  });
  assert.equal(engine.bulkBytes.length, 0);
});

test('a response that leaves items out is not taken for success', async () => {
  const engine = { ...memorySearchEngine(), bulk: () => Promise.resolve([{ status: 201 }]) };
  assert.deepEqual(codes(await deliver(documents(2), engine, soon(100))), { 'a-1': 'SEARCH_UNAVAILABLE' });
});

test('an error that is none of ours is a bug and is thrown', async () => {
  const engine = memorySearchEngine({ failure: () => new TypeError('bug') });
  await assert.rejects(deliver(documents(1), engine, soon()), TypeError);
});
