import { isUtf8 } from 'node:buffer';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import { BACKSLASH, CLOSING_BRACE, QUOTE, ZERO } from './ascii.ts';
import { viewOf, wordsOf } from './byte-view.ts';
import { MAX_DIGITS, writeInteger } from './decimal.ts';
import { type Fragment, NO_HEAD, notedFields, TIMESTAMP_POSITION } from './document-keys.ts';
import { copyFragment, copyPlain, copyUntilSpecial, room, ROOM_BYTES, type WrittenFields } from './document-room.ts';
import { IsoWriter } from './iso.ts';
import { fittingEnd, PLAIN, writeEscape, writeSequence } from './json-escapes.ts';
import { sequenceLength } from './utf8.ts';
import { MAX_ESCAPED_BYTES, MAX_REPLACED_BYTES, STEP_BYTES } from './word-steps.ts';

/** Up to here may be written. */
const LIMIT = ROOM_BYTES - 2 * STEP_BYTES;
/** Where a document ends that has outgrown the room, and with it any size that it may have. */
const BEYOND = ROOM_BYTES;

const view = viewOf(room);
/** What is at the beginning of the room. */
let head: Buffer = NO_HEAD;

/**
 * Writes flat JSON documents from byte ranges of log lines, without making strings. Whatever the bytes, what it writes is
 * valid JSON in valid UTF-8: ill-formed UTF-8 becomes U+FFFD. One document at a time, of all writers, since they share a room:
 * {@link begin}, fields, {@link finish}.
 *
 * A document that grows beyond MAX_DOCUMENT_BYTES ({@link spareBytes} is then negative) may be left unwritten from there on.
 */
export class DocumentWriter {
  #position = 0;
  #isIllFormed = false;
  readonly #iso = new IsoWriter();
  /** Where the contents of `notedFields` begin; -1 where there is none. */
  readonly #notes = new Int32Array(notedFields.length);

  /** Begins a document with a `documentHead`, or with nothing, and forgets the one before. */
  begin(newHead: Buffer = NO_HEAD): void {
    if (head !== newHead) {
      room.set(newHead);
      head = newHead;
    }
    this.#position = newHead.length;
    this.#isIllFormed = false;
    for (let field = 0; field < this.#notes.length; field++) this.#notes[field] = -1; // sooner done than a call of `fill`
  }

  /** Puts another head, as long as its own, in front of the document. */
  changeHead(newHead: Buffer): void {
    room.set(newHead);
    head = newHead;
  }

  /** Begins with the document, until the next one is begun. */
  get bytes(): Buffer {
    return room;
  }

  /** What has been written of the document so far. */
  get lengthBytes(): number {
    return this.#position;
  }

  /** Whether ill-formed UTF-8 was replaced in it, be it in what was taken back. */
  get isIllFormed(): boolean {
    return this.#isIllFormed;
  }

  /** Notes that something which is copied into it was ill-formed UTF-8 once. */
  noteIllFormed(): void {
    this.#isIllFormed = true;
  }

  /** Where the content of the field is, by its place in `notedFields`, which ends with a quote that has no escape; -1 where there is none. */
  noted(field: number): number {
    return this.#notes[field] ?? -1;
  }

  /** Removes everything written since {@link lengthBytes} was `length`, the head excepted. */
  rewind(length: number): void {
    this.#position = length;
    for (let field = 0; field < this.#notes.length; field++)
      if ((this.#notes[field] ?? -1) > length) this.#notes[field] = -1;
  }

  /** The fields from `start` on, to be put back into a document that is begun again. */
  takeFields(start: number): WrittenFields {
    return { bytes: Buffer.from(room.subarray(start, this.#position)), start, notes: this.#notes.slice() };
  }

  /** Writes fields that were taken. */
  putFields({ bytes, start, notes }: WrittenFields): void {
    const ahead = this.#position - start;
    this.verbatim(bytes, 0, bytes.length);
    this.#notes.set(notes.map((note) => (note < start ? -1 : note + ahead)));
  }

  /** Puts another finished document in the place of the one that was written. */
  replace(document: Buffer): void {
    room.set(document);
    head = NO_HEAD;
    this.#position = document.length;
  }

  /** Writes a ready-made piece. */
  fragment({ start, lengthBytes, note }: Fragment): void {
    if (!this.#hasRoomFor(lengthBytes)) return;
    copyFragment(start, lengthBytes, this.#position);
    this.#position += lengthBytes;
    if (note >= 0) this.#notes[note] = this.#position;
  }

  /**
   * Writes a key and {@link string}. `isPlain` says that no byte needs an escape (see {@link plainEnd}): then none is looked at, and
   * both are written at once.
   */
  field(key: Fragment, bytes: Buffer, start: number, end: number, isPlain = false): void {
    const words = wordsOf(bytes);
    const content = this.#position + key.lengthBytes;
    const next = content + end - start + 1;
    if (isPlain && end + STEP_BYTES <= words.byteLength && next <= LIMIT) {
      copyFragment(key.start, key.lengthBytes, this.#position);
      copyPlain(words, start, end, content);
      this.#position = next;
      if (key.note >= 0) this.#notes[key.note] = content;
      return;
    }
    this.fragment(key);
    this.string(bytes, start, end);
  }

  /** Writes `bytes[start, end)` as the content of a JSON string, and its closing quote. */
  string(bytes: Buffer, start: number, end: number): void {
    if (!this.#hasRoomForString(bytes, start, end)) return;
    let index = this.#copyPlain(bytes, start, end);
    while (index < end) {
      index = this.#writeSpecial(bytes, index, end);
      index = this.#copyPlain(bytes, index, end);
    }
    room[this.#position++] = QUOTE;
  }

  /**
   * Writes the content of a quoted value, up to the first bare quote, and its closing quote: {@link string}, but the end
   * is found on the way. Returns where the quote is, or -1 where there is none before `end`, a backslash comes first or
   * the line is too long for it (what was written is then to be rewound).
   */
  quoted(bytes: Buffer, start: number, end: number): number {
    if (!this.#hasRoomFor((end - start) * MAX_ESCAPED_BYTES + 1)) return -1;
    let index = this.#copyPlain(bytes, start, end);
    while (index < end && bytes[index] !== QUOTE) {
      if (bytes[index] === BACKSLASH) return -1;
      index = this.#writeSpecial(bytes, index, end);
      index = this.#copyPlain(bytes, index, end);
    }
    if (index === end) return -1;
    room[this.#position++] = QUOTE;
    return index;
  }

  /** Copies the bytes that need no escape, and returns where one is that does, or `end`. */
  #copyPlain(bytes: Buffer, start: number, end: number): number {
    const words = wordsOf(bytes);
    const ahead = this.#position - start;
    const stepsEnd = Math.min(end, words.byteLength - STEP_BYTES + 1);
    let index = copyUntilSpecial(words, start, stepsEnd, this.#position);
    if (index > end) index = end;
    else if (index >= stepsEnd) index = this.#copyTail(bytes, index, end, ahead);
    this.#position = index + ahead;
    return index;
  }

  /** Copies plain bytes one by one, where fewer than eight are left. */
  #copyTail(bytes: Buffer, start: number, end: number, ahead: number): number {
    let index = start;
    while (index < end && PLAIN[bytes[index] ?? 0] === 1) {
      room[index + ahead] = bytes[index] ?? 0;
      index++;
    }
    return index;
  }

  /** Writes what is at `bytes[index]`, which is not plain, and returns where the next character does. */
  #writeSpecial(bytes: Buffer, index: number, end: number): number {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) {
      this.#position = writeEscape(room, this.#position, byte);
      return index + 1;
    }
    const length = sequenceLength(bytes, index, end);
    if (length < 0) this.#isIllFormed = true;
    this.#position = writeSequence(room, this.#position, bytes, index, length);
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
    if (!this.#hasRoomForEscaped(bytes, start, end)) return;
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
    room[this.#position++] = QUOTE;
  }

  /** Copies UTF-8 that is JSON already. */
  verbatim(bytes: Buffer, start: number, end: number): void {
    if (!this.#hasRoomFor(end - start)) return;
    this.#position += bytes.copy(room, this.#position, start, end);
  }

  /** {@link verbatim}, for short pieces that come often. The words continue for STEP_BYTES after them at least. */
  copy(words: DataView, start: number, end: number): void {
    if (!this.#hasRoomFor(end - start)) return;
    copyPlain(words, start, end, this.#position);
    this.#position += end - start;
  }

  /** Writes one byte of JSON. */
  byte(byte: number): void {
    if (this.#hasRoomFor(1)) room[this.#position++] = byte;
  }

  /** Writes any value that JSON has. */
  json(value: unknown): void {
    const bytes = Buffer.from(JSON.stringify(value));
    this.verbatim(bytes, 0, bytes.length);
  }

  /** Writes {@link integer} `value`, whose digits are `bytes[start, end)`: they are copied unless a zero leads them. */
  number(value: number, bytes: Buffer, start: number, end: number): void {
    const source = wordsOf(bytes);
    const digits = end - start;
    const isFar = digits > 2 * STEP_BYTES || start + 2 * STEP_BYTES > source.byteLength;
    if (isFar || (digits > 1 && bytes[start] === ZERO)) {
      this.integer(value);
      return;
    }
    if (!this.#hasRoomFor(2 * STEP_BYTES)) return;
    const position = this.#position;
    view.setFloat64(position, source.getFloat64(start, true), true);
    if (digits > STEP_BYTES) {
      view.setFloat64(position + STEP_BYTES, source.getFloat64(start + STEP_BYTES, true), true);
    }
    this.#position = position + digits;
  }

  /** Writes a safe integer that is not negative. */
  integer(value: number): void {
    if (this.#hasRoomFor(MAX_DIGITS)) this.#position = writeInteger(view, this.#position, value);
  }

  /** Ends the document, which has not outgrown its size. `timeMillis` becomes its `@timestamp`. */
  finish(timeMillis: number): void {
    room[this.#position++] = CLOSING_BRACE;
    this.#iso.write(view, TIMESTAMP_POSITION, timeMillis);
  }

  /** How many more bytes the document may take and still be ended within MAX_DOCUMENT_BYTES; negative where it is over. */
  get spareBytes(): number {
    return MAX_DOCUMENT_BYTES - 1 - this.lengthBytes;
  }

  #hasRoomFor(bytes: number): boolean {
    if (this.#position + bytes <= LIMIT) return true;
    this.#position = BEYOND;
    return false;
  }

  /** Whether there is room for the content of a string and its quote: looked at closely only where all of it could be escapes. */
  #hasRoomForString(bytes: Buffer, start: number, end: number): boolean {
    if (this.#position + (end - start) * MAX_ESCAPED_BYTES + 1 <= LIMIT) return true;
    const isFitting = fittingEnd(bytes, start, end, LIMIT - this.#position - 1) === end;
    if (!isFitting) this.#position = BEYOND;
    return isFitting;
  }

  /** The same of a string that is JSON already, which grows only where it is not UTF-8. */
  #hasRoomForEscaped(bytes: Buffer, start: number, end: number): boolean {
    if (this.#position + (end - start) * MAX_REPLACED_BYTES + 1 <= LIMIT) return true;
    return this.#hasRoomFor((end - start) * (isUtf8(bytes.subarray(start, end)) ? 1 : MAX_REPLACED_BYTES) + 1);
  }
}
