import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { MAX_BATCH_BYTES } from '../../core/limits.ts';
import { gzipCodec, patchKafkajs } from './kafkajs-patches.ts';

patchKafkajs();

test('a batch is decompressed without waiting for anything else of the process', async () => {
  const records = randomBytes(MAX_BATCH_BYTES);
  let turns = 0;
  const immediate = setImmediate(() => turns++);
  assert.deepEqual(await gzipCodec().decompress(gzipSync(records)), records);
  assert.equal(turns, 0);
  clearImmediate(immediate);
});

test('one that is larger than ours is too', async () => {
  const records = Buffer.alloc(3 * MAX_BATCH_BYTES + 1, 'log');
  assert.deepEqual(await gzipCodec().decompress(gzipSync(records)), records);
});

test('a small batch holds little memory', async () => {
  const records = Buffer.from('one short record');
  const decompressed = await gzipCodec().decompress(gzipSync(records));
  assert.deepEqual(decompressed, records);
  // so small a buffer is a slice of Node's pool
  assert.ok(decompressed.buffer.byteLength <= Buffer.poolSize, `${decompressed.buffer.byteLength} bytes`);
});

test('a batch that says a wrong size at its end is decompressed whole', async () => {
  const parts = [Buffer.alloc(100_000, 'first'), Buffer.from('second')];
  const compressed = Buffer.concat(parts.map((part) => gzipSync(part)));
  assert.deepEqual(await gzipCodec().decompress(compressed), Buffer.concat(parts));
});

test('what is not gzip is refused', async () => {
  await assert.rejects(gzipCodec().decompress(Buffer.from('{"message":"no gzip"}')), { code: 'Z_DATA_ERROR' });
  await assert.rejects(gzipCodec().decompress(Buffer.from('no')), { code: 'Z_DATA_ERROR' });
});

test('what kafkajs compresses can be decompressed', async () => {
  const records = Buffer.from('records of a producer that has kafkajs encode them');
  const compressed = await gzipCodec().compress({ buffer: records });
  assert.deepEqual(await gzipCodec().decompress(compressed), records);
});

/** As kafkajs's constructor leaves a queue on which nothing is pending and the broker asks for no pause. */
function idleQueue(): RequestQueue & { throttleCheckTimeoutId: NodeJS.Timeout | null } {
  const queue = Object.create(RequestQueue.prototype) as RequestQueue;
  return Object.assign(queue, { pending: [], throttledUntil: -1, throttleCheckTimeoutId: null });
}

test('a connection on which nothing is pending sets no timer', () => {
  const queue = idleQueue();
  queue.scheduleCheckPendingRequests();
  assert.equal(queue.throttleCheckTimeoutId, null);
});

test('one with pending requests does', () => {
  const queue = idleQueue();
  queue.pending = [{}];
  queue.scheduleCheckPendingRequests();
  assert.ok(queue.throttleCheckTimeoutId !== null);
  clearTimeout(queue.throttleCheckTimeoutId);
});
