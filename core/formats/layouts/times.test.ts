import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { labelOf } from '../../format-table.ts';
import { detectFormat } from '../detect.ts';

const detected = (line: string): string => labelOf(detectFormat(Buffer.from(line)));
const ABSENT = undefined;

suite('a line that begins with a time', () => {
  test('and is of no other format has this time, and the rest as its message', () => {
    for (const [line, text] of [
      ['2026-11-22 10:02:52 Error while connecting', 'Error while connecting'],
      ['2026-11-22T10:02:52Z\thello', 'hello'],
      ['2026-11-22 10:02:52: hello', 'hello'],
      ['[2026-11-22 10:02:52] [] x', '[] x'],
    ] as const) {
      assert.equal(detected(line), 'time', line);
      const { message, '@timestamp': time, ...others } = parseLine('time', line);
      assert.deepEqual([time, message], ['2026-11-22T10:02:52.000Z', text]);
      assert.deepEqual(Object.keys(others).sort(), [
        'event.dataset',
        'event.kind',
        ...(line.includes('Z') ? [] : ['kafkainsight.time.inferred']),
      ]);
    }
  });

  test('is read as the better known of its formats, though most lines of the file bear a time alone', () => {
    const document = parseLine('time', '2026-11-22 10:02:52 ERROR Cart 7 is gone');
    assert.deepEqual([document['log.level'], document['message']], ['error', 'Cart 7 is gone']);
    // a value that begins with what looks like a time is none
    for (const line of ['2026-11-22 10:02:52,ann,7', '2026-11-22 10:02:521 x', '2026-11-22 10:02 x'])
      assert.equal(detected(line), 'text', line);
  });

  test('of Lambda tells its invocation', () => {
    const id = '79b4f56e-95b1-4643-9700-2807f4e68189';
    for (const [line, level, text] of [
      [`2026-11-22T10:02:52.123Z\t${id}\tINFO\tCart 7 opened`, 'info', 'Cart 7 opened'],
      [`[ERROR]\t2026-11-22T10:02:52.123Z\t${id}\tCart 7 is gone`, 'error', 'Cart 7 is gone'],
      [`2026-11-22T10:02:52.123Z ${id} Task timed out after 3.00 seconds`, ABSENT, 'Task timed out after 3.00 seconds'],
      [`REPORT RequestId: ${id}\tDuration: 12.34 ms`, ABSENT, 'Duration: 12.34 ms'],
      [`START RequestId: ${id} Version: $LATEST`, ABSENT, 'Version: $LATEST'],
      [`END RequestId: ${id}`, ABSENT, ABSENT],
    ] as const) {
      assert.equal(detected(line), 'lambda', line);
      const document = parseLine('lambda', line);
      assert.deepEqual(
        [document['faas.execution'], document['log.level'], document['message']],
        [id, level, text],
        line,
      );
      if (!line.includes('RequestId')) assert.equal(document['@timestamp'], '2026-11-22T10:02:52.123Z');
    }
  });
});

suite('the time of a layout that is configured', () => {
  // each spelling that docs/formats.md lists ("A layout of your own"), as its standard or program prints it
  for (const [spelling, iso] of [
    ['2026-11-22T10:02:52.123+01:00', '2026-11-22T09:02:52.123Z'],
    ['2026-11-22 10:02:52', '2026-11-22T10:02:52.000Z'],
    ['2026/11/22 10:02:52', '2026-11-22T10:02:52.000Z'],
    ['20261122T100252Z', '2026-11-22T10:02:52.000Z'],
    ['20261122100252', '2026-11-22T10:02:52.000Z'],
    ['22/Nov/2026:10:02:52 +0100', '2026-11-22T09:02:52.000Z'],
    ['[22/Nov/2026:10:02:52 +0100]', '2026-11-22T09:02:52.000Z'],
    ['Nov 22 10:02:52', '2026-11-22T10:02:52.000Z'],
    ['Nov 22 2026 10:02:52', '2026-11-22T10:02:52.000Z'],
    ['Sun, 22 Nov 2026 10:02:52 GMT', '2026-11-22T10:02:52.000Z'],
    ['Sun Nov 22 10:02:52 2026', '2026-11-22T10:02:52.000Z'],
    ['1795341772.123', '2026-11-22T10:02:52.123Z'],
    ['1795341772123', '2026-11-22T10:02:52.123Z'],
    ['1795341772123456', '2026-11-22T10:02:52.123Z'],
    ['1795341772123456789', '2026-11-22T10:02:52.123Z'],
  ] as const) {
    test(`may be ${spelling}`, () => {
      const document = parseLine({ dissect: '%{@timestamp}|%{message}' }, `${spelling}|hello`);
      assert.deepEqual([document['@timestamp'], document['message']], [iso, 'hello']);
    });
  }
});
