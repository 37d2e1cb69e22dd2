import { writeAttacks } from '../attacks/attack-fields.ts';
import { QUOTE } from '../bytes/ascii.ts';
import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import { fittingEnd } from '../bytes/json-escapes.ts';
import { fromWindows1252 } from '../bytes/windows-1252.ts';
import { mayHoldEvents } from '../files/sources.ts';
import type { FormatChoice, FormatLabel } from '../format-table.ts';
import { withoutColours } from '../formats/colours.ts';
import type { Format } from '../formats/format.ts';
import { mayBePadded } from '../formats/line-content.ts';
import type { WrapperName } from '../formats/wrappers/inner-line.ts';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import { patternId, type PatternSource } from '../patterns/pattern.ts';
import type { Pseudonyms } from '../pseudonyms/pseudonyms.ts';
import { replacePersons } from '../pseudonyms/replace-persons.ts';
import { type Line, withoutPadding } from './line.ts';
import { LineFields, type LineFieldsOptions } from './line-fields.ts';
import type { NoteOfSite } from './sign-ins.ts';
import type { Trace } from './trace.ts';

/** A finished document. */
export interface BuiltDocument {
  /** Begin with the document as JSON in UTF-8: until the next one is built, here or anywhere else ({@link copyOf} keeps it). */
  readonly bytes: Buffer;
  readonly lengthBytes: number;
  /** `@timestamp` in epoch milliseconds. */
  readonly timeMillis: number;
  /** False where no format accepted the line, or where it had to be cut. */
  readonly parsed: boolean;
  /** Whether it is text for want of a format that accepts it. */
  readonly isText: boolean;
  /** Whether its line has its own time, if not a whole one. */
  readonly isTimed: boolean;
}

/** A document's JSON, to be kept. */
export function copyOf({ bytes, lengthBytes }: BuiltDocument): Buffer {
  return Buffer.from(bytes.subarray(0, lengthBytes));
}

/** What all documents of one origin have in common. */
export interface AssemblyOptions extends LineFieldsOptions {
  /** Whether every document keeps its line as `event.original`, not only one that no format accepts. */
  readonly keepsEveryOriginal: boolean;
  /** Whether the origin says already that lines are not whole (`kafkainsight.partial`). */
  readonly isPartial: boolean;
  /** Whether messages have the id of their pattern, and requests the attacks that are in them. */
  readonly isEnriched: boolean;
  /** Finds the site's sign-ins and goals; absent if the site declares neither. */
  readonly noteOfSite?: NoteOfSite | undefined;
}

const MESSAGE = stringKey('message');
const ORIGINAL = stringKey('event.original');
const ERROR_MESSAGE = stringKey('error.message');
const TRUNCATED = new Fragment(field('log.flags', ['truncated']));
const UNFLATTENED = new Fragment(field('log.flags', ['unflattened']));
const ENCODING = new Fragment(field('kafkainsight.encoding', 'windows-1252'));
const ERROR_TYPE = stringKey('error.type');
const STACK_TRACE = stringKey('error.stack_trace');
const PATTERN_KEY = stringKey('kafkainsight.pattern.id');
const LENGTH = valueKey('kafkainsight.line.length_bytes');
const PARTIAL = new Fragment(field('kafkainsight.partial', true));

/** Building is synchronous and starts every document from scratch, so one writer (and its room) serves all files. */
const writer = new DocumentWriter();

/**
 * Makes the documents of one origin's lines: with the fields of the format that accepts a line ({@link LineFields}), or of what becomes of a
 * line that none accepts or that is too long. A line that all formats refuse is text in a text file and a `pipeline_error` in any other.
 * A whole line that is windows-1252 instead of UTF-8 is read as that, and says so (`kafkainsight.encoding`).
 */
export class DocumentAssembler {
  readonly #options: AssemblyOptions;
  readonly #fields: LineFields;

  constructor(options: AssemblyOptions) {
    this.#options = options;
    this.#fields = new LineFields(writer, options);
  }

  /** Tries another format first from now on. */
  readAs(choice: FormatChoice): void {
    this.#fields.readAs(choice);
  }

  /** The format of the line that was built last; absent where none accepted it. */
  get format(): FormatLabel | undefined {
    return this.#accepted && this.#fields.outermost;
  }

  /** The format of the line that it holds, else its own. */
  get innermostFormat(): FormatLabel | undefined {
    return this.#accepted?.name;
  }

  /** The wrappers that it is in, the outermost first. */
  get wrappers(): readonly WrapperName[] {
    return this.#accepted === undefined ? [] : this.#fields.wrappers(this.#accepted);
  }

  /** Whether the line that was built last may be several events, or part of the array that holds them. */
  get mayHoldEvents(): boolean {
    const { context, fixedFormat } = this.#options;
    if (context.holdsEvents) return true;
    const accepted = this.#accepted?.name;
    if (accepted !== undefined && accepted !== 'text') return false;
    return mayHoldEvents({ format: fixedFormat ? this.#fields.first.name : undefined });
  }

  build(line: Line): BuiltDocument {
    const document = this.#build(line, false);
    const isWhole = line.lengthBytes === line.end - line.start;
    if (!writer.isIllFormed || !isWhole) return document;
    const bytes = fromWindows1252(line.bytes, line.start, line.end);
    if (bytes === undefined) return document;
    return this.#build({ ...line, bytes, start: 0, end: bytes.length }, true);
  }

  #build(whole: Line, isDecoded: boolean): BuiltDocument {
    const line = mayBePadded(whole.bytes, whole.start) ? withoutPadding(whole) : whole;
    this.#isDecoded = isDecoded;
    this.#options.context.clock.reset();
    this.#options.context.pseudonyms?.begin();
    this.#options.context.refusal = '';
    this.#options.context.holdsEvents = false;
    const format = this.#fields.accept(line);
    return format === undefined ? this.#buildPlain(line, whole) : this.#complete(line, whole, format);
  }

  /** The document of a line that no format accepts as it is: one may without the colours in it. */
  #buildPlain(line: Line, whole: Line): BuiltDocument {
    const bytes = withoutColours(line.bytes, line.start, line.end);
    const cutBytes = line.lengthBytes - (line.end - line.start);
    const plain = bytes && { ...line, bytes, start: 0, end: bytes.length, lengthBytes: bytes.length + cutBytes };
    const format = plain && this.#fields.accept(plain);
    return plain && format ? this.#complete(plain, whole, format) : this.#fail(whole);
  }

  /** Ends the document of `line`, which is what the format accepted of the `whole` line. */
  #complete(line: Line, whole: Line, format: Format): BuiltDocument {
    this.#accepted = format;
    const { context, isPartial, isEnriched, keepsEveryOriginal, noteOfSite } = this.#options;
    this.#isText = format.name === 'text' && !this.#options.fixedFormat;
    if (context.isAlert) this.#fields.noteAlert(format);
    if (context.unflattened) writer.fragment(UNFLATTENED);
    if (context.inner.isPiece && !isPartial) writer.fragment(PARTIAL);
    if (line.trace !== undefined) writeTrace(line.trace);
    if (isEnriched) writeAttacks(writer);
    if (isEnriched && !isPartial) writePattern();
    // after all that looks at what was noted, since it moves fields
    noteOfSite?.(writer);
    const fieldsBytes = writer.lengthBytes;
    if (keepsEveryOriginal || (context.unflattened && context.pseudonyms === undefined)) this.#writeOriginal(whole);
    // A file's line can be looked up, unlike a record's: where both do not fit, its fields are worth more than its copy.
    const isSpareable = line.offset !== undefined && !context.unflattened;
    const { inferredField } = context.clock;
    if (isSpareable && writer.spareBytes < inferredField.lengthBytes) writer.rewind(fieldsBytes);
    writer.fragment(inferredField);
    if (line.lengthBytes > line.end - line.start || writer.spareBytes < 0) return this.#cut(line, format);
    return this.#finish(true, line);
  }

  /** The format of the line at hand, or of what it holds. */
  #accepted: Format | undefined;
  #isText = false;
  /** Whether the line at hand was windows-1252. */
  #isDecoded = false;

  /** The document of a line that no format accepts. */
  #fail(line: Line): BuiltDocument {
    this.#accepted = undefined;
    this.#isText = false;
    const { clock, pseudonyms, refusal } = this.#options.context;
    this.#fields.timeMillis = clock.none();
    this.#beginError(line, refusal);
    if (pseudonyms === undefined) this.#writeOriginal(line);
    writer.fragment(clock.inferredField);
    if (line.lengthBytes > line.end - line.start || writer.spareBytes < 0) {
      this.#beginError(line, refusal);
      this.#writeCut(line, pseudonyms === undefined ? ORIGINAL : undefined);
    }
    return this.#finish(false, line);
  }

  /** The document of a line whose fields are too long: as much of its text as fits. */
  #cut(line: Line, format: Format): BuiltDocument {
    const isText = format.name === 'text';
    this.#fields.begin(format, line);
    this.#writeCut(line, isText || this.#options.context.pseudonyms === undefined ? MESSAGE : undefined);
    return this.#finish(isText, line);
  }

  #finish(parsed: boolean, line: Line): BuiltDocument {
    const { timeMillis } = this.#fields;
    if (this.#isDecoded && writer.spareBytes >= ENCODING.lengthBytes) writer.fragment(ENCODING);
    writer.finish(timeMillis);
    const { pseudonyms, clock } = this.#options.context;
    if (pseudonyms !== undefined) this.#replacePersons(line, pseudonyms);
    const { isTimed } = clock;
    return { bytes: writer.bytes, lengthBytes: writer.lengthBytes, timeMillis, parsed, isText: this.#isText, isTimed };
  }

  /** What names a person is replaced in all fields; where the document becomes too long by it, what is from the line is left out. */
  #replacePersons(line: Line, pseudonyms: Pseudonyms): void {
    const document = replacePersons(writer.bytes.subarray(0, writer.lengthBytes), pseudonyms);
    if (document === undefined) return;
    if (document.length <= MAX_DOCUMENT_BYTES) {
      writer.replace(document);
      return;
    }
    this.#fields.begin(this.#accepted, { ...line, envelope: undefined });
    this.#writeCut(line, undefined);
    writer.finish(this.#fields.timeMillis);
  }

  #writeCut({ bytes, start, end, lengthBytes }: Line, key: Fragment | undefined): void {
    writer.fragment(this.#options.context.clock.inferredField);
    writer.fragment(TRUNCATED);
    writer.fragment(LENGTH);
    writer.integer(lengthBytes);
    if (key === undefined) return;
    writer.fragment(key);
    writer.string(bytes, start, fittingEnd(bytes, start, end, writer.spareBytes - 1));
  }

  #writeOriginal({ bytes, start, end, trace, original }: Line): void {
    writer.fragment(ORIGINAL);
    if (original !== undefined) writer.string(original.bytes, original.start, original.end);
    else writer.string(bytes, start, trace?.bytes === bytes ? trace.end : end);
  }

  #beginError(line: Line, refusal: string): void {
    this.#fields.begin(undefined, line);
    writer.fragment(ERROR_MESSAGE);
    writer.text(`The line is not of format ${this.#fields.first.name}: ${refusal}.`);
  }
}

/** A document that has grown too long has none: only its text is kept. */
function writePattern(): void {
  const source = patternSource();
  const id = source && patternId(source);
  if (id === undefined || writer.spareBytes < PATTERN_KEY.lengthBytes + id.length + 1) return;
  writer.fragment(PATTERN_KEY);
  writer.verbatim(id, 0, id.length);
  writer.byte(QUOTE);
}

/** The pattern is made from the document, so that its readers get the same. */
function patternSource(): PatternSource | undefined {
  const message = writer.noted(MESSAGE.note);
  const stackTrace = writer.noted(STACK_TRACE.note);
  if (message < 0 && stackTrace < 0) return undefined;
  return {
    bytes: writer.bytes,
    message,
    errorType: writer.noted(ERROR_TYPE.note),
    stackTrace,
    end: writer.lengthBytes,
  };
}

function writeTrace({ bytes, start, end, type, message, isQuoted }: Trace): void {
  if (type !== undefined) {
    writer.fragment(ERROR_TYPE);
    writer.text(type);
  }
  if (message !== undefined) {
    writer.fragment(ERROR_MESSAGE);
    writer.text(message);
  }
  if (isQuoted) return;
  writer.fragment(STACK_TRACE);
  writer.string(bytes, start, end);
}
