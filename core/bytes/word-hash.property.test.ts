import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { hashTable, wordHash } from './word-hash.ts';

/** Few of them differ in their low bits, so that they want the same slots. */
const hash = fc
  .tuple(fc.integer({ min: -8, max: 8 }), fc.constantFrom(1, 2, 4_095))
  .map(([high, low]) => (high << 12) | low);
const entries = fc.uniqueArray(fc.tuple(hash, fc.string()), { selector: ([key]) => key });

suite('a table of hashes', () => {
  test('answers as a Map does', () => {
    fc.assert(
      fc.property(entries, fc.array(hash), (known, others) => {
        const map = new Map(known);
        const table = hashTable(known);
        for (const key of [...map.keys(), ...others, 0]) assert.equal(table(key), map.get(key));
      }),
      { numRuns: 300 },
    );
  });

  test('takes no hash twice', () => {
    assert.throws(() =>
      hashTable([
        [wordHash('chrome'), 1],
        [wordHash('chrome'), 2],
      ]),
    );
  });
});
