// What a byte is in a message: bits. Those of a word are the bits of all its bytes.

export const DIGIT = 1;
/** `a` to `f`, of either case. */
const HEX_LETTER = 2;
/** Any other letter, `_`, and all that is not ASCII. */
export const LETTER = 4;
export const CAPITAL = 8;
/** Joins two words to one, and so do `@` and what is neither of them: `-`, `$`, `~`. */
export const DOT = 16;
export const AT = 32;
const HYPHEN = 64;
export const SPACE = 128;
/** Between two values that are one together: of a list, a time, an address. */
export const JOINER = 256;
/** Ends the value of a key. */
export const ENDS_VALUE = 512;
/** Ends a path or a URL. */
export const ENDS_PATH = 1024;
/** Ends a sentence, and is not part of the value before it. */
export const ENDS_SENTENCE = 2048;

export const WORD = DIGIT | HEX_LETTER | LETTER;
export const CONNECTOR = DOT | AT | HYPHEN;

const BYTES = 256;
const FIRST_BEYOND_ASCII = 0x80;
const PRINTABLE_FROM = 0x21;
const DELETE = 0x7f;

const members: readonly (readonly [bits: number, bytes: string])[] = [
  [DIGIT, '0123456789'],
  [HEX_LETTER, 'abcdefABCDEF'],
  [LETTER, 'ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ_'],
  [CAPITAL, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [DOT, '.'],
  [AT, '@'],
  [HYPHEN, '-$~'],
  [JOINER, ',;:.-/|+'],
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
  const blank = SPACE | ENDS_VALUE | ENDS_PATH;
  flags.fill(blank, 0, PRINTABLE_FROM);
  flags[DELETE] = blank;
  flags.fill(LETTER, FIRST_BEYOND_ASCII);
  for (const [bits, bytes] of members) for (const byte of Buffer.from(bytes)) flags[byte] = (flags[byte] ?? 0) | bits;
  return flags;
}
