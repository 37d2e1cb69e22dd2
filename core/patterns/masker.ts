import { nextHash } from '../bytes/word-hash.ts';
import {
  AT,
  BYTE_FLAGS,
  CAPITAL,
  CONNECTOR,
  DIGIT,
  DOT,
  ENDS_PATH,
  ENDS_SENTENCE,
  ENDS_VALUE,
  JOINER,
  LETTER,
  SPACE,
  WORD,
} from './byte-flags.ts';
import { isTopLevelDomain, MAX_KNOWN_BYTES, wordKindOf } from './known-words.ts';

/** No more of a pattern is told from another. */
export const MAX_PATTERN_BYTES = 256;
/** No more of a message is looked at. */
export const MAX_MASKED_BYTES = 2048;

const BLANK = 0x20;
const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const STAR = 0x2a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const FULL_STOP = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const LESS_THAN = 0x3c;
const EQUALS = 0x3d;
const GREATER_THAN = 0x3e;
const TILDE = 0x7e;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const LETTER_M = 0x6d;
const LETTER_U = 0x75;
const LEAST_HEX_BYTES = 8;
const MAX_GROUP_BYTES = 4;

function flagsOf(byte: number | undefined): number {
  return BYTE_FLAGS[byte ?? 0] ?? 0;
}

/** Writes the pattern of a message. */
export class Masker {
  readonly bytes: Buffer = Buffer.allocUnsafeSlow(MAX_PATTERN_BYTES + 16);
  lengthBytes = 0;
  #source: Uint8Array = this.bytes;
  #start = 0;
  #end = 0;
  /** Where the value ends that was written last, while nothing but joiners is behind it; else -1. */
  #valueEnd = -1;
  #isSpaced = false;
  #punctuation = 0;
  #isNameNext = false;
  #unclosed = 0;

  mask(source: Uint8Array, start: number, end: number): void {
    this.#source = source;
    this.#start = start;
    this.#end = Math.min(end, start + MAX_MASKED_BYTES, source.length);
    this.lengthBytes = 0;
    this.#valueEnd = -1;
    this.#isSpaced = false;
    this.#isNameNext = false;
    this.#punctuation = 0;
    this.#unclosed = 0;
    let at = start;
    while (at < this.#end && this.lengthBytes < MAX_PATTERN_BYTES) at = this.#token(at);
    if (this.lengthBytes > MAX_PATTERN_BYTES) this.lengthBytes = MAX_PATTERN_BYTES;
  }

  #token(at: number): number {
    const source = this.#source;
    const byte = source[at] ?? 0;
    const flags = flagsOf(byte);
    if ((flags & WORD) !== 0) return this.#word(at);
    if ((flags & SPACE) !== 0) {
      this.#isSpaced = true;
      return at + 1;
    }
    switch (byte) {
      case LESS_THAN:
        if (source[at + 1] === STAR && source[at + 2] === GREATER_THAN && at + 2 < this.#end) return this.#value(at + 3);
        break;
      case BACKSLASH:
        return this.#escape(at);
      case QUOTE:
      case APOSTROPHE:
      case BACKTICK:
        return this.#quoted(at, 1);
      case EQUALS:
        return this.#equals(at);
      case SLASH:
      case TILDE:
      case FULL_STOP:
        if (this.#isPath(at)) return this.#value(this.#pathEnd(at));
        break;
      case MINUS:
      case PLUS:
      case HASH:
        if ((flagsOf(source[at + 1]) & DIGIT) !== 0 && !this.#isBehindWord(at)) return at + 1;
        break;
    }
    return this.#mark(byte, at + 1);
  }

  #isBehindWord(at: number): boolean {
    return at > this.#start && (flagsOf(this.#source[at - 1]) & WORD) !== 0;
  }

  /** `/x`, `~/x`, `./x`, `../x` */
  #isPath(at: number): boolean {
    const source = this.#source;
    if (this.#isBehindWord(at)) return false;
    let slash = at;
    while (slash < at + 2 && (source[slash] === FULL_STOP || source[slash] === TILDE)) slash++;
    if (source[slash] !== SLASH || slash + 1 >= this.#end) return false;
    return (flagsOf(source[slash + 1]) & (WORD | DOT)) !== 0;
  }

  #space(): void {
    if (this.#isSpaced && this.lengthBytes > 0) this.bytes[this.lengthBytes++] = BLANK;
    this.#isSpaced = false;
  }

  #value(next: number): number {
    if (this.#valueEnd >= 0) {
      this.lengthBytes = this.#valueEnd;
      this.#isSpaced = false;
    } else {
      this.#space();
      const { bytes, lengthBytes } = this;
      bytes[lengthBytes] = LESS_THAN;
      bytes[lengthBytes + 1] = STAR;
      bytes[lengthBytes + 2] = GREATER_THAN;
      this.lengthBytes = this.#valueEnd = lengthBytes + 3;
    }
    this.#punctuation = 0;
    this.#isNameNext = false;
    return next;
  }

  #mark(byte: number, next: number): number {
    if (byte === this.#punctuation && !this.#isSpaced) return next;
    this.#space();
    this.bytes[this.lengthBytes++] = byte;
    this.#punctuation = byte;
    this.#isNameNext = false;
    if ((flagsOf(byte) & JOINER) === 0) this.#valueEnd = -1;
    return next;
  }

  #literal(start: number, end: number): number {
    this.#space();
    const { bytes } = this;
    const source = this.#source;
    let length = this.lengthBytes;
    for (let index = start; index < end && length < MAX_PATTERN_BYTES; index++) bytes[length++] = source[index] ?? 0;
    this.lengthBytes = length;
    this.#valueEnd = -1;
    this.#punctuation = 0;
    this.#isNameNext = false;
    return end;
  }

  #word(start: number): number {
    const source = this.#source;
    const end = this.#end;
    let flags = 0;
    let hash = 0;
    let label = 0;
    let at = start;
    while (at < end) {
      const byte = source[at] ?? 0;
      const own = flagsOf(byte);
      if ((own & WORD) === 0) {
        if ((own & CONNECTOR) === 0 || at + 1 >= end || (flagsOf(source[at + 1]) & WORD) === 0) break;
        label = 0;
      } else {
        label = nextHash(label, byte | BLANK);
      }
      hash = nextHash(hash, byte | BLANK);
      flags |= own;
      at++;
    }
    const next = at < end ? (source[at] ?? 0) : BLANK;
    if (next === COLON) {
      const behind = this.#behindColon(start, at, flags);
      if (behind > at) return this.#value(behind);
    } else if (next === SLASH && at + 1 < end && (flagsOf(source[at + 1]) & (WORD | DOT)) !== 0) {
      const pathEnd = this.#pathEnd(at);
      if (this.#isRelativePath(start, at, pathEnd, flags)) return this.#value(pathEnd);
    }
    if ((flags & (DIGIT | AT)) !== 0) return this.#value(at);
    if ((flags & (LETTER | DOT)) === 0 && at - start >= LEAST_HEX_BYTES) return this.#value(at);
    if ((flags & DOT) !== 0) {
      return (flags & CAPITAL) === 0 && isTopLevelDomain(label) ? this.#value(at) : this.#literal(start, at);
    }
    return at - start <= MAX_KNOWN_BYTES ? this.#known(start, at, hash) : this.#plain(start, at);
  }

  #plain(start: number, end: number): number {
    return this.#isNameNext && this.#endsName(end) ? this.#value(end) : this.#literal(start, end);
  }

  #known(start: number, end: number, hash: number): number {
    const kind = wordKindOf(hash);
    switch (kind) {
      case 'value':
        return this.#value(end);
      case 'unit':
        if (this.#valueEnd === this.lengthBytes) return this.#value(end);
        break;
      case 'month':
        if (this.#valueEnd >= 0 || this.#isDigitNext(end)) return this.#value(end);
        break;
      case 'name':
        this.#literal(start, end);
        this.#isNameNext = true;
        return end;
      case 'beside':
        return this.#literal(start, end);
      case undefined:
        break;
    }
    return this.#plain(start, end);
  }

  #isDigitNext(at: number): boolean {
    let index = at;
    while (index < this.#end && (flagsOf(this.#source[index]) & SPACE) !== 0) index++;
    return index < this.#end && (flagsOf(this.#source[index]) & DIGIT) !== 0;
  }

  /** Whether the sentence ends at `at`, or goes on with a word of `beside`. */
  #endsName(at: number): boolean {
    const source = this.#source;
    const end = this.#end;
    if (at >= end) return true;
    const byte = source[at] ?? 0;
    if (byte !== BLANK) return byte !== EQUALS;
    const start = at + 1;
    let index = start;
    let hash = 0;
    while (index < end && index - start <= MAX_KNOWN_BYTES && (flagsOf(source[index]) & WORD) !== 0) {
      hash = nextHash(hash, (source[index] ?? 0) | BLANK);
      index++;
    }
    return index === start || wordKindOf(hash) === 'beside';
  }

  /** Where what begins at `start` and goes on behind the colon at `colon` ends: an URL, a path, an address; else `colon`. */
  #behindColon(start: number, colon: number, flags: number): number {
    const source = this.#source;
    if (source[colon + 1] === SLASH && source[colon + 2] === SLASH) return this.#pathEnd(colon);
    if (colon === start + 1 && source[colon + 1] === BACKSLASH) return this.#pathEnd(colon);
    if ((flags & (LETTER | CONNECTOR)) !== 0 || colon - start > MAX_GROUP_BYTES) return colon;
    let colons = 0;
    let at = colon;
    for (; at < this.#end; at++) {
      if (source[at] === COLON) colons++;
      else if ((flagsOf(source[at]) & WORD) === 0 || (flagsOf(source[at]) & LETTER) !== 0) break;
    }
    return colons >= 2 && (flagsOf(source[at]) & WORD) === 0 ? at : colon;
  }

  #isRelativePath(start: number, slash: number, end: number, flags: number): boolean {
    if ((flags & DOT) !== 0) return true;
    let slashes = 0;
    let all = flags;
    for (let at = slash; at < end; at++) {
      const byte = this.#source[at];
      if (byte === SLASH) slashes++;
      all |= flagsOf(byte);
    }
    return slashes > 1 || (all & (DIGIT | DOT)) !== 0;
  }

  #pathEnd(start: number): number {
    const source = this.#source;
    const end = this.#end;
    let at = start;
    while (at < end && (flagsOf(source[at]) & ENDS_PATH) === 0) {
      if (source[at] === BACKSLASH) {
        if (source[at + 1] !== BACKSLASH && source[at + 1] !== SLASH) break;
        at++;
      }
      at++;
    }
    at = Math.min(at, end);
    while (at > start + 1 && (flagsOf(source[at - 1]) & ENDS_SENTENCE) !== 0) at--;
    return at;
  }

  #equals(at: number): number {
    const source = this.#source;
    const end = this.#end;
    const behind = source[at + 1];
    const isOperator = behind === EQUALS || behind === GREATER_THAN || this.#punctuation !== 0 || this.lengthBytes === 0;
    this.#mark(EQUALS, at + 1);
    if (isOperator) return at + 1;
    let start = at + 1;
    while (start < end && (flagsOf(source[start]) & SPACE) !== 0) start++;
    const isSpaced = start > at + 1;
    let hasKey = false;
    let stop = start;
    while (stop < end && (flagsOf(source[stop]) & ENDS_VALUE) === 0 && source[stop] !== BACKSLASH) {
      if (source[stop] === EQUALS) hasKey = true;
      stop++;
    }
    const opener = source[start] ?? 0;
    if (stop === start && start < end && ',;)]}'.includes(String.fromCharCode(opener)) === false) {
      this.#isSpaced = isSpaced;
      return start;
    }
    if (hasKey && isSpaced) return this.#value(at + 1);
    while (stop > start + 1 && (flagsOf(source[stop - 1]) & ENDS_SENTENCE) !== 0) stop--;
    this.#isSpaced = isSpaced && stop > start;
    return this.#value(stop);
  }

  /** What is in quotes is one value. */
  #quoted(at: number, quoteBytes: number): number {
    const source = this.#source;
    const quote = source[at + quoteBytes - 1] ?? 0;
    const bit = quote === QUOTE ? 1 : quote === APOSTROPHE ? 2 : 4;
    if (this.#isBehindWord(at) || (this.#unclosed & bit) !== 0) return this.#mark(quote, at + quoteBytes);
    const close = this.#closingQuote(at + quoteBytes, quote, quoteBytes);
    if (close < 0) this.#unclosed |= bit;
    if (close < 0 || source[close] === COLON) return this.#mark(quote, at + quoteBytes);
    return this.#value(close);
  }

  /** Where the closing quote ends; -1 where there is none. */
  #closingQuote(start: number, quote: number, quoteBytes: number): number {
    const source = this.#source;
    const end = this.#end;
    for (let at = start; at + quoteBytes <= end; at++) {
      if (source[at] === BACKSLASH) {
        if (source[at + 1] === quote && quoteBytes === 2) return at + 2;
        at++;
      } else if (source[at] === quote && quoteBytes === 1 && (at + 1 >= end || (flagsOf(source[at + 1]) & WORD) === 0)) {
        return at + 1;
      }
    }
    return -1;
  }

  /** An escape of JSON. */
  #escape(at: number): number {
    const source = this.#source;
    const byte = source[at + 1];
    if (byte === QUOTE) return this.#quoted(at, 2);
    if (byte === SLASH) return at + 1;
    if (byte === BACKSLASH) {
      const isPath = (flagsOf(source[at + 2]) & WORD) !== 0 && !this.#isBehindWord(at);
      return isPath ? this.#value(this.#pathEnd(at)) : this.#mark(BACKSLASH, at + 2);
    }
    this.#isSpaced = true;
    if (byte !== LETTER_U) return at + 2;
    if (source[at + 4] === 0x31 && ((source[at + 5] ?? 0) | BLANK) === 0x62 && source[at + 6] === OPENING_BRACKET) {
      let index = at + 7;
      while (index < this.#end && ((flagsOf(source[index]) & DIGIT) !== 0 || source[index] === 0x3b)) index++;
      if (source[index] === LETTER_M) return index + 1;
    }
    return at + 6;
  }
}
