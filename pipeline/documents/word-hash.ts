// How words are hashed. No imports: see word-steps.ts.

/** How hashes are mixed. Odd numbers do; above 255, so that short words cannot have the same hash. */
const NEXT_BYTE = 0x01000193;
const NEXT_WORD = 0x5bd1e995;
const MORE = 0x2545f491;

/** Slots of a table of words by hash, of which an eighth is taken: a word that is not there is mostly told by the first. */
export const HASH_SLOTS = 4_096;

/** The hash of a word in small letters: `a`, `a b` (two words and one space) or `a*` (letters, and more that is no letter). */
export function wordHash(word: string): number {
  const [first = '', second] = word.split(' ');
  if (second !== undefined) return pairHash(wordHash(first), wordHash(second));
  if (first.endsWith('*')) return beginningHash(wordHash(first.slice(0, -1)));
  return Buffer.from(first).reduce(nextHash, 0);
}

/** The hash of a word with one byte more. */
export function nextHash(hash: number, byte: number): number {
  return (Math.imul(hash, NEXT_BYTE) + byte) | 0;
}

/** The hash of two words, of theirs. */
export function pairHash(first: number, second: number): number {
  return (Math.imul(first, NEXT_WORD) + second) | 0;
}

/** The hash of all words that begin with these letters and go on, of the letters' hash. */
export function beginningHash(letters: number): number {
  return letters ^ MORE;
}
