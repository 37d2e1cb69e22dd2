import { CLOSING_BRACE, COMMA, OPENING_BRACE, QUOTE } from '../documents/ascii.ts';
import { wordsOf } from '../documents/byte-view.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';
import { leaveUnflattened } from './flattened.ts';
import { type Format, type FormatContext, refuse } from './format.ts';
import { JsonExpectation } from './json-expectation.ts';
import { findKey, type KnownKey, knownKeyCount } from './json-keys.ts';
import { KnownMembers } from './json-known.ts';
import { JsonLine } from './json-line.ts';
import { JsonMember } from './json-member.ts';
import { JsonRest } from './json-rest.ts';
import { JsonScanner } from './json-scanner.ts';
import { writeWebEvent } from './json-web-fields.ts';

/** Members kept ready, and expected, from line to line; those of a line with more are made for it. */
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
  /** By the number of the key within the line; the last one stands for all that follow. */
  readonly #expectations = Array.from({ length: POOLED_MEMBERS }, () => new JsonExpectation());
  #keys = 0;
  readonly #known = new KnownMembers(knownKeyCount);
  readonly #unknown: JsonMember[] = [];

  constructor(writer: DocumentWriter, context: FormatContext) {
    this.#line = new JsonLine(writer, context);
  }

  read(bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext): number {
    this.#line.begin(bytes, end, writer, context);
    this.#pooled = 0;
    this.#keys = 0;
    this.#known.clear();
    if (this.#unknown.length > 0) this.#unknown.length = 0;
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
    let index = start;
    for (let isFirst = true; index >= 0; isFirst = false) {
      if (bytes[index] === CLOSING_BRACE && index < end) return index + 1;
      const expected = this.#expectations[Math.min(this.#keys++, POOLED_MEMBERS - 1)] ?? new JsonExpectation();
      if (!expected.isMet(wordsOf(bytes), index, end, prefix, isFirst)) {
        const next = this.#scanner.skipSpace(bytes, index, end);
        if (bytes[next] === CLOSING_BRACE && next < end) return next + 1;
        if (!this.#readKey(bytes, index, end, prefix, isFirst, expected)) return -1;
      }
      const value = index + expected.value;
      index =
        expected.key?.isPrefix && bytes[value] === OPENING_BRACE
          ? this.#readObject(bytes, value + 1, end, expected.key)
          : this.#readMember(bytes, index, end, prefix, expected);
    }
    return -1;
  }

  /** Reads comma, key and colon, and expects them of the next line; false where they are not there. */
  #readKey(
    bytes: Buffer,
    start: number,
    end: number,
    prefix: KnownKey | undefined,
    isFirst: boolean,
    expected: JsonExpectation,
  ): boolean {
    const scanner = this.#scanner;
    let index = scanner.skipSpace(bytes, start, end);
    if (!isFirst) {
      if (index >= end || bytes[index] !== COMMA) return false;
      index = scanner.skipSpace(bytes, index + 1, end);
    }
    if (index >= end || bytes[index] !== QUOTE) return false;
    const quote = scanner.stringEnd(bytes, index + 1, end);
    const value = quote < 0 ? -1 : scanner.memberValue(bytes, quote, end);
    if (value < 0) return false;
    expected.key = findKey(prefix, bytes, index + 1, quote);
    expected.keyStart = index + 1 - start;
    expected.keyEnd = quote - start;
    expected.value = value - start;
    expected.learn(wordsOf(bytes), start, prefix, isFirst);
    return true;
  }

  /** Reads a member whose gap begins at `start`, and answers where its value ends. */
  #readMember(
    bytes: Buffer,
    start: number,
    end: number,
    prefix: KnownKey | undefined,
    { key, keyStart, keyEnd, value }: JsonExpectation,
  ): number {
    const valueEnd = this.#scanner.valueEnd(bytes, start + value, end);
    if (valueEnd < 0) return -1;
    const { kind, escaped, isPlain } = this.#scanner;
    const member = this.#pool[this.#pooled++] ?? new JsonMember();
    // Storing a reference costs more than finding it there, as it mostly is from the line before.
    if (member.key !== key) member.key = key;
    if (member.prefix !== prefix) member.prefix = prefix;
    if (member.kind !== kind) member.kind = kind;
    member.keyStart = start + keyStart;
    member.keyEnd = start + keyEnd;
    member.start = start + value;
    member.end = valueEnd;
    member.escaped = kind === 'string' && escaped;
    member.isPlain = kind === 'string' && isPlain;
    if (key?.field) this.#known.put(member, key.order);
    else this.#unknown.push(member);
    return valueEnd;
  }

  #write(): void {
    const line = this.#line;
    this.#known.forEach((member) => {
      if (!member.key?.field?.write(member, line)) this.#rest.add(member, line);
    });
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
