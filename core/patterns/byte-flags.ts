// What a byte is in a message: bits. Those of a word are the bits of all its bytes.

export const IS_DIGIT = 1;
/** `a` to `f`, of either case. */
const IS_HEX_LETTER = 2;
/** Any other letter, `_`, and all that is not ASCII. */
export const IS_LETTER = 4;
export const IS_CAPITAL = 8;
/** Joins two words to one, and so do `@` and what is neither of them: `-`, `$`, `~`. */
export const IS_DOT = 16;
export const IS_AT = 32;
const IS_HYPHEN = 64;
export const IS_SPACE = 128;
/** Between two values that are one together: of a list, a time, an address. */
export const IS_JOINER = 256;
/** Ends the value of a key. */
export const ENDS_VALUE = 512;
/** Ends a path or a URL. */
export const ENDS_PATH = 1024;
/** Ends a sentence, and is not part of the value before it. */
export const ENDS_SENTENCE = 2048;

export const WORD = IS_DIGIT | IS_HEX_LETTER | IS_LETTER;
export const CONNECTOR = IS_DOT | IS_AT | IS_HYPHEN;

const BYTES = 256;
const FIRST_BEYOND_ASCII = 0x80;
const PRINTABLE_FROM = 0x21;
const DELETE = 0x7f;

const members: readonly (readonly [bits: number, bytes: string])[] = [
  [IS_DIGIT, '0123456789'],
  [IS_HEX_LETTER, 'abcdefABCDEF'],
  [IS_LETTER, 'ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ_'],
  [IS_CAPITAL, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [IS_DOT, '.'],
  [IS_AT, '@'],
  [IS_HYPHEN, '-$~'],
  [IS_JOINER, ',;:.-/|+'],
  [ENDS_VALUE, ',;&"\'`<>|()[]{}'],
  [ENDS_PATH, '"\'`<>|'],
  [ENDS_SENTENCE, '.,;:!?)]}'],
];

const table = flagsByByte();

/** The bits of a byte; what is not there is a space. */
export function flagsOf(byte: number | undefined): number {
  return table[byte ?? 0] ?? 0;
}

function flagsByByte(): Uint16Array {
  const flags = new Uint16Array(BYTES);
  const blank = IS_SPACE | ENDS_VALUE | ENDS_PATH;
  flags.fill(blank, 0, PRINTABLE_FROM);
  flags[DELETE] = blank;
  flags.fill(IS_LETTER, FIRST_BEYOND_ASCII);
  for (const [bits, bytes] of members) for (const byte of Buffer.from(bytes)) flags[byte] = (flags[byte] ?? 0) | bits;
  return flags;
}
