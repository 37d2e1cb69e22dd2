import { sequenceLength } from './utf8.ts';

/** What 0x80 to 0x9f are (WHATWG Encoding Standard, index windows-1252); the rest is as in Latin-1. A blank for the five that are nothing. */
const HIGH_CONTROLS = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/**
 * The text `bytes[start, end)` in UTF-8, where it is to be read as windows-1252 (of which Latin-1 is a part): it is not UTF-8,
 * holds no character of UTF-8 beyond ASCII, and no byte that windows-1252 does not have. Undefined where it is UTF-8, and where
 * it is neither.
 *
 * It follows from these bytes alone, whatever was read before them.
 */
export function fromWindows1252(bytes: Buffer, start: number, end: number): Buffer | undefined {
  let hasHighBytes = false;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) continue;
    hasHighBytes = true;
    if (sequenceLength(bytes, index, end) > 0) return undefined;
    if (byte < 0xa0 && HIGH_CONTROLS[byte - 0x80] === ' ') return undefined;
  }
  if (!hasHighBytes) return undefined;
  const text = bytes.toString('latin1', start, end);
  return Buffer.from(text.replaceAll(/[\x80-\x9f]/g, (control) => HIGH_CONTROLS[control.charCodeAt(0) - 0x80] ?? ''));
}
