import { LINE_FEED } from '../../core/bytes/ascii.ts';
import { type BuiltDocument, copyOf, createDocumentBuilder, type LineOrigin } from '../../core/documents/documents.ts';
import { lineTimes } from '../../core/documents/line-times.ts';
import { createFileEvents } from '../../core/files/file-events.ts';
import { joiningOf } from '../../core/files/joining.ts';
import { type FormatLabel, labelOf } from '../../core/format-table.ts';
import { detectFormat } from '../../core/formats/detect.ts';
import { nearestFormat, nearestText } from '../../core/formats/nearest.ts';
import type { WrapperName } from '../../core/formats/wrappers/inner-line.ts';
import { DETECTION_BYTES, MAX_LINE_BYTES } from '../../core/limits.ts';
import { type FileBeginning, firstContent, withoutMark } from '../parse/beginning.ts';

/** Documents that are shown. */
const SHOWN = 3;

/** Fields that are not from the line. */
const FILE_FIELDS: ReadonlySet<string> = new Set([
  ...['event.ingested', 'file.mtime', 'kafkainsight.file.id', 'kafkainsight.file.version', 'log.file.path'],
]);

/** A document as an object. */
export type DocumentFields = Readonly<Record<string, unknown>>;

/** What events are: the format of their lines, and what these are in. */
export interface Kind {
  /** Absent where no format accepts them. */
  readonly format?: FormatLabel;
  /** The outermost first. */
  readonly wrappers: readonly WrapperName[];
  readonly events: number;
  /** Documents of the first of them, without what all documents of the file have. */
  readonly samples: readonly { readonly line: number; readonly fields: DocumentFields }[];
}

/** What the beginning of a file is. */
export interface Survey {
  /** The format that its lines are tried with first. */
  readonly format: FormatLabel;
  readonly events: number;
  /** The most frequent first. */
  readonly kinds: readonly Kind[];
  /** Bytes of it. */
  readonly bytes: number;
  /** Whether it is all of the file. */
  readonly isAll: boolean;
  /** Whether not even the first line is whole. */
  readonly isCut: boolean;
  /** What the lines come closest to, where most are of no format. */
  readonly unread?: string;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Looks at the events of a file's beginning, as far as they are whole. */
export function survey(path: string, { bytes, isAll }: FileBeginning, modifiedMillis: number): Survey {
  const text = withoutMark(bytes);
  const source = { prefix: '' };
  const { format, joining } = joiningOf(text, source, detectFormat(text));
  const [untimedMillis] = lineTimes({ modifiedMillis, format, source }, bytes);
  const origin: LineOrigin = {
    ...{ fileId: '', path, version: 0, modifiedMillis, untimedMillis, format, source, ingestedMillis: modifiedMillis },
  };
  const builder = createDocumentBuilder(origin, { keepOriginal: 'failed', userAgentDetails: true });
  const kinds = new Map<string, Mutable<Kind> & { samples: Kind['samples'][number][] }>();
  let lineCount = 0;
  let firstLine = 0;
  const note = (document: BuiltDocument): void => {
    const read = document.isText || !document.parsed ? undefined : builder.innermostFormat;
    const wrappers = read === undefined ? [] : builder.wrappers;
    const name = [...wrappers, read].join();
    const kind = kinds.get(name) ?? { ...(read && { format: read }), wrappers, events: 0, samples: [] };
    kinds.set(name, kind);
    kind.events++;
    if (kind.samples.length < SHOWN) kind.samples.push({ line: firstLine, fields: fieldsOf(document) });
  };
  const firstStart = firstContent(bytes);
  const firstFeed = bytes.indexOf(LINE_FEED, firstStart);
  const isCut = firstFeed === -1 && firstStart < bytes.length && !isAll;
  const firstBytes = isCut ? 0 : (firstFeed === -1 ? bytes.length : firstFeed) - firstStart;
  // a line that fills the beginning is split, if it holds events; the first one is not, where it is whole
  const bounds = {
    takesApart: true,
    maxLineBytes: Math.min(MAX_LINE_BYTES, Math.max(DETECTION_BYTES / 2, firstBytes)),
  };
  const fileEvents = createFileEvents(
    (line, _lineStart, lines) => {
      // further events of one line count no line
      if (lines > 0) firstLine = lineCount + 1;
      lineCount += lines;
      builder.buildEvents(line, note);
    },
    { ...bounds, joining },
  );
  fileEvents.push(bytes);
  if (isAll) fileEvents.finish();
  // nothing but an event whose end is not in sight: as far as its lines are whole, it is shown
  if (!isAll && !isCut && kinds.size === 0) {
    const whole = bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1);
    return { ...survey(path, { bytes: whole, isAll: true }, modifiedMillis), isAll, bytes: bytes.length };
  }
  const sorted = [...kinds.values()].sort((one, other) => other.events - one.events);
  const events = sorted.reduce((sum, kind) => sum + kind.events, 0);
  const unread = sorted.find((kind) => kind.format === undefined)?.events ?? 0;
  return {
    ...{ format: labelOf(format), events, kinds: sorted, bytes: bytes.length, isAll, isCut },
    ...(unread * 2 > events && { unread: nearestText(nearestFormat(text)) }),
  };
}

function fieldsOf(document: BuiltDocument): DocumentFields {
  const fields = JSON.parse(copyOf(document).toString()) as DocumentFields;
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !FILE_FIELDS.has(key)));
}
