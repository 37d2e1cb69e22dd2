import type { Joining } from '../../core/files/event-joiner.ts';
import { type LineClass, startOfLine } from '../../core/files/event-starts.ts';

/** How far an event reaches after its beginning (docs/formats.md). */
const MOST_BYTES = 512 * 1024;
const MOST_LINES = 2000;
/** What is before the program's line in one of a container. */
const CRI = /^[^ ]{10,35} (?<stream>stdout|stderr) (?<tag>[FP])(?::[^ ]*)?(?: |$)/;
const DOCKER = /^\{"log":"(?<log>(?:[^"\\]|\\.)*)","stream":"(?<stream>stdout|stderr)",/s;
const ENDS_WITH_FEED = /(?:^|[^\\])(?:\\\\)*\\n$/;

interface Stream {
  /** Where the event begins that may continue, and how many lines it has. */
  readonly begins: number;
  readonly lines: number;
  /** Where the last line is, if that is a piece. */
  readonly pieceAt: number;
  /** What the last one is that is no further piece, and where. */
  readonly kind: LineClass;
  readonly kindAt: number;
}

const NONE: Stream = { begins: -Infinity, lines: 0, pieceAt: -Infinity, kind: 'other', kindAt: -Infinity };

/** A line as it is counted. */
export interface CountedLine {
  readonly text: Buffer;
  /** Its place in the file, and its length without what ends it. */
  readonly start: number;
  readonly bytes: number;
}

/** What a line holds. */
interface Held {
  readonly stream: string;
  readonly text: string;
  readonly isPiece: boolean;
}

/**
 * Says of each line of a file whether an event begins with it: the rule for a single line is the pipeline's, what is made of it is written independently
 * here, so that the two can be compared.
 */
export function createEventCounter({ wrapper, starts }: Joining): (line: CountedLine) => boolean {
  const streams = new Map<string, Stream>();
  return ({ text, start, bytes }) => {
    const held = heldIn(text.toString('latin1'), wrapper);
    if (held === undefined) {
      // it ends what is open, and cut lines all the same go on after it
      for (const [name, stream] of streams) streams.set(name, { ...stream, begins: -Infinity });
      return true;
    }
    const stream = streams.get(held.stream) ?? NONE;
    const isFurther = start - stream.pieceAt <= MOST_BYTES;
    const before = start - stream.kindAt <= MOST_BYTES ? stream.kind : 'other';
    const content = wrapper === 'docker' ? unescaped(held.text) : Buffer.from(held.text, 'latin1');
    const first =
      starts && !isFurther ? startOfLine(starts, content, { start: 0, end: content.length }, before) : undefined;
    const begins = !isFurther && first?.begins !== false;
    const belongs = !begins && start + bytes - stream.begins <= MOST_BYTES && stream.lines < MOST_LINES;
    streams.set(held.stream, {
      begins: begins ? start : belongs ? stream.begins : -Infinity,
      lines: belongs ? stream.lines + 1 : 1,
      pieceAt: held.isPiece ? start : -Infinity,
      kind: first?.kind ?? stream.kind,
      kindAt: first?.kind === undefined ? stream.kindAt : start,
    });
    return !belongs;
  };
}

/** What the program wrote whose line Docker's string holds. */
function unescaped(log: string): Buffer {
  const bytes = Buffer.from(log, 'latin1');
  try {
    return Buffer.from(String(JSON.parse(`"${bytes.toString()}"`)).replace(/\n$/, ''));
  } catch {
    return bytes;
  }
}

function heldIn(line: string, wrapper: Joining['wrapper']): Held | undefined {
  if (wrapper === undefined) return { stream: '', text: line, isPiece: false };
  const match = (wrapper === 'cri' ? CRI : DOCKER).exec(line);
  if (match?.groups === undefined) return undefined;
  const { stream = '', tag, log } = match.groups;
  return log === undefined
    ? { stream, text: line.slice(match[0].length), isPiece: tag === 'P' }
    : { stream, text: log, isPiece: !ENDS_WITH_FEED.test(log) };
}
