import { CARRIAGE_RETURN, LINE_FEED, SPACE, TAB } from '../bytes/ascii.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import { type FormatChoice, type FormatName, formatTable } from '../format-table.ts';
import { DETECTION_BYTES } from '../limits.ts';
import { withoutColours } from './colours.ts';
import type { FormatContext } from './format.ts';
import { beginsWithJsonEvent, findJsonEvents } from './json-events.ts';
import { layoutOfHeader } from './layouts/header.ts';
import { contentEnd, contentStart } from './line-content.ts';
import { plainContext } from './plain-context.ts';
import { likelyFormats } from './registry.ts';

/**
 * The format of a file: where it begins with directives of a W3C extended log, the layout that these say. Else from the complete lines in its first DETECTION_BYTES (all of it, where it is shorter): if at least
 * half of them are of some structured format, it is the one with most lines (of equals, the one met first); else text. Indented lines belong to
 * the events of a format that has events of several lines, and are not counted there.
 */
export function detectFormat(beginning: Buffer): FormatChoice {
  const header = layoutOfHeader(beginning.subarray(0, DETECTION_BYTES));
  if (header !== undefined) return header;
  const bytes = beginning.subarray(0, DETECTION_BYTES);
  const lastFeed = bytes.lastIndexOf(LINE_FEED);
  const end = bytes.length < DETECTION_BYTES || lastFeed === -1 ? bytes.length : lastFeed;
  const writer = new DocumentWriter();
  const context = plainContext();
  const counts = new Map<FormatName, number>();
  let lines = 0;
  let structured = 0;
  let indented = 0;
  for (let start = 0; start < end;) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const next = feed === -1 || feed > end ? end : feed;
    const lineEnd = next > start && bytes[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    if (lineEnd > start) {
      lines++;
      const isCut = feed === -1 && bytes.length === DETECTION_BYTES;
      const name = formatOfLine(bytes, start, lineEnd, writer, context) ?? formatOfEvents(bytes, start, lineEnd, isCut);
      if (name === undefined && isIndented(bytes[start])) indented++;
      if (name !== undefined) {
        structured++;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    start = next + 1;
  }
  return formatOf(counts, { lines, structured, indented });
}

/** The format of a file, from how many of its lines are of which. */
function formatOf(
  counts: ReadonlyMap<FormatName, number>,
  { lines, structured, indented }: Readonly<Record<'lines' | 'structured' | 'indented', number>>,
): FormatName | 'text' {
  const [best] = [...counts].sort(([, one], [, other]) => other - one);
  if (best === undefined) return 'text';
  const { joins } = formatTable[best[0]];
  // all that follows such a line belongs to its event
  if (typeof joins === 'object') return best[1] > 1 || lines === 1 ? best[0] : 'text';
  const counted = joins === undefined ? lines : lines - indented;
  return structured * 2 >= counted ? best[0] : 'text';
}

function isIndented(first: number | undefined): boolean {
  return first === SPACE || first === TAB;
}

/** JSON, where the line holds events of it: some, or where it is cut off, a first one. */
function formatOfEvents(bytes: Buffer, start: number, end: number, isCut: boolean): 'json' | undefined {
  const isJson = isCut ? beginsWithJsonEvent(bytes, start, end) : (findJsonEvents(bytes, start, end)?.length ?? 0) > 0;
  return isJson ? 'json' : undefined;
}

function formatOfLine(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
): FormatName | undefined {
  const from = contentStart(bytes, start, end);
  const to = from === start ? end : contentEnd(bytes, from, end);
  for (const { name, read } of likelyFormats(bytes, from, to)) {
    writer.begin();
    if (!Number.isNaN(read(bytes, from, to, writer, context))) return name;
  }
  const plain = withoutColours(bytes, from, to);
  return plain && formatOfLine(plain, 0, plain.length, writer, context);
}
