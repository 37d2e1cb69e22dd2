import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { firstTimedLine, IDENTITY_BYTES } from './first-timed-line.ts';

const first = (content: string | Buffer): string | undefined => firstTimedLine(Buffer.from(content))?.toString();
const TIMED = '2026-11-22 10:02:52 a';

suite('the first timed line', () => {
  test('holds a date and a time, or ten digits in a row', () => {
    for (const line of [
      '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5',
      '[Sun Nov 22 10:02:52 2026] [core:error] [pid 7] a',
      '<34>Oct  1 22:14:15 host su: a',
      '<34>1 2026-11-22T10:02:52.003Z host su - ID47 - a',
      '{"level":"info","ts":"2026-11-22T10:02:52Z"}',
      '{"level":30,"time":1790000000000,"msg":"a"}',
      '1790000000.123 a squid line',
      '2026/11/22 10:02:52 [error] 7#7: a',
      '22.11.2026 10:02:52 a',
      '11/22/2026 10:02:52 AM a',
      '22-Nov-2026 10:02:52 a',
      '22 November 2026, 10:02 a',
      '26/11/22 10:02:52 INFO spark',
      '261122 10:02:52 mysql',
      '081109 203518 143 INFO hdfs',
      '11-22 10:02:52.123  1702  2395 D android',
      'I1122 10:02:52.123456       1 klog.go:1] a',
      '20261122-10:02:52:606|a',
      '20261122T100252Z a',
      '2026-11-22-10.02.52.123456+060 db2',
      '2026-11-22\t10:02:52\tFRA2\t1045\t203.0.113.9\tGET',
      `${' '.repeat(490)}2026-11-22 10:02 a`,
    ]) {
      assert.equal(first(`no time\n${line}\n${TIMED}\n`), line);
    }
  });

  test('is no line that holds only one of them, or has them too far behind', () => {
    for (const line of [
      'a',
      '10:02:52 a clock without a day',
      'the day 2026-11-22 without a time',
      'version 1.2.3, port 80:443, 192.0.2.1:8080',
      '2001:db8::1 2001:db8:12:34::5',
      'ratio 25:61 on 2026-11-22',
      '123456789 nine digits',
      'marked 10:02',
      `${' '.repeat(500)}2026-11-22 10:02 a`,
    ]) {
      assert.equal(first(`${line}\n${TIMED}\n`), TIMED, line);
      assert.equal(first(`${line}\n`), undefined);
    }
  });

  test('is complete', () => {
    assert.equal(first(TIMED), undefined);
    assert.equal(first(`${TIMED}\n`), TIMED);
    assert.equal(first(`${TIMED}\r\n`), TIMED);
  });

  test('is none that begins with #, behind NULs and byte order marks, which are not part of it', () => {
    assert.equal(first(`#Date: 2026-11-22 10:02:52\r\n\r\n${TIMED}\r\n`), TIMED);
    assert.equal(first(`\ufeff${TIMED}\n`), TIMED);
    assert.equal(first(`\0\0\ufeff\0${TIMED}\n`), TIMED);
    assert.equal(first(`${'\0'.repeat(60_000)}${TIMED}\n`), TIMED);
    assert.equal(first(`\ufeff#${TIMED}\n\ufeff`), undefined);
    assert.equal(first('\0\n\n\0'), undefined);
  });

  test('counts to its 4096th byte, as soon as there are more', () => {
    const long = TIMED.padEnd(5000, 'x');
    assert.equal(first(`${long}\n`), long.slice(0, 4096));
    assert.equal(first(long), long.slice(0, 4096));
    assert.equal(first(long.slice(0, 4096)), undefined);
    // a carriage return that may be the line's end is not taken for its content
    assert.equal(first(`${long.slice(0, 4095)}\r`), undefined);
    assert.equal(first(`${long.slice(0, 4095)}\r\n`), long.slice(0, 4095));
  });

  test('is looked for in the first 64 KiB', () => {
    const before = `${'x'.repeat(IDENTITY_BYTES - TIMED.length - 2)}\n`;
    assert.equal(first(`${before}${TIMED}\n`), TIMED);
    assert.equal(first(`x${before}${TIMED}\n`), undefined);
  });

  test('stays what it is however the file grows', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(TIMED, '# 2026-11-22 10:02', '\0\0', `${TIMED}${'y'.repeat(4090)}`),
    );
    fc.assert(
      fc.property(fc.array(line), fc.nat(), (lines, cut) => {
        const whole = Buffer.from(lines.join('\n'));
        const found = firstTimedLine(whole.subarray(0, cut % (whole.length + 1)));
        if (found !== undefined) assert.deepEqual(firstTimedLine(whole), found);
      }),
    );
  });
});
