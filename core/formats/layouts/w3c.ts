import { find, isDigit, LINE_FEED, NUMBER_SIGN, TAB } from '../../bytes/ascii.ts';
import { type Layout, MAX_LAYOUT_BYTES } from '../../layout.ts';
import type { LineReader } from '../format.ts';
import { keptText } from './kind.ts';
import { createLayoutReader } from './read-layout.ts';
import { type CompiledLayout, stepsOf } from './steps.ts';
import { type Parsed, PieceList } from './syntax.ts';
import { columnKinds, dateAndTime } from './w3c-columns.ts';

const FIELDS = /^#Fields:\s*(?<columns>\S[^\r\n]*?)\s*$/i;
const SPACES = /[\t ]+/;
const DATE_BYTES = 10;
/** Delimiters of columns beside tabs and spaces. */
const OTHER_DELIMITERS: ReadonlySet<number> = new Set(Buffer.from(',;|'));

/** Whether the line is a directive: about the lines after it, and no event. */
export function isDirective(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === NUMBER_SIGN;
}

/** The layout of the lines after the directive `bytes[start, end)`; undefined where it says nothing of it. */
export function layoutOfDirective(bytes: Buffer, start: number, end: number): Layout | undefined {
  if (end - start > MAX_LAYOUT_BYTES) return undefined;
  const columns = FIELDS.exec(bytes.toString('latin1', start, end))?.groups?.['columns'];
  return columns === undefined ? undefined : { w3c: columns };
}

/** The layout that the directives say with which a file begins; undefined where it begins with anything else. */
export function layoutOfDirectives(beginning: Buffer): Layout | undefined {
  for (let start = 0; start < beginning.length && isDirective(beginning, start);) {
    const feed = beginning.indexOf(LINE_FEED, start);
    if (feed === -1) return undefined;
    const layout = layoutOfDirective(beginning, start, feed);
    if (layout !== undefined) return layout;
    start = feed + 1;
  }
  return undefined;
}

/** Reads what `#Fields:` of a W3C extended log says: the names of the columns, which lines have between spaces, tabs or another delimiter. */
export function parseW3c(text: string, delimiter = ' '): Parsed {
  const pieces = new PieceList();
  const columns = text.trim().split(SPACES);
  const kinds = columnKinds(columns, delimiter !== ' ');
  const hasTime = columns.includes('date') && columns.includes('time');
  for (const [index, column] of columns.entries()) {
    const place = { at: text.indexOf(column), length: column.length };
    if (/\p{C}/u.test(column)) pieces.problem(place.at, 1, 'this is no name of a column');
    if (index > 0) pieces.literal(delimiter, place.at);
    const isOfTime = hasTime && (column === 'date' || column === 'time');
    const value = isOfTime
      ? { kind: dateAndTime, name: '@timestamp', join: column === 'date' ? 0 : 1 }
      : { kind: kinds[index] ?? keptText, name: column };
    pieces.value({ ...value, ...place });
  }
  return { pieces: pieces.all, escaping: 'none', problems: pieces.problems };
}

/** What reads the lines of a W3C extended log with these columns. */
export function createW3cReader(columns: string): LineReader {
  const readers = new Map<string, LineReader>();
  const hasTimeFirst = /^\s*date\s+time\b/.test(columns);
  return {
    read(bytes, start, end, writer, context) {
      const delimiter = delimiterOf(bytes, start, end, hasTimeFirst);
      let reader = readers.get(delimiter);
      if (reader === undefined) {
        reader = createLayoutReader(columnSteps(columns, delimiter));
        readers.set(delimiter, reader);
      }
      return reader.read(bytes, start, end, writer, context);
    },
  };
}

/** What is between the columns of a line: tabs, spaces, or, where the time follows the date, what is between those: standard logs of CloudFront may have any (v2, "fieldDelimiter"). */
function delimiterOf(bytes: Buffer, start: number, end: number, hasTimeFirst: boolean): string {
  const between = start + DATE_BYTES;
  if (hasTimeFirst && OTHER_DELIMITERS.has(bytes[between] ?? 0) && isDigit(bytes[between + 1]))
    return String.fromCharCode(bytes[between] ?? 0);
  return find(TAB, bytes, start, end) < end ? '\t' : ' ';
}

/** No value has the delimiter in it: a line with more columns has another layout. */
function columnSteps(columns: string, delimiter: string): CompiledLayout {
  const { pieces, escaping } = parseW3c(columns, delimiter);
  const layout = stepsOf(pieces, escaping, true);
  const byte = delimiter.charCodeAt(0);
  const steps = layout.steps.map((step) => {
    const { kind } = step;
    const isLast = step.literal.length === 0;
    if (!isLast) return step;
    const fits: typeof kind.fits = (bytes, start, end, context) =>
      find(byte, bytes, start, end) === end && kind.fits(bytes, start, end, context);
    return { ...step, kind: { ...kind, fits } };
  });
  return { ...layout, steps };
}
