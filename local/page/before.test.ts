import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeText, comparisonOf } from './browser/before.ts';
import { lengthText } from './browser/text.ts';

const HOUR = 3_600_000;
const requests = { kind: 'count', label: 'Requests' } as const;
const scope = { from: 10 * HOUR, to: 12 * HOUR };
const compared = (
  extent: { from: number; to: number } | undefined,
  now: number,
  before: number,
  uncounted: readonly { from: number; to: number }[] = [],
): string => comparisonOf(requests, now, { from: 8 * HOUR, value: before }, { scope, extent, uncounted }).text;
const whole = { from: 0, to: 12 * HOUR };

test('a change is said with the number that it is from, and how long ago that was', () => {
  assert.equal(compared(whole, 150, 1000), '−85 % · 1,000 in the 2 hours before');
  assert.equal(compared(whole, 1120, 1000), '+12 % · 1,000 in the 2 hours before');
  assert.equal(compared(whole, 7, 7), '= as many · 7 in the 2 hours before');
});

test('one day is "the day before"', () => {
  const day = { from: 24 * HOUR, to: 48 * HOUR };
  const { text } = comparisonOf(
    requests,
    5,
    { from: 0, value: 4 },
    { scope: day, extent: { from: 0, to: 48 * HOUR }, uncounted: [] },
  );
  assert.equal(text, '+25 % · 4 in the day before');
});

test('nothing is computed where one of the two periods is not whole', () => {
  const late = compared({ from: 9 * HOUR, to: 12 * HOUR }, 150, 100);
  assert.match(late, /^100 in the 2 hours before, of which logs are there since /);
  const early = compared({ from: 0, to: 11 * HOUR }, 150, 100);
  assert.match(early, /^100 in the 2 hours before; the last line is of /);
  assert.equal(compared({ from: 10 * HOUR, to: 12 * HOUR }, 150, 0), 'nothing logged in the 2 hours before');
  assert.equal(compared(undefined, 0, 0), 'nothing logged in the 2 hours before');
});

test('nothing is computed where more than a tenth of a period is not counted yet', () => {
  const of = (from: number, to: number): string => compared(whole, 150, 100, [{ from: from * HOUR, to: to * HOUR }]);
  assert.equal(of(11.9, 20), '+50 % · 100 in the 2 hours before');
  assert.equal(of(11, 20), '100 in the 2 hours before');
  assert.equal(of(9, 10), 'not counted yet in the 2 hours before');
  assert.equal(compared(undefined, 0, 0, [{ from: 0, to: 20 * HOUR }]), 'not counted yet in the 2 hours before');
});

test('a change from nothing is no percentage, nor is one that nobody reads', () => {
  assert.equal(changeText(5, 0), 'up from none');
  assert.equal(changeText(0, 5), '−100 %');
  assert.equal(changeText(1001, 1000), '+1 %');
  assert.equal(changeText(50_000, 100), '500 times as many');
});

test('lengths of time are said in their two largest units', () => {
  assert.equal(lengthText(57 * 60_000), '57 minutes');
  assert.equal(lengthText(60_000), '1 minute');
  assert.equal(lengthText(2 * HOUR + 5 * 60_000 + 1000), '2 h 5 min');
  assert.equal(lengthText(7 * 24 * HOUR), '7 days');
  assert.equal(lengthText(1500), '1 second');
  assert.equal(lengthText(230), '230 milliseconds');
});
