import { field, Fragment, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { withoutColours } from '../formats/colours.ts';
import type { Format, FormatContext } from '../formats/format.ts';
import { JsonScanner } from '../formats/json-scanner.ts';
import type { WrapperName } from '../formats/wrappers/inner-line.ts';
import type { Line } from './line.ts';

/** How many lines may be one inside the other, the outermost not counted: syslog in JSON in CRI has two. */
const MAX_INNER_LINES = 3;

const SECOND_MILLIS = 1000;
const MESSAGE = 'message';
const REST = 'kafkainsight.json';
const ENVELOPE = 'kafkainsight.envelope.fields';
const INCOMPLETE = 'kafkainsight.envelope.incomplete';
const REST_START = Buffer.from(`,"${REST}":`);
const QUOTED_ENVELOPE = Buffer.from(`"${ENVELOPE}":`);
const QUOTED_INCOMPLETE = Buffer.from(`"${INCOMPLETE}":`);
const ENVELOPE_KEY = valueKey(ENVELOPE);
const INCOMPLETE_FIELD = new Fragment(field(INCOMPLETE, true));

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
    const { unflattened, holdsEvents, clock } = this.#context;
    const { wrapper, bytes, start, end, isPiece } = this.#context.inner;
    this.#wrappers = [];
    const { inferred } = clock;
    const { isIllFormed } = this.#writer;
    const fields = this.#writer.takeFields(outer.fieldsStart);
    const inner = { ...line, bytes, start, end, lengthBytes: end - start };
    const found = this.#read(inner, depth) ?? this.#readWithoutColours(inner, depth);
    if (found !== undefined && wrapper !== undefined) this.#wrappers.unshift(wrapper);
    if (found === undefined) {
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

/** Fields about one thing: if the inner line names the thing, none of them is taken from the outer line. */
const FAMILIES = [
  { prefix: 'source.', name: 'source.address' },
  { prefix: 'user_agent.', name: 'user_agent.original' },
  { prefix: 'kafkainsight.client.', name: 'source.address' },
  { prefix: 'kafkainsight.client.', name: 'user_agent.original' },
  { prefix: 'kafkainsight.campaign.', name: 'url.original' },
  { prefix: 'kafkainsight.referrer.', name: 'http.request.referrer' },
].map(({ prefix, name }) => ({ prefix, name, quoted: Buffer.from(`"${name}":`) }));

/** Reading is synchronous, so one serves all documents. */
const scanner = new JsonScanner();

/**
 * Writes those of an outer line's fields that the document does not have: not its message, which is the inner line, and what no field took
 * under the name of what an envelope says.
 */
function appendMissing(fields: Buffer, writer: DocumentWriter): void {
  const document = writer.bytes.subarray(0, writer.lengthBytes);
  let keys: ReadonlySet<string> | undefined;
  // most are not there, which a search for the key's bytes says sooner than a look at all members; those it finds may be within a value
  const isPresent = (key: string, quoted: Buffer): boolean => {
    if (!document.includes(quoted)) return false;
    keys ??= new Set(membersOf(document, 0, document.length).map((member) => member.key));
    return keys.has(key);
  };
  const isOfAnother = (key: string): boolean =>
    FAMILIES.some(({ prefix, name, quoted }) => key.startsWith(prefix) && isPresent(name, quoted));
  for (const { key, start, valueStart, end } of membersOf(fields, 0, fields.length)) {
    if (key === REST && isPresent(ENVELOPE, QUOTED_ENVELOPE)) {
      if (!isPresent(INCOMPLETE, QUOTED_INCOMPLETE)) writer.fragment(INCOMPLETE_FIELD);
    } else if (key === REST) {
      writer.fragment(ENVELOPE_KEY);
      writer.verbatim(fields, valueStart, end);
    } else if (key !== MESSAGE && !isOfAnother(key) && !isPresent(key, fields.subarray(start + 1, valueStart))) {
      writer.verbatim(fields, start, end);
    }
  }
}

interface Member {
  readonly key: string;
  /** Where it begins, with the comma or bracket before it. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The members of a document, or of a part of one, as a document writer writes them: without spaces, and with names that need no escapes. */
function membersOf(bytes: Buffer, start: number, end: number): Member[] {
  const members: Member[] = [];
  for (let index = start; index < end;) {
    const keyStart = index + 2;
    const keyEnd = bytes.indexOf('"', keyStart);
    const valueStart = keyEnd + 2;
    const valueEnd = scanner.valueEnd(bytes, valueStart, end);
    if (valueEnd < 0) break;
    members.push({ key: bytes.toString('latin1', keyStart, keyEnd), start: index, valueStart, end: valueEnd });
    index = valueEnd;
  }
  return members;
}
