import { MAX_DOCUMENT_BYTES } from './limits.ts';
import { IsoWriter } from './time-iso.ts';
import { sequenceLength } from './utf8.ts';

/**
 * Documents are written one behind the other into a chunk of this size; a full one is replaced, never reused, since the
 * documents are views into it.
 */
const CHUNK_BYTES = 512 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSING_BRACE = 0x7d;
/** `\u00XX`: the longest that one byte becomes. */
const MAX_ESCAPED_BYTES = 6;
const MAX_DIGITS = 16;
const OPENING = Buffer.from('{"@timestamp":"0000-00-00T00:00:00.000Z"');
const TIMESTAMP_POSITION = OPENING.indexOf('0');
const HEXADECIMAL = Buffer.from('0123456789abcdef');

/** 1 for the bytes that stand in a JSON string as they are: ASCII but controls, `"` and `\` (RFC 8259, section 7). */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** The letter of the two-character escapes, 0 where there is none. */
const ESCAPE_LETTERS = new Uint8Array(256);
for (const [byte, letter] of ['\bb', '\tt', '\nn', '\ff', '\rr', '""', '\\\\'].map((pair) => Buffer.from(pair))) {
  ESCAPE_LETTERS[byte ?? 0] = letter ?? 0;
}

/**
 * Writes flat JSON documents from byte ranges of log lines, without making strings. Whatever the bytes, what it writes is
 * valid JSON in valid UTF-8: ill-formed UTF-8 becomes U+FFFD. One writer serves any number of documents, one at a time:
 * {@link begin}, fields, {@link finish}.
 */
export class DocumentWriter {
  #chunk: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #start = 0;
  #position = 0;
  readonly #iso = new IsoWriter();

  /**
   * Begins a document (and forgets one that was not finished): room for `@timestamp`, then `head`, whose bytes begin with
   * a comma.
   */
  begin(head: Uint8Array): void {
    this.#position = this.#start;
    this.bytes(OPENING);
    this.#reserve(head.length);
    this.#chunk.set(head, this.#position);
    this.#position += head.length;
  }

  /** What has been written of the document so far. */
  get lengthBytes(): number {
    return this.#position - this.#start;
  }

  /** Takes back everything written since {@link lengthBytes} was `length`. */
  rewind(length: number): void {
    this.#position = this.#start + length;
  }

  /** Writes ready-made bytes: a key of document-keys.ts, or a whole field. */
  bytes(source: Uint8Array): void {
    const { length } = source;
    this.#reserve(length);
    const chunk = this.#chunk;
    let position = this.#position;
    for (let index = 0; index < length; index++) chunk[position++] = source[index] ?? 0;
    this.#position = position;
  }

  /** Writes `bytes[start, end)` as the content of a JSON string, and its closing quote. */
  string(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve((end - start) * MAX_ESCAPED_BYTES + 1);
    const chunk = this.#chunk;
    let position = this.#position;
    for (let index = start; index < end; index++) {
      const byte = bytes[index] ?? 0;
      if (PLAIN[byte] === 1) {
        chunk[position++] = byte;
      } else if (byte < 0x80) {
        position = writeEscape(chunk, position, byte);
      } else {
        const length = sequenceLength(bytes, index, end);
        position = writeSequence(chunk, position, bytes, index, length);
        index += Math.abs(length) - 1;
      }
    }
    chunk[position++] = QUOTE;
    this.#position = position;
  }

  /** Writes a string's content and its closing quote. */
  text(text: string): void {
    const bytes = Buffer.from(text);
    this.string(bytes, 0, bytes.length);
  }

  /** Writes a safe integer that is not negative. */
  integer(value: number): void {
    this.#reserve(MAX_DIGITS);
    const chunk = this.#chunk;
    let end = this.#position + 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end++;
    let rest = value;
    for (let position = end - 1; position >= this.#position; position--) {
      const tens = Math.floor(rest / 10);
      chunk[position] = 0x30 + rest - tens * 10;
      rest = tens;
    }
    this.#position = end;
  }

  /** Ends the document and answers its bytes, which nothing overwrites. `timeMillis` becomes its `@timestamp`. */
  finish(timeMillis: number): Buffer {
    this.#reserve(1);
    this.#chunk[this.#position++] = CLOSING_BRACE;
    this.#iso.write(this.#chunk, this.#start + TIMESTAMP_POSITION, timeMillis);
    const document = this.#chunk.subarray(this.#start, this.#position);
    this.#start = this.#position;
    return document;
  }

  /** How many more bytes the document may take and still be ended within MAX_DOCUMENT_BYTES; negative where it is over. */
  get spareBytes(): number {
    return MAX_DOCUMENT_BYTES - 1 - this.lengthBytes;
  }

  #reserve(bytes: number): void {
    if (this.#position + bytes > this.#chunk.length) this.#replaceChunk(bytes);
  }

  /** Moves the document that is being written to a new chunk with room for so many bytes more. */
  #replaceChunk(bytes: number): void {
    const written = this.#position - this.#start;
    const chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, 2 * written + bytes));
    this.#chunk.copy(chunk, 0, this.#start, this.#position);
    this.#chunk = chunk;
    this.#start = 0;
    this.#position = written;
  }
}

/**
 * The end of the longest beginning of `bytes[start, end)` whose JSON string content takes at most `maxBytes` and that
 * does not end within a code point.
 */
export function fittingEnd(bytes: Uint8Array, start: number, end: number, maxBytes: number): number {
  let room = maxBytes;
  let index = start;
  while (index < end) {
    const byte = bytes[index] ?? 0;
    const length = byte < 0x80 ? 1 : sequenceLength(bytes, index, end);
    room -= byte < 0x80 ? escapedLength(byte) : length > 0 ? length : 3;
    if (room < 0) break;
    index += Math.abs(length);
  }
  return index;
}

function escapedLength(byte: number): number {
  if (PLAIN[byte] === 1) return 1;
  return ESCAPE_LETTERS[byte] === 0 ? MAX_ESCAPED_BYTES : 2;
}

function writeEscape(chunk: Buffer, start: number, byte: number): number {
  let position = start;
  const letter = ESCAPE_LETTERS[byte] ?? 0;
  chunk[position++] = BACKSLASH;
  if (letter !== 0) {
    chunk[position++] = letter;
    return position;
  }
  chunk[position++] = 0x75; // u
  chunk[position++] = 0x30;
  chunk[position++] = 0x30;
  chunk[position++] = HEXADECIMAL[byte >> 4] ?? 0;
  chunk[position++] = HEXADECIMAL[byte & 15] ?? 0;
  return position;
}

/** Copies one sequence of {@link sequenceLength}, or writes U+FFFD for an ill-formed one. */
function writeSequence(chunk: Buffer, start: number, bytes: Uint8Array, index: number, length: number): number {
  let position = start;
  if (length < 0) {
    chunk[position++] = 0xef;
    chunk[position++] = 0xbf;
    chunk[position++] = 0xbd;
    return position;
  }
  for (let offset = 0; offset < length; offset++) chunk[position++] = bytes[index + offset] ?? 0;
  return position;
}
