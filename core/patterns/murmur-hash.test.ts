import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewOf } from '../bytes/byte-view.ts';
import { murmurHash } from './murmur-hash.ts';

/** MurmurHash3_x86_32 (Wikipedia, "MurmurHash", test vectors). */
const vectors: readonly (readonly [text: string, seed: number, hash: number])[] = [
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['test', 0, 0xba6bd213],
  ['test', 0x9747b28c, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
];

for (const [text, seed, hash] of vectors) {
  test(`the hash of "${text}" with the seed ${seed}`, () => {
    const padded = Buffer.concat([Buffer.from(text), Buffer.alloc(4)]);
    assert.equal(murmurHash(viewOf(padded), text.length, seed) >>> 0, hash);
  });
}
