import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DigitReader } from './ascii.ts';
import { viewOf } from './byte-view.ts';
import { KnownText } from './known-text.ts';

const line = Buffer.from('[pid 1231:tid 8304]');

suite('a known text', () => {
  test('is found where it is, whole, and nowhere else', () => {
    for (const text of ['pid ', ':tid 8', 'tid 8304]', '[pid 1231:tid 8304]']) {
      const known = new KnownText(Buffer.from(text));
      assert.equal(known.lengthBytes, text.length);
      for (let index = 0; index < line.length; index++) {
        const expected = line.toString('latin1').startsWith(text, index);
        assert.equal(known.isAt(viewOf(line), index, line.length), expected, `${text} at ${index}`);
      }
    }
  });

  test('is not found where it would reach beyond the end', () => {
    const known = new KnownText(Buffer.from('8304]'));
    assert.equal(known.isAt(viewOf(line), 14, line.length), true);
    assert.equal(known.isAt(viewOf(line), 14, line.length - 1), false);
  });

  test('becomes another, shorter or longer', () => {
    const known = new KnownText(new Uint8Array(16));
    known.set(viewOf(line), 1, 8);
    assert.equal(known.isAt(viewOf(Buffer.from('x pid 1231')), 2, 10), true);
    known.set(viewOf(line), 10, 4);
    assert.equal(known.isAt(viewOf(Buffer.from('tid 9')), 0, 5), true);
  });
});

test('digits are read up to the first byte that is none, and up to fifteen of them', () => {
  const digits = new DigitReader();
  const read = (text: string): readonly number[] => [digits.read(Buffer.from(text), 0, text.length), digits.end];
  assert.deepEqual(read('1231:'), [1231, 4]);
  assert.deepEqual(read('007'), [7, 3]);
  assert.deepEqual(read('x'), [-1, 0]);
  assert.deepEqual(read(''), [-1, 0]);
  assert.deepEqual(read('999999999999999 '), [999_999_999_999_999, 15]);
  assert.deepEqual(read('1000000000000000 '), [-1, 16]);
});
