import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MAX_BATCH_BYTES, MAX_DOCUMENT_BYTES } from '../../core/limits.ts';
import type { OutgoingRecord, RecordProducer } from '../../core/ports.ts';
import { encodedRecords } from '../helpers/encoded-records.ts';

/** A record as a consumer sees it. */
export interface SeenRecord {
  readonly key: string;
  readonly value: string;
  /** Value of the header `kafkainsight`. */
  readonly kind: string;
}

/** One implementation of the port, ready for use on an empty topic of three partitions. */
export interface OpenedProducer {
  readonly producer: RecordProducer;
  /** All records of a partition, in the order of their offsets. */
  seen(partition: number): Promise<readonly SeenRecord[]>;
  close(): Promise<void>;
}

/** What every record producer must do (core/ports.ts). */
export function recordProducerContract(name: string, open: () => Promise<OpenedProducer>): void {
  describe(`record producer: ${name}`, () => {
    let opened: OpenedProducer;

    before(async () => {
      opened = await open();
    });
    after(() => opened.close());

    const record = (key: string, value: string | Uint8Array = `value of ${key}`): OutgoingRecord => ({
      key,
      value: Buffer.from(value),
      kind: 'log',
    });

    test('knows how many partitions there are', async () => {
      assert.equal(await opened.producer.partitionCount(), 3);
    });

    test('writes a batch to the partition that it is told, in order', async () => {
      const ledger: OutgoingRecord = { key: 'part', value: Buffer.from('{"é":"😀"}'), kind: 'ledger' };
      await opened.producer.send(1, encodedRecords([record('a'), record('b'), ledger]));
      await opened.producer.send(1, encodedRecords([record('c')]));
      assert.deepEqual(await opened.seen(1), [
        { key: 'a', value: 'value of a', kind: 'log' },
        { key: 'b', value: 'value of b', kind: 'log' },
        { key: 'part', value: '{"é":"😀"}', kind: 'ledger' },
        { key: 'c', value: 'value of c', kind: 'log' },
      ]);
      assert.deepEqual(await opened.seen(0), []);
    });

    test('takes batches side by side', async () => {
      const batches = Array.from({ length: 8 }, (_, batch) => [record(`${batch}-0`), record(`${batch}-1`)]);
      await Promise.all(batches.map((batch) => opened.producer.send(2, encodedRecords(batch))));
      const keys = (await opened.seen(2)).map(({ key }) => key);
      assert.deepEqual(
        keys.toSorted(),
        batches.flat().map(({ key }) => key),
      );
    });

    test('takes the largest document, and the fullest batch', async () => {
      // No byte of it repeats often enough for gzip to help: the topic's limit holds for what is sent
      let state = 1;
      const noise = Buffer.alloc(MAX_DOCUMENT_BYTES).map(() => (state = (state * 48_271) % 2_147_483_647) & 255);
      await opened.producer.send(0, encodedRecords([record('largest', noise)]));
      const small = Array.from({ length: 10_000 }, (_, index) =>
        record(String(index).padStart(5, '0'), 'x'.repeat(67)),
      );
      const fullest = encodedRecords(small);
      assert.ok(fullest.lengthBytes > 0.98 * MAX_BATCH_BYTES, `${fullest.lengthBytes}`);
      await opened.producer.send(0, fullest);
      assert.equal((await opened.seen(0)).length, 10_001);
    });

    test('refuses a partition that does not exist', async () => {
      await assert.rejects(opened.producer.send(3, encodedRecords([record('lost')])), { code: 'TOPIC_MISSING' });
    });
  });
}
