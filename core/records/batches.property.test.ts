import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { decodedRecords } from '../../test/helpers/encoded-records.ts';
import { MAX_BATCH_BYTES, MAX_DOCUMENT_BYTES, TOPIC_MAX_MESSAGE_BYTES } from '../limits.ts';
import type { OutgoingRecord } from '../ports.ts';
import { addRecord, type Batch, createBatchBuilder } from './batches.ts';

/** Of what a record batch takes beside its records (https://kafka.apache.org/documentation/#recordbatch). */
const HEADER_BYTES = 8 + 4 + 4 + 1 + 4 + 2 + 4 + 8 + 8 + 8 + 2 + 4 + 4;

const record = (valueBytes: number, number = 0): OutgoingRecord => ({
  key: `ABCDEFGHIJKLMQ-${number}`,
  value: Buffer.alloc(valueBytes, number),
  kind: number % 7 === 0 ? 'ledger' : 'log',
});

/** A batch that is released, as its sender does, when it was looked at. */
interface Seen {
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
  readonly lengthBytes: number;
}

function see({ partition, records, release }: Batch): Seen {
  const seen = { partition, records: decodedRecords(records), lengthBytes: records.lengthBytes };
  release();
  return seen;
}

function batchesOf(records: readonly OutgoingRecord[], partitionCount = 3, seed = 0): Seen[] {
  const builder = createBatchBuilder(partitionCount, seed);
  const full = records.flatMap((each) => {
    const batch = addRecord(builder, each);
    return batch === undefined ? [] : [see(batch)];
  });
  const rest = builder.flush();
  return rest === undefined ? full : [...full, see(rest)];
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
          assert.ok(HEADER_BYTES + batch.lengthBytes <= TOPIC_MAX_MESSAGE_BYTES);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('of the smallest records fit the topic too, uncompressed', () => {
    const batches = batchesOf(Array.from({ length: 40_000 }, (_, number) => record(2, number)));
    assert.ok(batches.length > 1);
    for (const batch of batches) assert.ok(HEADER_BYTES + batch.lengthBytes <= TOPIC_MAX_MESSAGE_BYTES);
  });

  test('are as full as they get', () => {
    const batches = batchesOf(Array.from({ length: 5000 }, (_, number) => record(400, number)));
    for (const { lengthBytes } of batches.slice(0, -1)) {
      assert.ok(lengthBytes > MAX_BATCH_BYTES - 500 && lengthBytes <= MAX_BATCH_BYTES);
    }
  });

  test('a record of the largest size fits, beside little else', () => {
    const records = [record(1000), record(MAX_DOCUMENT_BYTES), record(1000)];
    assert.deepEqual(
      batchesOf(records).map((batch) => batch.records.length),
      [1, 1, 1],
    );
  });

  test('of a record that is larger than any of ours hold it alone, for the broker to refuse', () => {
    const records = [record(10), record(2 * MAX_BATCH_BYTES, 1), record(10, 2)];
    assert.deepEqual(
      batchesOf(records).map((batch) => batch.records),
      records.map((each) => [each]),
    );
  });

  test('that are under way are not touched by what is added', () => {
    const builder = createBatchBuilder(3, 0);
    const records = Array.from({ length: 6 }, (_, number) => record(MAX_DOCUMENT_BYTES, number));
    const batches = records.flatMap((each) => addRecord(builder, each) ?? []);
    assert.deepEqual(
      batches.flatMap((batch) => decodedRecords(batch.records)),
      records.slice(0, -1),
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
