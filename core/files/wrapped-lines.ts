import { BACKSLASH, COLON, COMMA, find, QUOTE, SPACE, startsWith } from '../bytes/ascii.ts';
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

const texts = (...tokens: readonly string[]): readonly Buffer[] => tokens.map((token) => Buffer.from(token));
const BEFORE_TEXT = texts('{', '"log"', ':', '"');
const STREAM = Buffer.from('"stream"');
const OUT = texts(':', '"stdout"', ',');
const ERR = texts(':', '"stderr"', ',');
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

/**
 * Docker's json-file writes its members in one order (moby, daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go); what rewrites its files may put
 * spaces between them.
 */
function dockerLine({ bytes, start, end }: FileLine): WrappedLine | undefined {
  const contentStart = behind(BEFORE_TEXT, bytes, start, end);
  if (contentStart < 0) return undefined;
  const line = bytes.subarray(0, end);
  for (let key = end; (key = line.lastIndexOf(STREAM, key - 1)) >= contentStart;) {
    const contentEnd = quoteBefore(bytes, key, contentStart);
    const isOut = behind(OUT, bytes, key + STREAM.length, end) >= 0;
    if (contentEnd < 0 || !(isOut || behind(ERR, bytes, key + STREAM.length, end) >= 0)) continue;
    return { contentStart, contentEnd, isError: !isOut, isPiece: !endsWithFeed(bytes, contentStart, contentEnd) };
  }
  return undefined;
}

/** Where the tokens end that begin at `start`, spaces between them; -1 where it is not they. */
function behind(tokens: readonly Buffer[], bytes: Buffer, start: number, end: number): number {
  let at = start;
  for (const token of tokens) {
    while (at < end && bytes[at] === SPACE) at++;
    if (!startsWith(token, bytes, at, end)) return -1;
    at += token.length;
  }
  return at;
}

/** Where the quote is that closes the text before the comma before `key`; -1 where none does. */
function quoteBefore(bytes: Buffer, key: number, contentStart: number): number {
  let at = key - 1;
  while (at > contentStart && bytes[at] === SPACE) at--;
  if (bytes[at] !== COMMA) return -1;
  do at--;
  while (at > contentStart && bytes[at] === SPACE);
  return at >= contentStart && bytes[at] === QUOTE && !isEscaped(bytes, at) ? at : -1;
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
