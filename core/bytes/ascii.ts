// Bytes of ASCII, and small steps over the bytes of a line that several formats take. All ranges are half open.

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const NUMBER_SIGN = 0x23;
export const PERCENT = 0x25;
export const APOSTROPHE = 0x27;
export const OPENING_PARENTHESIS = 0x28;
export const CLOSING_PARENTHESIS = 0x29;
export const ASTERISK = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const LESS_THAN = 0x3c;
export const EQUALS = 0x3d;
export const GREATER_THAN = 0x3e;
export const QUESTION_MARK = 0x3f;
export const AT_SIGN = 0x40;
export const LETTER_T = 0x54;
export const LETTER_Z = 0x5a;
export const OPENING_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSING_BRACKET = 0x5d;
export const UNDERSCORE = 0x5f;
export const SMALL_A = 0x61;
export const SMALL_Z = 0x7a;
export const OPENING_BRACE = 0x7b;
export const CLOSING_BRACE = 0x7d;

/** Numbers of so many digits are safe integers, and fit a `long`. */
const MAX_DIGITS = 15;

/** Where a byte is in `bytes[start, end)`, or `end`. For short ways, where it beats Buffer's indexOf. */
export function find(byte: number, bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== byte) index++;
  return index;
}

/** Where a byte last is in `bytes[start, end)`, or `end`. */
export function findLast(byte: number, bytes: Buffer, start: number, end: number): number {
  let index = end - 1;
  while (index >= start && bytes[index] !== byte) index--;
  return index < start ? end : index;
}

/** The number of `bytes[start, end)`, up to 15 digits; -1 where it is none. */
export function readNumber(bytes: Buffer, start: number, end: number): number {
  if (end <= start || end - start > MAX_DIGITS) return -1;
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads a number whose end is not known. */
export class DigitReader {
  /** Where the digits that were read end. */
  end = 0;

  /** The number that begins at `start`, up to 15 digits; -1 where there is none, or a longer one. */
  read(bytes: Buffer, start: number, end: number): number {
    let value = 0;
    let index = start;
    for (; index < end; index++) {
      const digit = (bytes[index] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.end = index;
    return index === start || index - start > MAX_DIGITS ? -1 : value;
  }
}

/** Whether ASCII text is at `bytes[index]`. */
export function startsWith(ascii: Uint8Array, bytes: Buffer, index: number, end: number): boolean {
  if (index + ascii.length > end) return false;
  for (let offset = 0; offset < ascii.length; offset++) {
    if (bytes[index + offset] !== ascii[offset]) return false;
  }
  return true;
}

/** Where the digits from `start` on end. */
export function digitsEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && isDigit(bytes[index])) index++;
  return index;
}

/** The value of a hexadecimal digit, -1 where it is none. */
export function hexadecimalDigit(byte: number): number {
  if (isDigit(byte)) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Where the spaces from `start` on end. */
export function skipSpaces(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] === SPACE) index++;
  return index;
}

/** Whether the byte is a capital letter. */
export function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

/** Whether the byte is a digit. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}
