import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberText, unitOf } from './units.ts';

// SI prefixes (BIPM, The International System of Units, 9th edition, table 7): a kB is 1,000 bytes.
test('numbers are read with their unit, with three digits', () => {
  assert.equal(numberText(1234, 'number'), '1,234');
  assert.equal(numberText(999, 'bytes'), '999 B');
  assert.equal(numberText(1234, 'bytes'), '1.23 kB');
  assert.equal(numberText(268_435_456, 'bytes'), '268 MB');
  assert.equal(numberText(1_500_000, 'nanoseconds'), '1.5 ms');
  assert.equal(numberText(90e9, 'nanoseconds'), '1.5 min');
  assert.equal(numberText(null, 'nanoseconds'), '–');
});

test('a share is never 0 % of something, nor 100 % of less than all', () => {
  assert.equal(numberText(0, 'percent'), '0 %');
  assert.equal(numberText(0.0042, 'percent'), '0.0042 %');
  assert.equal(numberText(12.345, 'percent'), '12.3 %');
  assert.equal(numberText(99.999, 'percent'), '99.99 %');
  assert.equal(numberText(100, 'percent'), '100 %');
});

test('the unit follows from what is computed', () => {
  assert.equal(unitOf({ kind: 'sum', field: 'kafkainsight.part.bytes', label: '' }), 'bytes');
  assert.equal(unitOf({ kind: 'sum', field: 'http.response.body.bytes', label: '' }), 'bytes');
  assert.equal(unitOf({ kind: 'rate', field: 'kafkainsight.visit.bounces', label: '' }), 'percent');
  assert.equal(unitOf({ kind: 'percentile', field: 'event.duration', percent: 95, label: '' }), 'nanoseconds');
  assert.equal(unitOf({ kind: 'unique', field: 'http.response.body.bytes', label: '' }), 'number');
});
