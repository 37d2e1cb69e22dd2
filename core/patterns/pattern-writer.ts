import { ASTERISK, GREATER_THAN, LESS_THAN, SPACE as BLANK } from '../bytes/ascii.ts';
import { viewOf } from '../bytes/byte-view.ts';
import { flagsOf, IS_JOINER } from './byte-flags.ts';

/** What distinguishes one pattern from another: the rest is left out. */
const MAX_PATTERN_BYTES = 256;
const ROOM_BYTES = 1024;
/** Of `<*>`. */
export const PLACEHOLDER_BYTES = 3;

/**
 * Writes the text of a pattern, one token after the other. Spaces become one, and so do equal marks and values with nothing but joiners
 * between them: how many values a list has, or digits a number, makes no pattern. A token that does not fit ends the text.
 */
export class PatternWriter {
  /** Begin with the text; what is after it means nothing. */
  readonly bytes: Buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  readonly #words = viewOf(this.bytes);
  lengthBytes = 0;
  isFull = false;
  #limit = MAX_PATTERN_BYTES;
  #isSpaced = false;
  /** Where the last value ends, while nothing but joiners is after it; else -1. */
  #valueEnd = -1;
  /** Where the value before the open parenthesis ends; -1 if there is none, or if the parenthesis contains anything that is not a value. */
  #asideOf = -1;
  /** The mark that was written last, if nothing is after it; else 0. */
  #mark = 0;

  /** The same bytes to be read as words, with three zeros after the text. */
  get words(): DataView {
    this.#words.setUint16(this.lengthBytes, 0);
    this.#words.setUint8(this.lengthBytes + 2, 0);
    return this.#words;
  }

  begin(): void {
    this.lengthBytes = 0;
    this.isFull = false;
    this.#limit = MAX_PATTERN_BYTES;
    this.#isSpaced = false;
    this.#valueEnd = -1;
    this.#asideOf = -1;
    this.#mark = 0;
  }

  /** Lets the text have so many more bytes than it has. */
  extend(bytes: number): void {
    this.#limit = this.lengthBytes + bytes;
    this.isFull = false;
  }

  /** Whether a value is the last that was written. */
  get isBehindValue(): boolean {
    return this.#valueEnd === this.lengthBytes;
  }

  /** Whether a value is the last that was written but joiners. */
  get isNearValue(): boolean {
    return this.#valueEnd >= 0;
  }

  /** Whether a word or value can have been before, and no mark. */
  get isBehindMark(): boolean {
    return this.#mark !== 0 || this.lengthBytes === 0;
  }

  space(): void {
    this.#isSpaced = true;
  }

  /** Writes a placeholder, or lets the one before stand for this value too. */
  value(): void {
    if (this.#valueEnd >= 0) {
      this.lengthBytes = this.#valueEnd;
      this.#isSpaced = false;
    } else if (this.#begin(PLACEHOLDER_BYTES)) {
      const { bytes } = this;
      bytes[this.lengthBytes++] = LESS_THAN;
      bytes[this.lengthBytes++] = ASTERISK;
      bytes[this.lengthBytes++] = GREATER_THAN;
      this.#valueEnd = this.lengthBytes;
    }
    this.#mark = 0;
  }

  /** Writes a byte that is of no word. */
  mark(byte: number): void {
    // `<**>` would become a placeholder
    if (byte === this.#mark && byte !== ASTERISK && !this.#isSpaced) return;
    if (!this.#begin(1)) return;
    this.bytes[this.lengthBytes++] = byte;
    this.#mark = byte;
    if ((flagsOf(byte) & IS_JOINER) !== 0) return;
    this.#valueEnd = -1;
    this.#asideOf = -1;
  }

  /** Writes an opening parenthesis: what is in it is part of the value before it, if it is a value itself, or nothing. */
  open(byte: number): void {
    if (byte === this.#mark && !this.#isSpaced) return;
    const asideOf = this.isBehindValue ? this.#valueEnd : -1;
    this.mark(byte);
    this.#asideOf = asideOf;
  }

  /** Writes a closing parenthesis. */
  close(byte: number): void {
    if (this.#asideOf < 0) {
      this.mark(byte);
      return;
    }
    this.lengthBytes = this.#valueEnd = this.#asideOf;
    this.#asideOf = -1;
    this.#isSpaced = false;
    this.#mark = 0;
  }

  /** Writes the word `source[start, end)`. */
  word(source: Uint8Array, start: number, end: number): void {
    if (!this.#begin(end - start)) return;
    const { bytes } = this;
    let length = this.lengthBytes;
    for (let index = start; index < end; index++) bytes[length++] = source[index] ?? 0;
    this.lengthBytes = length;
    this.#valueEnd = -1;
    this.#asideOf = -1;
    this.#mark = 0;
  }

  /** Writes the space before a token of so many bytes; false where both do not fit. */
  #begin(tokenBytes: number): boolean {
    const isSpaced = this.#isSpaced && this.lengthBytes > 0;
    this.#isSpaced = false;
    if (this.lengthBytes + tokenBytes + (isSpaced ? 1 : 0) > this.#limit) {
      this.isFull = true;
      return false;
    }
    if (isSpaced) this.bytes[this.lengthBytes++] = BLANK;
    return true;
  }
}
