import { BACKSLASH, QUOTE, ZERO } from './ascii.ts';
import { wordsOf } from './byte-view.ts';
import { sequenceLength } from './utf8.ts';
import { bytesBefore, HIGH_BITS, MAX_ESCAPED_BYTES, special, STEP_BYTES, WORD_BYTES } from './word-steps.ts';

// How bytes of log lines become the content of JSON strings.

const HEXADECIMAL = Buffer.from('0123456789abcdef');

/** 1 for the bytes that are in a JSON string as they are: ASCII but controls, `"` and `\` (RFC 8259, section 7). */
export const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** Index of the first byte of `bytes[start, end)` that is not plain, or `end`. */
export function plainEnd(bytes: Buffer, start: number, end: number): number {
  const words = wordsOf(bytes);
  const lastStep = words.byteLength - STEP_BYTES;
  const limit = end <= lastStep ? end : lastStep + 1;
  let index = start;
  for (; index < limit; index += STEP_BYTES) {
    const low = special(words.getInt32(index, true));
    const high = special(words.getInt32(index + WORD_BYTES, true));
    if (((low | high) & HIGH_BITS) !== 0) {
      index += bytesBefore(low, high);
      return index < end ? index : end;
    }
  }
  while (index < end && PLAIN[bytes[index] ?? 0] === 1) index++;
  return index < end ? index : end;
}

/** The letter of the two-character escapes, 0 where there is none. */
const ESCAPE_LETTERS = new Uint8Array(256);
for (const [byte, letter] of ['\bb', '\tt', '\nn', '\ff', '\rr', '""', '\\\\'].map((pair) => Buffer.from(pair))) {
  ESCAPE_LETTERS[byte ?? 0] = letter ?? 0;
}

/**
 * The end of the longest beginning of `bytes[start, end)` whose JSON string content takes at most `maxBytes` and that
 * does not end within a code point.
 */
export function fittingEnd(bytes: Uint8Array, start: number, end: number, maxBytes: number): number {
  let room = maxBytes;
  let index = start;
  while (index < end) {
    const byte = bytes[index] ?? 0;
    const length = byte < 0x80 ? 1 : sequenceLength(bytes, index, end);
    room -= byte < 0x80 ? escapedLength(byte) : length > 0 ? length : 3;
    if (room < 0) break;
    index += Math.abs(length);
  }
  return index;
}

function escapedLength(byte: number): number {
  if (PLAIN[byte] === 1) return 1;
  return ESCAPE_LETTERS[byte] === 0 ? MAX_ESCAPED_BYTES : 2;
}

export function writeEscape(chunk: Buffer, start: number, byte: number): number {
  let position = start;
  const letter = ESCAPE_LETTERS[byte] ?? 0;
  chunk[position++] = BACKSLASH;
  if (letter !== 0) {
    chunk[position++] = letter;
    return position;
  }
  chunk[position++] = 0x75; // u
  chunk[position++] = ZERO;
  chunk[position++] = ZERO;
  chunk[position++] = HEXADECIMAL[byte >> 4] ?? 0;
  chunk[position++] = HEXADECIMAL[byte & 15] ?? 0;
  return position;
}

/** Copies one sequence of {@link sequenceLength}, or writes U+FFFD for an ill-formed one. */
export function writeSequence(chunk: Buffer, start: number, bytes: Uint8Array, index: number, length: number): number {
  let position = start;
  if (length < 0) {
    chunk[position++] = 0xef;
    chunk[position++] = 0xbf;
    chunk[position++] = 0xbd;
    return position;
  }
  for (let offset = 0; offset < length; offset++) chunk[position++] = bytes[index + offset] ?? 0;
  return position;
}
