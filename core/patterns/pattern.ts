import { BACKSLASH, QUOTE, ZERO } from '../bytes/ascii.ts';
import { withoutColours } from '../formats/colours.ts';
import { Masker } from './masker.ts';
import { murmurHash } from './murmur-hash.ts';
import { PATTERN_VERSION } from './pattern-version.ts';
import { MAX_TRACE_BYTES, topFrames } from './trace-frames.ts';
import { writeUnescaped } from './unescaped.ts';

/** Characters of an id: one of the version, ten of the hash. */
const PATTERN_ID_BYTES = 11;
/** What an id looks like. */
export const PATTERN_ID = /^\d[\w-]{10}$/;

/** No more of a message is looked at. */
const MAX_MESSAGE_BYTES = 2048;
/** What the frames of a trace may add to a pattern. */
const MAX_FRAMES_BYTES = 256;
/** base64url (RFC 4648, section 5). */
const DIGITS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
const DIGIT_BITS = 6;
/** Of each of two hashes of 32 bits. */
const DIGITS_OF_HASH = 5;
const SEEDS = [0, 0x9747b28c] as const;
const AT = Buffer.from('at');

/** What a pattern is made of: where the contents of JSON strings begin in `bytes`, which end with their quote or at `end`; -1 what is not there. */
export interface PatternSource {
  readonly bytes: Buffer;
  readonly message: number;
  readonly errorType: number;
  readonly stackTrace: number;
  readonly end: number;
}

const masker = new Masker();
const plain = Buffer.allocUnsafeSlow(MAX_TRACE_BYTES);
const id = Buffer.allocUnsafeSlow(PATTERN_ID_BYTES);

/**
 * The pattern of a message: what of it is the same in all messages that one statement of a program writes. What varies is `<*>`. After it are
 * the type of an exception, and the functions that it is from. Depends on the source alone, and takes time that grows with it, up to 2 KiB of a
 * message and 4 KiB of a trace. Empty where the source has neither word nor value.
 */
export function patternText(source: PatternSource): string {
  mask(source);
  const { bytes, lengthBytes } = masker.writer;
  return bytes.toString('utf8', 0, lengthBytes);
}

/**
 * The id of a pattern: equal where {@link patternText} is. The bytes are those of the next id once that is asked for. Undefined where the text
 * is empty.
 */
export function patternId(source: PatternSource): Buffer | undefined {
  mask(source);
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

/** The source of a text alone. */
export function sourceOfMessage(message: string): PatternSource {
  const bytes = Buffer.from(JSON.stringify(message).slice(1, -1));
  return { bytes, message: 0, errorType: -1, stackTrace: -1, end: bytes.length };
}

function mask({ bytes, message, errorType, stackTrace, end }: PatternSource): void {
  const { writer } = masker;
  if (message < 0) writer.begin();
  else maskMessage(bytes, message, end);
  if (stackTrace < 0) return;
  writer.extend(MAX_FRAMES_BYTES);
  if (errorType >= 0)
    writeWord(plain, writeUnescaped(bytes, errorType, Math.min(end, errorType + MAX_FRAMES_BYTES), plain));
  const traceBytes = writeUnescaped(bytes, stackTrace, Math.min(end, stackTrace + MAX_TRACE_BYTES), plain);
  for (const [place, frame] of topFrames(plain.toString('utf8', 0, traceBytes)).entries()) {
    if (place === 0) writeWord(AT, AT.length);
    const name = Buffer.from(frame);
    writeWord(name, name.length);
  }
}

function writeWord(word: Buffer, lengthBytes: number): void {
  masker.writer.space();
  masker.writer.word(word, 0, lengthBytes);
}

function maskMessage(bytes: Buffer, start: number, end: number): void {
  const limit = Math.min(end, start + MAX_MESSAGE_BYTES);
  let at = start;
  while (at < limit && bytes[at] !== BACKSLASH && bytes[at] !== QUOTE) at++;
  if (at === limit || bytes[at] === QUOTE) {
    masker.mask(bytes, start, at);
    return;
  }
  // colours are controls, which JSON escapes
  const lengthBytes = writeUnescaped(bytes, start, limit, plain);
  const text = withoutColours(plain, 0, lengthBytes);
  masker.mask(text ?? plain, 0, text?.length ?? lengthBytes);
}
