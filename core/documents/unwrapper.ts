import type { DocumentWriter } from '../bytes/document-writer.ts';
import { withoutColours } from '../formats/colours.ts';
import type { Format, FormatContext } from '../formats/format.ts';
import type { WrapperName } from '../formats/wrappers/inner-line.ts';
import type { Line } from './line.ts';
import { appendMissing } from './missing-fields.ts';

/** How many lines may be one inside the other, the outermost not counted: syslog in JSON in CRI has two. */
const MAX_INNER_LINES = 3;

const SECOND_MILLIS = 1000;
const REST_START = Buffer.from(',"kafkainsight.json":');

/** Begins and writes the documents of lines: what {@link Unwrapper} needs of an assembler. */
export interface LineWriter {
  /** Begins the document of a line of this format. */
  begin(format: Format, line: Line): void;
  /** Begins it and writes the line's fields; undefined where the line is not of the format. */
  attempt(format: Format, line: Line): LineReading | undefined;
  /** The formats that an inner line may be of, by a quick look, those first that are to be tried first. */
  candidates(line: Line): readonly Format[];
}

/** A line that was read: its document is in the writer. */
export interface LineReading {
  readonly format: Format;
  readonly timeMillis: number;
  /** Where the fields of the line begin in the document. */
  readonly fieldsStart: number;
}

/**
 * Reads the line that another holds (see {@link InnerLine}). Where a format accepts the inner line, the document is the inner line's, in its
 * dataset, and has of the outer line whatever the inner one does not say itself: host, process, container, stream. Its time is the inner one,
 * unless more of that is missing or the outer one is more exact. Where no format does, the document stays the outer line's, of which the inner line is the message.
 */
export class Unwrapper {
  readonly #writer: DocumentWriter;
  readonly #context: FormatContext;
  readonly #lines: LineWriter;
  #wrappers: WrapperName[] = [];

  constructor(writer: DocumentWriter, context: FormatContext, lines: LineWriter) {
    this.#writer = writer;
    this.#context = context;
    this.#lines = lines;
  }

  /** What holds the line that was read last, the outermost first; empty where that is in none. */
  get wrappers(): readonly WrapperName[] {
    return this.#wrappers;
  }

  /** Reads what `line` holds, which was read as `outer`; returns `outer` where that is no line of any format. */
  unwrap(line: Line, outer: LineReading, depth = 0): LineReading {
    const { unflattened, holdsEvents, isAlert, clock } = this.#context;
    const { wrapper, bytes, start, end, isPiece } = this.#context.inner;
    this.#wrappers = [];
    const { inferred } = clock;
    const { isIllFormed } = this.#writer;
    const fields = this.#writer.takeFields(outer.fieldsStart);
    const inner = { ...line, bytes, start, end, lengthBytes: end - start };
    const found = this.#read(inner, depth) ?? this.#readWithoutColours(inner, depth);
    if (found !== undefined && wrapper !== undefined) this.#wrappers.unshift(wrapper);
    if (found === undefined) {
      this.#context.isAlert = isAlert;
      this.#lines.begin(outer.format, line);
      this.#writer.putFields(fields);
      clock.resume(inferred);
    } else if (this.#writer.spareBytes >= 0) {
      appendMissing(fields.bytes, this.#writer);
    }
    if (isIllFormed) this.#writer.noteIllFormed();
    this.#context.inner.isPiece ||= isPiece;
    this.#context.holdsEvents = holdsEvents;
    this.#context.unflattened = unflattened || (found !== undefined && this.#context.unflattened);
    if (found === undefined) return outer;
    if (clock.inferred <= inferred && !isWithinSecond(found, outer, inferred)) return found;
    clock.resume(inferred);
    return { ...found, timeMillis: outer.timeMillis };
  }

  #read(line: Line, depth: number): LineReading | undefined {
    for (const format of this.#lines.candidates(line)) {
      const reading = this.#lines.attempt(format, line);
      if (reading === undefined || !this.#saysSomething(reading)) continue;
      const isLast = this.#context.inner.wrapper === undefined || depth + 1 === MAX_INNER_LINES;
      return isLast ? reading : this.unwrap(line, reading, depth + 1);
    }
    return undefined;
  }

  /** Whether something of the line is known. An object of none but unknown keys is a value that a text consists of, not a line. */
  #saysSomething({ fieldsStart }: LineReading): boolean {
    const { bytes, lengthBytes } = this.#writer;
    if (this.#context.clock.isTimed) return true;
    const isRest = REST_START.equals(bytes.subarray(fieldsStart, fieldsStart + REST_START.length));
    return lengthBytes > fieldsStart && !isRest;
  }

  #readWithoutColours(line: Line, depth: number): LineReading | undefined {
    const bytes = withoutColours(line.bytes, line.start, line.end);
    return bytes && this.#read({ ...line, bytes, start: 0, end: bytes.length, lengthBytes: bytes.length }, depth);
  }
}

/**
 * Whether the outer time, which is whole, is more exact than the inner one: of the same second, where the inner one has no fraction. A JSON
 * time could have had one, so that is taken at its word.
 */
function isWithinSecond(inner: LineReading, outer: LineReading, inferred: number): boolean {
  const isWholeSecond = inner.timeMillis % SECOND_MILLIS === 0 && inner.format.name !== 'json';
  const aheadMillis = outer.timeMillis - inner.timeMillis;
  return isWholeSecond && inferred === 0 && aheadMillis > 0 && aheadMillis < SECOND_MILLIS;
}
