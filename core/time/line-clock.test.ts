import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { fragments } from '../bytes/document-keys.ts';
import { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber } from './time.ts';

/** What the clock says was inferred. */
function inferred(clock: LineClock): unknown {
  const { start, lengthBytes } = clock.inferredField;
  const text = Buffer.from(fragments.buffer, start, lengthBytes).toString();
  return text === '' ? [] : (JSON.parse(`{${text.slice(1)}}`) as Record<string, unknown>)['kafkainsight.time.inferred'];
}

const clockOf = (modified: string, timeZone?: string): LineClock =>
  new LineClock({ modifiedMillis: Date.parse(modified), timeZone });

suite('the year of a time without one', () => {
  const yearOf = (modified: string, month: number, day: number, timeZone?: string): string =>
    new Date(clockOf(modified, timeZone).yearless(month, day, 0)).toISOString().slice(0, 10);

  test('is the latest that does not put the line more than a day after the file', () => {
    assert.equal(yearOf('2026-11-22T12:00:00Z', 11, 22), '2026-11-22');
    assert.equal(yearOf('2026-11-22T12:00:00Z', 11, 23), '2026-11-23');
    assert.equal(yearOf('2026-11-22T12:00:00Z', 11, 24), '2025-11-24');
    assert.equal(yearOf('2026-11-22T12:00:00Z', 12, 31), '2025-12-31');
    // A file of New Year's Eve is read, or was last written, in January; and the other way round for a clock that is ahead.
    assert.equal(yearOf('2026-01-02T00:00:00Z', 12, 31), '2025-12-31');
    assert.equal(yearOf('2025-12-31T23:00:00Z', 1, 1), '2026-01-01');
    assert.equal(yearOf('2025-12-31T23:00:00Z', 1, 2), '2025-01-02');
  });

  test('counts the day to the millisecond', () => {
    const clock = clockOf('2026-11-22T12:00:00.000Z');
    assert.equal(clock.yearless(11, 23, 12 * 3_600_000), Date.parse('2026-11-23T12:00:00.000Z'));
    assert.equal(clock.yearless(11, 23, 12 * 3_600_000 + 1), Date.parse('2025-11-23T12:00:00.001Z'));
  });

  test('is one in which the date exists', () => {
    assert.equal(yearOf('2026-11-22T12:00:00Z', 2, 29), '2024-02-29');
    assert.equal(yearOf('2024-02-28T12:00:00Z', 2, 29), '2024-02-29');
    assert.equal(yearOf('2024-02-27T12:00:00Z', 2, 29), '2020-02-29');
    assert.equal(yearOf('1904-02-01T12:00:00Z', 2, 29), '1896-02-29');
    assert.ok(Number.isNaN(clockOf('2026-11-22T12:00:00Z').yearless(2, 30, 0)));
  });

  test('is told by the time in its zone', () => {
    // 2027-01-01 00:00 in Kiritimati (UTC+14) is 2026-12-31 10:00 UTC.
    assert.equal(yearOf('2026-12-30T09:59:59Z', 1, 1, 'Pacific/Kiritimati'), '2025-12-31');
    assert.equal(yearOf('2026-12-30T10:00:00Z', 1, 1, 'Pacific/Kiritimati'), '2026-12-31');
  });

  test('agrees with a search through all years', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1920-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        fc.nat(DAY_MILLIS - 1),
        (modified, month, day, time) => {
          const years = Array.from({ length: 250 }, (_, index) => 1880 + index);
          const instants = years.map((year) => dayNumber(year, month, day) * DAY_MILLIS + time);
          const fitting = instants.filter((instant) => instant <= modified.getTime() + DAY_MILLIS);
          const expected = fitting.at(-1) ?? NaN;
          assert.equal(new LineClock({ modifiedMillis: modified.getTime() }).yearless(month, day, time), expected);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

suite('what a line leaves out', () => {
  const local = Date.parse('2026-07-01T12:00:00Z');

  test('is listed', () => {
    const clock = clockOf('2026-11-22T12:00:00Z');
    assert.equal(clock.zoned(local, 120), Date.parse('2026-07-01T10:00:00Z'));
    assert.deepEqual(inferred(clock), []);
    assert.equal(clock.zoneless(local), local);
    assert.deepEqual(inferred(clock), ['zone']);
    clock.yearless(7, 1, 0);
    assert.deepEqual(inferred(clock), ['year', 'zone']);
    assert.equal(clock.none(), Date.parse('2026-11-22T12:00:00Z'));
    assert.deepEqual(inferred(clock), ['time']);
    clock.reset();
    assert.deepEqual(inferred(clock), []);
  });

  test('is not inferred where the source says it', () => {
    const clock = clockOf('2026-11-22T12:00:00Z', 'Europe/Zurich');
    assert.equal(clock.zoneless(local), Date.parse('2026-07-01T10:00:00Z'));
    assert.deepEqual(inferred(clock), []);
    clock.yearless(7, 1, 0);
    assert.deepEqual(inferred(clock), ['year']);
  });

  test('is also a false offset', () => {
    const modifiedMillis = Date.parse('2026-11-22T12:00:00Z');
    const zurich = new LineClock({ modifiedMillis, timeZone: 'Europe/Zurich', ignoreOffset: true });
    assert.equal(zurich.zoned(local, 0), Date.parse('2026-07-01T10:00:00Z'));
    const unknown = new LineClock({ modifiedMillis, ignoreOffset: true });
    assert.equal(unknown.zoned(local, 300), local);
    assert.deepEqual(inferred(unknown), ['zone']);
    assert.ok(Number.isNaN(unknown.zoned(local, NaN)), 'an offset that does not exist is none to ignore');
  });
});

test('times are kept within years of four digits', () => {
  const clock = clockOf('2026-11-22T12:00:00Z');
  assert.ok(Number.isNaN(clock.zoned(Date.parse('9999-12-31T23:30:00Z'), -60)));
  assert.ok(Number.isNaN(clock.zoned(Date.parse('0000-01-01T00:30:00Z'), 60)));
  assert.equal(clock.zoned(Date.parse('9999-12-31T23:30:00Z'), 0), Date.parse('9999-12-31T23:30:00Z'));
});
