// MurmurHash3_x86_32, as its author published it (Austin Appleby, smhasher: src/MurmurHash3.cpp).

const FIRST = 0xcc9e2d51;
const SECOND = 0x1b873593;
const WORD_BYTES = 4;

/** The hash of the first `lengthBytes` of `words`: 32 bits, signed. The bytes after them up to a multiple of four are there, and zero. */
export function murmurHash(words: DataView, lengthBytes: number, seed: number): number {
  const wordsEnd = lengthBytes & ~(WORD_BYTES - 1);
  let hash = seed;
  for (let at = 0; at < wordsEnd; at += WORD_BYTES) {
    hash ^= scrambled(words.getInt32(at, true));
    hash = (Math.imul(rotated(hash, 13), 5) + 0xe6546b64) | 0;
  }
  if (wordsEnd < lengthBytes) {
    hash ^= scrambled(words.getInt32(wordsEnd, true));
  }
  hash ^= lengthBytes;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scrambled(word: number): number {
  return Math.imul(rotated(Math.imul(word, FIRST), 15), SECOND);
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
