import {
  type BuiltDocument,
  createDocumentBuilder,
  type DocumentOptions,
  type LineOrigin,
} from '../../core/documents/documents.ts';
import { lineTimes } from '../../core/documents/line-times.ts';
import { buildOpenEvents, LOOK_BACK_BYTES } from '../../core/documents/open-line.ts';
import { createFileEvents } from '../../core/files/file-events.ts';
import { fileId } from '../../core/files/file-id.ts';
import { joiningOf } from '../../core/files/joining.ts';
import { RecentContent } from '../../core/files/recent-content.ts';
import { mayHoldEvents, type Source } from '../../core/files/sources.ts';
import { type FormatLabel, labelOf } from '../../core/format-table.ts';
import { detectFormat } from '../../core/formats/detect.ts';
import { nearestFormat, nearestText } from '../../core/formats/nearest.ts';
import { untimedText } from '../../core/formats/untimed.ts';
import type { NetworkTable } from '../../core/networks/network-table.ts';
import type { Site } from '../../core/site/site.ts';
import { readBeginning, withoutMark } from './beginning.ts';
import type { DocumentOutput } from './document-output.ts';

/** The bucket in the ids of local files. */
const NO_BUCKET = '';

/** A file that is to be parsed. */
export interface ParseTask {
  readonly path: string;
  /** Pieces whose bytes are valid until the next one is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Epoch milliseconds from which missing years are inferred. */
  readonly referenceMillis: number;
  readonly ingestedMillis: number;
  readonly source: Source;
  /** Whether documents are enriched (docs/enrichment.md). */
  readonly isEnriched: boolean;
  /** What logs do not say about the site; absent where nothing is known of it. */
  readonly site?: Site | undefined;
  /** Locates addresses; absent: they are not located. */
  readonly networks?: () => NetworkTable;
}

/** What became of a file. */
export interface ParseResult {
  readonly format: FormatLabel;
  readonly lines: number;
  readonly unparsed: number;
  /** How many of its events have no time, in words, where some do. */
  readonly untimed?: string;
  /** Where no format accepted most of its lines: what they come closest to, in words. */
  readonly unread?: string;
  /** Why reading ended before the end of the file. */
  readonly failure?: unknown;
}

/** Writes a file's documents in the order of its lines. What reading throws ends it; what is before is written. */
export async function parseFile(task: ParseTask, output: DocumentOutput): Promise<ParseResult> {
  const chunks = task.content[Symbol.asyncIterator]();
  const beginning = await readBeginning(chunks);
  const parser = createParser(task, beginning.bytes, output);
  let { failure } = beginning;
  try {
    parser.push(beginning.bytes);
    await output.drained();
    while (failure === undefined && !output.isClosed) {
      const next = await chunks.next();
      if (next.done) break;
      parser.push(bufferOf(next.value));
      await output.drained();
    }
  } catch (error) {
    failure = error;
  }
  parser.finish();
  output.flush();
  const { format, lines, events, unparsed, text, untimed } = parser.counts;
  const isUnread = (text + unparsed) * 2 > events;
  return {
    format,
    lines,
    unparsed,
    ...(untimed > 0 && { untimed: untimedText(untimed, events) }),
    ...(isUnread && { unread: nearestText(nearestFormat(withoutMark(beginning.bytes), task.source.format)) }),
    ...(failure === undefined ? {} : { failure }),
  };
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

interface Parser {
  readonly counts: ParseCounts;
  push(piece: Buffer): void;
  finish(): void;
}

interface ParseCounts {
  readonly format: FormatLabel;
  lines: number;
  events: number;
  unparsed: number;
  text: number;
  untimed: number;
}

function createParser(
  { path, referenceMillis, ingestedMillis, source, isEnriched, site, networks }: ParseTask,
  beginning: Buffer,
  output: DocumentOutput,
): Parser {
  const text = withoutMark(beginning);
  const { format, joining } = joiningOf(text, source, source.format ?? detectFormat(text));
  const [untimedMillis] = lineTimes({ modifiedMillis: referenceMillis, format, source }, beginning);
  const options: DocumentOptions = {
    keepOriginal: 'failed',
    userAgentDetails: isEnriched,
    isEnriched,
    ...(site && { site }),
    ...(networks && { networks }),
  };
  const origin: LineOrigin = {
    fileId: fileId(NO_BUCKET, path, beginning),
    path,
    version: Math.max(0, Math.trunc(referenceMillis)),
    modifiedMillis: referenceMillis,
    untimedMillis,
    format,
    source,
    ingestedMillis,
  };
  const builder = createDocumentBuilder(origin, options);
  const counts = { format: labelOf(format), lines: 0, events: 0, unparsed: 0, text: 0, untimed: 0 };
  const write = (document: BuiltDocument): void => {
    counts.events++;
    if (!document.parsed) counts.unparsed++;
    if (document.isText) counts.text++;
    if (!document.isTimed) counts.untimed++;
    output.write(document);
  };
  const recent = new RecentContent(LOOK_BACK_BYTES);
  const events = createFileEvents(
    (line, lineStart, lines, ending) => {
      counts.lines += lines;
      if (ending !== 'no feed') {
        builder.buildEvents(line, write);
        return;
      }
      const open = { origin: { ...origin, format: builder.choice }, options, before: recent.before(lineStart) };
      buildOpenEvents(line, open, write);
    },
    { takesApart: mayHoldEvents(source), joining },
  );
  let position = 0;
  return {
    counts,
    push(piece) {
      events.push(piece);
      addCopy(recent, piece, position, Math.min(position + piece.length, events.openStart));
      position += piece.length;
    },
    finish() {
      events.finish();
    },
  };
}

/** Adds what is needed of a piece, whose bytes are used again, of which the open line begins at `lineStart`. */
function addCopy(recent: RecentContent, piece: Buffer, position: number, lineStart: number): void {
  const start = Math.max(position, lineStart - LOOK_BACK_BYTES);
  recent.add(Buffer.from(piece.subarray(start - position)), start, lineStart);
}
