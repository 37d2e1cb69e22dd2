/** What a byte is to {@link Masker}: bits, of which a word's are those of all its bytes. */
export const DIGIT = 1;
/** `a` to `f`, of either case. */
export const HEX_LETTER = 2;
/** Any other letter, `_`, and all that is not ASCII. */
export const LETTER = 4;
export const CAPITAL = 8;
/** Joins two words to one. */
export const DOT = 16;
export const AT = 32;
export const HYPHEN = 64;
export const SPACE = 128;
/** Between two values of a list, a time, an address or a path, which are one value together. */
export const JOINER = 256;
/** Ends the value of a key, and may not be in one. */
export const ENDS_VALUE = 512;
/** Ends a path or an URL. */
export const ENDS_PATH = 1024;
/** Ends a sentence, not the value before it. */
export const ENDS_SENTENCE = 2048;

export const WORD = DIGIT | HEX_LETTER | LETTER;
export const CONNECTOR = DOT | AT | HYPHEN;

const sets: readonly (readonly [number, string])[] = [
  [DIGIT, '0123456789'],
  [HEX_LETTER, 'abcdefABCDEF'],
  [LETTER, 'ghijklmnopqrstuvwxyz_GHIJKLMNOPQRSTUVWXYZ'],
  [CAPITAL, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [DOT, '.'],
  [AT, '@'],
  [HYPHEN, '-$'],
  [JOINER, ',;:.-/|+'],
  [ENDS_VALUE, ',;)]}&"\'<>|([{'],
  [ENDS_PATH, '"\'<>|`'],
  [ENDS_SENTENCE, '.,;:!?)]}'],
];

/** The bits of each byte. */
export const BYTE_FLAGS: Uint16Array = flags();

function flags(): Uint16Array {
  const table = new Uint16Array(256);
  table.fill(SPACE | ENDS_VALUE | ENDS_PATH, 0, 0x21);
  table[0x7f] = SPACE | ENDS_VALUE | ENDS_PATH;
  table.fill(LETTER, 0x80);
  for (const [bit, bytes] of sets) {
    for (const byte of Buffer.from(bytes)) table[byte] = (table[byte] ?? 0) | bit;
  }
  return table;
}
