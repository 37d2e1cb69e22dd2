import { type EventStarts, type LineClass, type StartOfLine, startOfLine } from './event-starts.ts';
import type { FileLine } from './file-line.ts';
import { type CuttingWrapper, dockerText, type WrappedLine, wrappedLine } from './wrapped-lines.ts';

/** An event reaches no further than this after its beginning, in bytes of the file and in lines of its stream. */
export const MAX_EVENT_BYTES = 512 * 1024;
const MAX_EVENT_LINES = 2000;

/**
 * How far before a part its lines are looked at. An event that reaches into the part begins at most MAX_EVENT_BYTES before it; whether a line
 * is its beginning follows from lines at most as far before that one, and what these are from lines as far before them.
 */
export const LOOK_BACK_EVENTS = 3;
export const JOIN_LOOK_BACK_BYTES = LOOK_BACK_EVENTS * MAX_EVENT_BYTES;

/** How far an event may reach. */
export interface EventBounds {
  readonly bytes: number;
  readonly lines: number;
}

const BOUNDS: EventBounds = { bytes: MAX_EVENT_BYTES, lines: MAX_EVENT_LINES };

/** How the lines of a file are joined to events; where nothing is said, each is one. */
export interface Joining {
  /** In whose lines the lines are. */
  readonly wrapper?: CuttingWrapper;
  /** Which line begins an event. Default: each, except for pieces of one that the wrapper has cut. */
  readonly starts?: EventStarts;
}

/**
 * How an event ends: nothing more belongs to it; the content ends within its only line; more lines may belong to it once the file has grown; or more of
 * a line that is cut.
 */
export type EventEnding = 'whole' | 'no feed' | 'growing' | 'piece';

/**
 * Takes an event whose first line begins at byte `lineStart`: its lines as one, with what is around the first of them. It has as many `lines`; none where it
 * is another event of the line before.
 */
export type OnFileEvent = (line: FileLine, lineStart: number, lines: number, ending: EventEnding) => void;

/** An event that is not handed out yet. */
interface OpenEvent {
  readonly first: FileLine;
  readonly lineStart: number;
  readonly wrapped: WrappedLine | undefined;
  /** Whether lines may be joined to it. */
  readonly isBeginning: boolean;
  readonly pieces: Buffer[];
  lines: number;
  /** Where its last line ends in the content, and how many carriage returns end that. */
  end: number;
  returns: number;
  isPiece: boolean;
  isClosed: boolean;
}

/** What was read of a stream last. */
interface Stream {
  open: OpenEvent | undefined;
  /** Where its last line began, and whether that is a piece. */
  lastStart: number;
  lastIsPiece: boolean;
  /** What the last one is that is no further piece of another, and where it began. */
  kind: LineClass;
  kindStart: number;
}

const LINE_FEED = '\n';
const WHOLE_TAG = 0x46;
const PARTIAL_TAG = 0x50;

/**
 * Joins the lines of a content to events, each of which begins with a line that {@link startOfLine} accepts and takes the lines of its stream
 * after it, within the bounds; pieces of a line that a wrapper has cut are joined first. A line that is too far behind the last beginning,
 * or before the first one, is a separate event. Events are handed out in the order in which they begin; what is kept meanwhile is no more than
 * MAX_EVENT_BYTES and a line.
 *
 * What a line belongs to depends on JOIN_LOOK_BACK_BYTES before it alone, so wherever reading begins, the events after that are the same.
 */
export class EventJoiner {
  readonly #joining: Joining;
  readonly #onEvent: OnFileEvent;
  readonly #bounds: EventBounds;
  readonly #streams: readonly [Stream, Stream] = [noStream(), noStream()];
  /** The events that are not handed out yet, in their order. */
  #queue: OpenEvent[] = [];
  #lastLineStart: number;
  /** The event of the last line, where no line feed ends that. */
  #last: OpenEvent | undefined;
  #isEnding = false;

  /**
   * @param lastLineStart where the line begins of whose later events the first is added next, if it does: nothing is joined to them, and what
   *   follows such a line is too far behind everything before it
   */
  constructor(joining: Joining, onEvent: OnFileEvent, bounds: EventBounds = BOUNDS, lastLineStart = -1) {
    this.#lastLineStart = lastLineStart;
    this.#joining = joining;
    this.#bounds = bounds;
    this.#onEvent = onEvent;
  }

  /** Where the first event begins that is not handed out yet; Infinity where there is none. */
  get openStart(): number {
    return this.#queue[0]?.lineStart ?? Infinity;
  }

  /** Takes a line, or an event of a long one, that begins at byte `lineStart`. */
  add(line: FileLine, lineStart: number): void {
    this.#closeFar(lineStart);
    const wrapped = this.#joining.wrapper && wrappedLine(this.#joining.wrapper, line);
    const isFurther = lineStart === this.#lastLineStart;
    this.#lastLineStart = lineStart;
    if (isFurther || (this.#joining.wrapper !== undefined && wrapped === undefined)) {
      for (const stream of this.#streams) close(stream);
      const lines = isFurther ? 0 : 1;
      this.#last = this.#open({ line, lineStart, wrapped: undefined, isBeginning: false, lines });
      this.#last.isClosed = true;
    } else {
      this.#addTo(this.#streams[wrapped?.isError === true ? 1 : 0], line, lineStart, wrapped);
    }
    this.#handOut();
  }

  /** Takes the last line of the content, which no line feed ends. */
  addLast(line: FileLine, lineStart: number): void {
    this.#isEnding = true;
    this.add(line, lineStart);
  }

  /** The content ends: what is open is handed out as it is. */
  finish(): void {
    for (const event of this.#queue.splice(0)) {
      const isCut = this.#isEnding && event === this.#last;
      if (isCut && event.lines <= 1) this.#emit(event, 'no feed');
      else if (event.isClosed && !isCut) this.#emit(event, 'whole');
      else this.#emit(event, event.isPiece ? 'piece' : 'growing');
    }
  }

  #addTo(stream: Stream, line: FileLine, lineStart: number, wrapped: WrappedLine | undefined): void {
    const isLinked = stream.lastIsPiece && lineStart - stream.lastStart <= this.#bounds.bytes;
    const begins = !isLinked && this.#begins(stream, line, lineStart, wrapped);
    const { open } = stream;
    if (open !== undefined && !begins && open.isBeginning && fits(open, line, this.#bounds)) {
      append(open, line, wrapped, this.#separator(open, line, isLinked));
    } else {
      close(stream);
      stream.open = this.#open({ line, lineStart, wrapped, isBeginning: begins, lines: 1 });
    }
    stream.lastStart = lineStart;
    stream.lastIsPiece = wrapped?.isPiece === true;
    const event = stream.open;
    if (event === undefined) return;
    this.#last = event;
    event.isPiece = stream.lastIsPiece;
    // nothing can follow: without a rule a whole line is an event
    if (!event.isPiece && (this.#joining.starts === undefined || !event.isBeginning)) close(stream);
  }

  /** What is between two lines of an event. */
  #separator({ end, returns }: OpenEvent, { offset }: FileLine, isLinked: boolean): string {
    // a line of Docker's holds its own line feed
    if (isLinked || this.#joining.wrapper === 'docker') return '';
    if (this.#joining.wrapper !== undefined) return LINE_FEED;
    const gapBytes = offset - end;
    // so that events in an object over many lines have their own offsets
    if (typeof this.#joining.starts === 'object' && 'object' in this.#joining.starts) return LINE_FEED.repeat(gapBytes);
    return LINE_FEED.repeat(Math.max(1, Math.floor(gapBytes / (1 + returns))));
  }

  #begins(stream: Stream, line: FileLine, lineStart: number, wrapped: WrappedLine | undefined): boolean {
    const { starts } = this.#joining;
    if (starts === undefined) return true;
    const before = lineStart - stream.kindStart <= this.#bounds.bytes ? stream.kind : 'other';
    const { begins, kind } = this.#startOf(starts, line, wrapped, before);
    if (kind !== undefined) {
      stream.kind = kind;
      stream.kindStart = lineStart;
    }
    return begins;
  }

  #startOf(starts: EventStarts, line: FileLine, wrapped: WrappedLine | undefined, before: LineClass): StartOfLine {
    const { bytes } = line;
    const start = wrapped?.contentStart ?? line.start;
    const end = wrapped?.contentEnd ?? line.end;
    if (this.#joining.wrapper !== 'docker') return startOfLine(starts, bytes, { start, end }, before);
    const held = Buffer.from(dockerText(bytes, start, end));
    return startOfLine(starts, held, { start: 0, end: held.length }, before);
  }

  #open(begun: {
    readonly line: FileLine;
    readonly lineStart: number;
    readonly wrapped: WrappedLine | undefined;
    readonly isBeginning: boolean;
    readonly lines: number;
  }): OpenEvent {
    const { line, lineStart, wrapped, isBeginning, lines } = begun;
    const event = {
      first: line,
      lineStart,
      wrapped,
      isBeginning,
      lines,
      pieces: [],
      isPiece: false,
      isClosed: false,
      end: line.offset + line.lengthBytes,
      returns: line.returns ?? 0,
    };
    this.#queue.push(event);
    return event;
  }

  /** Closes what no line from here on can belong to. */
  #closeFar(lineStart: number): void {
    for (const stream of this.#streams) {
      if (stream.open !== undefined && lineStart - stream.open.lineStart > this.#bounds.bytes) close(stream);
    }
  }

  /** Hands out what is closed and has nothing open before it; keeps a copy of the line of what stays. */
  #handOut(): void {
    for (let [first] = this.#queue; !this.#isEnding && first?.isClosed === true; [first] = this.#queue) {
      this.#queue.shift();
      this.#emit(first, 'whole');
    }
    const last = this.#queue.at(-1);
    if (last?.pieces.length !== 0) return;
    const { bytes, start, end } = last.first;
    const copy = Buffer.allocUnsafe(end - start);
    bytes.copy(copy, 0, start, end);
    last.pieces.push(copy);
  }

  #emit(event: OpenEvent, ending: EventEnding): void {
    const { first, lineStart, lines, pieces } = event;
    this.#onEvent(pieces.length === 0 ? first : joined(event), lineStart, lines, ending);
  }
}

function noStream(): Stream {
  return { open: undefined, lastStart: -Infinity, lastIsPiece: false, kind: 'other', kindStart: -Infinity };
}

function close(stream: Stream): void {
  if (stream.open !== undefined) stream.open.isClosed = true;
  stream.open = undefined;
}

function fits({ lineStart, lines }: OpenEvent, { offset, lengthBytes }: FileLine, bounds: EventBounds): boolean {
  return offset + lengthBytes - lineStart <= bounds.bytes && lines < bounds.lines;
}

function append(event: OpenEvent, line: FileLine, wrapped: WrappedLine | undefined, separator: string): void {
  const { bytes, start, end, offset, lengthBytes, returns = 0 } = line;
  if (separator !== '') event.pieces.push(Buffer.from(separator));
  event.pieces.push(Buffer.from(bytes.subarray(wrapped?.contentStart ?? start, wrapped?.contentEnd ?? end)));
  event.lines++;
  event.end = offset + lengthBytes;
  event.returns = returns;
}

/** The lines of an event as one: what they hold, in what is around the first of them. */
function joined({ first, wrapped, pieces, lines, isPiece }: OpenEvent): FileLine {
  const [piece, ...rest] = pieces;
  const { offset, start, lengthBytes, returns, envelope } = first;
  if (piece === undefined) return first;
  if (rest.length === 0) return { bytes: piece, start: 0, end: piece.length, offset, lengthBytes, returns, envelope };
  const contentStart = (wrapped?.contentStart ?? start) - start;
  const contentEnd = wrapped === undefined ? piece.length : wrapped.contentEnd - start;
  const bytes = Buffer.concat([piece.subarray(0, contentEnd), ...rest, piece.subarray(contentEnd)]);
  if (wrapped?.tag !== undefined) bytes[wrapped.tag - start] = isPiece ? PARTIAL_TAG : WHOLE_TAG;
  const end = bytes.length;
  return { bytes, start: 0, end, offset, lengthBytes: end, returns, envelope, ...(lines > 1 && { contentStart }) };
}
