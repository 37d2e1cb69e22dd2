import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { documentId } from '../files/file-id.ts';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import { datasets } from '../names.ts';
import { deadLetterLine, readDeadLetter } from './dead-letter.ts';
import { deadLetterOf, type KafkaRecord, readRecord, type RecordReading } from './records.ts';

const FILE = 'ABCDEFGHIJKLMQ';

const reading: RecordReading = {
  scheme: { period: 'day', retentionDays: 30 },
  datasets: new Set<string>(datasets),
  source: { prefix: '' },
  documents: { keepOriginal: 'failed', userAgentDetails: false },
  ingestedMillis: Date.parse('2026-11-22T10:03:05.000Z'),
};

const anyBytes = fc.uint8Array().map((bytes) => Buffer.from(bytes));
const anyText = fc.string({ unit: 'binary' }).map((text) => Buffer.from(text));
const anyJson = fc.json().map((text) => Buffer.from(text));
/** Documents that are ours except for a few fields. */
const nearlyOurs = fc
  .record(
    {
      '@timestamp': fc.constantFrom(
        '2026-11-22T10:02:52.000Z',
        '0000-01-01T00:00:00.000Z',
        '2026-02-31T00:00:00.000Z',
        7,
      ),
      'event.dataset': fc.constantFrom('text', '../../pipeline/_all', 'kafkainsight.ledger', '', null),
      'file.mtime': fc.constantFrom('2026-11-22T10:02:52.000Z', '9999-12-31T23:59:59.999Z', 'now'),
      'kafkainsight.file.id': fc.constantFrom(FILE, 1, null),
      'kafkainsight.file.version': fc.oneof(fc.constant(7), fc.jsonValue()),
      'log.offset': fc.oneof(fc.constant(42), fc.jsonValue()),
      message: fc.jsonValue(),
    },
    { requiredKeys: ['@timestamp', 'event.dataset', 'file.mtime', 'kafkainsight.file.id'], noNullPrototype: true },
  )
  .map((fields) => Buffer.from(JSON.stringify(fields, undefined, fields['log.offset'] === 42 ? 0 : 1)));

const records: fc.Arbitrary<KafkaRecord> = fc.record(
  {
    position: fc.record({
      topic: fc.constantFrom('kafkainsight.logs', 'a-0'),
      partition: fc.nat(9),
      offset: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
    }),
    timestampMillis: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 253_402_300_799_999, 1_763_805_779_000)),
    key: fc.constantFrom(
      documentId(FILE, 42),
      `${FILE}-part-0000000000000000-AAAAAAAA`,
      'kafkainsight.logs-0-1-1790000000000',
      'a',
      '',
    ),
    kind: fc.constantFrom('log', 'ledger', 'raw', '__proto__'),
    value: fc.oneof(anyBytes, anyText, anyJson, nearlyOurs),
  },
  { requiredKeys: ['position', 'timestampMillis', 'value'] },
);

test('whatever a record holds, it becomes a sound document in an index of ours, or a dead letter', () => {
  fc.assert(
    fc.property(records, (record) => {
      const read = readRecord(record, reading);
      if ('document' in read) {
        const { index, id, source } = read.document;
        assert.match(
          index,
          /^kafkainsight-(ledger|logs-(apache\.access|apache\.error|syslog|json|text|unparsed)-(outlier|\d{4}\.\d\d\.\d\d))$/,
        );
        assert.match(id, /^[a-zA-Z0-9._-]+$/);
        assert.ok(source.length <= MAX_DOCUMENT_BYTES && !source.includes('\n'));
        assert.equal(typeof JSON.parse(source.toString()), 'object');
      }
      const failure = 'failure' in read ? read.failure : { code: 'MAPPING_ERROR' as const, message: '' };
      const letter = deadLetterOf(read, failure, 1);
      assert.deepEqual(readDeadLetter(Buffer.from(deadLetterLine(letter))).value, record.value);
    }),
    { numRuns: 1000 },
  );
});

test('what is read as another producer’s is named by its place: no two records share an id', () => {
  fc.assert(
    fc.property(fc.array(records, { maxLength: 30 }), (given) => {
      const ids = new Map<string, string>();
      for (const record of given) {
        const { kind, id } = readRecord(record, reading);
        if (kind !== 'raw') continue;
        const place = JSON.stringify([record.position.topic, record.position.partition, record.position.offset]);
        assert.ok((ids.get(id) ?? place) === place);
        ids.set(id, place);
      }
    }),
  );
});

test('a record is read the same however often it is delivered, event.ingested aside', () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 0, max: 1e12 }), (record, laterMillis) => {
      const first = readRecord(record, reading);
      const again = readRecord(record, { ...reading, ingestedMillis: reading.ingestedMillis + laterMillis });
      assert.equal(again.id, first.id);
      assert.equal('document' in again && again.document.index, 'document' in first && first.document.index);
      if (!('document' in first) || !('document' in again)) return;
      const withoutIngested = (source: Buffer): unknown => ({
        ...(JSON.parse(source.toString()) as object),
        'event.ingested': '',
      });
      if (first.kind === 'raw')
        assert.deepEqual(withoutIngested(again.document.source), withoutIngested(first.document.source));
      else assert.equal(again.document.source, first.document.source);
    }),
  );
});
