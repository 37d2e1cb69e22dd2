// How words are hashed.

/** How hashes are mixed. Odd numbers do; above 255, so that short words cannot have the same hash. */
const NEXT_BYTE = 0x01000193;
const NEXT_WORD = 0x5bd1e995;
const MORE = 0x2545f491;
/** For at most an eighth as many hashes: for most hashes that are not in a table, the first slot shows it. */
const TABLE_SLOTS = 8_192;

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

/** The hash of all words that begin with these letters and continue, of the letters' hash. */
export function beginningHash(letters: number): number {
  return letters ^ MORE;
}

/**
 * Returns the value of a hash, which is never zero. A table that is probed slot after slot: each word of a user agent asks
 * two or three times, and with a Map a combined line took 3 percent more instructions. Its arrays are constants of the
 * returned function, so that V8 compiles their addresses into the code.
 *
 * @throws Error where two entries have the same hash
 */
export function hashTable<Value>(entries: Iterable<readonly [number, Value]>): (hash: number) => Value | undefined {
  const values: (Value | undefined)[] = Array.from({ length: TABLE_SLOTS }, () => undefined);
  const hashes = new Int32Array(TABLE_SLOTS);
  const slotOf = (hash: number): number => {
    let slot = hash & (TABLE_SLOTS - 1);
    while (hashes[slot] !== hash && hashes[slot] !== 0) slot = (slot + 1) & (TABLE_SLOTS - 1);
    return slot;
  };
  for (const [hash, value] of entries) {
    const slot = slotOf(hash);
    if (hashes[slot] !== 0) throw new Error(`Two words have the hash ${hash}.`);
    hashes[slot] = hash;
    values[slot] = value;
  }
  return (hash) => values[slotOf(hash)];
}
