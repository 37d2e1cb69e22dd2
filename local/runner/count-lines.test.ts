import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { KafkaInsightError } from '../../core/errors.ts';
import { compressors } from '../../test/helpers/compressors.ts';
import { ingestFile } from '../../test/helpers/ingest-harness.ts';
import { countLines } from './count-lines.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kafkainsight-count-'));
});

after(async () => {
  await rm(folder, { recursive: true });
});

async function linesOf(content: Buffer | string): Promise<number> {
  await writeFile(join(folder, 'file'), content);
  return (await countLines(join(folder, 'file'))).lines;
}

describe('counting events', () => {
  it('counts the objects in lines of JSON, and one in every other line', async () => {
    for (const [content, events] of [
      ['one\n[two]\n{three\n', 3],
      ['{"a":1}\n{"a":{"b":[{}]}}\n', 2],
      ['{"a":1}{"a":"}{"} {"a":2},\n', 3],
      ['[\n{"a":1},\n{"a":2}\n]\n', 2],
      ['[{"a":1},\n{"a":2}]', 2],
      ['[{"a":1},{"Records":[{},{}]}]', 3],
      ['{"Records":[{"a":1},{"a":2}],"b":1}\n{"Records":[]}\n{"Records":[1]}\n', 4],
      ['{"messageType":"DATA_MESSAGE","logEvents":[{"id":"1"},{"id":"2"}]}', 2],
      ['#Version: 1.0\n#Fields: date time\n2026-11-22 10:02:52\n#Date: x\n2026-11-22 10:02:53', 2],
      ['\uFEFF#Fields: date time\r\n2026-11-22 10:02:52\r\n', 1],
      ['#separator \\x09\n#fields\tts\tuid\n#types\ttime\tstring\n1795341772.5\tC1\n#close\t2026-11-22-11-00-00\n', 1],
      [
        [
          '2026-11-22\t10:02:52\tLAX1\t239\t203.0.113.9\tGET\td1.cloudfront.net\t/\t200\t-\tx\t-\t-\tHit',
          'SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\td1.cloudfront.net\thttps\t23\t0.001\t-\t-\t-',
          'Hit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-\n',
        ].join('\t'),
        1,
      ],
      ['# a comment\none\n', 2],
      ['[1,2]\n[{"a":1},2]\n{"a":1} text\n', 3],
      ['text\n[\n]\n', 3],
      [`{"Records":[${'{"a":"xxxxxxxxxxxxxxxxxxxx"},'.repeat(50_000)}{}]}`, 50_001],
    ] as const) {
      await writeFile(join(folder, 'file'), content);
      assert.equal((await countLines(join(folder, 'file'))).events, events, content);
    }
  });
});

describe('counting events of a file whose source says what it is', () => {
  it('takes lines with # for directives where the pipeline does', async () => {
    const path = join(folder, 'file');
    const header = '\uFEFF#Fields: date time\r\n2026-11-22 10:02:52\r\n#Date: x\r\n';
    for (const [content, format, events] of [
      [header, undefined, 1],
      [header, 'text', 3],
      [header, { dissect: '%{@timestamp}' }, 3],
      ['srcaddr dstaddr start\n203.0.113.9 10.0.3.7 1795341772\nsrcaddr dstaddr start\n', undefined, 1],
      [header, { w3c: 'date time' }, 1],
      ['2026-11-22 10:02:52\n# x\n', { w3c: 'date time' }, 1],
      ['2026-11-22 10:02:52\n# x\n', 'text', 1],
      ['one\n# x\n', undefined, 2],
    ] as const) {
      await writeFile(path, content);
      assert.equal(
        (await countLines(path, { prefix: '', ...(format !== undefined && { format }) })).events,
        events,
        JSON.stringify([content, format]),
      );
    }
  });
});

describe('counting events of several lines', () => {
  const frames = '\tat a.B.c(B.java:1)\n';
  it('counts what the pipeline makes of them', async () => {
    const path = join(folder, 'file');
    for (const [content, source, events] of [
      [`10:02:52 one\nmore\n${frames}10:02:53 two\n`, {}, 2],
      [`more\n10:02:52 one\n10:02:53 two\n${frames}`, {}, 3],
      [`Exception: x\n${frames.repeat(1999)}`, {}, 1],
      [`Exception: x\n${frames.repeat(2001)}`, {}, 3],
      [`a\n${frames}b\n\n  c\n`, {}, 3],
      ['> a\nb\n> c\n', { event: { starts: '^>' } }, 2],
      ['{\n  "a": 1\n}\n{\n  "a": 2\n}\n', {}, 2],
      ['[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]\n', {}, 2],
      ['2026-11-22T10:02:52Z stdout P a\n2026-11-22T10:02:52Z stderr F c\n2026-11-22T10:02:52Z stdout F b\n', {}, 2],
      [
        '{"log":"E: ä\\n","stream":"stderr","time":"x"}\n{"log":"\\tat a.B.c(B.java:1)\\n","stream":"stderr","time":"x"}\n',
        {},
        1,
      ],
      ['2026-11-22T10:02:52Z stderr F a\n2026-11-22T10:02:52Z stderr F \n2026-11-22T10:02:52Z stderr F b\n', {}, 2],
      ['{"log":"a","stream":"stdout","time":"x"}\n{"log":"b\\n","stream":"stdout","time":"x"}\n', {}, 1],
    ] as const) {
      await writeFile(path, content);
      assert.equal((await countLines(path, { prefix: '', ...source })).events, events, content.slice(0, 100));
      const { producer, failed } = await ingestFile(content, 'inbox/a.log', {
        environment: {
          SOURCES: JSON.stringify([{ prefix: '', ...source }]),
          PART_BYTES: String(Math.max(50, Math.ceil(content.length / 7))),
        },
      });
      assert.deepEqual(failed, []);
      const keys = producer.records().flatMap(({ kind, key }) => (kind === 'log' ? [key] : []));
      assert.equal(new Set(keys).size, events, content.slice(0, 100));
    }
  });
});

describe('counting lines', () => {
  it('counts what is between line feeds, and nothing that is empty', async () => {
    assert.equal(await linesOf(''), 0);
    assert.equal(await linesOf('one'), 1);
    assert.equal(await linesOf('one\ntwo\n'), 2);
    assert.equal(await linesOf('one\r\n\r\n\n\ntwo'), 2);
    assert.equal(await linesOf('\r\r\n'), 0);
    assert.equal(await linesOf('\0\n \n'), 2);
  });

  it('counts across chunks', async () => {
    const line = `${'x'.repeat(99_999)}\n`;
    assert.equal(await linesOf(line.repeat(50)), 50);
  });

  it('reads gzip with several members, and zstd', async () => {
    const members = Buffer.concat([gzipSync('one\ntw'), gzipSync('o\nthree\n')]);
    assert.equal(await linesOf(members), 3);
    assert.equal(await linesOf(zstdCompressSync('one\ntwo\n')), 2);
  });

  it('reads each compression, UTF-16, and lines that carriage returns end', async () => {
    const text = 'one\n\ntwo\nthree';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const returns = Buffer.from(text.replaceAll('\n', '\r'));
    for (const content of [Buffer.from(text), utf16, Buffer.from(utf16).swap16(), returns]) {
      assert.equal(await linesOf(content), 3);
      for (const compress of Object.values(compressors)) {
        assert.equal(await linesOf(compress(content)), 3);
        assert.equal(await linesOf(compress(gzipSync(content))), 3);
      }
    }
  });

  it('counts no line of what is no text, and says what it is', async () => {
    await writeFile(join(folder, 'logs.zip'), 'PK\x03\x04\n\n\n');
    const { lines, refused } = await countLines(join(folder, 'logs.zip'));
    assert.equal(lines, 0);
    assert.match(refused ?? '', /logs\.zip is a ZIP archive.*unzip logs\.zip/);
  });

  it('says what it cannot decompress, and the command that can', async () => {
    // `printf 'a line\n' | zstd --long=28 --no-content-size`, by zstd 1.5.4
    await writeFile(join(folder, 'long.zst'), Buffer.from('KLUv/QSQOQAAYSBsaW5lCil5raA=', 'base64'));
    const { lines, broken, refused } = await countLines(join(folder, 'long.zst'));
    assert.deepEqual([lines, broken], [0, undefined]);
    assert.match(refused ?? '', /long\.zst: .*window of more than 128 MiB.*zstd -d --long=31/);
  });

  it('gives what is before the break of a broken gzip, and the reason', async () => {
    const whole = gzipSync(Array.from({ length: 100_000 }, (_, index) => `line ${index * 7919}\n`).join(''));
    await writeFile(join(folder, 'broken.gz'), whole.subarray(0, whole.length / 2));
    const { lines, broken } = await countLines(join(folder, 'broken.gz'));
    assert.ok(lines > 10_000 && lines < 90_000, String(lines));
    assert.match(broken ?? '', /unexpected end of file/);
  });

  it('counts what is before garbage behind each compression', async () => {
    for (const [name, compress] of Object.entries(compressors)) {
      const file = join(folder, `garbage.${name}`);
      await writeFile(file, Buffer.concat([compress(Buffer.from('one\ntwo\n')), Buffer.from('not compressed')]));
      const { lines, broken } = await countLines(file);
      assert.equal(lines, 2, name);
      assert.ok(broken, name);
    }
  });

  it('gives the beginning of the content', async () => {
    await writeFile(join(folder, 'a.gz'), gzipSync('0123456789'.repeat(10_000)));
    assert.equal(
      (await countLines(join(folder, 'a.gz'))).beginning.toString(),
      '0123456789'.repeat(10_000).slice(0, 65_536),
    );
  });

  it('names a file that is missing, or a folder', async () => {
    const codeOf = (code: string) => (error: unknown) => error instanceof KafkaInsightError && error.code === code;
    await assert.rejects(countLines(join(folder, 'none')), codeOf('FILE_NOT_FOUND'));
    await assert.rejects(countLines(folder), codeOf('FILE_UNREADABLE'));
  });
});
