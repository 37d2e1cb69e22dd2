import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseWithNumbers } from './numbers.ts';

test('a number that JavaScript would round is its text, in either reading', () => {
  const json = '{"a":9007199254740993,"b":[-12345678901234567890],"c":{"d":1e400,"e":0.1234567890123456789}}';
  const exact = {
    a: '9007199254740993',
    b: ['-12345678901234567890'],
    c: { d: '1e400', e: '0.1234567890123456789' },
  };
  assert.deepEqual(parseWithNumbers(json, 'exact'), exact);
  assert.deepEqual(parseWithNumbers(json, 'written'), exact);
});

test('a number that JavaScript would write in another way is its text only where that is asked', () => {
  const json = '[1.0,0.10,1e3,-0,1E+2,12.5,7,0,-3,1000000000000000000000]';
  const numbers = [1, 0.1, 1000, -0, 100, 12.5, 7, 0, -3, 1e21];
  assert.deepEqual(parseWithNumbers(json, 'exact'), numbers);
  const written = ['1.0', '0.10', '1e3', '-0', '1E+2', 12.5, 7, 0, -3, '1000000000000000000000'];
  assert.deepEqual(parseWithNumbers(json, 'written'), written);
});

test('digits in texts and keys stay, whatever is around them', () => {
  const value = { '1.0': 'a "1.0, \\', 'k"\\': ': 9007199254740993', '\\"2.0': ['\\', '"', '\\"3.0\\'] };
  assert.deepEqual(parseWithNumbers(JSON.stringify(value), 'written'), value);
});

test('what JavaScript wrote is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
      assert.deepEqual(parseWithNumbers(json, 'written'), JSON.parse(json));
    }),
  );
});

test('a long text of quotes and backslashes is read', () => {
  const value = '\\"'.repeat(500_000);
  assert.equal(parseWithNumbers(JSON.stringify(value), 'written'), value);
});
