import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOffMillis } from './back-off.ts';

const backOff = { baseMillis: 100, capMillis: 1000 };

test('the bound doubles with each attempt up to the cap', () => {
  const bounds = [0, 1, 2, 3, 4, 1000].map((attempt) => backOffMillis(attempt, 0.5, backOff) * 2);
  assert.deepEqual(bounds, [100, 200, 400, 800, 1000, 1000]);
});

test('the wait is anywhere between none and the bound, which it never reaches', () => {
  assert.equal(backOffMillis(0, 0, backOff), 0);
  assert.equal(backOffMillis(0, 0.999999, backOff), 99);
  assert.equal(backOffMillis(9, 0.999999, backOff), 999);
});
