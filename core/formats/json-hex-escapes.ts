import { BACKSLASH, hexadecimalDigit, QUOTE, SPACE } from '../bytes/ascii.ts';

const LETTER_X = 0x78;

/**
 * A line with the bytes themselves where it has `\xHH`: as nginx (`log_format` without `escape=json`) and Apache write a
 * byte that they escape, and JSON has no such escape. `undefined` where it has none: then it is not JSON for another reason.
 * A byte that JSON must escape is escaped; the bytes of a character in UTF-8 become that character.
 */
export function withoutHexEscapes(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const plain = Buffer.allocUnsafe((end - start) * 2);
  let length = 0;
  let found = false;
  for (let index = start; index < end;) {
    const byte = bytes[index] ?? 0;
    const following = bytes[index + 1] ?? 0;
    if (byte !== BACKSLASH || index + 1 === end) {
      plain[length++] = byte;
      index++;
    } else if (following !== LETTER_X) {
      plain[length++] = byte;
      plain[length++] = following;
      index += 2;
    } else {
      const high = hexadecimalDigit(bytes[index + 2] ?? 0);
      const low = hexadecimalDigit(bytes[index + 3] ?? 0);
      if (index + 4 > end || high < 0 || low < 0) return undefined;
      found = true;
      length += writeEscaped(high * 16 + low, plain, length);
      index += 4;
    }
  }
  return found ? plain.subarray(0, length) : undefined;
}

/** Returns how many bytes it wrote; at most six, where four were read. */
function writeEscaped(value: number, target: Buffer, position: number): number {
  if (value < SPACE) return target.write(`\\u00${value.toString(16).padStart(2, '0')}`, position, 'latin1');
  if (value !== QUOTE && value !== BACKSLASH) {
    target[position] = value;
    return 1;
  }
  target[position] = BACKSLASH;
  target[position + 1] = value;
  return 2;
}
