import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY_MILLIS, dayNumber, monthNumber, readFraction, timeOfDay } from './time.ts';

/** Midnight UTC by Date, which knows the same calendar; NaN where it moves the day into another month. */
function byDate(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : NaN;
}

test('days are numbered as Date numbers them, in years 0 to 9999', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
      (year, month, day) => {
        assert.equal(dayNumber(year, month, day) * DAY_MILLIS, byDate(year, month, day));
      },
    ),
    { numRuns: 5_000 },
  );
});

test('days that do not exist have no number', () => {
  for (const [year, month, day] of [
    [2026, 2, 29],
    [1900, 2, 29],
    [2026, 2, 30],
    [2026, 4, 31],
    [2026, 1, 32],
    [2026, 1, 0],
    [2026, 0, 1],
    [2026, 13, 1],
    [NaN, 1, 1],
    [2026, NaN, 1],
    [2026, 1, NaN],
  ] as const) {
    assert.equal(dayNumber(year, month, day), NaN, `${year}-${month}-${day}`);
  }
  assert.equal(dayNumber(2000, 2, 29) * DAY_MILLIS, Date.UTC(2000, 1, 29));
});

test('times of day that do not exist are none, and a leap second ends its minute', () => {
  assert.equal(timeOfDay(23, 59, 59, 999), DAY_MILLIS - 1);
  assert.equal(timeOfDay(23, 59, 60, 500), DAY_MILLIS - 1);
  for (const [hour, minute, second] of [
    [24, 0, 0],
    [25, 1, 0],
    [0, 60, 0],
    [0, 61, 0],
    [0, 0, 61],
    [NaN, 0, 0],
    [0, NaN, 0],
    [0, 0, NaN],
  ] as const) {
    assert.equal(timeOfDay(hour, minute, second, 0), NaN);
  }
});

test('fractions are cut off after the milliseconds', () => {
  const read = (text: string): number => readFraction(Buffer.from(text), 0, text.length);
  assert.deepEqual(['1', '12', '123', '1239', '123456789', '000999', '000'].map(read), [100, 120, 123, 123, 123, 0, 0]);
  assert.deepEqual(['', '1234567890', '1a', ' 1', '-1'].map(read), [NaN, NaN, NaN, NaN, NaN]);
});

test('months are known by their English abbreviations alone', () => {
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  assert.deepEqual(
    names.map((name) => monthNumber(Buffer.from(name), 0)),
    names.map((_, index) => index + 1),
  );
  assert.deepEqual(
    ['jan', 'JAN', 'Mai', 'Ja', ''].map((name) => monthNumber(Buffer.from(name), 0)),
    [0, 0, 0, 0, 0],
  );
});
