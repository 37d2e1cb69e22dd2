import { CARRIAGE_RETURN, LINE_FEED } from '../bytes/ascii.ts';
import { findFar } from '../bytes/byte-search.ts';
import { beginsWithJsonEvent } from '../formats/json-events.ts';
import { MAX_LINE_BYTES } from '../limits.ts';
import type { OnLine } from './file-line.ts';
import { LongLineEvents, type LongLinePosition } from './long-line-events.ts';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Where the reading of a long line that begins at byte `lineStart` can continue. */
export interface OpenLinePosition extends LongLinePosition {
  readonly lineStart: number;
}

/** Where a splitter begins, and how much it holds. */
export interface LineBounds {
  /** Byte offset in the content of the first byte that is pushed. Where it is not 0, the line that the byte is in is passed over. Default: 0. */
  readonly position?: number;
  /** Where in a line another splitter stopped, if one did: it is the position then. */
  readonly openLine?: OpenLinePosition | undefined;
  /** What is kept of a line; the rest is only counted. Default: {@link MAX_LINE_BYTES}. */
  readonly maxLineBytes?: number;
  /** Whether a line of JSON that is longer is handed out event by event, if it holds several. Default: false. */
  readonly takesApart?: boolean;
  /** Called before the first event of such a line is handed out. */
  readonly onLongLine?: () => void;
}

/**
 * Splits content that is pushed in chunks of any size into lines: what is between line feeds, less the carriage
 * returns at its end (one on Windows, two where such a text was converted twice); an empty one is not a line. A UTF-8 byte order mark at the very beginning is not part of the first line,
 * whose offset is then 3. All other bytes pass through untouched. A line that lies within a chunk is not copied; of one
 * that does not, at most `maxLineBytes` are held. NULs at a line's start (`copytruncate` leaves as many as a file had bytes) are passed over
 * where they are more than that; a line of nothing else, as a crash leaves one, is not a line.
 */
export class LineSplitter {
  readonly #onLine: OnLine;
  readonly #maxLineBytes: number;
  readonly #takesApart: boolean;
  readonly #onLongLine: () => void;
  /** Where the next byte to be pushed is. */
  #position: number;
  #lineStart: number;
  #searching: boolean;
  /** The beginning of a line that the last chunk left open; its storage is made when it is first needed. */
  #held: Buffer | undefined;
  #heldBytes = 0;
  /** NULs at the line's start that were kept and passed over: more than may be kept, with something after them. */
  #skippedBytes = 0;
  /** How many carriage returns end the part of the line that was kept. */
  #heldReturns = 0;
  /** The open line is longer than the part of it that is kept. */
  #isCut = false;
  #lines = 0;
  /** Splits the open line into events, once it is too long to be kept and contains some. */
  #long: LongLineEvents | undefined;

  constructor(onLine: OnLine, bounds: LineBounds = {}) {
    const {
      openLine,
      position = openLine?.position ?? 0,
      maxLineBytes = MAX_LINE_BYTES,
      takesApart = false,
      onLongLine = (): void => undefined,
    } = bounds;
    this.#onLine = onLine;
    this.#maxLineBytes = maxLineBytes;
    this.#takesApart = takesApart;
    this.#onLongLine = onLongLine;
    this.#position = position;
    this.#lineStart = openLine?.lineStart ?? position;
    this.#searching = openLine === undefined && position > 0;
    if (openLine === undefined) return;
    this.#isCut = true;
    this.#long = new LongLineEvents(onLine, maxLineBytes, openLine);
  }

  /** How many lines were handed out, whole or event by event. */
  get lines(): number {
    return this.#lines;
  }

  /** The offset after the last byte that was pushed. */
  get position(): number {
    return this.#position;
  }

  /** Adds the next bytes of the content. */
  push(chunk: Buffer): void {
    const base = this.#position;
    let index = this.#searching ? this.#search(chunk) : 0;
    while (index < chunk.length) {
      const lineFeed = findFar(LINE_FEED, chunk, index, chunk.length);
      if (lineFeed === chunk.length) {
        this.#hold(chunk, index, chunk.length, base);
        break;
      }
      this.#close(chunk, index, lineFeed, base);
      index = lineFeed + 1;
      this.#lineStart = base + index;
    }
    this.#position = base + chunk.length;
  }

  /** Whether events of the line that is open now were handed out. */
  get isWithinEvents(): boolean {
    return this.#long !== undefined;
  }

  /** Where the reading of the open line can continue later; absent where no events of it were handed out. */
  get openLine(): OpenLinePosition | undefined {
    return this.#long && { lineStart: this.#lineStart, ...this.#long.positionAt(this.#position) };
  }

  /** Where the line begins that is handed out, or that is open now; while a first line is looked for, where that continues. */
  get lineStart(): number {
    return this.#searching ? this.#position : this.#lineStart;
  }

  /** Ends the content: a last line without a line feed is handed out, to `onOpenLine` where that is given. */
  finish(onOpenLine: OnLine = this.#onLine): void {
    if (!this.#searching && this.#position > this.#lineStart) this.#emitHeld(this.#position, onOpenLine);
  }

  /** Looks for the line feed before the first line. */
  #search(chunk: Buffer): number {
    const lineFeed = chunk.indexOf(LINE_FEED);
    if (lineFeed === -1) return chunk.length;
    this.#searching = false;
    this.#lineStart = this.#position + lineFeed + 1;
    return lineFeed + 1;
  }

  #close(chunk: Buffer, from: number, lineFeed: number, base: number): void {
    const isHeld = this.#lineStart !== base + from;
    if (!isHeld && lineFeed - from <= this.#maxLineBytes) {
      this.#emit(chunk, from, lineFeed - from, returnsBefore(chunk, from, lineFeed), this.#onLine);
    } else {
      this.#hold(chunk, from, lineFeed, base);
      this.#emitHeld(base + lineFeed, this.#onLine);
    }
  }

  /** `base` is the offset of the chunk. */
  #hold(chunk: Buffer, from: number, to: number, base: number): void {
    if (to === from) return;
    if (this.#long) {
      this.#long.push(chunk, from, to, base + from);
      return;
    }
    this.#held ??= Buffer.allocUnsafe(this.#maxLineBytes);
    let rest = from + chunk.copy(this.#held, this.#heldBytes, from, to);
    this.#heldBytes += rest - from;
    while (rest < to && !this.#isCut && isNul(this.#held, 0, this.#heldBytes)) {
      this.#skippedBytes += this.#heldBytes;
      this.#heldBytes = chunk.copy(this.#held, 0, rest, to);
      rest += this.#heldBytes;
    }
    if (rest < to && !this.#isCut) {
      this.#isCut = true;
      if (this.#takesApart) this.#long = this.#beginLong(this.#held);
      this.#long?.push(chunk, rest, to, base + rest);
    }
    const returns = returnsBefore(chunk, from, to);
    this.#heldReturns = returns === to - from ? this.#heldReturns + returns : returns;
  }

  /** Splits the line whose beginning is `held` into events, if it contains some. */
  #beginLong(held: Buffer): LongLineEvents | undefined {
    const isMarked = this.#lineStart + this.#skippedBytes === 0 && startsWithMark(held, 0, held.length);
    const markBytes = isMarked ? BYTE_ORDER_MARK.length : 0;
    if (!beginsWithJsonEvent(held, markBytes, held.length)) return undefined;
    this.#onLongLine();
    const long = new LongLineEvents(this.#onLine, this.#maxLineBytes);
    long.push(held, markBytes, held.length, this.#lineStart + this.#skippedBytes + markBytes);
    this.#lines++;
    return long;
  }

  #emitHeld(lineEnd: number, onLine: OnLine): void {
    if (this.#long) {
      this.#long.finish(lineEnd, onLine);
      this.#long = undefined;
    } else if (this.#held) {
      this.#emit(this.#held, 0, lineEnd - this.#lineStart - this.#skippedBytes, this.#heldReturns, onLine);
    }
    this.#heldBytes = 0;
    this.#heldReturns = 0;
    this.#skippedBytes = 0;
    this.#isCut = false;
  }

  #emit(bytes: Buffer, from: number, rawBytes: number, returns: number, onLine: OnLine): void {
    const contentBytes = rawBytes - returns;
    const end = from + Math.min(contentBytes, this.#maxLineBytes);
    const markBytes = this.#lineStart === 0 && startsWithMark(bytes, from, end) ? BYTE_ORDER_MARK.length : 0;
    if (contentBytes === end - from && isNul(bytes, from + markBytes, end)) return;
    this.#lines++;
    const start = from + markBytes;
    const offset = this.#lineStart + markBytes;
    onLine({ bytes, start, end, offset, lengthBytes: contentBytes - markBytes, returns, envelope: undefined });
  }
}

function isNul(bytes: Buffer, from: number, end: number): boolean {
  let index = from;
  while (index < end && bytes[index] === 0) index++;
  return index === end;
}

/** How many carriage returns `bytes[from, to)` ends in. */
function returnsBefore(bytes: Buffer, from: number, to: number): number {
  let start = to;
  while (start > from && bytes[start - 1] === CARRIAGE_RETURN) start--;
  return to - start;
}

function startsWithMark(bytes: Buffer, from: number, end: number): boolean {
  const markEnd = from + BYTE_ORDER_MARK.length;
  return markEnd <= end && bytes.compare(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length, from, markEnd) === 0;
}
