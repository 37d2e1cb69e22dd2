import { CLOSING_BRACE, CLOSING_BRACKET, COLON, COMMA, OPENING_BRACE, OPENING_BRACKET, QUOTE } from '../bytes/ascii.ts';
import type { Fragment } from '../bytes/document-keys.ts';
import { namesPerson, pathNamesPerson } from '../pseudonyms/person-keys.ts';
import { MAX_FLATTENED_DEPTH, MAX_FLATTENED_LEAF_BYTES, MAX_FLATTENED_NUMBER_BYTES } from './flattened.ts';
import { keyText } from './json-keys.ts';
import type { JsonLine } from './json-line.ts';
import type { JsonMember } from './json-member.ts';
import { JsonScanner, memberValue, skipSpace } from './json-scanner.ts';
import { keptName } from './json-shapes.ts';

const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;

/**
 * Writes what has no field as one flattened field, value for value as it is in the line. It is valid JSON already;
 * looked for is only what flattened fields refuse: too deep, too long, a key twice, NUL in a key.
 */
export class JsonRest {
  readonly #scanner = new JsonScanner();
  readonly #members = new Map<string, JsonMember>();
  readonly #key: Fragment;
  #fits = true;
  /** Whom the value at hand names, where that is to be replaced. */
  #names: 'user' | 'address' | undefined = undefined;

  /** @param key of the flattened field */
  constructor(key: Fragment) {
    this.#key = key;
  }

  /** Adds a member; of two with the same path the last one counts, as in JSON.parse. */
  add(member: JsonMember): void {
    const earlier = this.#members.get(member.path);
    // `{"log.a":1,"log":{"a":2}}` are two members for JSON, and one for the engines.
    if (earlier && earlier.object.prefix !== member.object.prefix) this.#fits = false;
    this.#members.set(member.path, member);
  }

  /** Writes the members taken and forgets them. False where they do not fit a flattened field: nothing is written then. */
  write(line: JsonLine): boolean {
    if (this.#members.size === 0) return true;
    const mark = line.writer.lengthBytes;
    const fits = this.#fits && this.#writeMembers(line);
    if (!fits) line.writer.rewind(mark);
    this.#members.clear();
    this.#fits = true;
    return fits;
  }

  #writeMembers(line: JsonLine): boolean {
    line.writer.fragment(line.shape?.keeps ?? this.#key);
    let separator = OPENING_BRACE;
    for (const [path, member] of this.#members) {
      line.writer.byte(separator);
      separator = COMMA;
      line.writer.byte(QUOTE);
      line.writer.text(keptName(path, line.shape));
      line.writer.byte(COLON);
      if (!isKey(path)) return false;
      this.#names = namesIn(member, line);
      if (this.#copy(member.start, line, Buffer.byteLength(path), 1) < 0) return false;
    }
    line.writer.byte(CLOSING_BRACE);
    return true;
  }

  /** Copies the value that begins at `start` and returns where it ends, -1 where it does not fit. */
  #copy(start: number, line: JsonLine, pathBytes: number, depth: number): number {
    const { bytes, end, writer } = line;
    const first = bytes[start];
    if (pathBytes > MAX_FLATTENED_LEAF_BYTES) return -1;
    if (first === OPENING_BRACE || first === OPENING_BRACKET) {
      return depth < MAX_FLATTENED_DEPTH ? this.#copyContainer(start, line, pathBytes, depth + 1) : -1;
    }
    const valueEnd = this.#scanner.valueEnd(bytes, start, end);
    const before = writer.lengthBytes;
    if (this.#names !== undefined && !isLiteral(first)) {
      // what names somebody is replaced wherever it is written
      line.setText(String(JSON.parse(bytes.toString('utf8', start, valueEnd))));
      writer.byte(QUOTE);
      line.writeName(this.#names);
    } else if (first === QUOTE) {
      writer.byte(QUOTE);
      writer.escapedString(bytes, start + 1, valueEnd - 1);
    } else {
      writer.verbatim(bytes, start, valueEnd);
      if (valueEnd - start > MAX_FLATTENED_NUMBER_BYTES) return -1;
    }
    return pathBytes + writer.lengthBytes - before > MAX_FLATTENED_LEAF_BYTES ? -1 : valueEnd;
  }

  #copyContainer(start: number, line: JsonLine, pathBytes: number, depth: number): number {
    const { bytes, end, writer } = line;
    const isObject = bytes[start] === OPENING_BRACE;
    const close = isObject ? CLOSING_BRACE : CLOSING_BRACKET;
    const keys = new Set<string>();
    const names = this.#names;
    writer.byte(isObject ? OPENING_BRACE : OPENING_BRACKET);
    let index = skipSpace(bytes, start + 1, end);
    while (bytes[index] !== close) {
      let path = pathBytes;
      if (isObject) {
        const quote = this.#scanner.stringEnd(bytes, index + 1, end);
        const key = keyText(bytes, index + 1, quote);
        if (!isKey(key) || keys.has(key)) return -1;
        keys.add(key);
        path += 1 + Buffer.byteLength(key);
        writer.byte(QUOTE);
        writer.escapedString(bytes, index + 1, quote);
        writer.byte(COLON);
        index = memberValue(bytes, quote, end);
        if (line.context.pseudonyms && names === undefined) this.#names = namesPerson(key) ? 'user' : undefined;
      }
      index = this.#copy(index, line, path, depth);
      if (index < 0) return -1;
      index = skipSpace(bytes, index, end);
      if (bytes[index] === COMMA) {
        writer.byte(COMMA);
        index = skipSpace(bytes, index + 1, end);
      }
    }
    writer.byte(close);
    this.#names = names;
    return index + 1;
  }
}

/** Whom a member names, where that is to be replaced. */
function namesIn({ key, path }: JsonMember, { context }: JsonLine): 'user' | 'address' | undefined {
  if (context.pseudonyms === undefined) return undefined;
  return key?.field?.names ?? (pathNamesPerson(path) ? 'user' : undefined);
}

/** `true`, `false` and `null` name nobody. */
function isLiteral(first: number | undefined): boolean {
  return first === LOWER_T || first === LOWER_F || first === LOWER_N;
}

/** Elasticsearch separates path and value by NUL. */
function isKey(text: string): boolean {
  return !text.includes('\0');
}
