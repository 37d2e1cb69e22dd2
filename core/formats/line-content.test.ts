import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../test/helpers/parse-line.ts';
import { type FormatName, formatNames, formatTable } from '../format-table.ts';
import { detectFormat } from './detect.ts';

const examples = Object.fromEntries(formatNames.map((name) => [name, formatTable[name].example])) as Record<
  FormatName,
  string
>;

const lines: Readonly<Record<FormatName, string>> = {
  ...examples,
  apache_common: '192.0.2.1 - ann [22/Nov/2026:10:02:52 +0000] "GET /a HTTP/1.1" 200 1',
  apache_combined: '192.0.2.1 - ann [22/Nov/2026:10:02:52 +0000] "GET /a HTTP/1.1" 200 1 "-" "x"',
  apache_error: '[Sun Nov 22 10:02:52 2026] [core:info] [pid 1] m',
  cri: '2026-11-22T10:02:52.123456789Z stdout F m',
  rfc3164: '<13>Nov 22 10:02:52 h t: m',
  rfc5424: '<13>1 2026-11-22T10:02:52Z h a 1 i - m',
  json: '{"time":"2026-11-22T10:02:52Z","level":"info","msg":"m"}',
  text: 'hello',
};
// copytruncate (logrotate(8)) leaves NUL bytes; Windows programs write U+FEFF when they open a file; ECMA-48, section 8.3.117: colours.
const paddings = [
  '\0',
  '\0'.repeat(5_000),
  '\uFEFF',
  '\0\uFEFF',
  '\uFEFF\uFEFF',
  '\u001b[0m',
  '\u001b[1;31m',
  '\u001b[m\u001b[32m',
];

suite('what pads a line at its start', () => {
  for (const format of formatNames) {
    test(`costs no field of ${format}, nor its file its format`, () => {
      const line = lines[format];
      for (const padding of paddings) {
        assert.deepEqual(
          parseLine(format, padding + line),
          parseLine(format, line),
          JSON.stringify(padding.slice(0, 9)),
        );
        assert.deepEqual(parseLine('text', padding + line), parseLine('text', line));
        assert.equal(detectFormat(Buffer.from(`${padding}${line}\n${padding}${line}\n`)), format);
      }
    });
  }

  test('may have colours that the line ends with', () => {
    for (const format of formatNames) {
      const coloured = `\u001b[31m${lines[format]}\u001b[0m`;
      assert.deepEqual(parseLine(format, coloured), parseLine(format, lines[format]));
      assert.equal(detectFormat(Buffer.from(coloured)), format);
    }
  });

  test('is the line where there is nothing else', () => {
    assert.equal(parseLine('text', '\0\0')['message'], '\0\0');
    assert.equal(parseLine('text', '\u001b[31m')['message'], '\u001b[31m');
    assert.equal(parseLine('text', '\u001b[31m\u001b[0m')['message'], '\u001b[31m\u001b[0m');
    assert.equal(parseLine('text', '\u001b[31')['message'], '\u001b[31');
  });

  test('is kept where the line itself is', () => {
    const failed = parseLine('json', '\0\u001b[31mno json');
    assert.equal(failed['event.kind'], 'pipeline_error');
    assert.equal(failed['event.original'], '\0\u001b[31mno json');
    const kept = parseLine('json', `\0${lines.json}`, {}, { keepOriginal: 'always' });
    assert.equal(kept['event.original'], `\0${lines.json}`);
  });

  test('leaves the line to be cut where it is longer than what is kept', () => {
    const document = parseLine('text', `\0\0${'x'.repeat(2_000_000)}`);
    assert.deepEqual(document['log.flags'], ['truncated']);
    assert.equal(document['kafkainsight.line.length_bytes'], 2_000_000);
  });
});

test('colours within a line do not cost its fields where no format has them', () => {
  const line = '{"time":"2026-11-22T10:02:52Z","level":"\u001b[31merror\u001b[0m","msg":"m"}';
  const document = parseLine('json', line);
  assert.equal(document['event.kind'], 'event');
  assert.equal(document['log.level'], 'error');
  assert.equal(document['@timestamp'], '2026-11-22T10:02:52.000Z');
  assert.equal(document['log.flags'], undefined);
  assert.equal(detectFormat(Buffer.from(line)), 'json');
  const agent = `${lines.apache_common} "-" "\u001b[31mred"`;
  assert.equal(parseLine('apache_combined', agent)['user_agent.original'], '\u001b[31mred');
});
