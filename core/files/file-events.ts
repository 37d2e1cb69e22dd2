import {
  type EventBounds,
  EventJoiner,
  JOIN_LOOK_BACK_BYTES,
  type Joining,
  LOOK_BACK_EVENTS,
  type OnFileEvent,
} from './event-joiner.ts';
import { type LineBounds, LineSplitter, type OpenLinePosition } from './lines.ts';

/** What the events of a content are found by. */
export interface FileEventsOptions extends Omit<LineBounds, 'position'> {
  /** Byte offset from which on events are wanted. Default: 0. */
  readonly start?: number;
  /** How lines are joined to events; absent where each is one. */
  readonly joining?: Joining | undefined;
  /** How far an event of several lines may reach. Default: MAX_EVENT_BYTES and MAX_EVENT_LINES. */
  readonly eventBounds?: EventBounds;
}

/** Finds the events of a content that comes in pieces: splits it into lines, and joins those that are one event. */
export interface FileEvents {
  /** Where the content has to be read from; within the line where `openLine` is given. Events that begin before `start` are handed out as well, where lines are joined. */
  readonly from: number;
  /** Adds the next bytes of the content, of which the first is at byte `from`. */
  push(bytes: Buffer): void;
  /** Where the first event begins that is not handed out whole; as far as bytes were pushed, where there is none. */
  readonly openStart: number;
  /** Whether events of the line that is open were handed out. */
  readonly isWithinLine: boolean;
  /** Where the reading of that line can continue later: absent where it cannot. */
  readonly openLine: OpenLinePosition | undefined;
  /** The content ends. */
  finish(): void;
}

/** @param onEvent see {@link OnFileEvent} */
export function createFileEvents(onEvent: OnFileEvent, options: FileEventsOptions = {}): FileEvents {
  const { start = 0, joining, eventBounds, ...bounds } = options;
  const lookBackBytes = eventBounds === undefined ? JOIN_LOOK_BACK_BYTES : LOOK_BACK_EVENTS * eventBounds.bytes;
  const { openLine } = bounds;
  const from = openLine?.position ?? Math.max(0, start - 1 - (joining === undefined ? 0 : lookBackBytes));
  const joiner = joining && new EventJoiner(joining, onEvent, eventBounds, openLine?.lineStart);
  let lastLineStart = openLine?.lineStart ?? -1;

  /** What is pushed: lines that are not in it are in memory that the splitter uses again. */
  let piece: Buffer | undefined;
  const splitter: LineSplitter = new LineSplitter(
    (line) => {
      const { lineStart } = splitter;
      if (joiner !== undefined) {
        joiner.add(line, lineStart);
        if (line.bytes !== piece) joiner.keep();
      } else onEvent(line, lineStart, lineStart === lastLineStart ? 0 : 1, 'whole');
      lastLineStart = lineStart;
    },
    { ...bounds, position: from },
  );

  return {
    from,
    get openStart() {
      return joiner === undefined ? splitter.lineStart : Math.min(splitter.lineStart, joiner.openStart);
    },
    get isWithinLine() {
      return splitter.isWithinEvents;
    },
    get openLine() {
      return joiner === undefined || joiner.openStart === Infinity ? splitter.openLine : undefined;
    },
    push(bytes) {
      piece = bytes;
      splitter.push(bytes);
      joiner?.keep();
    },
    finish() {
      const { lineStart } = splitter;
      splitter.finish((line) => {
        if (joiner !== undefined) joiner.addLast(line, lineStart);
        else onEvent(line, lineStart, lineStart === lastLineStart ? 0 : 1, 'no feed');
      });
      joiner?.finish();
    },
  };
}
