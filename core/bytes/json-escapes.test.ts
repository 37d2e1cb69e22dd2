import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PLAIN, plainEnd } from './json-escapes.ts';

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

test('plain are the bytes that JSON.stringify leaves as they are, of ASCII', () => {
  for (const byte of BYTES) {
    const character = String.fromCharCode(byte);
    const isPlain = byte < 0x80 && JSON.stringify(character) === `"${character}"`;
    assert.equal(PLAIN[byte], isPlain ? 1 : 0, `byte ${byte}`);
  }
});

test('plain bytes end at the first that is not plain, wherever it is among any that are', () => {
  for (const filler of BYTES.filter((byte) => PLAIN[byte] === 1)) {
    const bytes = Buffer.alloc(20, filler);
    for (const byte of BYTES) {
      for (let position = 0; position < 12; position++) {
        bytes[position] = byte;
        assert.equal(plainEnd(bytes, 0, 20), PLAIN[byte] === 1 ? 20 : position, `${byte} at ${position} of ${filler}`);
        assert.equal(plainEnd(bytes, 0, position), position);
        bytes[position] = filler;
      }
    }
  }
});
