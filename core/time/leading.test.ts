import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { leadingTimeEnd, readLeadingTime, zonedTimeEnd } from './leading.ts';
import { LineClock } from './line-clock.ts';
import { monthDayTimeEnd, readMonthDayTime } from './month-day.ts';

const clock = new LineClock({ modifiedMillis: Date.parse('2026-11-22T12:00:00Z') });
const instant = (millis: number): string | undefined =>
  Number.isNaN(millis) ? undefined : new Date(millis).toISOString();

/** The time that a line begins with, and what is after it. */
function leading(line: string, endOf = leadingTimeEnd): readonly unknown[] {
  const bytes = Buffer.from(line);
  const end = endOf(bytes, 0, bytes.length);
  return end < 0 ? [] : [instant(readLeadingTime(bytes, 0, end, clock)), line.slice(end)];
}

suite('the time that a line begins with', () => {
  test('may be spelled as loggers do', () => {
    const time = '2026-11-22T10:02:52.123Z';
    for (const line of [
      '2026-11-22T10:02:52.123Z',
      '2026-11-22 10:02:52,123',
      '2026-11-22T11:02:52.123456+01:00',
      '2026-11-22 11:02:52.123 +0100',
      '2026-11-22T09:02:52.123-01',
      '2026/11/22 10:02:52.123456',
      '22-Nov-2026 10:02:52.123',
      '22 Nov 2026 10:02:52.123',
    ]) {
      for (const rest of ['', ' x', ']', ' - x', ' -- x', ' +x'])
        assert.deepEqual(leading(line + rest), [time, rest], line + rest);
    }
    for (const rest of [', x', '. x', ','])
      assert.deepEqual(leading(`2026-11-22 10:02:52${rest}`), ['2026-11-22T10:02:52.000Z', rest]);
    assert.deepEqual(leading('2026-11-22 10:02:52 -7'), ['2026-11-22T10:02:52.000Z', ' -7']);
  });

  test('may be one of twelve hours', () => {
    // java.text.SimpleDateFormat, pattern `hh` and `a`: 12 AM is midnight, 12 PM noon
    for (const [printed, hour] of [
      ['10:02:52.123 PM', 22],
      ['10:02:52.123 pm', 22],
      ['10:02:52.123 AM', 10],
      ['12:02:52.123 AM', 0],
      ['12:02:52.123 PM', 12],
      ['01:02:52.123 PM', 13],
      ['22:02:52.123 PM', 22],
    ] as const) {
      const time = `2026-11-22T${String(hour).padStart(2, '0')}:02:52.123Z`;
      for (const rest of ['', ' x', ']', ': x', ' [PM]'])
        assert.deepEqual(leading(`2026-11-22 ${printed}${rest}`), [time, rest], printed + rest);
      assert.deepEqual(leading(`22-Nov-2026 ${printed} x`), [time, ' x']);
    }
    for (const rest of [' PMS', ' Post', ' AMD', ' A', ' am Tor', ' P', ' P M', ' PM2'])
      assert.deepEqual(leading(`2026-11-22 10:02:52${rest}`), ['2026-11-22T10:02:52.000Z', rest]);
  });

  test('may name its zone', () => {
    assert.deepEqual(leading('2026-11-22 11:02:52 CET [7]', zonedTimeEnd), ['2026-11-22T10:02:52.000Z', ' [7]']);
    assert.deepEqual(leading('2026-11-22 10:02:52 EST', zonedTimeEnd), ['2026-11-22T10:02:52.000Z', '']);
    assert.deepEqual(leading('2026-11-22 10:02:52 LOG', zonedTimeEnd), ['2026-11-22T10:02:52.000Z', ' LOG']);
  });

  test('is none where it does not exist', () => {
    for (const line of [
      '2026-13-22 10:02:52',
      '2026-11-22 25:02:52',
      '30 Feb 2026 10:02:52',
      '2026-11-22 10:02:52.1234567890',
    ])
      assert.equal(leading(line)[0], undefined, line);
    for (const line of [
      '',
      '2026-11-22',
      '2026-11-22 10:02',
      '2026-11/22 10:02:52',
      '22-Nov/2026 10:02:52',
      '10:02:52',
    ])
      assert.deepEqual(leading(line), [], line);
  });

  test('may have no year, as klog writes it', () => {
    const read = (line: string): readonly unknown[] => {
      const bytes = Buffer.from(line);
      const end = monthDayTimeEnd(bytes, 0, bytes.length);
      return end < 0 ? [] : [instant(readMonthDayTime(bytes, 0, end, clock)), line.slice(end)];
    };
    assert.deepEqual(read('1122 10:02:52.123456 1'), ['2026-11-22T10:02:52.123Z', ' 1']);
    assert.deepEqual(read('1224 10:02:52.123456'), ['2025-12-24T10:02:52.123Z', '']);
    assert.deepEqual(read('20240229 10:02:52.123456'), ['2024-02-29T10:02:52.123Z', '']);
    assert.deepEqual(read('1322 10:02:52.123456'), [undefined, '']);
    for (const line of ['1122 10:02:52', '11 10:02:52.123456', '1122 10:02:52.12345', 'x'])
      assert.deepEqual(read(line), [], line);
  });
});
