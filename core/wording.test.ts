import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted, grouped, shareText } from './wording.ts';

test('what is counted is in the singular for one, and for nothing else', () => {
  assert.equal(counted(0, 'file'), '0 files');
  assert.equal(counted(1, 'file'), '1 file');
  assert.equal(counted(2, 'file'), '2 files');
  assert.equal(counted(1234, 'dead letter'), '1,234 dead letters');
  assert.equal(counted(1, 'ledger entry', 'ledger entries'), '1 ledger entry');
  assert.equal(counted(21, 'ledger entry', 'ledger entries'), '21 ledger entries');
});

test('thousands are separated as English does', () => {
  // Unicode CLDR, en-GB: https://cldr.unicode.org
  const english = new Intl.NumberFormat('en-GB');
  for (const number of [
    0,
    7,
    999,
    1_000,
    12_345,
    999_999,
    1_000_000,
    123_456_789,
    -1_234,
    1_234.5,
    Number.MAX_SAFE_INTEGER,
  ])
    assert.equal(grouped(number), english.format(number));
});

test('a share has two significant digits, and says all or nothing only of that', () => {
  for (const [part, whole, text] of [
    [0, 7, '0 %'],
    [7, 7, '100 %'],
    [1, 8, '13 %'],
    [123, 100_000, '0.12 %'],
    [1, 1_000_000_000, '1e-7 %'],
    [989, 1_000, '99 %'],
    [9_927, 10_000, '99.2 %'],
    [999_999_999, 1_000_000_000, '99.9 %'],
  ] as const)
    assert.equal(shareText(part, whole), text);
});
