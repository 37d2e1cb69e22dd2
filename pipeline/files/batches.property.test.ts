import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type Batch, createBatchBuilder } from './batches.ts';
import { MAX_BATCH_BYTES, MAX_DOCUMENT_BYTES, TOPIC_MAX_MESSAGE_BYTES } from '../limits.ts';
import { KIND_HEADER } from '../names.ts';
import type { OutgoingRecord } from '../ports.ts';

const record = (valueBytes: number, number = 0): OutgoingRecord => ({
  key: `0123456789abcdef0123-${number}`,
  value: Buffer.alloc(valueBytes),
  kind: 'log',
});

function batchesOf(records: readonly OutgoingRecord[], partitionCount = 3, seed = 0): Batch[] {
  const builder = createBatchBuilder(partitionCount, seed);
  const full = records.map((each) => builder.add(each)).filter((batch) => batch !== undefined);
  const rest = builder.flush();
  return rest === undefined ? full : [...full, rest];
}

/** A zigzag varint's length, as Protocol Buffers define it and Kafka's record format uses it. */
const varintBytes = (value: number): number => Math.max(1, Math.ceil((value * 2).toString(2).length / 7));

/** The uncompressed size of a record batch, from https://kafka.apache.org/documentation/#recordbatch read field by field. */
function recordBatchBytes({ records }: Batch): number {
  const header = 8 + 4 + 4 + 1 + 4 + 2 + 4 + 8 + 8 + 8 + 2 + 4 + 4;
  return records.reduce((sum, { key, value, kind }, offsetDelta) => {
    const timestampDelta = 60_000;
    const body =
      1 +
      varintBytes(timestampDelta) +
      varintBytes(offsetDelta) +
      varintBytes(key.length) +
      key.length +
      varintBytes(value.length) +
      value.length +
      varintBytes(1) +
      varintBytes(KIND_HEADER.length) +
      KIND_HEADER.length +
      varintBytes(kind.length) +
      kind.length;
    return sum + varintBytes(body) + body;
  }, header);
}

suite('batches', () => {
  test('hold every record once and in order, and fit the topic, whatever the sizes', () => {
    const sizes = fc.array(fc.oneof(fc.nat(400), fc.nat(MAX_DOCUMENT_BYTES), fc.constant(MAX_DOCUMENT_BYTES)), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(sizes, (valueSizes) => {
        const records = valueSizes.map((valueBytes, number) => record(valueBytes, number));
        const batches = batchesOf(records);
        assert.deepEqual(
          batches.flatMap((batch) => batch.records),
          records,
        );
        for (const batch of batches) {
          assert.ok(batch.records.length > 0);
          assert.ok(recordBatchBytes(batch) <= TOPIC_MAX_MESSAGE_BYTES);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('of the smallest records fit the topic too, uncompressed', () => {
    const batches = batchesOf(Array.from({ length: 40_000 }, (_, number) => record(2, number)));
    assert.ok(batches.length > 1);
    for (const batch of batches) assert.ok(recordBatchBytes(batch) <= TOPIC_MAX_MESSAGE_BYTES);
  });

  test('are as full as they get', () => {
    const batches = batchesOf(Array.from({ length: 5000 }, (_, number) => record(400, number)));
    for (const { records } of batches.slice(0, -1)) {
      const bytes = records.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
      assert.ok(bytes > 0.9 * MAX_BATCH_BYTES - 500 && bytes <= MAX_BATCH_BYTES);
    }
  });

  test('a record of the largest size fits, beside little else', () => {
    const records = [record(1000), record(MAX_DOCUMENT_BYTES), record(1000)];
    assert.deepEqual(
      batchesOf(records).map((batch) => batch.records.length),
      [1, 1, 1],
    );
  });

  test('take turns over the partitions, beginning where the seed says', () => {
    const records = Array.from({ length: 5 }, () => record(MAX_DOCUMENT_BYTES));
    assert.deepEqual(
      batchesOf(records, 3, 7).map(({ partition }) => partition),
      [1, 2, 0, 1, 2],
    );
    assert.deepEqual(
      batchesOf(records, 1, 7).map(({ partition }) => partition),
      [0, 0, 0, 0, 0],
    );
  });

  test('of nothing are none', () => {
    assert.deepEqual(batchesOf([]), []);
  });
});
