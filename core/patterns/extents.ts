import {
  APOSTROPHE,
  ASTERISK,
  BACKSLASH,
  COLON,
  DOT as FULL_STOP,
  EQUALS,
  GREATER_THAN,
  LESS_THAN,
  MINUS,
  NUMBER_SIGN,
  PLUS,
  QUOTE,
  SLASH,
  SPACE as SPACE_BYTE,
} from '../bytes/ascii.ts';
import {
  CONNECTOR,
  ENDS_PATH,
  ENDS_SENTENCE,
  ENDS_VALUE,
  flagsOf,
  IS_DIGIT,
  IS_DOT,
  IS_LETTER,
  IS_SPACE,
  WORD,
} from './byte-flags.ts';

// Where the values of a message end. All ranges are half open.

const BACKTICK = 0x60;
const TILDE = 0x7e;
/** `added`, but not `ted`. */
const MIN_PARTICIPLE_BYTES = 5;
const LETTER_D = 0x64;
const LETTER_E = 0x65;
const OPENERS: ReadonlySet<number> = new Set(Buffer.from('"\'`([{<'));
/** Of an IPv6 address; a MAC address has groups of two. */
const MAX_GROUP_DIGITS = 4;
const MAX_ADDRESS_DIGITS = 32;
const MAC_ADDRESS_COLONS = 5;
const MAX_COLONS = 8;
const ERRORS = [Buffer.from('Exception'), Buffer.from('Error')];

/** The byte at `at`, or a space where that is after the end. */
export function byteAt(source: Uint8Array, at: number, end: number): number {
  return at < end ? (source[at] ?? SPACE_BYTE) : SPACE_BYTE;
}

/** Where the path or URL ends that has begun before `start`. */
export function pathEnd(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (flagsOf(source[at]) & ENDS_PATH) === 0) at++;
  return withoutSentenceEnd(source, start + 1, at);
}

/**
 * Where the value ends that begins with the mark at `start`: a path (`/x`, `~/x`, `./x`, `../x`, `\\x`), an IPv6 address
 * (`::1`); `start` where there is none.
 */
export function markedValueEnd(source: Uint8Array, start: number, end: number): number {
  switch (source[start] ?? 0) {
    case COLON:
      return addressEnd(source, start, end);
    case SLASH:
    case TILDE:
    case FULL_STOP:
      return isPathStart(source, start, end) ? pathEnd(source, start, end) : start;
    case BACKSLASH:
      return byteAt(source, start + 1, end) === BACKSLASH ? pathEnd(source, start + 1, end) : start;
    default:
      return start;
  }
}

/** Whether `<*>` is at `start`. */
export function isPlaceholder(source: Uint8Array, start: number, end: number): boolean {
  return (
    source[start] === LESS_THAN &&
    byteAt(source, start + 1, end) === ASTERISK &&
    byteAt(source, start + 2, end) === GREATER_THAN
  );
}

/** Whether a mark belongs to the number after it: `-5`, `#12`, `<1`, but not `<1>`. */
export function isSign(source: Uint8Array, at: number, end: number): boolean {
  if ((flagsOf(byteAt(source, at + 1, end)) & IS_DIGIT) === 0) return false;
  switch (source[at] ?? 0) {
    case MINUS:
    case PLUS:
    case NUMBER_SIGN:
    case GREATER_THAN:
      return true;
    case LESS_THAN: {
      let next = at + 1;
      while (next < end && (flagsOf(source[next]) & (WORD | CONNECTOR)) !== 0) next++;
      return byteAt(source, next, end) !== GREATER_THAN;
    }
    default:
      return false;
  }
}

/** Whether the byte is one of those that open a quotation. */
export function isQuote(byte: number): boolean {
  return byte === QUOTE || byte === APOSTROPHE || byte === BACKTICK;
}

/** Whether what ends the value of a key opens one: a bracket or a quote. */
export function opensValue(byte: number): boolean {
  return OPENERS.has(byte);
}

function isPathStart(source: Uint8Array, start: number, end: number): boolean {
  let slash = start;
  while (slash < start + 2 && (source[slash] === FULL_STOP || source[slash] === TILDE)) slash++;
  return byteAt(source, slash, end) === SLASH && (flagsOf(byteAt(source, slash + 1, end)) & (WORD | IS_DOT)) !== 0;
}

/**
 * Where what continues with the colon after the word `source[start, colon)` ends, if it is one value with it: a URL, a Windows path, a MAC or
 * IPv6 address, a host with its port; else `colon`.
 */
export function endBehindColon(source: Uint8Array, start: number, colon: number, end: number, flags: number): number {
  const next = byteAt(source, colon + 1, end);
  if (next === SLASH && byteAt(source, colon + 2, end) === SLASH) return pathEnd(source, colon, end);
  if (colon === start + 1 && next === BACKSLASH) return pathEnd(source, colon, end);
  if ((flags & (IS_LETTER | CONNECTOR)) !== 0 || colon - start > MAX_GROUP_DIGITS) return colon;
  return addressEnd(source, colon, end, colon - start);
}

/**
 * Where the groups of hexadecimal digits end that begin with the colon at `start`, or continue with it: those of a MAC address, or of an IPv6
 * address, of which one may be left out; `start` where they are no address.
 */
function addressEnd(source: Uint8Array, start: number, end: number, digitsBefore = 0): number {
  let colons = 0;
  let digits = digitsBefore;
  let isShortened = false;
  let at = start;
  for (; at < end; at++) {
    const flags = flagsOf(source[at]);
    if (source[at] === COLON) {
      if (++colons > MAX_COLONS) return start;
      isShortened ||= byteAt(source, at + 1, end) === COLON;
    } else {
      if ((flags & WORD) === 0 || (flags & IS_LETTER) !== 0) break;
      if (++digits > MAX_ADDRESS_DIGITS) return start;
    }
  }
  const isAddress = digits > 0 && (isShortened || colons >= MAC_ADDRESS_COLONS);
  return isAddress && (flagsOf(byteAt(source, at, end)) & WORD) === 0 ? at : start;
}

/** Whether `source[start, end)` is a path for more than a slash: `and/or` is none, `a/b/c` and `etc/app.conf` are. */
export function isRelativePath(source: Uint8Array, start: number, end: number): boolean {
  let slashes = 0;
  let flags = 0;
  for (let at = start; at < end; at++) {
    if (source[at] === SLASH) slashes++;
    flags |= flagsOf(source[at]);
  }
  return slashes > 1 || (flags & (IS_DIGIT | IS_DOT)) !== 0;
}

/** Where the value of a key ends that begins at `start`; `start` where there is none. */
export function keyedValueEnd(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (flagsOf(source[at]) & ENDS_VALUE) === 0) at++;
  return withoutSentenceEnd(source, start + 1, at);
}

/** Whether a key and its `=` are at `start`. */
export function isKeyAt(source: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (flagsOf(source[at]) & ENDS_VALUE) === 0 && source[at] !== EQUALS) at++;
  return at > start && byteAt(source, at, end) === EQUALS;
}

/**
 * Where the quote `quote` is that closes one which was opened before `start`: neither a word nor, what may be one, a placeholder is directly
 * after it. `end` where there is none.
 */
export function closingQuote(source: Uint8Array, start: number, end: number, quote: number): number {
  for (let at = start; at < end; at++) {
    if (source[at] !== quote) continue;
    const next = byteAt(source, at + 1, end);
    if ((flagsOf(next) & WORD) === 0 && next !== LESS_THAN) return at;
  }
  return end;
}

/** Whether a name of several labels is that of an exception. */
export function namesError(source: Uint8Array, start: number, end: number): boolean {
  return ERRORS.some((ending) => {
    const from = end - ending.length;
    return from > start && ending.every((byte, at) => source[from + at] === byte);
  });
}

/** Whether the word `source[start, end)` says what became of somebody: `user created`. */
export function isParticiple(source: Uint8Array, start: number, end: number): boolean {
  return end - start >= MIN_PARTICIPLE_BYTES && source[end - 2] === LETTER_E && source[end - 1] === LETTER_D;
}

/** How often a dot is in `source[start, end)`. */
export function dotsIn(source: Uint8Array, start: number, end: number): number {
  let dots = 0;
  for (let at = start; at < end; at++) if (source[at] === FULL_STOP) dots++;
  return dots;
}

/** Where the spaces end. */
export function spacesEnd(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (flagsOf(source[at]) & IS_SPACE) !== 0) at++;
  return at;
}

/** A value ends before what ends its sentence. */
function withoutSentenceEnd(source: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (flagsOf(source[at - 1]) & ENDS_SENTENCE) !== 0) at--;
  return at;
}
