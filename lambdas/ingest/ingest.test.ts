import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { MAX_DOCUMENT_BYTES } from '../../core/limits.ts';
import { memoryProducer } from '../../test/fakes/producer.ts';
import testEvent from '../../test/fixtures/events/s3-test.json' with { type: 'json' };
import { objectCreatedEvent, queueEvent } from '../../test/helpers/ingest-events.ts';
import { BUCKET, documentsOf, ingestFile, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';

const KEY = 'inbox/a.log';

suite('a dropped file', () => {
  test('becomes one record a line, its id made of the file and the offset, and a ledger entry after them', async () => {
    const body = 'first\nsecond\n\nthird';
    const { failed, entries, logs, messages, producer } = await ingestFile(body);
    assert.deepEqual(failed, []);
    assert.deepEqual(messages, ['first', 'second', 'third']);
    const id = fileId(BUCKET, KEY, Buffer.from(body));
    assert.deepEqual([...logs.keys()], [documentId(id, 0), documentId(id, 6), documentId(id, 14)]);
    assert.equal(producer.records().at(-1)?.kind, 'ledger');
    assert.equal(entries.length, 1);
    assert.partialDeepStrictEqual(entries[0], {
      'file.mtime': '2026-11-22T10:00:00.000Z',
      'log.file.path': KEY,
      'kafkainsight.file.id': id,
      'kafkainsight.part.bytes': body.length,
      'kafkainsight.part.lines': 3,
      'kafkainsight.part.events': 3,
      'kafkainsight.part.produced': 3,
      'kafkainsight.part.last': true,
    });
  });

  test('is read whatever its line ends, its mark and its bytes', async () => {
    const table: [Buffer, string[], number[]][] = [
      [Buffer.from('\ufeffab\r\ncd\r\n'), ['ab', 'cd'], [3, 7]],
      [Buffer.from('\r\n\n\r\nab'), ['ab'], [5]],
      [Buffer.from('a\0b\n\xff\xfe\n', 'latin1'), ['a\0b', 'ÿþ'], [0, 4]],
      [Buffer.from('no line feed'), ['no line feed'], [0]],
    ];
    for (const [body, expected, offsets] of table) {
      const { logs, messages } = await ingestFile(body);
      assert.deepEqual(messages, expected);
      assert.deepEqual(
        [...logs.values()].map((document) => document['log.offset']),
        offsets,
      );
    }
  });

  test('that is empty, as it is stored or as it is compressed, has a ledger entry of no lines', async () => {
    for (const body of ['', gzipSync(''), zstdCompressSync('')]) {
      const { failed, entries, messages } = await ingestFile(body);
      assert.deepEqual([failed, messages, entries.length], [[], [], 1]);
      assert.equal(entries[0]?.['kafkainsight.part.lines'], 0);
      assert.equal(entries[0]['kafkainsight.part.bytes'], 0);
      assert.equal(entries[0]['kafkainsight.part.last'], true);
      assert.equal(entries[0]['event.outcome'], 'success');
    }
  });

  test('keeps the beginning of a line that is too long, says its length, and goes on after it', async () => {
    const { logs, producer } = await ingestFile(`${'\u0001'.repeat(700_000)}\nnext\n`);
    const [long, next] = logs.values();
    assert.deepEqual(long?.['log.flags'], ['truncated']);
    assert.equal(long['kafkainsight.line.length_bytes'], 700_000);
    assert.equal(next?.['log.offset'], 700_001);
    for (const { value } of producer.records()) assert.ok(value.length <= MAX_DOCUMENT_BYTES);
  });

  test('is known by its beginning: dropped again, also grown, it writes the same records again', async () => {
    const harness = ingestHarness();
    const body = 'a line of text\n'.repeat(200);
    await harness.drop(KEY, body);
    const once = documentsOf(harness, 'log');
    await harness.drop(KEY, body);
    assert.deepEqual([...documentsOf(harness, 'log').keys()], [...once.keys()]);
    await harness.drop(KEY, `${body}one more\n`);
    assert.equal(documentsOf(harness, 'log').size, once.size + 1);
    assert.equal(documentsOf(harness, 'ledger').size, 1);
  });

  test('gives lines without a time that of its first line with one, in every part and however it grows', async () => {
    const harness = ingestHarness({ environment: { PART_BYTES: '100' } });
    const timed = (minute: number): string =>
      `203.0.113.9 - - [01/Nov/2026:10:${minute}:52 +0000] "GET / HTTP/1.1" 200 5\n`;
    const body = `banner\n${timed(10)}${'\tnote a\n'.repeat(40)}${timed(11)}\tnote b\n`;
    for (const [content, modified] of [
      [body, '2026-11-02T00:00:00Z'],
      [`${body}\tnote c\n`, '2026-12-03T00:00:00Z'],
    ] as const) {
      await harness.drop(KEY, content, new Date(modified));
      const times = [...documentsOf(harness, 'log').values()].map((document) => document['@timestamp']);
      assert.deepEqual(new Set(times), new Set(['2026-11-01T10:10:52.000Z', '2026-11-01T10:11:52.000Z']));
    }
    assert.equal(documentsOf(harness, 'log').size, 45);
  });

  test('gives its lines the time of its modification where none of them bears one', async () => {
    const { logs } = await ingestFile('one\ntwo\n');
    assert.deepEqual(
      [...logs.values()].map((document) => document['@timestamp']),
      ['2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z'],
    );
  });

  test('that ends in the middle of a line has its beginning, at the time of the last line that bears one, in whatever part', async () => {
    const timed = '203.0.113.9 - - [01/Nov/2026:10:10:52 +0000] "GET / HTTP/1.1" 200 5\n';
    const cut = `203.0.113.9 - - [01/Nov/2026:10:11:52 +0000] "GET /${'x'.repeat(500)}`;
    const body = `${timed}${timed.replace('10:10', '10:11')}${'\tat a\n'.repeat(40)}${cut}`;
    for (const partBytes of [1000, 100, 10]) {
      for (const stored of [body, gzipSync(body)]) {
        const { logs } = await ingestFile(stored, KEY, { environment: { PART_BYTES: String(partBytes) } });
        assert.partialDeepStrictEqual([...logs.values()].at(-1), {
          '@timestamp': '2026-11-01T10:11:52.000Z',
          'kafkainsight.partial': true,
          'kafkainsight.file.version': 0,
          message: cut,
        });
      }
    }
  });

  test('is read by the layout that its source gives, in every part', async () => {
    const format = { dissect: '%{@timestamp}|%{source.ip}|%{shelf}|%{message}' };
    const SOURCES = JSON.stringify([{ prefix: 'shop/', format, dataset: 'shop' }]);
    const lines = Array.from(
      { length: 40 },
      (_, number) => `2026-11-22T10:02:${10 + number}Z|203.0.113.9|A${number}|m`,
    );
    for (const stored of [lines.join('\n'), gzipSync(lines.join('\n'))]) {
      const { logs, entries } = await ingestFile(stored, 'inbox/shop/a.txt', {
        environment: { SOURCES, PART_BYTES: '100' },
      });
      assert.ok(entries.length > 10);
      assert.ok(entries.every((entry) => entry['kafkainsight.file.format'] === 'dissect'));
      assert.equal(logs.size, lines.length);
      for (const [number, document] of [...logs.values()].entries()) {
        assert.partialDeepStrictEqual(document, {
          '@timestamp': `2026-11-22T10:02:${10 + number}.000Z`,
          'event.dataset': 'shop',
          'source.ip': '203.0.113.9',
          message: 'm',
          'kafkainsight.fields': { shelf: `A${number}` },
        });
      }
    }
  });

  test('is the same file under the names that rotation gives it, and a new one under its old name is another', async () => {
    const harness = ingestHarness();
    const line = (minute: number): string =>
      `203.0.113.9 - - [22/Nov/2026:10:${minute}:52 +0000] "GET / HTTP/1.1" 200 5\n`;
    const first = [10, 11, 12, 13].map(line);
    const second = [14, 15].map(line);
    const content = (lines: readonly string[]): string => lines.join('');
    await harness.drop('inbox/web/access.log', content(first.slice(0, 2)));
    await harness.drop('inbox/web/access.log', content(first));
    await harness.drop('inbox/web/access.log.1', content(first));
    await harness.drop('inbox/web/access.log', content(second));
    await harness.drop('inbox/web/access.log-20261122.gz', gzipSync(content(first)));
    await harness.drop('inbox/web/2026/11/22/access.log.2.zst', zstdCompressSync(content(second)));
    assert.equal(documentsOf(harness, 'log').size, 6);
    const keys = new Set([...documentsOf(harness, 'ledger').values()].map((entry) => entry['log.file.path']));
    assert.equal(keys.size, 4);
  });

  test('is spread over the partitions, one batch to one, beginning anywhere', async () => {
    const firsts = new Set<number>();
    const producer = memoryProducer({ partitions: 3 });
    const harness = ingestHarness({ producer });
    for (let number = 0; number < 20; number++) {
      const before = producer.batches.length;
      await harness.drop(`inbox/${number}.log`, 'line\n');
      firsts.add(producer.batches[before]?.partition ?? -1);
    }
    assert.deepEqual([...firsts].sort(), [0, 1, 2]);
    const before = producer.batches.length;
    await harness.drop('inbox/large.log', `${'x'.repeat(500)}\n`.repeat(8_000));
    const partitions = producer.batches.slice(before, before + 3).map(({ partition }) => partition);
    assert.deepEqual([...partitions].sort(), [0, 1, 2]);
  });

  test('is read as its source says', async () => {
    const line = 'something without a time';
    const SOURCES = JSON.stringify([{ prefix: 'shop/', format: 'text', dataset: 'shop.orders' }]);
    const { logs } = await ingestFile(line, 'inbox/shop/a.log', { environment: { SOURCES } });
    assert.equal([...logs.values()][0]?.['event.dataset'], 'shop.orders');
    const other = await ingestFile(line, 'inbox/other/a.log', { environment: { SOURCES } });
    assert.equal([...other.logs.values()][0]?.['event.dataset'], 'unparsed');
  });
});

suite('a compressed file', () => {
  const text = Array.from({ length: 5000 }, (_, number) => `line ${number}\n`).join('');
  const whole = Array.from({ length: 5000 }, (_, number) => `line ${number}`);

  test('is known by its first bytes, never by its name', async () => {
    const table: [string, Buffer][] = [
      ['inbox/a.log', gzipSync(text)],
      ['inbox/a.zip', zstdCompressSync(text)],
      ['inbox/a.gz', Buffer.from(text)],
      ['inbox/b.gz', Buffer.concat([gzipSync(text.slice(0, 1001)), gzipSync(''), gzipSync(text.slice(1001))])],
    ];
    for (const [key, body] of table) {
      const { failed, messages, entries } = await ingestFile(body, key);
      assert.deepEqual(failed, []);
      assert.deepEqual(messages, whole);
      assert.equal(entries[0]?.['kafkainsight.part.bytes'], text.length);
      assert.equal(entries[0]['file.size'], body.length);
    }
  });

  test('has ids that follow from its content, not from how it is compressed', async () => {
    const ids = await Promise.all(
      [Buffer.from(text), gzipSync(text, { level: 1 }), zstdCompressSync(text)].map(async (body) => [
        ...(await ingestFile(body)).logs.keys(),
      ]),
    );
    assert.deepEqual(ids[1], ids[0]);
    assert.deepEqual(ids[2], ids[0]);
  });

  test('that breaks off gives what stands before the break, and the ledger tells; the message is done', async () => {
    const body = gzipSync(text);
    const { failed, messages, entries } = await ingestFile(body.subarray(0, body.length - 2000));
    assert.deepEqual(failed, []);
    assert.ok(messages.length > 1000 && messages.length < whole.length);
    assert.deepEqual(messages.slice(0, -1), whole.slice(0, messages.length - 1));
    assert.equal(entries.length, 1);
    assert.equal(entries[0]?.['kafkainsight.part.error.code'], 'DECOMPRESSION_FAILED');
    assert.equal(entries[0]['kafkainsight.part.lines'], messages.length);
    assert.equal(entries[0]['event.outcome'], 'failure');
    const head = await ingestFile(body.subarray(0, 5));
    assert.deepEqual([head.failed, head.messages], [[], []]);
    assert.equal(head.entries[0]?.['kafkainsight.part.error.code'], 'DECOMPRESSION_FAILED');
  });

  test('that is a bomb is read up to the bound, and the ledger tells', async () => {
    const { failed, messages, entries } = await ingestFile(gzipSync(text), KEY, { maxDecompressedBytes: 1000 });
    assert.deepEqual(failed, []);
    assert.deepEqual(messages.slice(0, -1), whole.slice(0, messages.length - 1));
    assert.equal(entries[0]?.['kafkainsight.part.error.code'], 'DECOMPRESSED_TOO_LARGE');
    assert.equal(entries[0]['kafkainsight.part.bytes'], 1000);
  });
});

suite('what is not to be ingested', () => {
  test('is skipped: prefixes other than ours, a test event, a deletion', async () => {
    for (const key of [
      'dead-letters/2026-11-22/MAPPING_ERROR/a.ndjson',
      'replayed/a',
      'other/a.log',
      'a.log',
      'inbox',
    ]) {
      const { failed, producer, log } = await ingestFile('a line\n', key);
      assert.deepEqual([failed, producer.records()], [[], []]);
      assert.equal(log.lines.at(-1)?.fields['key'], key);
    }
    const { handler, producer } = ingestHarness();
    const answer = await handler(queueEvent([JSON.stringify(testEvent)]), lambdaContext());
    assert.deepEqual([answer, producer.records()], [{ batchItemFailures: [] }, []]);
  });
});

suite('S3 may also invoke the function directly', () => {
  test('then a failure is thrown, after the other objects were read', async () => {
    const { handler, store, producer } = ingestHarness();
    await store.put(BUCKET, KEY, Buffer.from('{"a":1}\n'));
    assert.deepEqual(await handler(objectCreatedEvent(BUCKET, KEY), lambdaContext()), { batchItemFailures: [] });
    assert.equal(producer.records().length, 2);
    const Records = [...objectCreatedEvent(BUCKET, 'inbox/gone').Records, ...objectCreatedEvent(BUCKET, KEY).Records];
    await assert.rejects(handler({ Records }, lambdaContext()), { code: 'OBJECT_NOT_FOUND' });
    // what is delivered twice is produced once, and said in the ledger again
    assert.equal(producer.records().length, 3);
  });
});
