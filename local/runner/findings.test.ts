import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDue, pauseMillisAfter } from './findings.ts';

test('judges every five seconds, and once a minute while more than a thousand records a second arrive', () => {
  assert.ok(isDue(0, 5_000));
  assert.ok(isDue(5_000, 5_000));
  assert.ok(!isDue(5_001, 59_999));
  assert.ok(isDue(100_000, 60_000));
});

test('leaves the engine to others three quarters of the time', () => {
  assert.equal(pauseMillisAfter(0), 5_000);
  assert.equal(pauseMillisAfter(1_000), 5_000);
  assert.equal(pauseMillisAfter(10_000), 30_000);
});
