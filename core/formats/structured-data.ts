import {
  AT_SIGN,
  BACKSLASH,
  CLOSING_BRACKET,
  EQUALS,
  find,
  MINUS,
  OPENING_BRACKET,
  QUOTE,
  SPACE,
} from '../bytes/ascii.ts';
import { valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { namesPerson } from '../pseudonyms/person-keys.ts';
import { leaveUnflattened, MAX_FLATTENED_LEAF_BYTES } from './flattened.ts';
import type { FormatContext } from './format.ts';

const STRUCTURED_DATA = valueKey('log.syslog.structured_data');

/** What a parameter's value escapes (RFC 5424, section 6.3.3); a backslash before anything else is itself. */
const ESCAPE = /\\(["\\\]])/g;

/** An element as {@link OddStructuredData} has it, and one of its parameters. */
const ODD_ELEMENT =
  /\[((?:[^\s=\]"@]+@\d[^\s=\]"]*)|timeQuality|origin|meta)((?: +[^\s=\]"]+=(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s\]"']*))*) *\]/y;
const ODD_PARAMETER = / +([^\s=\]"]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s\]"']*))/g;
const MAX_ODD_BYTES = 32 * 1024;

/** Parameters by name, a name that comes more than once with all its values. */
type Parameters = Map<string, string | string[]>;

/**
 * Where the structured data (RFC 5424, section 6.3) at `bytes[start]` ends, `-` or `[id name="value"][…]`; -1 where there is
 * none, or where it is followed by neither a space nor the end of the line.
 */
export function structuredDataEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  if (bytes[index] === MINUS) index++;
  else while (index >= 0 && index < end && bytes[index] === OPENING_BRACKET) index = elementEnd(bytes, index, end);
  return index > start && (index === end || bytes[index] === SPACE) ? index : -1;
}

/**
 * Whether all that is in the brackets is names without values, none of them a registered or private one (`name@number`; RFC 5424,
 * section 6.3.2): `[info]` may as well begin a message.
 */
export function isBare(bytes: Buffer, start: number, end: number): boolean {
  return find(EQUALS, bytes, start, end) === end && find(AT_SIGN, bytes, start, end) === end;
}

/** Where the element `[id name="value" …]` ends, -1 where it is none. */
function elementEnd(bytes: Buffer, start: number, end: number): number {
  let index = nameEnd(bytes, start + 1, end);
  if (index === start + 1) return -1;
  while (index < end && bytes[index] === SPACE) {
    const equals = nameEnd(bytes, index + 1, end);
    if (equals === index + 1 || bytes[equals] !== EQUALS || bytes[equals + 1] !== QUOTE || equals + 1 >= end) return -1;
    index = valueEnd(bytes, equals + 2, end) + 1;
  }
  return index < end && bytes[index] === CLOSING_BRACKET ? index + 1 : -1;
}

function nameEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && isNameByte(bytes[index] ?? 0)) index++;
  return index;
}

function isNameByte(byte: number): boolean {
  return byte > SPACE && byte !== EQUALS && byte !== CLOSING_BRACKET && byte !== QUOTE;
}

/** The quote that ends a value, or `end`. */
function valueEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
  return Math.min(index, end);
}

/** Writes structured data that {@link structuredDataEnd} found, as an object of objects: `{id: {name: value}}`. */
export function writeStructuredData(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  const elements = new Map<string, Parameters>();
  for (let index = start; index < end;) {
    const idEnd = nameEnd(bytes, index + 1, end);
    const id = bytes.toString('utf8', index + 1, idEnd);
    const parameters = elements.get(id) ?? new Map<string, string | string[]>();
    elements.set(id, parameters);
    index = readParameters(bytes, idEnd, end, parameters) + 1;
  }
  writeElements(elements, writer, context);
}

function writeElements(
  elements: ReadonlyMap<string, Parameters>,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  if (fits(elements)) {
    writer.fragment(STRUCTURED_DATA);
    const objects = [...elements].map(([id, parameters]) => [
      id,
      Object.fromEntries(withoutPersons(parameters, context)),
    ]);
    writer.json(Object.fromEntries(objects));
  } else {
    leaveUnflattened(context);
  }
}

/** The parameters, with pseudonyms in place of persons where they are wanted. */
function withoutPersons(parameters: Parameters, { pseudonyms }: FormatContext): Parameters {
  if (pseudonyms === undefined) return parameters;
  const replaced = (value: string): string => {
    const bytes = Buffer.from(value);
    return pseudonyms.userName(bytes, 0, bytes.length).toString('latin1');
  };
  return new Map(
    Array.from(parameters, ([name, value]) => {
      if (!namesPerson(name)) return [name, value];
      return [name, typeof value === 'string' ? replaced(value) : value.map(replaced)];
    }),
  );
}

/**
 * Structured data as some devices and libraries write it: spaces before the bracket, values without quotes or in single ones. Its id has to
 * be a private or registered one, since a message may begin with brackets too.
 */
export class OddStructuredData {
  readonly #elements = new Map<string, Parameters>();

  /** Reads `bytes[start, end)` and returns where the data end, -1 where there are none. */
  read(bytes: Buffer, start: number, end: number): number {
    this.#elements.clear();
    const text = bytes.toString('latin1', start, Math.min(end, start + MAX_ODD_BYTES));
    ODD_ELEMENT.lastIndex = 0;
    let index = 0;
    for (let match = ODD_ELEMENT.exec(text); match !== null; match = ODD_ELEMENT.exec(text)) {
      const [, id = '', pairs = ''] = match;
      const parameters: Parameters = new Map();
      for (const [, name = '', quoted, single, bare] of pairs.matchAll(ODD_PARAMETER)) {
        const value = quoted?.replaceAll(ESCAPE, '$1') ?? single ?? bare ?? '';
        parameters.set(utf8(name), utf8(value));
      }
      this.#elements.set(utf8(id), parameters);
      index = ODD_ELEMENT.lastIndex;
    }
    return index > 0 && (index === text.length || text[index] === ' ') ? start + index : -1;
  }

  write(writer: DocumentWriter, context: FormatContext): void {
    writeElements(this.#elements, writer, context);
  }
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** Reads parameters up to the bracket that closes the element, and returns where that is. */
function readParameters(bytes: Buffer, start: number, end: number, parameters: Parameters): number {
  let index = start;
  while (bytes[index] === SPACE) {
    const equals = find(EQUALS, bytes, index, end);
    const name = bytes.toString('utf8', index + 1, equals);
    const close = valueEnd(bytes, equals + 2, end);
    const value = bytes.toString('utf8', equals + 2, close).replaceAll(ESCAPE, '$1');
    const earlier = parameters.get(name);
    parameters.set(name, earlier === undefined ? value : [earlier, value].flat());
    index = close + 1;
  }
  return index;
}

/** Whether every leaf fits a flattened field. */
function fits(elements: ReadonlyMap<string, Parameters>): boolean {
  for (const [id, parameters] of elements) {
    for (const [name, values] of parameters) {
      for (const value of [values].flat()) {
        if (Buffer.byteLength(id) + Buffer.byteLength(name) + Buffer.byteLength(value) > MAX_FLATTENED_LEAF_BYTES)
          return false;
      }
    }
  }
  return true;
}
