import { LINE_FEED, NUMBER_SIGN, startsWith, TAB } from '../../bytes/ascii.ts';
import { type Layout, MAX_LAYOUT_BYTES } from '../../layout.ts';
import { type LineReader, refuse } from '../format.ts';
import { createJsonReader } from '../json.ts';
import { FIELDS } from '../pairs/fields-key.ts';
import { PairsObject } from '../pairs/pairs-object.ts';
import { keptText } from './kind.ts';
import { type Parsed, PieceList } from './syntax.ts';

/**
 * Zeek's own files (docs.zeek.org, "Zeek Log Formats and Inspection"): tabs between columns, whose names and types two lines before them say.
 * A line becomes the object that Zeek would have written as JSON, so that both have the same fields.
 */

const SEPARATOR = Buffer.from('#separator \\x09');
/** What else a header may say of how values are written, each with what it says by default. */
const USUAL: Readonly<Record<string, string>> = {
  '#set_separator': ',',
  '#empty_field': '(empty)',
  '#unset_field': '-',
};
const UNSET = '-'.charCodeAt(0);
const EMPTY = Buffer.from('(empty)');
/** `id.orig_h:addr`; without the type where the header did not say it yet. */
const COLUMN = /^(?<name>[A-Za-z_][\w.]*)(?::(?<type>[a-z]+(?:\[[a-z]+\])?))?$/;

/** Whether a file is one of Zeek's. */
function isZeekHeader(bytes: Buffer): boolean {
  return startsWith(SEPARATOR, bytes, 0, bytes.length);
}

/** The layout that the header says with which a file of Zeek's begins; undefined where it has none, or one of another kind. */
export function layoutOfZeekHeader(beginning: Buffer): Layout | undefined {
  if (!isZeekHeader(beginning)) return undefined;
  let columns = '';
  for (let start = 0; beginning[start] === NUMBER_SIGN;) {
    const feed = beginning.indexOf(LINE_FEED, start);
    if (feed === -1) break;
    const [key = '', value = ''] = beginning.toString('latin1', start, feed).trimEnd().split('\t');
    if ((USUAL[key] ?? value) !== value) return undefined;
    columns = columnsOf(beginning, start, feed, columns) ?? columns;
    start = feed + 1;
  }
  return columns === '' ? undefined : { zeek: columns };
}

/** The layout of the lines after the line `bytes[start, end)` of a header, where those before it have other columns; undefined where that stays. */
export function layoutOfZeekLine(bytes: Buffer, start: number, end: number, before: string): Layout | undefined {
  const columns = columnsOf(bytes, start, end, before);
  return columns === undefined ? undefined : { zeek: columns };
}

/** The columns after a line of a header: their names, or with `#types` those before with their types. */
function columnsOf(bytes: Buffer, start: number, end: number, before: string): string | undefined {
  if (end - start > MAX_LAYOUT_BYTES) return undefined;
  const [key, ...values] = bytes.toString('latin1', start, end).trimEnd().split('\t');
  if (key === '#fields') return values.join(' ');
  const names = before.split(' ').map((column) => column.replace(/:.*/, ''));
  if (key !== '#types' || names.length !== values.length) return undefined;
  return names.map((name, index) => `${name}:${values[index] ?? ''}`).join(' ');
}

/** Reads the columns of one of Zeek's files, with their types: `ts:time uid:string id.orig_h:addr`. */
export function parseZeek(text: string): Parsed {
  const pieces = new PieceList();
  for (const { 0: column, index: at } of text.matchAll(/\S+/g)) {
    const { length } = column;
    const { name } = COLUMN.exec(column)?.groups ?? {};
    if (name === undefined) pieces.problem(at, length, 'this is no name of a column, with its type or without');
    if (at > 0) pieces.literal('\t', at);
    pieces.value({ kind: keptText, name: name ?? column, at, length });
  }
  return { pieces: pieces.all, escaping: 'none', problems: pieces.problems };
}

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const json = createJsonReader(FIELDS);
const object = new PairsObject();

/** What reads the lines of one of Zeek's files with these columns. */
export function createZeekReader(columns: string): LineReader {
  const known = columns.split(/\s+/).map((column) => COLUMN.exec(column)?.groups ?? {});
  return {
    read(bytes, start, end, writer, context) {
      object.begin();
      let from = start;
      for (const [index, { name = '', type = '' }] of known.entries()) {
        const tab = bytes.indexOf(TAB, from);
        const to = tab === -1 || tab > end ? end : tab;
        if ((to === end) !== (index === known.length - 1))
          return refuse(context, 'it has more columns than its header, or fewer');
        add(name, type, bytes, from, to);
        from = to + 1;
      }
      object.finish();
      const millis = json.read(object.bytes, 0, object.lengthBytes, writer, context);
      context.inner.reset();
      return millis;
    },
  };
}

function add(name: string, type: string, bytes: Buffer, start: number, end: number): void {
  if (end - start === 1 && bytes[start] === UNSET) return;
  const isEmpty = end - start === EMPTY.length && startsWith(EMPTY, bytes, start, end);
  if (type === 'bool') object.addJson(name, bytes[start] === 'T'.charCodeAt(0) ? 'true' : 'false');
  else if (type.endsWith(']')) object.addJson(name, isEmpty ? '[]' : listOf(bytes, start, end));
  else object.add(name, bytes, start, isEmpty ? start : end);
}

/** A set or a vector, whose elements have commas between them, and none in them. */
function listOf(bytes: Buffer, start: number, end: number): string {
  return JSON.stringify(bytes.toString('utf8', start, end).split(','));
}
