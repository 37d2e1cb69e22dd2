import type { Format } from '../formats/format.ts';
import { contentEnd, contentStart } from '../formats/line-content.ts';
import type { Trace } from './trace.ts';

/** The line `bytes[start, end)`. */
export interface Line {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Where it is in its file; absent for another producer's record. */
  readonly offset?: number;
  /** More than `end - start` where the reader cut it. */
  readonly lengthBytes: number;
  /** The stack trace after the line, where one event has both. */
  readonly trace?: Trace | undefined;
  /** The whole event, where the line was made of it without its stack trace. */
  readonly original?: { readonly bytes: Buffer; readonly start: number; readonly end: number };
  /** Prepared fields from what contains the event. */
  readonly envelope?: Buffer | undefined;
}

/** The line's content, without what `contentStart` skips; it has the offset of the line. */
export function withoutPadding(line: Line): Line {
  const start = contentStart(line.bytes, line.start, line.end);
  const end = contentEnd(line.bytes, start, line.end);
  return { ...line, start, end, lengthBytes: line.lengthBytes - (start - line.start) - (line.end - end) };
}

/** Whether the line may be of the format, as far as a look shows. */
export function isLikely(format: Format, { bytes, start, end }: Line): boolean {
  return format.isLikely?.(bytes, start, end) !== false;
}
