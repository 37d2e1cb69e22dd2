import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MILLIS as HOUR } from '../time/units.ts';
import { dependentWindows, historyWindows } from './history.ts';
import { spansOf, windowOf, windowsOf, withFollowing } from './windows.ts';

const DAY = 24 * HOUR;

test('windows are aligned to the epoch, before it too', () => {
  assert.equal(windowOf(HOUR + 1, HOUR), HOUR);
  assert.equal(windowOf(HOUR, HOUR), HOUR);
  assert.equal(windowOf(-1, HOUR), -HOUR);
});

test('hours are cut into shorter windows, and lie in longer ones', () => {
  assert.deepEqual(windowsOf([HOUR], HOUR / 2), [HOUR, 1.5 * HOUR]);
  assert.deepEqual(windowsOf([23 * HOUR, 24 * HOUR, HOUR], DAY), [0, DAY]);
});

test('windows join to spans without gaps, up to a length', () => {
  assert.deepEqual(spansOf([0, HOUR, 3 * HOUR], HOUR, 24), [
    { fromMillis: 0, toMillis: 2 * HOUR },
    { fromMillis: 3 * HOUR, toMillis: 4 * HOUR },
  ]);
  assert.equal(spansOf(withFollowing([0], HOUR, 48), HOUR, 24).length, 3);
});

test('a window is judged again by exactly those windows that it is learned from', () => {
  const plan = { before: 24, weeks: 8 };
  for (const from of [0, 5 * HOUR]) {
    for (const other of dependentWindows(from, HOUR, plan))
      assert.ok(historyWindows(other, HOUR, plan).includes(from), String(other));
    for (const other of historyWindows(from, HOUR, plan))
      assert.ok(dependentWindows(other, HOUR, plan).includes(from), String(other));
  }
  assert.equal(historyWindows(0, HOUR, plan).length, 24 + 8);
});
