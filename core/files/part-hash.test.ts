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
      assert.deepEqual([hasher.take(1).hash, hasher.take(4).hash], [OF_ABC, OF_DE], String(pieceBytes));
    }
  });

  test('of a part without bytes is that of nothing', () => {
    assert.equal(new PartHasher(0, 3).take(0).hash, OF_NOTHING);
  });

  test('is known at any offset that is watched, and at the end of the last line', () => {
    for (const pieceBytes of [1, 2, 3, 4, 9]) {
      const content = Buffer.from('x\nabc\nde');
      const hasher = new PartHasher(2, 6);
      hasher.watch(2, [7, 5, 2, 9, 100]);
      for (let at = 0; at < content.length; at += pieceBytes) hasher.add(content.subarray(at, at + pieceBytes), at);
      // printf 'abc\n' | sha256sum
      const lines = { end: 6, hash: '7eqv8_F3StKIhnN3DG1kCQ' };
      const { watched, beginsLine, ...rest } = hasher.take(2);
      // printf 'abc\nd' | sha256sum
      const expected = new Map([
        [5, OF_ABC],
        [7, 'Tw73a1oVY045VsyzDcU8cw'],
      ]);
      assert.deepEqual([watched, beginsLine, rest.lines], [expected, true, lines], String(pieceBytes));
    }
  });

  test('is known up to any place that is not too far back', () => {
    for (const pieceBytes of [1, 2, 3, 4, 9]) {
      const content = Buffer.from('abcde\nf');
      const linesUpTo3 = (keptBytes: number): unknown => {
        const hasher = new PartHasher(0, 100, undefined, keptBytes);
        for (let at = 0; at < content.length; at += pieceBytes) hasher.add(content.subarray(at, at + pieceBytes), at);
        return hasher.take(0, 3).lines;
      };
      for (const keptBytes of [5, 100])
        assert.deepEqual(linesUpTo3(keptBytes), { end: 3, hash: OF_ABC }, `${pieceBytes} of ${keptBytes}`);
      assert.deepEqual(linesUpTo3(0), undefined, String(pieceBytes));
    }
  });

  test('comes with whether the first byte of a part begins a line', () => {
    for (const pieceBytes of [1, 2, 3, 4, 9]) {
      const content = Buffer.from('a\nb\ncd');
      const found = [1, 2, 3].map((start) => {
        const hasher = new PartHasher(start, 2);
        for (let at = 0; at < content.length; at += pieceBytes) hasher.add(content.subarray(at, at + pieceBytes), at);
        return [hasher.beginsLine(start), hasher.take(start).beginsLine, hasher.take(start + 2).beginsLine];
      });
      assert.deepEqual(
        found,
        [
          [false, false, false],
          [true, true, true],
          [false, false, false],
        ],
        String(pieceBytes),
      );
    }
  });
});
