// Constants and sums for looking at several bytes at once. The bundler writes the numbers into the code that uses them
// (docs/adr/0015-rolldown-bundles.md).

/** Bytes of the words that are read from a DataView. */
export const WORD_BYTES = 4;
/** How many bytes, two words, a step looks at or copies. */
export const STEP_BYTES = 8;
/** `\u00XX`: the longest that one byte becomes in a JSON string. */
export const MAX_ESCAPED_BYTES = 6;
/** What an ill-formed byte becomes: U+FFFD. */
export const MAX_REPLACED_BYTES = 3;
/** The lowest bit of each of four bytes, and the highest. */
const LOW_BITS = 0x01010101;
export const HIGH_BITS = 0x80808080 | 0;
/** Exchanging this bit of each byte exchanges the quote, 0x22, and the space: then all below 0x21 are not plain, and no others. */
const QUOTE_BITS = 0x02020202;
const LOWEST_PLAIN = 0x21212121;
const BACKSLASHES = 0x5c5c5c5c;

/**
 * Sets the high bit of each of four bytes that is not plain, and of no byte before the first such: a byte that is at
 * least 0x80 has it set, one below 0x21 when 0x21 is taken away, and `\\` when one is taken from its zero.
 */
export function special(word: number): number {
  return word | ((word ^ QUOTE_BITS) - LOWEST_PLAIN) | ((word ^ BACKSLASHES) - LOW_BITS);
}

/** A word of four times the byte. */
export function repeated(byte: number): number {
  return byte * LOW_BITS;
}

/** Sets the high bit of each of four bytes that is zero, and of no byte before the first such. */
export function zeros(word: number): number {
  return (word - LOW_BITS) & ~word & HIGH_BITS;
}

/** How many of eight bytes come before the first that {@link special} or {@link zeros} marked in their two words: 0 to 8. */
export function bytesBefore(low: number, high: number): number {
  const first = low & HIGH_BITS;
  if (first !== 0) return trailingZeros(first) >> 3;
  const second = high & HIGH_BITS;
  return second === 0 ? STEP_BYTES : WORD_BYTES + (trailingZeros(second) >> 3);
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}
