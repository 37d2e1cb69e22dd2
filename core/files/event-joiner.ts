import { type EventStarts, type LineClass, type StartOfLine, startOfLine } from './event-starts.ts';
import type { FileLine } from './file-line.ts';
import { appendLine, isNext, joined, type OpenEvent, rangeOf } from './open-event.ts';
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
 * Accepts an event whose first line begins at byte `lineStart`: its lines as one, with what is around the first of them. It has as many `lines`; none where it
 * is another event of the line before.
 */
export type OnFileEvent = (line: FileLine, lineStart: number, lines: number, ending: EventEnding) => void;

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

/**
 * Joins the lines of a content to events, each of which begins with a line that {@link startOfLine} accepts and includes the lines of its stream
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

  /**
   * Adds a line, or an event of a long one, that begins at byte `lineStart`. Its bytes have to stay as they are until {@link keep} is called, or
   * {@link finish}.
   */
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

  /** Adds the last line of the content, which no line feed ends. */
  addLast(line: FileLine, lineStart: number): void {
    this.#isEnding = true;
    this.add(line, lineStart);
  }

  /** Keeps copies of the lines that are not handed out yet: their bytes are about to be used for others. */
  keep(): void {
    for (const event of this.#queue) event.pieces ??= [rangeOf(event)];
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
      const isRange = wrapped === undefined && isNext(open, line);
      appendLine(open, line, wrapped, isRange ? undefined : this.#separator(open, line, isLinked));
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
    const event: OpenEvent = {
      first: line,
      lineStart,
      wrapped,
      isBeginning,
      rangeEnd: line.end,
      pieces: undefined,
      lines,
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
    const [one, other] = this.#streams;
    if (one.open !== undefined && lineStart - one.open.lineStart > this.#bounds.bytes) close(one);
    if (other.open !== undefined && lineStart - other.open.lineStart > this.#bounds.bytes) close(other);
  }

  /** Hands out what is closed and has nothing open before it. */
  #handOut(): void {
    for (let [first] = this.#queue; !this.#isEnding && first?.isClosed === true; [first] = this.#queue) {
      this.#queue.shift();
      this.#emit(first, 'whole');
    }
  }

  #emit(event: OpenEvent, ending: EventEnding): void {
    const { first, lineStart, lines } = event;
    const isFirst = event.pieces === undefined && lines <= 1;
    this.#onEvent(isFirst ? first : joined(event), lineStart, lines, ending);
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
