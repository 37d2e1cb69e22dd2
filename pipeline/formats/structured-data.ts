import { BACKSLASH, CLOSING_BRACKET, EQUALS, find, MINUS, OPENING_BRACKET, QUOTE, SPACE } from '../documents/ascii.ts';
import { valueKey } from '../documents/document-keys.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';
import { leaveUnflattened, MAX_FLATTENED_LEAF_BYTES } from './flattened.ts';
import type { FormatContext } from './format.ts';

const STRUCTURED_DATA = valueKey('log.syslog.structured_data');

/** What a parameter's value escapes (RFC 5424, section 6.3.3); a backslash before anything else is itself. */
const ESCAPE = /\\(["\\\]])/g;

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
  if (fits(elements)) {
    writer.fragment(STRUCTURED_DATA);
    const objects = [...elements].map(([id, parameters]) => [id, Object.fromEntries(parameters)]);
    writer.json(Object.fromEntries(objects));
  } else {
    leaveUnflattened(context);
  }
}

/** Reads parameters up to the bracket that closes the element, and answers where it stands. */
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
