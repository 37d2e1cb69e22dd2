import { LINE_FEED } from '../bytes/ascii.ts';
import type { FileLine } from './file-line.ts';
import type { WrappedLine } from './wrapped-lines.ts';

const WHOLE_TAG = 0x46;
const PARTIAL_TAG = 0x50;

/**
 * An event that is not handed out yet. Most are one line, or lines that are next to each other in memory: then it is `first.bytes[first.start, rangeEnd)`
 * and has no pieces.
 */
export interface OpenEvent {
  readonly first: FileLine;
  readonly lineStart: number;
  readonly wrapped: WrappedLine | undefined;
  /** Whether lines may be joined to it. */
  readonly isBeginning: boolean;
  rangeEnd: number;
  /** Copies of what it consists of. */
  pieces: Buffer[] | undefined;
  lines: number;
  /** Where its last line ends in the content, and how many carriage returns end that. */
  end: number;
  returns: number;
  isPiece: boolean;
  isClosed: boolean;
}

/** Whether the line is behind the event in memory, with nothing but line feeds between them: they are a range, and what is between them stays. */
export function isNext({ first, rangeEnd, pieces }: OpenEvent, { bytes, start }: FileLine): boolean {
  const isWhole = first.lengthBytes === first.end - first.start;
  if (pieces !== undefined || bytes !== first.bytes || start <= rangeEnd || !isWhole) return false;
  for (let index = rangeEnd; index < start; index++) if (bytes[index] !== LINE_FEED) return false;
  return true;
}

/** @param separator what is between the event and the line that is added to it; undefined where they are a range */
export function appendLine(
  event: OpenEvent,
  line: FileLine,
  wrapped: WrappedLine | undefined,
  separator: string | undefined,
): void {
  const { bytes, start, end, offset, lengthBytes, returns = 0 } = line;
  if (separator === undefined) event.rangeEnd = end;
  else {
    event.pieces ??= [rangeOf(event)];
    if (separator !== '') event.pieces.push(Buffer.from(separator));
    event.pieces.push(Buffer.from(bytes.subarray(wrapped?.contentStart ?? start, wrapped?.contentEnd ?? end)));
  }
  event.lines++;
  event.end = offset + lengthBytes;
  event.returns = returns;
}

/** A copy of what is a range. */
export function rangeOf({ first: { bytes, start }, rangeEnd }: OpenEvent): Buffer {
  return Buffer.from(bytes.subarray(start, rangeEnd));
}

/** The lines of an event as one: what they hold, in what is around the first of them. */
export function joined({ first, rangeEnd, wrapped, pieces, lines, isPiece }: OpenEvent): FileLine {
  const { offset, start, lengthBytes, returns, envelope } = first;
  if (pieces === undefined) {
    const { bytes } = first;
    return {
      bytes,
      start,
      end: rangeEnd,
      offset,
      lengthBytes: rangeEnd - start,
      returns,
      envelope,
      contentStart: start,
    };
  }
  const [piece = Buffer.alloc(0), ...rest] = pieces;
  if (lines <= 1) return { bytes: piece, start: 0, end: piece.length, offset, lengthBytes, returns, envelope };
  const contentStart = (wrapped?.contentStart ?? start) - start;
  const contentEnd = wrapped === undefined ? piece.length : wrapped.contentEnd - start;
  const bytes = Buffer.concat([piece.subarray(0, contentEnd), ...rest, piece.subarray(contentEnd)]);
  if (wrapped?.tag !== undefined) bytes[wrapped.tag - start] = isPiece ? PARTIAL_TAG : WHOLE_TAG;
  const end = bytes.length;
  return { bytes, start: 0, end, offset, lengthBytes: end, returns, envelope, contentStart };
}
