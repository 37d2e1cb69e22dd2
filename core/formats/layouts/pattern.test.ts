import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import { layoutProblems } from './compile.ts';

const PATTERN = String.raw`(?<@timestamp>\S+) \[(?<process.thread.name>[^\]]+)\] (?P<log.level>[A-Z]+) (?<session>\S*) - (?<message>.*?)(?: ip=(?<source.ip>\S+))?`;
const parse = (line: string | Buffer, pattern = PATTERN): ParsedLine =>
  parseLine({ pattern }, line, { format: { pattern } });
const problems = (pattern: string): readonly string[] => layoutProblems({ pattern });

suite('a pattern', () => {
  test('gives its named groups to their fields', () => {
    assert.deepEqual(parse('2026-11-22T10:02:52.123Z [web-1] ERROR a7 - Grüße aus Köln ip=203.0.113.9'), {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'event.dataset': 'custom',
      'event.kind': 'event',
      'process.thread.name': 'web-1',
      'log.level': 'error',
      message: 'Grüße aus Köln',
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'kafkainsight.fields': { session: 'a7' },
    });
  });

  test('writes nothing for a group that is empty, `-`, or took no part', () => {
    for (const session of ['', '-']) {
      const document = parse(`2026-11-22T10:02:52.123Z [web-1] INFO ${session} - started`);
      assert.equal(document['source.ip'], undefined);
      assert.equal(document['kafkainsight.fields'], undefined);
    }
  });

  test('is of the whole line, and of values that are what their fields hold', () => {
    const pattern = String.raw`(?<@timestamp>\S+) (?<source.ip>\S+)`;
    const format = { pattern };
    assert.ok(accepts(format, '2026-11-22T10:02:52Z 203.0.113.9'));
    for (const line of [
      'x 2026-11-22T10:02:52Z 203.0.113.9',
      '2026-11-22T10:02:52Z 203.0.113.9 x',
      '2026-11-31T10:02:52Z 203.0.113.9',
      '2026-11-22T10:02:52Z 203.0.113.999',
    ])
      assert.ok(!accepts(format, line), line);
  });

  test('finds values by bytes, whatever is before them', () => {
    const broken = Buffer.concat([Buffer.from([0xff, 0x20]), Buffer.from('ü€😀 x')]);
    const document = parse(broken, '(?<a>[^ ]+) (?<b>.*) (?<message>x)');
    assert.deepEqual(document['kafkainsight.fields'], { a: '\uFFFD', b: 'ü€😀' });
    assert.equal(document['message'], 'x');
  });

  test('tells groups from what looks like one', () => {
    const document = parse('(?<a>(?<b>]x', String.raw`\(\?<a>\Q(?<b>\E[](?<c>](?<message>x)`);
    assert.equal(document['message'], 'x');
  });

  test('takes a time that grows with the line alone', () => {
    // catastrophic for an engine that goes back (regular-expressions.info, "Catastrophic Backtracking")
    const started = process.cpuUsage();
    const document = parse('x'.repeat(10_000), '(?<message>(?:x+x+)+y)');
    assert.equal(document['event.kind'], 'pipeline_error');
    assert.ok(process.cpuUsage(started).user < 5_000_000);
  });

  test('reads no line that is longer than 16 KiB', () => {
    const pattern = '(?<message>x+)';
    assert.equal(parse('x'.repeat(16_384), pattern)['event.kind'], 'event');
    const document = parse('x'.repeat(16_385), pattern);
    assert.equal(document['event.kind'], 'pipeline_error');
    assert.match(String(document['error.message']), /longer than the 16384 bytes that a pattern reads/);
  });

  test('is refused with all that is wrong, each with its place', () => {
    assert.deepEqual(problems(String.raw`(?<event.kind>x)(?<größe>\d+) (?<a>.)(?<a>.) (?=x)`), [
      [
        'event.kind is written by KafkaInsight and cannot be a group (pattern, character 1)',
        String.raw`    (?<event.kind>x)(?<größe>\d+) (?<a>.)(?<a>.) (?=x)`,
        '    ^^^^^^^^^^^^^^',
      ].join('\n'),
      [
        'this is no name of a group (pattern, character 17)',
        String.raw`    (?<event.kind>x)(?<größe>\d+) (?<a>.)(?<a>.) (?=x)`,
        '                    ^^^^^^^^^',
      ].join('\n'),
      [
        'a is there twice (pattern, character 38)',
        String.raw`    (?<event.kind>x)(?<größe>\d+) (?<a>.)(?<a>.) (?=x)`,
        '                                         ^^^^^',
      ].join('\n'),
      [
        'invalid or unsupported Perl syntax; patterns are those of RE2, without look-arounds and back-references (pattern, character 46)',
        String.raw`    (?<event.kind>x)(?<größe>\d+) (?<a>.)(?<a>.) (?=x)`,
        '                                                 ^^^',
      ].join('\n'),
    ]);
    for (const [pattern, reason] of [
      ['', 'it has no named group'],
      ['(x) y', 'it has no named group'],
      ['(?<a>x) (y', 'missing closing ) (pattern, character 10)'],
      ['(?<a>x', 'missing closing ) (pattern, character 6)'],
      ['(?<a', 'missing argument|invalid named capture'],
      ['(?<a>[z-a])', 'invalid character class range (pattern, character 7)'],
      [String.raw`(?<a>.)\1`, 'invalid escape sequence; patterns are those of RE2'],
      ['(?<a>(x{500}){2})', 'it is too large'],
      ['(?<a>(?:.*x){330}.*)y', 'instructions of 250 that a pattern may have'],
      ['(?<a>x{2000})', 'invalid repeat count (pattern, character 7)'],
      [`(?<a>${'x'.repeat(4_096)})`, 'a layout may have 4096 bytes at most'],
    ] as const)
      assert.match(problems(pattern).join('\n'), new RegExp(reason.replaceAll(/[()+.]/g, String.raw`\$&`)), pattern);
  });
});
