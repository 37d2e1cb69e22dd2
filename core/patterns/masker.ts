import {
  CLOSING_PARENTHESIS,
  COLON,
  EQUALS,
  GREATER_THAN,
  LESS_THAN,
  OPENING_PARENTHESIS,
  SLASH,
} from '../bytes/ascii.ts';
import { CONNECTOR, flagsOf, IS_AT, IS_CAPITAL, IS_DIGIT, IS_DOT, IS_LETTER, IS_SPACE, WORD } from './byte-flags.ts';
import {
  byteAt,
  closingQuote,
  dotsIn,
  endBehindColon,
  isKeyAt,
  isParticiple,
  isPlaceholder,
  isQuote,
  isRelativePath,
  isSign,
  keyedValueEnd,
  markedValueEnd,
  namesError,
  opensValue,
  pathEnd,
  spacesEnd,
} from './extents.ts';
import { isTopLevelDomain, nextWordHash, type WordKind, wordKindOf } from './known-words.ts';
import { PatternWriter, PLACEHOLDER_BYTES } from './pattern-writer.ts';

/** What is longer is not a word: it is encoded. */
const MAX_WORD_BYTES = 64;
/** Words of so many hexadecimal digits are no words, even where all digits are letters. */
const MIN_HEX_BYTES = 8;
const NO_NAMES: ReadonlySet<WordKind | undefined> = new Set(['beside', 'origin', 'aspect']);
/** The last bits of the three quotes differ. */
const QUOTES = 8;

/**
 * Finds what is variable in a message. Nothing is kept from one message to the next, so that the same message has the same pattern in
 * whatever order, part or delivery it comes.
 */
export class Masker {
  readonly writer = new PatternWriter();
  #source: Buffer = this.writer.bytes;
  #end = 0;
  /** Where the last word or value ends. */
  #wordEnd = 0;
  /** What the word before says of the one at hand, if it says that it may be a name. */
  #title: WordKind | undefined;
  /** Where each quote is closed next, as far as it was looked for: searching each time would take quadratic time. */
  readonly #closing = new Int32Array(QUOTES);

  /** Writes the pattern of the text `source[start, end)`. */
  mask(source: Buffer, start: number, end: number): void {
    const { writer } = this;
    this.#source = source;
    this.#end = end;
    this.#wordEnd = -1;
    this.#title = undefined;
    this.#closing.fill(-1);
    writer.begin();
    let at = start;
    while (at < this.#end && !writer.isFull) at = this.#token(at);
  }

  /** Writes the token at `at`; returns where the next may begin. */
  #token(at: number): number {
    const source = this.#source;
    const byte = source[at] ?? 0;
    const flags = flagsOf(byte);
    if ((flags & WORD) !== 0) return this.#word(at);
    if ((flags & IS_SPACE) !== 0) {
      this.writer.space();
      return at + 1;
    }
    if (byte === EQUALS) return this.#equals(at);
    if (isPlaceholder(source, at, this.#end)) return this.#value(at + PLACEHOLDER_BYTES);
    if (at !== this.#wordEnd) {
      const behind = markedValueEnd(source, at, this.#end);
      if (behind > at) return this.#value(behind);
      if (isQuote(byte)) return this.#quoted(at, byte);
      if (isSign(source, at, this.#end)) return at + 1;
    }
    return this.#mark(byte, at + 1);
  }

  #value(next: number): number {
    this.writer.value();
    this.#title = undefined;
    this.#wordEnd = next;
    return next;
  }

  #mark(byte: number, next: number): number {
    if (byte === OPENING_PARENTHESIS) this.writer.open(byte);
    else if (byte === CLOSING_PARENTHESIS) this.writer.close(byte);
    else this.writer.mark(byte);
    this.#title = undefined;
    return next;
  }

  #literal(start: number, end: number): number {
    if (end - start > MAX_WORD_BYTES) return this.#value(end);
    this.writer.word(this.#source, start, end);
    this.#title = undefined;
    this.#wordEnd = end;
    return end;
  }

  #word(start: number): number {
    const source = this.#source;
    const end = this.#end;
    let flags = 0;
    /** Of what is after the last connector. */
    let hash = 0;
    let at = start;
    for (; at < end; at++) {
      const byte = source[at] ?? 0;
      const own = flagsOf(byte);
      if ((own & WORD) !== 0) {
        hash = nextWordHash(hash, byte);
      } else {
        if ((own & CONNECTOR) === 0 || (flagsOf(byteAt(source, at + 1, end)) & WORD) === 0) break;
        hash = 0;
      }
      flags |= own;
    }
    const behind = this.#endBehind(start, at, flags);
    if (behind > at || (flags & (IS_DIGIT | IS_AT)) !== 0) return this.#value(behind);
    if ((flags & (IS_LETTER | CONNECTOR)) === 0 && at - start >= MIN_HEX_BYTES) return this.#value(at);
    if ((flags & IS_DOT) !== 0) return this.#dotted(start, at, isTopLevelDomain(hash) && (flags & IS_CAPITAL) === 0);
    return this.#known(start, at, (flags & CONNECTOR) === 0 ? wordKindOf(hash) : undefined);
  }

  /** Where the value ends that begins with the word and continues with a mark; else the end of the word. */
  #endBehind(start: number, wordEnd: number, flags: number): number {
    const source = this.#source;
    const end = this.#end;
    const isDotted = (flags & IS_DOT) !== 0 && (flags & IS_CAPITAL) === 0;
    const mark = byteAt(source, wordEnd, end);
    const next = flagsOf(byteAt(source, wordEnd + 1, end));
    if (mark === COLON) {
      const isPort = isDotted && (next & IS_DIGIT) !== 0;
      return isPort ? wordEnd + 1 : endBehindColon(source, start, wordEnd, end, flags);
    }
    if (mark !== SLASH || (next & (WORD | IS_DOT)) === 0) return wordEnd;
    const behind = pathEnd(source, wordEnd, end);
    return isRelativePath(source, start, behind) ? behind : wordEnd;
  }

  /** A host, or any other thing that is named by three labels and more; but what the name of an exception says is why it is logged. */
  #dotted(start: number, end: number, isHost: boolean): number {
    const source = this.#source;
    const isThing = isHost || (dotsIn(source, start, end) > 1 && !namesError(source, start, end));
    return isThing ? this.#value(end) : this.#literal(start, end);
  }

  #known(start: number, end: number, kind: WordKind | undefined): number {
    const { writer } = this;
    if (kind === 'value') return this.#value(end);
    if (kind === 'unit' && writer.isBehindValue) return this.#value(end);
    if (kind === 'date' && (writer.isNearValue || this.#isBeforeDigit(end))) return this.#value(end);
    if (this.#title !== undefined && this.#isName(start, end, kind)) return this.#value(end);
    this.#literal(start, end);
    if (kind === 'title' || kind === 'recipient') this.#title = kind;
    return end;
  }

  #isBeforeDigit(at: number): boolean {
    const next = spacesEnd(this.#source, at, this.#end);
    return (flagsOf(byteAt(this.#source, next, this.#end)) & IS_DIGIT) !== 0;
  }

  /** Whether the word `[wordStart, wordEnd)`, which is of this kind, is a name, by what is after it. */
  #isName(wordStart: number, wordEnd: number, kind: WordKind | undefined): boolean {
    const source = this.#source;
    const end = this.#end;
    const start = spacesEnd(source, wordEnd, end);
    let next = start;
    let hash = 0;
    for (; next < end && (flagsOf(source[next]) & WORD) !== 0; next++) hash = nextWordHash(hash, source[next] ?? 0);
    const isWord = next > start;
    const nextKind = isWord && start > wordEnd ? wordKindOf(hash) : undefined;
    if (nextKind === 'origin') return kind !== 'beside' && kind !== 'origin';
    if (this.#title !== 'title' || NO_NAMES.has(kind) || isParticiple(source, wordStart, wordEnd)) return false;
    if (isWord) return nextKind === 'beside';
    const mark = byteAt(source, start, end);
    return mark !== LESS_THAN && mark !== EQUALS;
  }

  /** What is after `=` is a value, whatever it is: up to a space or bracket, which may contain another value. */
  #equals(at: number): number {
    const source = this.#source;
    const end = this.#end;
    const { writer } = this;
    let behind = at + 1;
    while (byteAt(source, behind, end) === EQUALS) behind++;
    const isAssigned = !writer.isBehindMark && byteAt(source, behind, end) !== GREATER_THAN;
    this.#mark(EQUALS, behind);
    if (!isAssigned) return behind;
    const start = spacesEnd(source, behind, end);
    const valueEnd = keyedValueEnd(source, start, end);
    if (start > behind && isKeyAt(source, start, end)) return this.#value(behind);
    if (valueEnd === start) {
      return start >= end || !opensValue(source[start] ?? 0) ? this.#value(behind) : behind;
    }
    if (start > at + 1) writer.space();
    return this.#value(valueEnd);
  }

  /** What is in quotes is one value, but a verb that it begins with: `"GET /cart"`. A text and a colon after it are a key and its value. */
  #quoted(at: number, quote: number): number {
    const source = this.#source;
    const close = this.#closingQuote(at + 1, quote);
    if (close === this.#end || byteAt(source, close + 1, this.#end) === COLON) return this.#mark(quote, at + 1);
    let verbEnd = at + 1;
    while (verbEnd < close && (flagsOf(source[verbEnd]) & IS_CAPITAL) !== 0) verbEnd++;
    if (verbEnd > at + 2 && (flagsOf(source[verbEnd]) & IS_SPACE) !== 0 && verbEnd < close) {
      this.#word(at + 1);
      this.writer.space();
    }
    return this.#value(close + 1);
  }

  #closingQuote(start: number, quote: number): number {
    const known = this.#closing[quote & (QUOTES - 1)] ?? -1;
    if (known >= start) return known;
    const close = closingQuote(this.#source, start, this.#end, quote);
    this.#closing[quote & (QUOTES - 1)] = close;
    return close;
  }
}
