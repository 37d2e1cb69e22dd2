import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PartHasher } from './part-hash.ts';

// printf abc | sha256sum | cut -c 1-32 | xxd -r -p | base64 | tr '+/' '-_'; FIPS 180-2 gives the first of them in full
const OF_ABC = 'ungWv48Bz-pBQUDeXa4iIw';
const OF_DE = 'lZpF1E5vz1g2HtAEaBVW_g';
const OF_NOTHING = '47DEQpj8HBSa-_TImW-5JA';

suite("a part's hash", () => {
  test('is of its bytes alone, however they come, and of what is before it passed over', () => {
    for (const pieceBytes of [1, 2, 3, 4, 8]) {
      const content = Buffer.from('xabcde');
      const hasher = new PartHasher(1, 3);
      for (let at = 0; at < content.length; at += pieceBytes) hasher.add(content.subarray(at, at + pieceBytes), at);
      assert.deepEqual([hasher.take(1), hasher.take(4)], [OF_ABC, OF_DE], String(pieceBytes));
    }
  });

  test('of a part without bytes is that of nothing', () => {
    assert.equal(new PartHasher(0, 3).take(0), OF_NOTHING);
  });
});
