import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { LEDGER_ID_PATTERN, type LedgerEntry, ledgerRecord } from './ledger.ts';

const entry: LedgerEntry = {
  file: {
    id: 'ABCDEFGHIJKLMQ',
    pin: { bucket: 'logs', key: 'inbox/a "b".log', etag: '"d41d8cd98f00b204e9800998ecf8427e"' },
    sizeBytes: 250,
    modifiedMillis: Date.UTC(2026, 10, 22, 9, 14, 46),
    storedMillis: Date.UTC(2026, 10, 22, 9, 15),
    layers: [],
    format: 'apache_common',
    source: { prefix: '' },
    partBytes: 100,
  },
  start: 200,
  end: 250,
  last: true,
  hash: 'ungWv48Bz-pBQUDeXa4iIw',
  lines: 3,
  events: 3,
  produced: 3,
  unparsed: 1,
  untimed: 2,
  text: 0,
  firstEventMillis: Date.UTC(2026, 10, 22, 9, 0, 0, 5),
  lastEventMillis: Date.UTC(2026, 10, 22, 9, 1),
  startedMillis: Date.UTC(2026, 10, 22, 10),
  finishedMillis: Date.UTC(2026, 10, 22, 10, 0, 7),
};

const read = (from: LedgerEntry): unknown => JSON.parse(ledgerRecord(from).value.toString());

suite('a ledger entry', () => {
  test('is a flat document of the whole part and its file', () => {
    assert.deepEqual(read(entry), {
      '@timestamp': '2026-11-22T10:00:07.000Z',
      'event.dataset': 'kafkainsight.ledger',
      'file.mtime': '2026-11-22T09:14:46.000Z',
      'event.start': '2026-11-22T10:00:00.000Z',
      'event.end': '2026-11-22T10:00:07.000Z',
      'event.outcome': 'success',
      'aws.s3.bucket.name': 'logs',
      'log.file.path': 'inbox/a "b".log',
      'file.size': 250,
      'kafkainsight.file.id': 'ABCDEFGHIJKLMQ',
      'kafkainsight.file.version': Date.UTC(2026, 10, 22, 9, 15),
      'kafkainsight.file.etag': '"d41d8cd98f00b204e9800998ecf8427e"',
      'kafkainsight.file.format': 'apache_common',
      'kafkainsight.file.compression': 'none',
      'kafkainsight.file.parts': 3,
      'kafkainsight.part.number': 2,
      'kafkainsight.part.start': 200,
      'kafkainsight.part.end': 250,
      'kafkainsight.part.bytes': 50,
      'kafkainsight.part.hash': 'ungWv48Bz-pBQUDeXa4iIw',
      'kafkainsight.part.last': true,
      'kafkainsight.part.lines': 3,
      'kafkainsight.part.events': 3,
      'kafkainsight.part.produced': 3,
      'kafkainsight.part.text': 0,
      'kafkainsight.part.unparsed': 1,
      'kafkainsight.part.untimed': 2,
      'kafkainsight.part.first_event': '2026-11-22T09:00:00.005Z',
      'kafkainsight.part.last_event': '2026-11-22T09:01:00.000Z',
    });
  });

  test('begins as every document does', () => {
    assert.match(
      ledgerRecord(entry).value.toString(),
      /^\{"@timestamp":"[^"]+","event\.dataset":"kafkainsight\.ledger","file\.mtime":"[^"]+",/,
    );
  });

  test('says why a part could not be read to its end', () => {
    const error = { code: 'DECOMPRESSION_FAILED', message: 'It ends too early.' } as const;
    const document = read({ ...entry, error });
    assert.ok(typeof document === 'object' && document !== null && 'event.outcome' in document);
    assert.equal(document['event.outcome'], 'failure');
    assert.deepEqual(
      Object.entries(document).filter(([name]) => name.startsWith('kafkainsight.part.error.')),
      [
        ['kafkainsight.part.error.code', error.code],
        ['kafkainsight.part.error.message', error.message],
      ],
    );
  });

  test('has the id of its file, part and key, so that a retry overwrites it', () => {
    const { key, kind } = ledgerRecord(entry);
    assert.equal(kind, 'ledger');
    // printf 'inbox/a "b".log' | sha256sum | cut -c 1-64 | xxd -r -p | base64 | tr '+/' '-_' | cut -c 1-8
    assert.equal(key, 'ABCDEFGHIJKLMQ-part-0000000000000200-ahVeTAur');
    assert.equal(ledgerRecord({ ...entry, lines: 4, error: { code: 'DECOMPRESSION_FAILED', message: '' } }).key, key);
    assert.match(key, LEDGER_ID_PATTERN);
    const pin = { ...entry.file.pin, key: 'inbox/a.log.1' };
    assert.notEqual(ledgerRecord({ ...entry, file: { ...entry.file, pin } }).key, key);
  });

  test('of a part whose object was overwritten never is in the place of the new content', () => {
    const changed = { ...entry, end: 200, error: { code: 'OBJECT_CHANGED', message: '' } } as const;
    // printf '"d41d8cd98f00b204e9800998ecf8427e"' | sha256sum | cut -c 1-64 | xxd -r -p | base64 | tr '+/' '-_' | cut -c 1-8
    assert.equal(ledgerRecord(changed).key, 'ABCDEFGHIJKLMQ-part-0000000000000200-ahVeTAur-changed-fWThQwYm');
    assert.match(ledgerRecord(changed).key, LEDGER_ID_PATTERN);
  });
});
