import { isDigit, OPENING_BRACKET } from '../bytes/ascii.ts';

export const ESCAPE = 0x1b;
/** All of them in a text. */
// eslint-disable-next-line no-control-regex -- colours begin with a control character
const COLOURS = /\u001b\[[\d;]*m(?:\u001b\[K)?/g;
const SEMICOLON = 0x3b;
const LETTER_M = 0x6d;
const LETTER_K = 0x4b;
/** Of `ESC [ K`. */
const ERASURE_BYTES = 3;

// Colours as terminals have them, `ESC [ 1 ; 31 m` (ECMA-48, section 8.3.117: "select graphic rendition"), which loggers write around
// what they print, and which some of them leave on in files; grep and gcc erase the rest of the line behind each (`ESC [ K`, section 8.3.41).

/** Where the colours at `bytes[start]` end, `start` where there are none. */
export function coloursEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  for (let next = colourEnd(bytes, index, end); next > index; next = colourEnd(bytes, index, end)) index = next;
  return index;
}

/** Where the colours that end `bytes[start, end)` begin, `end` where there are none. */
export function trailingColoursStart(bytes: Uint8Array, start: number, end: number): number {
  let index = end;
  while (index > start && (bytes[index - 1] === LETTER_M || isErasure(bytes, index - ERASURE_BYTES, index))) {
    const isErased = bytes[index - 1] !== LETTER_M;
    const escape = bytes.lastIndexOf(ESCAPE, isErased ? index - ERASURE_BYTES - 1 : index - 1);
    if (escape < start || colourEnd(bytes, escape, index) !== index) break;
    index = escape;
  }
  return index;
}

function isErasure(bytes: Uint8Array, start: number, end: number): boolean {
  if (start < 0 || start + ERASURE_BYTES > end) return false;
  return bytes[start] === ESCAPE && bytes[start + 1] === OPENING_BRACKET && bytes[start + 2] === LETTER_K;
}

function colourEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== ESCAPE || bytes[start + 1] !== OPENING_BRACKET) return start;
  let index = start + 2;
  while (index < end && (bytes[index] === SEMICOLON || isDigit(bytes[index]))) index++;
  if (index >= end || bytes[index] !== LETTER_M) return start;
  return isErasure(bytes, index + 1, end) ? index + 1 + ERASURE_BYTES : index + 1;
}

/** A text without its colours. */
export function colourless(text: string): string {
  return text.replaceAll(COLOURS, '');
}

/** `bytes[start, end)` without its colours; undefined where it has none. */
export function withoutColours(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const line = bytes.subarray(start, end);
  const text = line.includes(ESCAPE) ? line.toString('latin1') : '';
  const plain = colourless(text);
  return plain.length < text.length ? Buffer.from(plain, 'latin1') : undefined;
}
