import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, parseLine } from '../../test/helpers/parse-line.ts';
import { type FormatName, formatNames, formatTable, labelOf } from '../format-table.ts';
import { DETECTION_BYTES } from '../limits.ts';
import { detectFormat } from './detect.ts';

const examples = Object.fromEntries(formatNames.map((name) => [name, formatTable[name].example])) as Record<
  FormatName,
  string
>;

const line: Readonly<Record<FormatName, string>> = {
  ...examples,
  apache_common: '1.2.3.4 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1',
  apache_combined: '1.2.3.4 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
  apache_error: '[Sun Nov 22 10:02:52 2026] [core:info] m',
  cri: '2026-11-22T10:02:52.123456789Z stdout F m',
  rfc3164: '<13>Nov 22 10:02:52 h t: m',
  rfc5424: '<13>1 - h a p i - m',
  json: '{"a":1}',
  text: 'hello',
};
const hasText = (name: FormatName): boolean => formatTable[name].joins !== undefined;
const detect = (...lines: readonly string[]): string => labelOf(detectFormat(Buffer.from(lines.join('\n'))));

suite('the format of a file', () => {
  test('is that of its lines', () => {
    for (const format of formatNames) {
      assert.equal(detect(line[format]), format);
      assert.equal(detect(line[format], line[format], ''), format);
      assert.equal(detect(`${line[format]}\r`, '\r', ''), format);
    }
  });

  test('is text where there are no lines', () => {
    assert.equal(detect(''), 'text');
    assert.equal(detect('', '\r', ''), 'text');
  });

  test('is that of the most lines, if half of them have some structure', () => {
    assert.equal(detect(line.json, line.json, line.rfc5424), 'json');
    assert.equal(detect(line.rfc5424, line.json), 'rfc5424');
    assert.equal(detect(line.text, line.json), 'json');
    assert.equal(detect(line.text, line.json, line.text), 'text');
    assert.equal(detect(line.apache_common, line.apache_combined, line.apache_combined), 'apache_combined');
  });

  test('does not depend on a line that the beginning cuts', () => {
    const padding = 'x'.repeat(DETECTION_BYTES - line.json.length - 2);
    assert.equal(detect(line.json, padding, 'never looked at'), 'json');
    assert.equal(detectFormat(Buffer.from('x'.repeat(DETECTION_BYTES + 5))), 'text');
  });
});

suite('a line that is not of its file’s format', () => {
  test('is of another, if one accepts it', () => {
    for (const file of formatNames) {
      for (const format of formatNames) {
        // What follows the values of an access format is kept with them.
        if (format === 'text' || (file !== format && accepts(file, line[format]))) continue;
        assert.deepEqual(parseLine(file, line[format]), parseLine(format, line[format]), `${format} in ${file}`);
      }
    }
  });

  test('is text in a text file, and in any other an error that says why', () => {
    assert.equal(parseLine('text', line.text)['event.kind'], 'event');
    for (const file of formatNames) {
      if (file === 'text' || hasText(file)) continue;
      const document = parseLine(file, 'secret');
      assert.equal(document['event.kind'], 'pipeline_error');
      assert.equal(document['event.original'], 'secret');
      assert.deepEqual(document['kafkainsight.time.inferred'], ['time']);
      assert.match(String(document['error.message']), new RegExp(`^The line is not of format ${file}: .+\\.$`));
      assert.ok(!String(document['error.message']).includes('secret'));
    }
  });

  test('is text among lines of an application or a database', () => {
    for (const file of formatNames.filter(hasText)) {
      const document = parseLine(file, 'hello');
      assert.deepEqual(
        [document['event.kind'], document['event.dataset'], document['message']],
        ['event', 'unparsed', 'hello'],
        file,
      );
      assert.equal(parseLine(file, 'hello', { format: file })['event.kind'], 'pipeline_error');
    }
  });

  test('is an error where the source fixes the format', () => {
    const document = parseLine('rfc3164', line.json, { format: 'rfc3164' });
    assert.equal(document['event.kind'], 'pipeline_error');
    assert.equal(document['event.dataset'], 'unparsed');
    assert.equal(parseLine('text', line.json, { format: 'text' })['event.dataset'], 'text');
    assert.equal(parseLine('text', line.json, { format: 'text' })['message'], line.json);
  });

  test('has the dataset `unparsed`, whatever its file is', () => {
    for (const file of formatNames) assert.equal(parseLine(file, line.text)['event.dataset'], 'unparsed', file);
  });

  test('has the dataset of its source, if that names one', () => {
    assert.equal(parseLine('json', line.json, { dataset: 'shop' })['event.dataset'], 'shop');
    assert.equal(parseLine('json', line.text, { dataset: 'shop' })['event.dataset'], 'shop');
  });

  test('is not kept where names are replaced', () => {
    const document = parseLine(
      'apache_common',
      'alice',
      {},
      { pseudonymKey: Buffer.from('k'), keepOriginal: 'always' },
    );
    assert.equal(document['event.kind'], 'pipeline_error');
    assert.equal(document['event.original'], undefined);
  });
});

test('the line itself is kept where all are to be', () => {
  for (const format of formatNames) {
    const document = parseLine(format, line[format], {}, { keepOriginal: 'always' });
    assert.equal(document['event.original'], line[format]);
    assert.equal(parseLine(format, line[format])['event.original'], undefined);
  }
});
