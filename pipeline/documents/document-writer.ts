import { BACKSLASH, CLOSING_BRACE, QUOTE, ZERO } from './ascii.ts';
import { viewOf, wordsOf } from './byte-view.ts';
import { MAX_DIGITS, writeInteger } from './decimal.ts';
import { NO_HEAD, TIMESTAMP_POSITION } from './document-head.ts';
import { type Fragment, FRAGMENT_STEP_BYTES } from './document-keys.ts';
import { PLAIN, plainBytes, writeEscape, writeSequence } from './json-escapes.ts';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import { IsoWriter } from '../time/iso.ts';
import { sequenceLength } from './utf8.ts';
import {
  HIGH_BITS,
  LONG_COPY_BYTES,
  MAX_ESCAPED_BYTES,
  MAX_REPLACED_BYTES,
  special,
  STEP_BYTES,
  WORD_BYTES,
} from './word-steps.ts';

/** Room for nearly all documents; for a larger one it grows. */
const ROOM_BYTES = 64 * 1024;

/**
 * Writes flat JSON documents from byte ranges of log lines, without making strings. Whatever the bytes, what it writes is
 * valid JSON in valid UTF-8: ill-formed UTF-8 becomes U+FFFD. One writer serves any number of documents, one at a time:
 * {@link begin}, fields, {@link finish}. Each is written over the one before: memory that was written a moment ago is still near
 * the processor, and the beginning, a third of a document, stands there already.
 */
export class DocumentWriter {
  #room: Buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  #view = viewOf(this.#room);
  /** Up to here may be written; a step copies beyond it. */
  #limit = ROOM_BYTES - STEP_BYTES;
  /** What stands at the beginning. */
  #head: Buffer = NO_HEAD;
  #position = 0;
  readonly #iso = new IsoWriter();

  /** Begins a document with a `documentHead`, or with nothing, and forgets the one before. */
  begin(head: Buffer = NO_HEAD): void {
    this.#position = 0;
    if (this.#head !== head) {
      this.#reserve(head.length);
      this.#room.set(head);
      this.#head = head;
    }
    this.#position = head.length;
  }

  /** Begins with the document; another, once the document has outgrown it. */
  get bytes(): Buffer {
    return this.#room;
  }

  /** What has been written of the document so far. */
  get lengthBytes(): number {
    return this.#position;
  }

  /** Takes back everything written since {@link lengthBytes} was `length`, the head excepted. */
  rewind(length: number): void {
    this.#position = length;
  }

  /** Writes a ready-made piece. */
  fragment({ bytes, view, lengthBytes }: Fragment): void {
    this.#reserve(lengthBytes);
    if (lengthBytes > LONG_COPY_BYTES) {
      this.#room.set(bytes, this.#position);
      this.#position += lengthBytes;
    } else {
      this.#copyKey(view, lengthBytes);
    }
  }

  /** Writes a key and {@link string}. */
  field({ view, lengthBytes }: Fragment, bytes: Buffer, start: number, end: number, isPlain = false): void {
    this.#reserve(lengthBytes);
    this.#copyKey(view, lengthBytes);
    this.string(bytes, start, end, isPlain);
  }

  #copyKey(view: DataView, lengthBytes: number): void {
    const target = this.#view;
    const position = this.#position;
    this.#position = position + lengthBytes;
    // ASCII is never the NaN whose bits moving a Float64 might change.
    for (let index = 0; index < lengthBytes; index += FRAGMENT_STEP_BYTES) {
      target.setFloat64(position + index, view.getFloat64(index, true), true);
    }
  }

  /**
   * Writes `bytes[start, end)` as the content of a JSON string, and its closing quote. `isPlain` says that no byte needs an
   * escape (see {@link plainEnd}), so that none is looked at.
   */
  string(bytes: Buffer, start: number, end: number, isPlain = false): void {
    if (isPlain) this.#writePlain(bytes, start, end);
    else this.#writeChecked(bytes, start, end);
  }

  #writeChecked(bytes: Buffer, start: number, end: number): void {
    this.#reserve((end - start) * MAX_ESCAPED_BYTES + 1);
    let index = this.#copyPlain(bytes, start, end);
    while (index < end) {
      index = this.#writeSpecial(bytes, index, end);
      index = this.#copyPlain(bytes, index, end);
    }
    this.#room[this.#position++] = QUOTE;
  }

  /** Eight bytes are copied at a time, also those behind the last one; what comes next is written over them. */
  #writePlain(bytes: Buffer, start: number, end: number): void {
    const source = wordsOf(bytes);
    if (end + STEP_BYTES > source.byteLength) {
      this.#writeChecked(bytes, start, end);
      return;
    }
    this.#reserve(end - start + 1);
    const target = this.#view;
    const ahead = this.#position - start;
    // ASCII is never the NaN whose bits moving a Float64 might change.
    for (let index = start; index < end; index += STEP_BYTES) {
      target.setFloat64(index + ahead, source.getFloat64(index, true), true);
    }
    target.setUint8(end + ahead, QUOTE);
    this.#position = end + ahead + 1;
  }

  /**
   * Writes the content of a quoted value, up to the first bare quote, and its closing quote: {@link string}, but the end
   * is found on the way. Answers where the quote stands, or -1 where there is none before `end` or a backslash comes first
   * (what was written is then to be rewound).
   */
  quoted(bytes: Buffer, start: number, end: number): number {
    this.#reserve((end - start) * MAX_ESCAPED_BYTES + 1);
    let index = this.#copyPlain(bytes, start, end);
    while (index < end && bytes[index] !== QUOTE) {
      if (bytes[index] === BACKSLASH) return -1;
      index = this.#writeSpecial(bytes, index, end);
      index = this.#copyPlain(bytes, index, end);
    }
    if (index === end) return -1;
    this.#room[this.#position++] = QUOTE;
    return index;
  }

  /**
   * Copies the bytes that need no escape, and answers where one stands that does, or `end`. Eight are copied at a time, also
   * those behind the last plain one: what comes next is written over them.
   */
  #copyPlain(bytes: Buffer, start: number, end: number): number {
    const source = wordsOf(bytes);
    const target = this.#view;
    const ahead = this.#position - start;
    const lastStep = source.byteLength - STEP_BYTES;
    let index = start;
    while (index < end && index <= lastStep) {
      const low = source.getInt32(index, true);
      const high = source.getInt32(index + WORD_BYTES, true);
      target.setInt32(index + ahead, low, true);
      target.setInt32(index + ahead + WORD_BYTES, high, true);
      if (((special(low) | special(high)) & HIGH_BITS) !== 0) {
        index += plainBytes(low, high);
        break;
      }
      index += STEP_BYTES;
    }
    if (index > end) index = end;
    else if (index > lastStep) index = this.#copyTail(bytes, index, end, ahead);
    this.#position = index + ahead;
    return index;
  }

  /** Copies plain bytes one by one, where fewer than eight are left. */
  #copyTail(bytes: Buffer, start: number, end: number, ahead: number): number {
    let index = start;
    while (index < end && PLAIN[bytes[index] ?? 0] === 1) {
      this.#room[index + ahead] = bytes[index] ?? 0;
      index++;
    }
    return index;
  }

  /** Writes what stands at `bytes[index]`, which is not plain, and answers where the next character does. */
  #writeSpecial(bytes: Buffer, index: number, end: number): number {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) {
      this.#position = writeEscape(this.#room, this.#position, byte);
      return index + 1;
    }
    const length = sequenceLength(bytes, index, end);
    this.#position = writeSequence(this.#room, this.#position, bytes, index, length);
    return index + Math.abs(length);
  }

  /** Writes a string's content and its closing quote. */
  text(text: string): void {
    const bytes = Buffer.from(text);
    this.string(bytes, 0, bytes.length);
  }

  /**
   * Writes the content of a string `bytes[start, end)` that is JSON already, escapes and all, and its closing quote. What is
   * not UTF-8 is replaced.
   */
  escapedString(bytes: Buffer, start: number, end: number): void {
    this.#reserve((end - start) * MAX_REPLACED_BYTES + 1);
    let index = this.#copyPlain(bytes, start, end);
    while (index < end) {
      if (bytes[index] === BACKSLASH) {
        this.byte(BACKSLASH);
        this.byte(bytes[index + 1] ?? 0);
        index += 2;
      } else {
        index = this.#writeSpecial(bytes, index, end);
      }
      index = this.#copyPlain(bytes, index, end);
    }
    this.#room[this.#position++] = QUOTE;
  }

  /** Copies ASCII that is JSON already. */
  verbatim(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    this.#position += bytes.copy(this.#room, this.#position, start, end);
  }

  /** Writes one byte of JSON. */
  byte(byte: number): void {
    this.#reserve(1);
    this.#room[this.#position++] = byte;
  }

  /** Writes any value that JSON has. */
  json(value: unknown): void {
    const bytes = Buffer.from(JSON.stringify(value));
    this.#reserve(bytes.length);
    this.#room.set(bytes, this.#position);
    this.#position += bytes.length;
  }

  /** Writes {@link integer} `value`, which stands as digits in `bytes[start, end)`: they are copied unless a zero leads them. */
  number(value: number, bytes: Buffer, start: number, end: number): void {
    const source = wordsOf(bytes);
    const digits = end - start;
    if (
      digits > 2 * STEP_BYTES ||
      start + 2 * STEP_BYTES > source.byteLength ||
      (digits > 1 && bytes[start] === ZERO)
    ) {
      this.integer(value);
      return;
    }
    this.#reserve(2 * STEP_BYTES);
    const target = this.#view;
    const position = this.#position;
    target.setFloat64(position, source.getFloat64(start, true), true);
    if (digits > STEP_BYTES) {
      target.setFloat64(position + STEP_BYTES, source.getFloat64(start + STEP_BYTES, true), true);
    }
    this.#position = position + digits;
  }

  /** Writes a safe integer that is not negative. */
  integer(value: number): void {
    this.#reserve(MAX_DIGITS);
    this.#position = writeInteger(this.#view, this.#position, value);
  }

  /** Ends the document, which {@link bytes} holds until the next one is begun. `timeMillis` becomes its `@timestamp`. */
  finish(timeMillis: number): void {
    this.#reserve(1);
    this.#room[this.#position++] = CLOSING_BRACE;
    this.#iso.write(this.#view, TIMESTAMP_POSITION, timeMillis);
  }

  /** How many more bytes the document may take and still be ended within MAX_DOCUMENT_BYTES; negative where it is over. */
  get spareBytes(): number {
    return MAX_DOCUMENT_BYTES - 1 - this.lengthBytes;
  }

  #reserve(bytes: number): void {
    if (this.#position + bytes > this.#limit) this.#grow(bytes);
  }

  /** Moves the document that is being written to where there is room for so many bytes more. */
  #grow(bytes: number): void {
    const room = Buffer.allocUnsafeSlow(2 * (this.#position + bytes + STEP_BYTES));
    this.#room.copy(room, 0, 0, this.#position);
    this.#room = room;
    this.#view = viewOf(room);
    this.#limit = room.length - STEP_BYTES;
  }
}
