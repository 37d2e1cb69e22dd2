import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FormatName } from '../format-table.ts';
import { areDerivable } from '../search/derived-source.ts';
import { copyOf, type LineOrigin } from './documents.ts';
import { buildOpenEvents } from './open-line.ts';

const STORED = Date.parse('2026-11-22T12:00:07.000Z');
const SECONDS = STORED / 1000;
const COMBINED = '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"';

/** What the open line becomes; the line before it is `before`. */
function open(
  format: FormatName,
  line: string,
  before = '',
  changes: Partial<LineOrigin> = {},
): Record<string, unknown> {
  const origin: LineOrigin = {
    fileId: 'ABCDEFGHIJKLMQ',
    path: 'inbox/a.log',
    version: STORED,
    modifiedMillis: Date.parse('2026-11-22T12:00:00Z'),
    format,
    source: { prefix: '' },
    ingestedMillis: 0,
    ...changes,
  };
  const bytes = Buffer.from(line);
  const place = { bytes, start: 0, end: bytes.length, offset: 1000, lengthBytes: bytes.length };
  const options = { keepOriginal: 'failed', userAgentDetails: false } as const;
  const documents: Buffer[] = [];
  const reading = { origin, options, before: Buffer.from(before) };
  buildOpenEvents(place, reading, (document) => documents.push(copyOf(document)));
  assert.equal(documents.length, 1);
  return JSON.parse(String(documents[0])) as Record<string, unknown>;
}

suite('a last line without a line feed', () => {
  test('is whole where the format of its file accepts it: later than any part of it, earlier than the line with its feed', () => {
    const document = open('apache_combined', COMBINED);
    assert.equal(document['user_agent.original'], 'curl/8.5.0');
    assert.equal(document['kafkainsight.file.version'], SECONDS);
    assert.equal(document['kafkainsight.partial'], undefined);
  });

  test('is partial where it does not, and in the index that the whole line will be in', () => {
    const before = `x\n${COMBINED.replace('10:02:52', '09:58:01')}\nno time\n`;
    for (const [format, line, dataset] of [
      ['json', '{"level":"info","msg":"cut he', 'json'],
      ['rfc5424', '<34>1 2026-11-22T10:0', 'syslog'],
      ['apache_error', '[Sun Nov 22 10:02', 'apache.error'],
      ['apache_combined', COMBINED.slice(0, 30), 'apache.access'],
    ] as const) {
      const document = open(format, line, before);
      assert.partialDeepStrictEqual(document, {
        'kafkainsight.partial': true,
        'kafkainsight.file.version': 0,
        'event.dataset': dataset,
        '@timestamp': '2026-11-22T09:58:01.000Z',
        'kafkainsight.time.inferred': ['time'],
        'event.original': line,
        'log.offset': 1000,
      });
    }
  });

  test('is partial where only another format accepts it, in whose dataset the whole line will be: it cannot be of its file’s', () => {
    const document = open('json', COMBINED);
    assert.partialDeepStrictEqual(document, {
      'kafkainsight.partial': true,
      'kafkainsight.file.version': 0,
      'event.dataset': 'apache.access',
      'user.name': 'ann',
      '@timestamp': '2026-11-22T10:02:52.000Z',
    });
    assert.equal(open('json', COMBINED, '', { source: { prefix: '', dataset: 'shop' } })['event.dataset'], 'shop');
  });

  test('of nginx’s error log is in the index of the whole line, wherever it is cut', () => {
    const head = '2026/11/22 10:02:52 [error] 12#12: ';
    const line = `${head}*5 open() "/x" failed, client: 203.0.113.9, server: shop, request: "GET /x HTTP/1.1", host: "a.example.org"`;
    const notice = `${head.replace('error', 'notice')}signal process started\n`;
    for (const before of ['', `x\n${notice}`, `x\n${line}\n`, `x\n${notice}Traceback (most recent call last)\n`]) {
      for (let length = 1; length <= line.length; length++) {
        const text = line.slice(0, length);
        const document = open('nginx_error', text, before);
        assert.equal(document['event.dataset'], 'apache.error', text);
        assert.equal(areDerivable(Object.keys(document)), false, text);
      }
      // a line of no format is kept with those of none
      assert.ok(areDerivable(Object.keys(open('nginx_error', '  File "a.p', before))), before);
    }
    // each field once, in a file of another format, too
    const other = open('apache_error', line.slice(0, 80), `x\n${line}\n`);
    assert.equal(other['kafkainsight.stored'], true);
  });

  test('of a wrapper is in the index of the whole line where its beginning is a line of another format', () => {
    const cri = '2026-11-22T10:02:52.1Z stdout F ';
    const line = `${cri}${COMBINED} 371 0.014 [shop] [] 10.0.0.7:8080 5 0.012 200 5f2b7c1e0a9d4e6f8b3c2a1d0e9f8a7b`;
    for (let length = cri.length + 80; length <= line.length; length++) {
      const document = open('cri', line.slice(0, length), `x\n${line}\n`);
      assert.equal(document['event.dataset'], 'apache.access');
      assert.equal(areDerivable(Object.keys(document)), false, line.slice(0, length));
    }
    // where lines of both kinds are, it is treated as what it looks like
    const both = open('cri', `${cri}${COMBINED}`, `x\n${cri}${COMBINED}\n${line}\n`);
    assert.ok(areDerivable(Object.keys(both)));
  });

  test('is in the dataset of what no format reads where it begins like no line of its file’s format', () => {
    for (const [format, line] of [
      ['json', 'Traceback (most re'],
      ['apache_combined', '\tat java.base/jav'],
      ['apache_error', '  File "a.p'],
      ['json', '\tat java.base/jav'],
      ['text', '203.0.113.9 - - [22/N'],
    ] as const) {
      assert.equal(open(format, line)['event.dataset'], 'unparsed', line);
    }
  });

  test('is partial where it is text without a time, which accepts anything', () => {
    assert.partialDeepStrictEqual(open('text', 'and so o', `x\n${COMBINED}\n`), {
      'kafkainsight.partial': true,
      'kafkainsight.file.version': 0,
      '@timestamp': '2026-11-22T10:02:52.000Z',
      message: 'and so o',
    });
  });

  test('has the time of a line without any where none before it has one either', () => {
    const untimedMillis = Date.parse('2026-11-01T00:00:00Z');
    assert.equal(open('text', 'a', 'b\n', { untimedMillis })['@timestamp'], '2026-11-01T00:00:00.000Z');
    assert.equal(open('text', 'a', 'b\n')['@timestamp'], '2026-11-22T12:00:00.000Z');
  });

  test('of a wrapper is partial where what it holds may be cut, and in the dataset of what the lines before it hold', () => {
    const cri = '2026-11-22T10:02:52.1Z stdout F';
    for (const [format, prefix] of [
      ['cri', cri],
      ['rfc3164', 'Nov 22 10:02:52 web1 nginx:'],
      ['rfc5424', '<190>1 2026-11-22T10:02:52Z web1 nginx - - -'],
    ] as const) {
      const before = `x\n${prefix} started\n${prefix} ${COMBINED}\n${prefix} stopping\n`;
      assert.partialDeepStrictEqual(open(format, `${prefix} ${COMBINED.slice(0, 40)}`, before), {
        'kafkainsight.partial': true,
        'kafkainsight.file.version': 0,
        'event.dataset': 'apache.access',
        message: COMBINED.slice(0, 40),
      });
      const whole = open(format, `${prefix} ${COMBINED}`, before);
      assert.equal(whole['event.dataset'], 'apache.access');
      assert.equal(whole['kafkainsight.file.version'], SECONDS);
      // where no line before it holds one, it is a text, and as whole as any
      const text = open(format, `${prefix} stopp`, `x\n${prefix} started\n`);
      assert.equal(text['kafkainsight.partial'], undefined);
      assert.equal(text['event.dataset'], format === 'cri' ? 'container' : 'syslog');
    }
    const docker = JSON.stringify({ log: `${COMBINED}\n`, stream: 'stdout', time: '2026-11-22T10:02:52.1Z' });
    assert.partialDeepStrictEqual(open('json', docker.slice(0, 90), `x\n${docker}\n`), {
      'kafkainsight.partial': true,
      'event.dataset': 'apache.access',
    });
    assert.equal(open('json', docker, `x\n${docker}\n`)['kafkainsight.partial'], undefined);
    // an object of any keys is kept in another index, where the whole line will be too
    const labelled = docker.replace('"stream"', '"labels":{"a":"b"},"stream"');
    assert.equal(open('json', labelled.slice(0, 90), `x\n${labelled}\n`)['kafkainsight.stored'], true);
    assert.equal(open('json', docker.slice(0, 90), `${labelled}\n${docker}\n`)['kafkainsight.stored'], undefined);
    const piece = open('cri', '2026-11-22T10:02:52.1Z stdout P stopp', `x\n${cri} ${COMBINED}\n`);
    assert.equal(piece['kafkainsight.partial'], true);
  });

  test('of a wrapper is whole where it holds a line of the format that the source fixes', () => {
    const source = { prefix: '', format: 'apache_combined' } as const;
    const document = open('apache_combined', `2026-11-22T10:02:52.1Z stdout F ${COMBINED}`, '', { source });
    assert.equal(document['kafkainsight.partial'], undefined);
    assert.equal(document['user.name'], 'ann');
  });

  test('takes no time from a line whose beginning is not known', () => {
    // the content before it does not begin the file: its first line may be the end of one
    assert.equal(open('text', 'a', COMBINED + '\n', { untimedMillis: 0 })['@timestamp'], '1970-01-01T00:00:00.000Z');
  });
});
