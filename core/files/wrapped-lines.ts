import { BACKSLASH, COLON, find, SPACE, startsWith } from '../bytes/ascii.ts';
import { LOOKED_AT_BYTES } from './event-starts.ts';
import type { FileLine } from './file-line.ts';

/** What cuts the lines of programs into pieces, and lets those of two streams alternate. */
export type CuttingWrapper = 'cri' | 'docker';

/** A line of a wrapper: `[start, contentStart)` is before what it holds, `[contentEnd, end)` after it. */
export interface WrappedLine {
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly isError: boolean;
  /** Whether the line that it holds continues in the next one of its stream. */
  readonly isPiece: boolean;
  /** Where the tag is that says so; undefined where none does. */
  readonly tag?: number;
}

const MAX_TIME_BYTES = 35;
const CRI_STREAMS = [Buffer.from('stdout '), Buffer.from('stderr ')] as const;
const PARTIAL = 0x50;
const FULL = 0x46;

const LOG = Buffer.from('{"log":"');
const OUT = Buffer.from('","stream":"stdout",');
const ERR = Buffer.from('","stream":"stderr",');
const ESCAPED_FEED = Buffer.from('\\n');

/** Bytes of JSON for one of text are at most six, as in `\\u001b`: so the beginning that is looked at of a line is decoded. */
const MAX_DECODED_BYTES = 6 * LOOKED_AT_BYTES;
const CUT_ESCAPE = /(?<=(?:^|[^\\])(?:\\\\)*)\\(?:u[\da-fA-F]{0,3})?$/;

/** The beginning of what a line of Docker's holds, as its program wrote it, without the line feed; as it is, where it is not JSON. */
export function dockerText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, Math.min(end, start + MAX_DECODED_BYTES));
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text.replace(CUT_ESCAPE, '')}"`)).replace(/\n$/, '');
  } catch {
    return text;
  }
}

/** The line as its wrapper writes it; undefined where it is not one, or too long to be kept in memory. */
export function wrappedLine(wrapper: CuttingWrapper, line: FileLine): WrappedLine | undefined {
  if (line.lengthBytes > line.end - line.start) return undefined;
  return wrapper === 'cri' ? criLine(line) : dockerLine(line);
}

/** See {@link cri} for where that is written down. */
function criLine({ bytes, start, end }: FileLine): WrappedLine | undefined {
  const timeEnd = find(SPACE, bytes, start, Math.min(end, start + MAX_TIME_BYTES + 1));
  const stream = CRI_STREAMS.findIndex((text) => startsWith(text, bytes, timeEnd + 1, end));
  if (stream < 0) return undefined;
  const tag = timeEnd + 1 + CRI_STREAMS[0].length;
  const tagEnd = find(SPACE, bytes, tag, end);
  const isTag = (bytes[tag] === PARTIAL || bytes[tag] === FULL) && (tagEnd === tag + 1 || bytes[tag + 1] === COLON);
  if (!isTag) return undefined;
  return {
    contentStart: Math.min(end, tagEnd + 1),
    contentEnd: end,
    isError: stream === 1,
    isPiece: bytes[tag] === PARTIAL,
    tag,
  };
}

/** Docker's json-file writes its members in one order (moby, daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go). */
function dockerLine({ bytes, start, end }: FileLine): WrappedLine | undefined {
  if (!startsWith(LOG, bytes, start, end)) return undefined;
  const contentStart = start + LOG.length;
  const out = endOfText(bytes, contentStart, end, OUT);
  const contentEnd = out ?? endOfText(bytes, contentStart, end, ERR);
  if (contentEnd === undefined) return undefined;
  const isPiece = !endsWithFeed(bytes, contentStart, contentEnd);
  return { contentStart, contentEnd, isError: out === undefined, isPiece };
}

/** Where the string ends that is followed by `behind`: the last place, since a program may print the same. */
function endOfText(bytes: Buffer, start: number, end: number, behind: Buffer): number | undefined {
  const at = bytes.subarray(start, end).lastIndexOf(behind);
  return at < 0 || isEscaped(bytes, start + at) ? undefined : start + at;
}

function endsWithFeed(bytes: Buffer, start: number, end: number): boolean {
  const at = end - ESCAPED_FEED.length;
  return at >= start && startsWith(ESCAPED_FEED, bytes, at, end) && !isEscaped(bytes, at);
}

/** Whether an odd number of backslashes is before the byte. There is none before a content: the quote that opens it is. */
function isEscaped(bytes: Buffer, at: number): boolean {
  let isOdd = false;
  for (let before = at - 1; bytes[before] === BACKSLASH; before--) isOdd = !isOdd;
  return isOdd;
}
