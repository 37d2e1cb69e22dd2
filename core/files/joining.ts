import * as v from 'valibot';
import { LINE_FEED } from '../bytes/ascii.ts';
import { type FormatChoice, formatTable, isFormatName, labelOf } from '../format-table.ts';
import { detectFormat } from '../formats/detect.ts';
import { beginsWithJsonEvent } from '../formats/json-events.ts';
import { DETECTION_BYTES } from '../limits.ts';
import type { Joining } from './event-joiner.ts';
import { beginsWithTime, type EventStarts, indentedBrace, type LineClass, startOfLine } from './event-starts.ts';
import type { FileLine } from './file-line.ts';
import { LineSplitter } from './lines.ts';
import type { Source } from './sources.ts';
import { type CuttingWrapper, dockerText, wrappedLine } from './wrapped-lines.ts';

/** Validates a {@link Joining}. */
export const joiningSchema = v.object({
  wrapper: v.exactOptional(v.picklist(['cri', 'docker'])),
  starts: v.exactOptional(
    v.union([
      v.picklist(['time', 'unindented', 'trace']),
      v.object({ object: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
      v.object({ pattern: v.string() }),
    ]),
  ),
});

/** How a file is read whose lines may be joined. */
export interface JoinedReading {
  readonly format: FormatChoice;
  /** Absent where each line is an event. */
  readonly joining?: Joining;
}

/**
 * How the lines of a file are joined to events, from the whole lines of its first DETECTION_BYTES:
 * - pieces of lines in a wrapper that cuts them, always;
 * - text, also in such a wrapper: where at least half of the lines that could begin an event begin with a time, the others belong to them;
 *   else only the lines of stack traces go to the line before them;
 * - formats of applications and databases, also in such a wrapper: by what their rows say;
 * - an object of JSON over many lines, where the file begins with one.
 * - where the source has a pattern for the line with which an event begins: by that, whatever the format is.
 * Lines of all other formats are an event each.
 *
 * @param beginning of the content, without the byte order mark
 * @param format of the file: the source's, or as it was detected
 */
export function joiningOf(beginning: Buffer, source: Source, format: FormatChoice): JoinedReading {
  const bytes = beginning.subarray(0, DETECTION_BYTES);
  const isFixed = source.format !== undefined;
  const label = labelOf(format);
  if (source.event !== undefined) {
    const wrapper = wrapperOf(bytes, label);
    return { format, joining: { ...(wrapper && { wrapper }), starts: { pattern: source.event.starts } } };
  }
  const object = label === 'json' || (label === 'text' && !isFixed) ? objectOverLines(bytes) : undefined;
  if (object !== undefined) return { format: 'json', joining: { starts: { object } } };
  const wrapper = wrapperOf(bytes, label);
  if (wrapper !== undefined) {
    const inner = unwrapped(bytes, wrapper);
    const starts = startsOfFormat(detectFormat(inner), inner);
    return { format, joining: { wrapper, ...(starts !== undefined && { starts }) } };
  }
  const starts = startsOfFormat(format, bytes);
  return starts === undefined ? { format } : { format, joining: { starts } };
}

/** With which lines the events of a format begin; undefined where each line is one. */
function startsOfFormat(format: FormatChoice, bytes: Buffer): EventStarts | undefined {
  const label = labelOf(format);
  const joins = isFormatName(label) ? formatTable[label].joins : undefined;
  return label === 'text' || joins === 'time' ? startsOf(bytes) : joins;
}

function wrapperOf(bytes: Buffer, label: string): CuttingWrapper | undefined {
  if (label === 'cri') return 'cri';
  return label === 'json' && linesOf(bytes).some((line) => wrappedLine('docker', line) !== undefined)
    ? 'docker'
    : undefined;
}

/** How far the first object of a file is indented, where it is in more than one line. */
function objectOverLines(bytes: Buffer): number | undefined {
  for (const { bytes: line, start, end } of linesOf(bytes)) {
    const indent = indentedBrace(line, start, end);
    if (indent === undefined && line.toString('latin1', start, end).trim() !== '[') return undefined;
    if (indent === undefined) continue;
    if (beginsWithJsonEvent(line, start, end)) return undefined;
    const rest = Buffer.from(bytes.subarray(start).map((byte) => (byte === LINE_FEED ? 0x20 : byte)));
    return beginsWithJsonEvent(rest, 0, rest.length) ? indent : undefined;
  }
  return undefined;
}

function startsOf(bytes: Buffer): EventStarts {
  let timed = 0;
  let others = 0;
  let kind: LineClass = 'other';
  /** Whether the line before is one of the others: it names an exception where a frame is after it. */
  let isOther = false;
  for (const { bytes: line, start, end } of linesOf(bytes)) {
    if (beginsWithTime(line, start, end)) {
      timed++;
      kind = 'other';
      isOther = false;
      continue;
    }
    const { begins, kind: next } = startOfLine('trace', line, { start, end }, kind);
    kind = next ?? kind;
    if (!begins && isOther) others--;
    isOther = begins && !/\s/.test(String.fromCharCode(line[start] ?? 0));
    if (isOther) others++;
  }
  return timed > 0 && timed >= others ? 'time' : 'trace';
}

/** What the lines of a wrapper hold, as lines. */
function unwrapped(bytes: Buffer, wrapper: CuttingWrapper): Buffer {
  const held = linesOf(bytes).flatMap((line) => {
    const wrapped = wrappedLine(wrapper, line);
    return wrapped === undefined ? [] : [contentOf(line.bytes, wrapped, wrapper)];
  });
  return Buffer.from(held.map((text) => `${text}\n`).join(''));
}

function contentOf(
  bytes: Buffer,
  { contentStart, contentEnd }: { readonly contentStart: number; readonly contentEnd: number },
  wrapper: CuttingWrapper,
): string {
  return wrapper === 'cri'
    ? bytes.toString('utf8', contentStart, contentEnd)
    : dockerText(bytes, contentStart, contentEnd);
}

/** The whole lines of a beginning, each with its own place in it. */
function linesOf(bytes: Buffer): FileLine[] {
  const lines: FileLine[] = [];
  const splitter = new LineSplitter((line) => lines.push(line), { maxLineBytes: DETECTION_BYTES });
  splitter.push(bytes);
  return lines;
}
