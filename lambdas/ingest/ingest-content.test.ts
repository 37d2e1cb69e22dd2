import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ingestFile } from '../../test/helpers/ingest-harness.ts';

const KEY = 'inbox/a.log';

suite('a file that is no text', () => {
  const zip = Buffer.from('PK\x03\x04\x14\0\0\0\x08\0access.log');

  test('gives no document: the ledger says what it is, with its bytes, and the message is done', async () => {
    for (const [body, compression, bytes] of [
      [zip, 'none', zip.length],
      [gzipSync(zip), 'gzip', 0],
    ] as const) {
      const { failed, messages, entries, log, metrics } = await ingestFile(body, 'inbox/logs.zip');
      assert.deepEqual([failed, messages, entries.length], [[], [], 1]);
      const [entry] = entries;
      assert.equal(entry?.['kafkainsight.part.error.code'], 'FILE_NOT_TEXT');
      assert.match(String(entry['kafkainsight.part.error.message']), /inbox\/logs\.zip is a ZIP archive.*unzip/);
      assert.equal(entry['kafkainsight.file.compression'], compression);
      assert.equal(entry['kafkainsight.part.bytes'], bytes);
      assert.equal(entry['kafkainsight.part.last'], true);
      assert.equal(entry['event.outcome'], 'failure');
      assert.equal(log.lines.at(-1)?.fields['code'], 'FILE_NOT_TEXT');
      assert.equal(metrics.sums['PartsBroken'], 1);
    }
  });

  test('is refused in one piece, however many parts it would have', async () => {
    const { entries } = await ingestFile(zip, 'inbox/logs.zip', { environment: { PART_BYTES: '5' } });
    assert.equal(entries.length, 1);
    assert.equal(entries[0]?.['kafkainsight.part.bytes'], zip.length);
  });
});

suite('a file of which no format accepts most lines', () => {
  const access = '192.0.2.1 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"';

  test('says so in its ledger entry, with the nearest format and why the first line is not of it', async () => {
    const { entries } = await ingestFile('{"a":1} b\n'.repeat(3));
    assert.equal(entries[0]?.['kafkainsight.part.text'], 3);
    assert.match(String(entries[0]['kafkainsight.part.unread']), /^the nearest format is json; .+: .+/);
  });

  test('says so in the entry of each part, and none where most lines are of a format', async () => {
    const environment = { PART_BYTES: '100' };
    const { entries } = await ingestFile('some words\n'.repeat(30), KEY, { environment });
    assert.equal(entries.length, 4);
    for (const entry of entries) assert.match(String(entry['kafkainsight.part.unread']), /not close to any format/);
    for (const body of ['', `${access}\n${access}\nsome words\n`]) {
      assert.equal((await ingestFile(body)).entries[0]?.['kafkainsight.part.unread'], undefined);
    }
  });

  test('says nothing where the source says that it is text', async () => {
    const environment = { SOURCES: JSON.stringify([{ prefix: '', format: 'text' }]) };
    const { entries } = await ingestFile('some words\n', KEY, { environment });
    assert.deepEqual(
      [entries[0]?.['kafkainsight.part.text'], entries[0]?.['kafkainsight.part.unread']],
      [0, undefined],
    );
  });
});

suite('text that is not UTF-8 with line feeds', () => {
  const text = 'one line\nanother, with an ü\n';

  test('is read as the same text that is', async () => {
    const { logs } = await ingestFile(Buffer.from(text));
    for (const body of [
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      gzipSync(Buffer.from(text, 'utf16le')),
      Buffer.from(text.replaceAll('\n', '\r')),
      Buffer.from(text.replaceAll('\n', '\r\r\n')),
    ]) {
      const other = await ingestFile(body);
      assert.deepEqual(
        [...other.logs.values()].map((document) => document['message']),
        [...logs.values()].map((document) => document['message']),
      );
    }
  });

  test('has offsets within its UTF-8', async () => {
    const { logs, entries } = await ingestFile(Buffer.from(`\ufeff${text}`, 'utf16le'));
    assert.deepEqual(
      [...logs.values()].map((document) => document['log.offset']),
      [0, 9],
    );
    assert.equal(entries[0]?.['kafkainsight.part.bytes'], Buffer.byteLength(text));
    assert.equal(entries[0]['kafkainsight.file.compression'], 'utf-16le');
  });
});
