import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  COMMA,
  digitsEnd,
  DOT,
  hexadecimalDigit,
  MINUS,
  OPENING_BRACE,
  OPENING_BRACKET,
  PLUS,
  QUOTE,
  SPACE,
  startsWith,
  ZERO,
} from '../bytes/ascii.ts';
import { plainEnd } from '../bytes/json-escapes.ts';
import { ARRAY, ESCAPED_STRING, type JsonKind, LITERAL, NUMBER, OBJECT, PLAIN_STRING, STRING } from './json-kinds.ts';

/** The engines' JSON parser (Jackson's StreamReadConstraints) reads no deeper. */
const ENGINE_DEPTH = 1_000;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
const LETTER_E = 0x45;
const LETTER_U = 0x75;
const LOWER_CASE = 0x20;
const UNICODE_DIGITS = 4;

/** What may follow a backslash (RFC 8259, section 7), `u` aside. */
const SIMPLE_ESCAPES = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) SIMPLE_ESCAPES[byte] = 1;

/**
 * Finds where JSON values end, without making any: it accepts exactly the texts of RFC 8259 (what `JSON.parse` accepts),
 * nested up to 1,000 deep, or to a lower limit. Bytes beyond ASCII are not looked at.
 *
 * All methods return an index, or -1 where the text is not JSON. What they find beside it is in the fields.
 */
export class JsonScanner {
  /** Of the last value. */
  kind: JsonKind = LITERAL;
  /** 1 for each open object, 0 for each open array. */
  readonly #isObject: Uint8Array;

  /** @param maxDepth how many objects and arrays a value may have open at once */
  constructor(maxDepth = ENGINE_DEPTH) {
    this.#isObject = new Uint8Array(maxDepth);
  }

  /** The closing quote of the string whose content begins at `start`. */
  stringEnd(bytes: Buffer, start: number, end: number): number {
    let index = plainEnd(bytes, start, end);
    this.kind = PLAIN_STRING;
    if (index < end && bytes[index] === QUOTE) return index;
    this.kind = STRING;
    for (;;) {
      index = plainEnd(bytes, index, end);
      const byte = bytes[index] ?? 0;
      if (index >= end) return -1;
      if (byte === QUOTE) return index;
      if (byte >= 0x80) {
        index++;
      } else {
        if (byte !== BACKSLASH) return -1;
        this.kind = ESCAPED_STRING;
        index = escapeEnd(bytes, index, end);
        if (index < 0) return -1;
      }
    }
  }

  /** Where the value that begins at `start` ends. */
  valueEnd(bytes: Buffer, start: number, end: number): number {
    const first = bytes[start];
    if (start < end && (first === OPENING_BRACE || first === OPENING_BRACKET)) {
      const index = this.#nestedEnd(bytes, start, end);
      this.kind = first === OPENING_BRACE ? OBJECT : ARRAY;
      return index;
    }
    return this.#scalarEnd(bytes, start, end);
  }

  #scalarEnd(bytes: Buffer, start: number, end: number): number {
    if (start >= end) return -1;
    switch (bytes[start] ?? 0) {
      case QUOTE: {
        const quote = this.stringEnd(bytes, start + 1, end);
        return quote < 0 ? -1 : quote + 1;
      }
      case 0x74: // t
        return this.#literalEnd(TRUE, bytes, start, end);
      case 0x66: // f
        return this.#literalEnd(FALSE, bytes, start, end);
      case 0x6e: // n
        return this.#literalEnd(NULL, bytes, start, end);
      default:
        this.kind = NUMBER;
        return numberEnd(bytes, start, end);
    }
  }

  #literalEnd(text: Uint8Array, bytes: Buffer, start: number, end: number): number {
    this.kind = LITERAL;
    return startsWith(text, bytes, start, end) ? start + text.length : -1;
  }

  /** The end of an object or array, without recursion: a line may hold hundreds of thousands of brackets. */
  #nestedEnd(bytes: Buffer, start: number, end: number): number {
    let depth = 0;
    let index = start;
    for (;;) {
      // A value begins here.
      const first = index < end ? bytes[index] : undefined;
      if (first === OPENING_BRACE || first === OPENING_BRACKET) {
        if (depth === this.#isObject.length) return -1;
        const isObject = first === OPENING_BRACE;
        this.#isObject[depth++] = isObject ? 1 : 0;
        index = skipSpace(bytes, index + 1, end);
        if (bytes[index] !== (isObject ? CLOSING_BRACE : CLOSING_BRACKET)) {
          index = isObject ? this.#memberStart(bytes, index, end) : index;
          if (index < 0) return -1;
          continue;
        }
      } else {
        index = this.#scalarEnd(bytes, index, end);
        if (index < 0) return -1;
        index = skipSpace(bytes, index, end);
      }
      // A value has ended, or an empty container is about to: close what closes here.
      while (index < end && bytes[index] === (this.#isObject[depth - 1] === 1 ? CLOSING_BRACE : CLOSING_BRACKET)) {
        depth--;
        index++;
        if (depth === 0) return index;
        index = skipSpace(bytes, index, end);
      }
      if (index >= end || bytes[index] !== COMMA) return -1;
      index = skipSpace(bytes, index + 1, end);
      if (this.#isObject[depth - 1] === 1) index = this.#memberStart(bytes, index, end);
      if (index < 0) return -1;
    }
  }

  /** Where the value of the member begins whose key begins at `start`. */
  #memberStart(bytes: Buffer, start: number, end: number): number {
    if (start >= end || bytes[start] !== QUOTE) return -1;
    const quote = this.stringEnd(bytes, start + 1, end);
    return quote < 0 ? -1 : memberValue(bytes, quote, end);
  }
}

/** Where the first byte from `start` on is that is no white space; may be `end`. */
export function skipSpace(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && isSpace(bytes[index] ?? 0)) index++;
  return index;
}

/** Where the content of the next member's value begins, given where its key's closing quote is. */
export function memberValue(bytes: Buffer, quote: number, end: number): number {
  const colon = skipSpace(bytes, quote + 1, end);
  return colon < end && bytes[colon] === COLON ? skipSpace(bytes, colon + 1, end) : -1;
}

/** Where the escape at `bytes[start]` ends. */
function escapeEnd(bytes: Buffer, start: number, end: number): number {
  const letter = start + 1 < end ? (bytes[start + 1] ?? 0) : 0;
  if (SIMPLE_ESCAPES[letter] === 1) return start + 2;
  if (letter !== LETTER_U || start + 2 + UNICODE_DIGITS > end) return -1;
  for (let index = start + 2; index < start + 2 + UNICODE_DIGITS; index++) {
    if (hexadecimalDigit(bytes[index] ?? 0) < 0) return -1;
  }
  return start + 2 + UNICODE_DIGITS;
}

/** Where the number at `bytes[start]` ends (RFC 8259, section 6). */
function numberEnd(bytes: Buffer, start: number, end: number): number {
  let index = bytes[start] === MINUS ? start + 1 : start;
  const whole = index;
  index = digitsEnd(bytes, index, end);
  if (index === whole || (bytes[whole] === ZERO && index > whole + 1)) return -1;
  if (index < end && bytes[index] === DOT) {
    const fraction = index + 1;
    index = digitsEnd(bytes, fraction, end);
    if (index === fraction) return -1;
  }
  if (index < end && ((bytes[index] ?? 0) & ~LOWER_CASE) === LETTER_E) {
    const sign = index + 1 < end ? bytes[index + 1] : undefined;
    const exponent = sign === PLUS || sign === MINUS ? index + 2 : index + 1;
    index = digitsEnd(bytes, exponent, end);
    if (index === exponent) return -1;
  }
  return index;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
