import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeRecordBatch from 'kafkajs/src/protocol/recordBatch/v0/decoder.js';
import { KIND_HEADER } from '../../core/names.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import { wholeOf } from '../../core/records/batches.ts';
import { RecordRoom } from '../../core/records/record-room.ts';
import { encodeRecordBatch } from './record-batch.ts';

const TIME_MILLIS = 1_795_341_780_123;

/** Sizes just below and at the points where a variable-length number grows by a byte: 2^6, 2^13 and 2^20. */
const edges = [0, 1, 63, 64, 8_191, 8_192, 1_048_575, 1_048_576];
const values = fc.oneof(
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  { arbitrary: fc.constantFrom(...edges).map((size) => Buffer.alloc(size, 'v')), weight: 1 },
);
const records: fc.Arbitrary<OutgoingRecord> = fc.record({
  key: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...edges.slice(0, 6)).map((size) => 'é'.repeat(size / 2)),
  ),
  value: values,
  kind: fc.constantFrom('log', 'ledger'),
});

function encode(given: readonly OutgoingRecord[]): Promise<Buffer> {
  const room = new RecordRoom(given.reduce((sum, { key, value }) => sum + 3 * key.length + value.length + 60, 0));
  for (const { kind, key, value } of given) {
    assert.ok(room.add(kind, wholeOf(Buffer.from(key)), wholeOf(value)));
  }
  return encodeRecordBatch(room, TIME_MILLIS);
}

/** Reads the batch with an independent implementation, that of kafkajs. */
async function decode(batch: Buffer): Promise<unknown[]> {
  const decoded = await decodeRecordBatch(new Decoder(batch));
  assert.equal(decoded.lastOffsetDelta, decoded.records.length - 1);
  return decoded.records.map(({ key, value, headers, offset, timestamp }) => ({
    key: String(key),
    value,
    kind: String(headers?.[KIND_HEADER]),
    offset,
    timestamp,
  }));
}

function expected(given: readonly OutgoingRecord[]): unknown[] {
  return given.map(({ key, value, kind }, at) => ({
    key: Buffer.from(key).toString(),
    value,
    kind,
    offset: String(at),
    timestamp: String(TIME_MILLIS),
  }));
}

test('what is encoded is read back: keys, values, kinds and order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(records, { minLength: 1, maxLength: 20 }), async (given) => {
      assert.deepEqual(await decode(await encode(given)), expected(given));
    }),
    { numRuns: 200 },
  );
});

test('a batch of ten thousand records', async () => {
  const given = Array.from({ length: 10_000 }, (_, at) => ({
    key: `k${at}`,
    value: Buffer.from([at & 255]),
    kind: 'log' as const,
  }));
  assert.deepEqual(await decode(await encode(given)), expected(given));
});

test('batches that are compressed side by side, or after one that is larger, do not touch each other', async () => {
  // random bytes do not compress
  const batchOf = (...sizes: number[]): OutgoingRecord[] =>
    sizes.map((size) => ({ key: `k${size}`, value: randomBytes(size), kind: 'log' }));
  for (const given of [[batchOf(1), batchOf(900_000), batchOf(2_000_000, 7), batchOf(3)], [batchOf(5, 6)]]) {
    const encoded = await Promise.all(given.map(encode));
    assert.deepEqual(await Promise.all(encoded.map(decode)), given.map(expected));
  }
});
