import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentId } from '../files/file-id.ts';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import { deadLetterOf, type KafkaRecord, readRecord, type RecordReading } from './records.ts';

const FILE = 'ABCDEFGHIJKLMQ';
const recordMillis = Date.parse('2026-11-22T10:03:00.000Z');

const reading: RecordReading = {
  scheme: { period: 'month', retentionDays: 30 },
  datasets: new Set(['apache.access', 'other']),
  source: { prefix: '', dataset: 'other' },
  documents: { keepOriginal: 'failed', userAgentDetails: false },
  ingestedMillis: Date.parse('2026-11-22T10:03:05.000Z'),
};

const logFields = {
  '@timestamp': '2026-11-22T10:02:52.000Z',
  'event.dataset': 'apache.access',
  'file.mtime': '2026-11-22T10:02:59.000Z',
  'kafkainsight.file.id': FILE,
  'kafkainsight.file.version': 1_795_341_779_000,
  'log.offset': 42,
};

/** A record without key and headers. */
function bare(value: Buffer): KafkaRecord {
  return {
    position: { topic: 'kafkainsight.logs', partition: 3, offset: '7' },
    timestampMillis: recordMillis,
    value,
  };
}

function record(changes: Partial<KafkaRecord> & { readonly fields?: object } = {}): KafkaRecord {
  const { fields = logFields, ...rest } = changes;
  return { ...bare(Buffer.from(JSON.stringify(fields))), key: documentId(FILE, 42), kind: 'log', ...rest };
}

/** What became of it, without the bytes. */
function outcome(given: KafkaRecord): unknown {
  const read = readRecord(given, reading);
  if ('failure' in read) return { kind: read.kind, id: read.id, code: read.failure.code };
  const { index, id, operation } = read.document;
  return { kind: read.kind, index, id, operation };
}

const raw = (index = 'kafkainsight-logs-other-2026.11'): object => ({
  kind: 'raw',
  index,
  id: `kafkainsight.logs-3-7-${recordMillis}`,
  operation: 'index',
});

test('a log document of ours goes into its index under its key, byte for byte', () => {
  const given = record();
  const read = readRecord(given, reading);
  assert.deepEqual(outcome(given), {
    kind: 'log',
    index: 'kafkainsight-logs-apache.access-2026.11',
    id: documentId(FILE, 42),
    operation: 'index',
  });
  assert.ok('document' in read);
  assert.equal(read.document.source, given.value);
  assert.equal(read.modifiedMillis, Date.parse(logFields['file.mtime']));
});

test('the index follows from the document, whenever the record was written', () => {
  const late = record({ timestampMillis: recordMillis + 400 * 86_400_000 });
  assert.deepEqual(outcome(late), outcome(record()));
  const old = record({ fields: { ...logFields, '@timestamp': '2025-01-01T00:00:00.000Z' } });
  assert.deepEqual(outcome(old), {
    kind: 'log',
    index: 'kafkainsight-logs-apache.access-outlier',
    id: documentId(FILE, 42),
    operation: 'index',
  });
});

test('a ledger entry goes into the ledger', () => {
  const fields = { ...logFields, 'event.dataset': 'kafkainsight.ledger' };
  const key = `${FILE}-part-0000000000000000-AAAAAAAA`;
  const expected = { kind: 'ledger', index: 'kafkainsight-ledger', id: key, operation: 'index' };
  assert.deepEqual(outcome(record({ kind: 'ledger', key, fields })), expected);
  assert.deepEqual(outcome(record({ kind: 'ledger', key: documentId(FILE, 42), fields })), raw());
  assert.deepEqual(outcome(record({ kind: 'ledger', key, fields: logFields })), raw());
  assert.deepEqual(outcome(record({ kind: 'ledger', key: key.replace('A', 'B'), fields })), raw());
});

test('what only looks like ours is read as a line of another producer', () => {
  const forgeries: Record<string, Partial<KafkaRecord> & { readonly fields?: object }> = {
    'another kind': { kind: 'replay' },
    'a key of another line': { key: documentId(FILE, 43) },
    'a key of another file': { key: documentId('ZZZZZZZZZZZZZQ', 42) },
    'a file whose id is cut': { fields: { ...logFields, 'kafkainsight.file.id': FILE.slice(0, -1) } },
    'a file that reaches into the offset': {
      fields: { ...logFields, 'kafkainsight.file.id': `${FILE.slice(0, -1)}R` },
    },
    'an offset that is text': { fields: { ...logFields, 'log.offset': '042' } },
    'a key that is none of ours': { key: 'my-key' },
    'no version': { fields: { ...logFields, 'kafkainsight.file.version': undefined } },
    'a version that is no number': { fields: { ...logFields, 'kafkainsight.file.version': 'new' } },
    'a version below zero': { fields: { ...logFields, 'kafkainsight.file.version': -1 } },
    'a version with a fraction': { fields: { ...logFields, 'kafkainsight.file.version': 0.5 } },
    'a version that is too large': { fields: { ...logFields, 'kafkainsight.file.version': 1e17 } },
    'no time': { fields: { ...logFields, '@timestamp': undefined } },
    'a time in another shape': { fields: { ...logFields, '@timestamp': '22/Nov/2026:10:02:52 +0000' } },
    'a time that does not exist': { fields: { ...logFields, '@timestamp': '2026-13-22T10:02:52.000Z' } },
    'a file time that is a number': { fields: { ...logFields, 'file.mtime': 1_763_805_779_000 } },
    'a dataset that is no text': { fields: { ...logFields, 'event.dataset': ['apache.access'] } },
    'a document too large': { fields: { ...logFields, message: 'x'.repeat(MAX_DOCUMENT_BYTES) } },
  };
  for (const [name, changes] of Object.entries(forgeries)) {
    assert.match(JSON.stringify(outcome(record(changes))), /"kind":"raw".*"id":"kafkainsight.logs-3-7-\d+"/, name);
  }
  const { value } = record();
  assert.deepEqual(outcome({ ...bare(value), key: documentId(FILE, 42) }), raw());
  assert.deepEqual(outcome({ ...bare(value), kind: 'log' }), raw());
});

test('a document with a line feed in it, which could smuggle in a bulk action, is not ours', () => {
  const text = JSON.stringify({ ...logFields, x: [{ delete: { _index: 'kafkainsight-ledger', _id: '1' } }] });
  const smuggled = Buffer.from(text.replace('[{"delete"', '[\n{"delete"').replace('}}]', '}}\n]'));
  assert.ok(JSON.parse(smuggled.toString()));
  const read = readRecord(record({ value: smuggled }), reading);
  assert.ok('document' in read && read.kind === 'raw');
  assert.ok(!read.document.source.includes('\n'));
});

test('a document that is no JSON or no UTF-8 is not ours', () => {
  const value = record().value;
  const invalid = Buffer.concat([value.subarray(0, -1), Buffer.from(',"m":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  for (const given of [value.subarray(0, -1), invalid, Buffer.from('[]'), Buffer.from('null'), Buffer.from('"log"')]) {
    assert.match(JSON.stringify(outcome(record({ value: given }))), /"kind":"raw"/);
  }
});

test('a record cannot choose an index: a dataset that the stage does not know is a dead letter', () => {
  const forged = record({ fields: { ...logFields, 'event.dataset': 'anything' } });
  assert.deepEqual(outcome(forged), { kind: 'log', id: documentId(FILE, 42), code: 'DATASET_UNKNOWN' });
  const line = { 'event.dataset': 'apache.access', '@timestamp': '2026-11-22T10:02:52.000Z', message: 'hello' };
  assert.deepEqual(outcome(bare(Buffer.from(JSON.stringify(line)))), raw());
});

test('an empty value and a tombstone are dead letters', () => {
  assert.deepEqual(outcome(record({ value: Buffer.alloc(0) })), {
    kind: 'raw',
    id: `kafkainsight.logs-3-7-${recordMillis}`,
    code: 'RECORD_EMPTY',
  });
});

test('a line of another producer is anchored on the time of its record, even an absurd one', () => {
  const line = Buffer.from('hello there');
  const indexAt = (timestampMillis: number): unknown => {
    const read = readRecord(record({ key: 'k', value: line, timestampMillis }), reading);
    return 'document' in read ? read.document.index : read;
  };
  assert.equal(indexAt(recordMillis), 'kafkainsight-logs-other-2026.11');
  for (const absurd of [-1, -9e15, 9e15, NaN, Infinity, 0.5]) {
    assert.equal(indexAt(absurd), 'kafkainsight-logs-other-1970.01', String(absurd));
  }
});

test('a replayed record of another producer gets its first id and index, and overwrites nothing', () => {
  const first = readRecord(record({ key: 'k', value: Buffer.from('hello there') }), reading);
  assert.ok('document' in first);
  const { id, index, source } = first.document;
  const replayed: KafkaRecord = {
    position: { topic: 'kafkainsight.logs', partition: 0, offset: '999' },
    timestampMillis: recordMillis + 5 * 86_400_000,
    key: id,
    kind: 'log',
    value: source,
  };
  assert.deepEqual(outcome(replayed), { kind: 'log', index, id, operation: 'create' });
  assert.deepEqual(outcome({ ...replayed, key: id.replace('-3-7-', '-3-8-') }), {
    ...raw('kafkainsight-logs-other-2026.11'),
    id: `kafkainsight.logs-0-999-${recordMillis + 5 * 86_400_000}`,
  });
});

test('a dead letter keeps what is needed to produce the record again', () => {
  const given = record({ timestampMillis: -1 });
  const letter = deadLetterOf(readRecord(given, reading), { code: 'MAPPING_ERROR', message: 'm' }, 1);
  assert.deepEqual(letter, {
    id: documentId(FILE, 42),
    kind: 'log',
    index: 'kafkainsight-logs-apache.access-2026.11',
    value: given.value,
    timestampMillis: 0,
    modifiedMillis: Date.parse(logFields['file.mtime']),
    origin: given.position,
    code: 'MAPPING_ERROR',
    message: 'm',
    deadMillis: 1,
  });
});

test('a document that is nested deeper than any of ours is read as another producer’s line', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
  const withRest = (levels: number): KafkaRecord =>
    record({ fields: { ...logFields, 'kafkainsight.json': nested(levels) } });
  assert.equal((outcome(withRest(20)) as { kind: string }).kind, 'log');
  for (const levels of [21, 900]) assert.deepEqual(outcome(withRest(levels)), raw());
});
