import { BACKSLASH, find, MINUS, QUOTE } from '../bytes/ascii.ts';
import type { Fragment } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { plainEnd } from '../bytes/json-escapes.ts';
import { fromWindows1252 } from '../bytes/windows-1252.ts';

const LETTER_X = 0x78;

/** What Apache writes for the control characters that C has a letter for (ap_escape_logitem in its server/util.c). */
const CONTROLS = new Map([
  [0x62, 0x08], // \b
  [0x6e, 0x0a], // \n
  [0x72, 0x0d], // \r
  [0x74, 0x09], // \t
  [0x76, 0x0b], // \v
  [QUOTE, QUOTE],
  [BACKSLASH, BACKSLASH],
]);

/**
 * One value of an access log line, as a byte range without its escapes. It is read again for each value instead of being
 * made again: there are several in every line.
 */
export class LogItem {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  /** Where the line continues: after the closing quote. */
  next = 0;
  /** Whether it is known to hold nothing that JSON escapes: what a writer's `plain` accepts. */
  isPlain = false;

  /** Reads the value from `start`, which is after the opening quote, to the closing one. False where there is none. */
  readQuoted(bytes: Buffer, start: number, end: number): boolean {
    // Most values are plain, and then their end is found eight bytes at a time.
    let index = plainEnd(bytes, start, end);
    this.isPlain = index < end && bytes[index] === QUOTE;
    let escaped = false;
    while (index < end && bytes[index] !== QUOTE) {
      if (bytes[index] === BACKSLASH) {
        escaped = true;
        index++;
      }
      index++;
    }
    if (index >= end) return false;
    this.next = index + 1;
    this.#take(bytes, start, index, escaped);
    return true;
  }

  /** Reads the value `bytes[start, end)`, which has no quotes. */
  readBare(bytes: Buffer, start: number, end: number): void {
    this.next = end;
    this.isPlain = false;
    this.#take(bytes, start, end, find(BACKSLASH, bytes, start, end) < end);
  }

  /** Holds the value `bytes[start, end)` unchanged. */
  readRaw(bytes: Buffer, start: number, end: number): void {
    this.next = end;
    this.isPlain = false;
    this.#take(bytes, start, end, false);
  }

  /** Reads the value `bytes[start, end)`, which is the content of a JSON string; as it is, where it is none. */
  readJson(bytes: Buffer, start: number, end: number): void {
    this.readRaw(bytes, start, end);
    if (find(BACKSLASH, bytes, start, end) === end) return;
    const text = jsonText(bytes.toString('latin1', start, end));
    if (text === undefined) return;
    this.bytes = Buffer.from(text, 'latin1');
    this.start = 0;
    this.end = this.bytes.length;
  }

  /**
   * Writes the value from `start`, which is after the opening quote, to the closing one as a field, unless it is `-` or empty.
   * False where the quote does not close.
   */
  writeQuoted(key: Fragment, bytes: Buffer, start: number, end: number, writer: DocumentWriter): boolean {
    const mark = writer.lengthBytes;
    writer.fragment(key);
    const quote = writer.quoted(bytes, start, end);
    if (quote >= 0) {
      this.next = quote + 1;
      this.isPlain = false;
      this.#take(bytes, start, quote, false);
    } else {
      writer.rewind(mark);
      if (!this.readQuoted(bytes, start, end)) return false;
      writer.field(key, this.bytes, this.start, this.end);
    }
    if (this.absent) writer.rewind(mark);
    return true;
  }

  /** Whether the value is `-` or empty (nginx's `escape=json`): both stand for none. */
  get absent(): boolean {
    const length = this.end - this.start;
    return length === 0 || (length === 1 && this.bytes[this.start] === MINUS);
  }

  #take(bytes: Buffer, start: number, end: number, escaped: boolean): void {
    if (escaped) {
      this.bytes = unescape(bytes, start, end);
      this.start = 0;
      this.end = this.bytes.length;
    } else {
      // Storing a reference costs more than finding it there.
      if (this.bytes !== bytes) this.bytes = bytes;
      this.start = start;
      this.end = end;
    }
  }
}

/**
 * The bytes that the client sent: `\"`, `\\`, `\n` and their like, `\xhh`; those that are not UTF-8 as the windows-1252 that they are then. A
 * backslash before anything else is one that the server did not write; it is kept.
 */
function unescape(bytes: Buffer, start: number, end: number): Buffer {
  const target = Buffer.alloc(end - start);
  let position = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    const next = index + 1 < end ? (bytes[index + 1] ?? 0) : 0;
    const control = byte === BACKSLASH ? CONTROLS.get(next) : undefined;
    if (control !== undefined) {
      target[position++] = control;
      index++;
    } else if (byte === BACKSLASH && next === LETTER_X && isHexadecimal(bytes, index + 2, end)) {
      target[position++] = Number.parseInt(bytes.toString('latin1', index + 2, index + 4), 16);
      index += 3;
    } else {
      target[position++] = byte;
    }
  }
  return fromWindows1252(target, 0, position) ?? target.subarray(0, position);
}

/** The text of a string's content, undefined where it is none. */
function jsonText(content: string): string | undefined {
  try {
    return String(JSON.parse(`"${content}"`));
  } catch {
    return undefined;
  }
}

function isHexadecimal(bytes: Buffer, start: number, end: number): boolean {
  return start + 2 <= end && /^[\da-f]{2}$/i.test(bytes.toString('latin1', start, start + 2));
}
