import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { after, suite, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { compressors } from '../../test/helpers/compressors.ts';
import { parseCommand } from './parse-command.ts';

type Documents = readonly Readonly<Record<string, unknown>>[];

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-parse-'));
after(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a file, last modified on 22 November 2026, and returns its path. */
function file(name: string, content: string | Uint8Array): string {
  const target = path.join(folder, name);
  writeFileSync(target, content);
  const modified = new Date('2026-11-22T12:00:00Z');
  utimesSync(target, modified, modified);
  return target;
}

/** A stream that takes its time, and what was written to it. */
function sink(): { stream: Writable; text: () => string } {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    highWaterMark: 1_000,
    write(piece: Buffer, _encoding, done) {
      pieces.push(Buffer.from(piece));
      setImmediate(done);
    },
  });
  return { stream, text: () => Buffer.concat(pieces).toString() };
}

async function run(
  args: readonly string[],
  input: string | Buffer = '',
): Promise<{ code: number; documents: Documents; errors: string }> {
  const output = sink();
  const errors = sink();
  const code = await parseCommand(args, {
    input: Readable.from([Buffer.from(input)]),
    output: output.stream,
    errors: errors.stream,
  });
  await new Promise((resolve) => output.stream.end(resolve));
  await new Promise((resolve) => errors.stream.end(resolve));
  const lines = output.text().split('\n');
  assert.equal(lines.pop(), '');
  return { code, documents: lines.map((line) => JSON.parse(line) as Documents[number]), errors: errors.text() };
}

const sample = readFileSync('local/sample-logs/rfc5424.log');
const samples = Array.from({ length: 6 }, () => sample);
const large = Buffer.concat(samples);

suite('kafkainsight parse', () => {
  test('writes what a line says and no more where that is asked for', async () => {
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';
    const line = `203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "https://example.org/a" "${agent}"\n`;
    const [apart] = (await run([], line)).documents;
    const [whole] = (await run(['--no-enrichment'], line)).documents;
    assert.equal(apart?.['user_agent.name'], 'Firefox');
    assert.equal(whole?.['user_agent.original'], agent);
    assert.equal(whole['user_agent.name'], undefined);
    assert.equal(apart['kafkainsight.referrer.domain'], 'example.org');
    assert.equal(whole['http.request.referrer'], 'https://example.org/a');
    assert.equal(whole['kafkainsight.referrer.domain'], undefined);
    assert.equal(whole['source.as.number'], undefined);
    const message = file('message.log', '2026-11-22T10:02:52Z ERROR no room left on disk 7\n');
    const [withPattern] = (await run([message])).documents;
    const [without] = (await run(['--no-enrichment', message])).documents;
    assert.match(String(withPattern?.['kafkainsight.pattern.id']), /^\d[\w-]{10}$/);
    const added = Object.keys(withPattern ?? {}).filter((name) => without?.[name] === undefined);
    assert.deepEqual(added.sort(), [
      'event.ingested',
      'file.mtime',
      'kafkainsight.file.id',
      'kafkainsight.file.version',
      'kafkainsight.pattern.id',
    ]);
    for (const [name, value] of Object.entries(without ?? {})) assert.deepEqual(value, withPattern?.[name]);
  });

  test('reads sign-ins and internal networks as the file of a site tells them', async () => {
    const site = { signIn: { paths: ['/login'], success: [302], failure: [200] }, internalNetworks: ['10.0.0.0/8'] };
    const siteFile = file('site.json', JSON.stringify(site));
    const line = '10.0.0.9 - ann [22/Nov/2026:10:02:52 +0000] "POST /login HTTP/1.1" 200 1\n';
    const [told] = (await run(['--site', siteFile], line)).documents;
    const [untold] = (await run([], line)).documents;
    const fields = ['event.category', 'event.outcome', 'source.geo.name'];
    assert.deepEqual(
      [told, untold].map((document) => fields.map((field) => document?.[field])),
      [
        [['web', 'authentication'], 'failure', 'internal'],
        [['web'], 'success', undefined],
      ],
    );
    await assert.rejects(run(['--site', path.join(folder, 'none.json')]), { code: 'FILE_NOT_FOUND' });
    await assert.rejects(run(['--site', file('odd.json', '{"host":[]}')]), { code: 'CONFIGURATION_INVALID' });
  });

  test('writes one document for each line, in order, however the file is compressed', async () => {
    const expected = await run([file('a.log', large)]);
    assert.equal(expected.code, 0);
    assert.equal(expected.documents.length, 30_000);
    const offsets = expected.documents.map((document) => Number(document['log.offset']));
    assert.deepEqual(
      offsets,
      offsets.toSorted((one, other) => one - other),
    );
    assert.match(expected.errors, /^file +lines +format +unparsed +seconds\n\S+a\.log +30,000 +rfc5424 +0 +[\d.]+\n$/);
    for (const [name, bytes] of [
      ['gzip', gzipSync(large)],
      ['members', Buffer.concat(samples.map((member) => gzipSync(member)))],
      ['zstd', zstdCompressSync(large)],
    ] as const) {
      const { code, documents } = await run([file(name, bytes)]);
      assert.equal(code, 0);
      assert.deepEqual(
        documents.map((document) => [document['log.offset'], document['message']]),
        expected.documents.map((document) => [document['log.offset'], document['message']]),
      );
    }
  });

  test('says which share of the events bears no time, and where theirs is from', async () => {
    const text = `${'<13>1 2026-11-22T10:02:52Z h a p i - m\n'.repeat(7)}no time\n`;
    const { documents, errors } = await run([file('a.log', text), file('notes.txt', 'none\nhere\n')]);
    assert.equal(documents[7]?.['@timestamp'], '2026-11-22T10:02:52.000Z');
    assert.match(
      errors,
      /a\.log: 1 of 8 events \(13 %\) has no time and gets that of the file's first timed line, or of its modification\.\n/,
    );
    assert.match(
      errors,
      /notes\.txt: 2 of 2 events \(100 %\) have no time and get that of the file's first timed line/,
    );
  });

  test('reads several files, and standard input where it is asked for or there is no file', async () => {
    const { documents } = await run([file('b.log', 'b\n'), '-', file('c.log', 'c')], 'from input\r\n\r\n');
    assert.deepEqual(
      documents.map((document) => [document['message'], document['log.file.path']]),
      [
        ['b', path.join(folder, 'b.log')],
        ['from input', '-'],
        ['c', path.join(folder, 'c.log')],
      ],
    );
    assert.equal((await run([], gzipSync('x'))).documents[0]?.['message'], 'x');
    const empty = await run([file('empty', '')]);
    assert.deepEqual([empty.code, empty.documents], [0, []]);
    assert.match(empty.errors, / 0 +text +0 /);
  });

  test('takes format, zone and reference time from its options', async () => {
    const line = '<13>Dec 24 10:02:52 h t: m\n';
    const timeOf = async (...args: readonly string[]): Promise<unknown> =>
      (await run(args, line)).documents[0]?.['@timestamp'];
    assert.equal(await timeOf('--reference-time', '2024-12-24T12:00:00Z'), '2024-12-24T10:02:52.000Z');
    assert.equal(await timeOf('--reference-time', '2024-12-23'), '2023-12-24T10:02:52.000Z');
    assert.equal(
      await timeOf('--time-zone', 'Europe/Zurich', '--reference-time', '2024-12-24T12:00:00+01:00'),
      '2024-12-24T09:02:52.000Z',
    );
    assert.equal((await run([file('d.log', line)])).documents[0]?.['@timestamp'], '2025-12-24T10:02:52.000Z');
    const fixed = await run(['--format', 'json'], line);
    assert.equal(fixed.documents[0]?.['event.kind'], 'pipeline_error');
    assert.match(fixed.errors, /json +1 /);
    const zoned = await run(
      ['--ignore-offset', '--time-zone', 'Europe/Zurich'],
      '<13>1 2026-07-22T10:02:52Z h a p i - m',
    );
    assert.equal(zoned.documents[0]?.['@timestamp'], '2026-07-22T08:02:52.000Z');
  });

  test('reports what it cannot read, goes on, and ends with 1', async () => {
    const missing = path.join(folder, 'missing.log');
    const { code, documents, errors } = await run([missing, folder, file('e.log', 'e')]);
    assert.equal(code, 1);
    assert.deepEqual(
      documents.map((document) => document['message']),
      ['e'],
    );
    assert.match(errors, /FILE_NOT_FOUND\n.*missing\.log/);
    assert.match(errors, /FILE_UNREADABLE\n.*is a folder/);
  });

  test('keeps what is before the break of a compressed file, and reports the break', async () => {
    const whole = gzipSync(large);
    for (const args of [[file('broken.gz', whole.subarray(0, whole.length / 2))], []]) {
      const { code, documents, errors } = await run(args, whole.subarray(0, whole.length / 2));
      assert.equal(code, 1);
      assert.ok(documents.length > 10_000 && documents.length < 20_000, String(documents.length));
      assert.match(
        errors,
        args.length > 0 ? /DECOMPRESSION_FAILED\n\S+broken\.gz: / : /DECOMPRESSION_FAILED\nstandard input: /,
      );
    }
  });

  test('refuses wrong options, before anything is read', async () => {
    for (const [args, code] of [
      [['--format', 'xml'], 'FORMAT_UNKNOWN'],
      [['--time-zone', 'Mars/Base'], 'TIME_ZONE_UNKNOWN'],
      [['--reference-time', 'yesterday'], 'USAGE_INVALID'],
      [['--reference-time', '2024-02-30T00:00:00Z'], 'USAGE_INVALID'],
      [['--frobnicate'], 'USAGE_INVALID'],
    ] as const) {
      await assert.rejects(run(args), { code });
    }
  });

  test('ends when its reader has seen enough', async () => {
    const output = new PassThrough({ highWaterMark: 10 });
    setImmediate(() => output.destroy());
    const errors = sink();
    const code = await parseCommand([file('f.log', large)], {
      input: Readable.from([]),
      output,
      errors: errors.stream,
    });
    assert.equal(code, 0);
  });
});

suite('content', () => {
  const text = 'one line\nanother, with an ü\n';

  test('is read from a file and from a stream, whatever it is written in', async () => {
    const forms = [
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(text.replaceAll('\n', '\r')),
      ...Object.values(compressors).map((compress) => compress(gzipSync(Buffer.from(text, 'utf16le')))),
    ];
    for (const form of forms) {
      for (const { code, documents } of [await run([file('form.log', form)]), await run([], form)]) {
        assert.equal(code, 0);
        assert.deepEqual(
          documents.map((document) => document['message']),
          ['one line', 'another, with an ü'],
        );
      }
    }
  });

  test('that is no text gives no document, and is named with what it is', async () => {
    const zip = Buffer.from('PK\x03\x04\n\n\n');
    const fromFile = await run([file('logs.zip', zip), file('a.log', text)]);
    assert.deepEqual([fromFile.code, fromFile.documents.length], [1, 2]);
    assert.match(fromFile.errors, /FILE_NOT_TEXT\n.*logs\.zip is a ZIP archive.*unzip logs\.zip/);
    const fromStream = await run([], gzipSync(zip));
    assert.deepEqual([fromStream.code, fromStream.documents], [1, []]);
    assert.match(fromStream.errors, /standard input is a ZIP archive inside gzip/);
  });

  test('of which no format accepts most lines is named, with the nearest format', async () => {
    const { code, errors } = await run([file('app.log', '{"a":1} b\n'), file('b.log', '{"a":1}\n')]);
    assert.equal(code, 0);
    assert.match(errors, /app\.log: no format accepts most of its lines; the nearest format is json; .*: .+\.\n/);
    assert.doesNotMatch(errors, /b\.log: no format/);
  });

  test('that needs what it is not given is named with the command that reads it', async () => {
    // `printf 'a line\n' | zstd --long=28 --no-content-size`, by zstd 1.5.4
    const { code, errors } = await run([file('long.zst', Buffer.from('KLUv/QSQOQAAYSBsaW5lCil5raA=', 'base64'))]);
    assert.equal(code, 1);
    assert.match(errors, /COMPRESSION_UNSUPPORTED\n.*long\.zst.*window of more than 128 MiB.*zstd -d --long=31/);
  });
});
