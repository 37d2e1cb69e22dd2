import { BACKSLASH, hexadecimalDigit, QUOTE } from '../bytes/ascii.ts';

// The text that the content of a JSON string means.

const LETTER_U = 0x75;
const UNIT_DIGITS = 4;
const ESCAPED_UNIT_BYTES = 2 + UNIT_DIGITS;
const REPLACEMENT = 0xfffd;
const SURROGATES_START = 0xd800;
const LOW_SURROGATES_START = 0xdc00;
const SURROGATES_END = 0xe000;

/** What the letter of a two-character escape means (RFC 8259, section 7); any other is itself. */
const MEANINGS = Uint8Array.from({ length: 256 }, (_, byte) => byte);
for (const [letter, meaning] of ['b\b', 'f\f', 'n\n', 'r\r', 't\t'].map((pair) => Buffer.from(pair)))
  MEANINGS[letter ?? 0] = meaning ?? 0;

/** Writes what `content[start, end)` means, up to a quote that has no escape, to the beginning of `target`, which is at least as long; returns how many bytes. */
export function writeUnescaped(content: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let length = 0;
  for (let at = start; at < end;) {
    const byte = content[at] ?? 0;
    if (byte === QUOTE) break;
    if (byte !== BACKSLASH) {
      target[length++] = byte;
      at++;
    } else if (content[at + 1] === LETTER_U) {
      const high = unitAt(content, at, end);
      const low = isBetween(high, SURROGATES_START, LOW_SURROGATES_START)
        ? unitAt(content, at + ESCAPED_UNIT_BYTES, end)
        : -1;
      const isPair = isBetween(low, LOW_SURROGATES_START, SURROGATES_END);
      length = writeCodePoint(isPair ? pairOf(high, low) : high, target, length);
      at += isPair ? 2 * ESCAPED_UNIT_BYTES : ESCAPED_UNIT_BYTES;
    } else {
      if (at + 1 < end) target[length++] = MEANINGS[content[at + 1] ?? 0] ?? 0;
      at += 2;
    }
  }
  return length;
}

function isBetween(value: number, from: number, to: number): boolean {
  return value >= from && value < to;
}

function pairOf(high: number, low: number): number {
  return 0x10000 + ((high - SURROGATES_START) << 10) + (low - LOW_SURROGATES_START);
}

/** The UTF-16 code unit whose escape is at `at`; -1 where there is none, or not all of it. */
function unitAt(content: Uint8Array, at: number, end: number): number {
  if (at + ESCAPED_UNIT_BYTES > end || content[at] !== BACKSLASH || content[at + 1] !== LETTER_U) return -1;
  let unit = 0;
  for (let index = at + 2; index < at + ESCAPED_UNIT_BYTES; index++) {
    const digit = hexadecimalDigit(content[index] ?? 0);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/** Writes it in UTF-8: at most three bytes of six that its escape has, or four of twelve. Returns where it ends. */
function writeCodePoint(value: number, target: Uint8Array, position: number): number {
  const isOne = value >= 0 && !isBetween(value, SURROGATES_START, SURROGATES_END);
  const point = isOne ? value : REPLACEMENT;
  let at = position;
  if (point < 0x80) {
    target[at++] = point;
    return at;
  }
  if (point < 0x800) {
    target[at++] = 0xc0 | (point >> 6);
  } else if (point < 0x10000) {
    target[at++] = 0xe0 | (point >> 12);
    target[at++] = 0x80 | ((point >> 6) & 0x3f);
  } else {
    target[at++] = 0xf0 | (point >> 18);
    target[at++] = 0x80 | ((point >> 12) & 0x3f);
    target[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  target[at++] = 0x80 | (point & 0x3f);
  return at;
}
