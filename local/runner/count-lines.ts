import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CARRIAGE_RETURN, LINE_FEED, NUMBER_SIGN } from '../../core/bytes/ascii.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { joiningOf } from '../../core/files/joining.ts';
import { notText } from '../../core/files/not-text.ts';
import type { Source } from '../../core/files/sources.ts';
import { labelOf } from '../../core/format-table.ts';
import { detectFormat } from '../../core/formats/detect.ts';
import { hasHeader, isHeaderLine } from '../../core/formats/layouts/header.ts';
import { MAX_LINE_BYTES } from '../../core/limits.ts';
import { isBreak } from '../../lambdas/ingest/layers/breaks.ts';
import type { Reread } from '../../lambdas/ingest/layers/reread.ts';
import { type Inside, lookInto, takeOff } from '../../lambdas/ingest/layers/take-off.ts';
import { eventsInLine } from './count-events.ts';
import { createEventCounter } from './joined-lines.ts';
import { noSuchFile } from './no-such-file.ts';

/** The result of reading a file plainly. */
export interface LineCount {
  /** Lines of at least one character; in a broken compressed file, those before the break. */
  readonly lines: number;
  /** Each should become a document; most lines are one event. */
  readonly events: number;
  /** The beginning of the content, see {@link lookInto}. */
  readonly beginning: Buffer;
  /** Why the content ends too early. */
  readonly broken?: string;
  /** Why the file, or the rest of it, is not read: it is not text, or its compression is not supported. */
  readonly refused?: string;
}

/** First bytes of lines that can have several events, or none: brackets, what may precede them, and the byte order mark of UTF-8. */
const MAY_BEGIN_JSON = /[\s,[\]{\u00ef]/;
/** A longer line of JSON is not kept in memory to count its events; it counts as one. */
const MAX_COUNTED_BYTES = 256 * 1024 * 1024;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Counts a file's lines without the pipeline's splitter, so that the two can be compared. `source` is that of the file. Errors:
 * FILE_NOT_FOUND, FILE_UNREADABLE (a folder, no right to read).
 */
export async function countLines(path: string, source: Source = { prefix: '' }): Promise<LineCount> {
  await checkReadable(path);
  const read: Reread = () => createReadStream(path);
  const inside = await lookInto(read);
  if (inside.kind !== undefined) return refused(path, inside, inside.kind);
  const counter = createCounter(withoutMark(inside.beginning), source);
  let ended: Pick<LineCount, 'broken' | 'refused'> = {};
  try {
    for await (const chunk of takeOff(read, inside.layers, Infinity)()) counter.take(chunk);
  } catch (error) {
    if (!isBreak(error)) throw error;
    ended =
      error.code === 'COMPRESSION_UNSUPPORTED' ? { refused: `${path}: ${error.message}` } : { broken: error.message };
  }
  return { ...counter.end(), beginning: inside.beginning, ...ended };
}

interface Counter {
  take(chunk: Uint8Array): void;
  end(): Pick<LineCount, 'lines' | 'events'>;
}

/** Counts the lines and events of a content that comes in chunks. */
function createCounter(beginning: Buffer, source: Source): Counter {
  const { format, joining } = joiningOf(beginning, source, source.format ?? detectFormat(beginning));
  const beginsEvent = joining && createEventCounter(joining);
  /** Whether lines that begin with `#` are about others, and no events. */
  const isHeaded = hasHeader(format);
  const isFlow = labelOf(format) === 'vpcflow';
  let [lines, events] = [0, 0];
  let isJson: boolean | undefined;
  let hasText = false;
  let held: Buffer[] = [];
  /** The first byte of the line: most that are not JSON are recognised by it, and not kept in memory. */
  let first = '';
  let lineStart = 0;
  let lineBytes = 0;
  let returns = 0;

  function eventsOf(text: Buffer): number {
    // a byte order mark may be before the first
    const content = withoutMark(text.subarray(0, text.length - returns));
    const isDirective = first === '#' || content[0] === NUMBER_SIGN;
    if (isFlow ? isHeaderLine(format, content, 0, content.length) : isHeaded && isDirective) return 0;
    if (beginsEvent?.({ text: content, start: lineStart, bytes: lineBytes - returns }) === false) return 0;
    if (typeof joining?.starts === 'object' && 'object' in joining.starts && first !== '[') return 1;
    return lineBytes > MAX_COUNTED_BYTES ? 1 : eventsInLine(text.toString(), isJson ?? false);
  }

  function endLine(): void {
    if (hasText) {
      const text = Buffer.concat(held);
      isJson ??= /^\s*[[{]/.test(text.toString());
      lines += 1;
      events += eventsOf(text);
    }
    hasText = false;
    held = [];
    lineStart += lineBytes + 1;
    [lineBytes, returns] = [0, 0];
  }

  return {
    take(chunk) {
      for (let from = 0; from < chunk.length;) {
        const feed = chunk.indexOf(LINE_FEED, from);
        const to = feed === -1 ? chunk.length : feed;
        if (lineBytes === 0 && to > from) first = String.fromCharCode(chunk[from] ?? 0);
        const mostBytes = /[[{]/.test(first) ? MAX_COUNTED_BYTES : MAX_LINE_BYTES;
        const isHeld = joining !== undefined || MAY_BEGIN_JSON.test(first) || (isFlow && /[a-z]/.test(first));
        if (isHeld && lineBytes <= mostBytes) held.push(Buffer.from(chunk.subarray(from, to)));
        lineBytes += to - from;
        for (let at = from; at < to && !hasText; at++) hasText = chunk[at] !== CARRIAGE_RETURN;
        const trailing = returnsBefore(chunk, from, to);
        returns = trailing === to - from ? returns + trailing : trailing;
        if (feed !== -1) endLine();
        from = to + 1;
      }
    },
    end() {
      endLine();
      return { lines, events };
    },
  };
}

function returnsBefore(chunk: Uint8Array, from: number, to: number): number {
  let start = to;
  while (start > from && chunk[start - 1] === CARRIAGE_RETURN) start--;
  return to - start;
}

function withoutMark(beginning: Buffer): Buffer {
  return beginning.subarray(beginning.indexOf(BYTE_ORDER_MARK) === 0 ? Buffer.byteLength(BYTE_ORDER_MARK) : 0);
}

function refused(path: string, { layers, beginning }: Inside, kind: NonNullable<Inside['kind']>): LineCount {
  return {
    lines: 0,
    events: 0,
    beginning,
    refused: notText(path, layers, kind).message,
  };
}

async function checkReadable(path: string): Promise<void> {
  try {
    await using file = await open(path);
    if (!(await file.stat()).isFile()) throw Object.assign(new Error('not a file'), { code: 'it is no file' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    if (code === 'ENOENT') throw noSuchFile(path, cause);
    throw new KafkaInsightError(
      'FILE_UNREADABLE',
      `${path} cannot be read (${code}). Give the name of a file that you may read.`,
      { cause },
    );
  }
}
