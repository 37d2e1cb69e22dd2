import { BACKSLASH, ZERO } from '../bytes/ascii.ts';
import { withoutColours } from '../formats/colours.ts';
import { Masker } from './masker.ts';
import { murmurHash } from './murmur-hash.ts';
import { writeUnescaped } from './unescaped.ts';

/**
 * How patterns are made. Raised with every change by which a message gets another pattern: it is part of the id, so that a pattern of one
 * version is never taken for one of another.
 */
const PATTERN_VERSION = 1;

/** Characters of an id: one of the version, ten of the hash. */
const PATTERN_ID_BYTES = 11;

/** No more of a message is looked at. */
const MAX_MESSAGE_BYTES = 2048;
/** base64url (RFC 4648, section 5). */
const DIGITS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const DIGIT_BITS = 6;
/** Of each of two hashes of 32 bits. */
const DIGITS_OF_HASH = 5;
const SEEDS = [0, 0x9747b28c] as const;

const masker = new Masker();
const plain = Buffer.allocUnsafeSlow(MAX_MESSAGE_BYTES);
const id = Buffer.allocUnsafeSlow(PATTERN_ID_BYTES);

/**
 * The pattern of a message: what of it is the same in all messages that one statement of a program writes. What varies is `<*>`. Depends on
 * the message alone, and takes time that grows with it, up to 2 KiB of it.
 *
 * @param content with the content of a JSON string in `[start, end)`
 */
export function patternText(content: Buffer, start: number, end: number): string {
  mask(content, start, end);
  const { bytes, lengthBytes } = masker.writer;
  return bytes.toString('utf8', 0, lengthBytes);
}

/**
 * The id of the pattern of a message, as {@link patternText} has it: equal where that is. The bytes are those of the next id once that is
 * asked for. Undefined where the message has neither word nor value.
 */
export function patternId(content: Buffer, start: number, end: number): Buffer | undefined {
  mask(content, start, end);
  const { words, lengthBytes } = masker.writer;
  if (lengthBytes === 0) return undefined;
  id[0] = ZERO + PATTERN_VERSION;
  let at = 1;
  for (const seed of SEEDS) {
    let hash = murmurHash(words, lengthBytes, seed);
    for (let digit = 0; digit < DIGITS_OF_HASH; digit++) {
      id[at++] = DIGITS[hash & (DIGITS.length - 1)] ?? 0;
      hash >>>= DIGIT_BITS;
    }
  }
  return id;
}

function mask(content: Buffer, start: number, end: number): void {
  const limit = Math.min(end, start + MAX_MESSAGE_BYTES);
  let at = start;
  while (at < limit && content[at] !== BACKSLASH) at++;
  if (at === limit) {
    masker.mask(content, start, limit);
    return;
  }
  // colours are controls, which JSON escapes
  const lengthBytes = writeUnescaped(content, start, limit, plain);
  const text = withoutColours(plain, 0, lengthBytes);
  masker.mask(text ?? plain, 0, text?.length ?? lengthBytes);
}
