import { CLOSING_BRACE, COMMA, OPENING_BRACE, QUOTE } from '../documents/ascii.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';
import { leaveUnflattened } from './flattened.ts';
import { type Format, type FormatContext, refuse } from './format.ts';
import { findKey, type KnownKey } from './json-keys.ts';
import { JsonLine } from './json-line.ts';
import { JsonMember } from './json-member.ts';
import { JsonRest } from './json-rest.ts';
import { JsonScanner } from './json-scanner.ts';
import { writeWebEvent } from './json-web-fields.ts';

/** Members kept ready from line to line; those of a line with more are made for it. */
const POOLED_MEMBERS = 256;

/**
 * Reads JSON lines in two passes: the first finds every member and so makes sure that the line is JSON, the second writes
 * those whose keys are known as fields, in the order of precedence of json-fields.ts, and all others under one flattened
 * field: no line can make the mapping grow, or say of itself where it comes from.
 */
class JsonReader {
  readonly #scanner = new JsonScanner();
  readonly #rest = new JsonRest();
  readonly #line: JsonLine;
  readonly #pool = Array.from({ length: POOLED_MEMBERS }, () => new JsonMember());
  #pooled = 0;
  /** Members with known keys by precedence; of a key that comes twice the last one. */
  readonly #known: JsonMember[] = [];
  readonly #unknown: JsonMember[] = [];

  constructor(writer: DocumentWriter, context: FormatContext) {
    this.#line = new JsonLine(writer, context);
  }

  read(bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext): number {
    this.#line.begin(bytes, end, writer, context);
    this.#pooled = 0;
    this.#known.length = 0;
    this.#unknown.length = 0;
    const open = this.#scanner.skipSpace(bytes, start, end);
    if (open === end || bytes[open] !== OPENING_BRACE) return refuse(context, 'it is no JSON object');
    const close = this.#readObject(bytes, open + 1, end, undefined);
    if (close < 0 || this.#scanner.skipSpace(bytes, close, end) < end) {
      return refuse(context, 'it is not valid JSON, or nested too deep');
    }
    this.#write();
    return Number.isNaN(this.#line.timeMillis) ? context.clock.none() : this.#line.timeMillis;
  }

  /** Reads the members of an object up to its brace, and answers where it ends; -1 where it is no JSON. */
  #readObject(bytes: Buffer, start: number, end: number, prefix: KnownKey | undefined): number {
    const scanner = this.#scanner;
    let index = scanner.skipSpace(bytes, start, end);
    if (bytes[index] === CLOSING_BRACE && index < end) return index + 1;
    while (index < end && bytes[index] === QUOTE) {
      const quote = scanner.stringEnd(bytes, index + 1, end);
      if (quote < 0) return -1;
      const key = findKey(prefix, bytes, index + 1, quote);
      const value = scanner.memberValue(bytes, quote, end);
      if (value < 0) return -1;
      const valueEnd =
        key?.isPrefix && bytes[value] === OPENING_BRACE
          ? this.#readObject(bytes, value + 1, end, key)
          : this.#readMember(bytes, index + 1, quote, value, end, key, prefix);
      if (valueEnd < 0) return -1;
      index = scanner.skipSpace(bytes, valueEnd, end);
      if (index >= end || bytes[index] !== COMMA) break;
      index = scanner.skipSpace(bytes, index + 1, end);
      if (bytes[index] !== QUOTE) return -1;
    }
    return index < end && bytes[index] === CLOSING_BRACE ? index + 1 : -1;
  }

  #readMember(
    bytes: Buffer,
    keyStart: number,
    keyEnd: number,
    start: number,
    end: number,
    key: KnownKey | undefined,
    prefix: KnownKey | undefined,
  ): number {
    const valueEnd = this.#scanner.valueEnd(bytes, start, end);
    if (valueEnd < 0) return -1;
    const member = this.#pool[this.#pooled++] ?? new JsonMember();
    member.key = key;
    member.prefix = prefix;
    member.keyStart = keyStart;
    member.keyEnd = keyEnd;
    member.start = start;
    member.end = valueEnd;
    member.kind = this.#scanner.kind;
    member.escaped = this.#scanner.kind === 'string' && this.#scanner.escaped;
    if (key?.field) {
      member.order = key.order;
      this.#insert(member, key.order);
    } else {
      this.#unknown.push(member);
    }
    return valueEnd;
  }

  /** Keeps the known members sorted: there are few, and loggers write them in much the same order. */
  #insert(member: JsonMember, order: number): void {
    const known = this.#known;
    let index = known.length;
    while (index > 0 && (known[index - 1]?.order ?? 0) > order) index--;
    if (index > 0 && known[index - 1]?.order === order) {
      known[index - 1] = member;
      return;
    }
    // Not splice, which makes an array each time.
    let moving = member;
    for (; index < known.length; index++) {
      const next = known[index] ?? moving;
      known[index] = moving;
      moving = next;
    }
    known.push(moving);
  }

  #write(): void {
    const line = this.#line;
    for (const member of this.#known) {
      if (!member.key?.field?.write(member, line)) this.#rest.add(member, line);
    }
    writeWebEvent(line);
    for (const member of this.#unknown) this.#rest.add(member, line);
    if (!this.#rest.write(line)) leaveUnflattened(line.context);
  }
}

let reader: JsonReader | undefined;

/**
 * One JSON object a line: flog's keys, ECS in dots or nested, those of nginx, pino, bunyan and most other loggers (see
 * json-fields.ts). Only a value of the right type and range becomes a field.
 */
export const json: Format = {
  name: 'json',
  dataset: 'json',
  fields: '',
  read(bytes, start, end, writer, context) {
    // Reading is synchronous, so one reader serves all lines.
    reader ??= new JsonReader(writer, context);
    return reader.read(bytes, start, end, writer, context);
  },
};
