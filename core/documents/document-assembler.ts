import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import { fittingEnd } from '../bytes/json-escapes.ts';
import { fromWindows1252 } from '../bytes/windows-1252.ts';
import { mayHoldEvents } from '../files/sources.ts';
import type { FormatChoice, FormatLabel } from '../format-table.ts';
import { withoutColours } from '../formats/colours.ts';
import type { Format, FormatContext } from '../formats/format.ts';
import { mayBePadded } from '../formats/line-content.ts';
import { candidates, formatOf } from '../formats/registry.ts';
import type { WrapperName } from '../formats/wrappers/inner-line.ts';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import type { Pseudonyms } from '../pseudonyms/pseudonyms.ts';
import { replacePersons } from '../pseudonyms/replace-persons.ts';
import { DocumentHeads, type HeadOptions } from './document-heads.ts';
import { isLikely, type Line, withoutPadding } from './line.ts';
import { type LineWriter, Unwrapper } from './unwrapper.ts';

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
  /** Whether its line bears a time of its own, if not a whole one. */
  readonly isTimed: boolean;
}

/** A document's JSON, to be kept. */
export function copyOf({ bytes, lengthBytes }: BuiltDocument): Buffer {
  return Buffer.from(bytes.subarray(0, lengthBytes));
}

/** What all documents of one origin have in common. */
export interface AssemblyOptions extends HeadOptions {
  /** The format that is tried first. Where it is fixed, no other is tried. */
  readonly format: FormatChoice;
  /** Whether every document keeps its line as `event.original`, not only one that no format accepts. */
  readonly keepOriginal: boolean;
  /** Whether the origin says already that lines are not whole (`kafkainsight.partial`). */
  readonly isPartial: boolean;
  readonly context: FormatContext;
}

const MESSAGE = stringKey('message');
const ORIGINAL = stringKey('event.original');
const ERROR_MESSAGE = stringKey('error.message');
const TRUNCATED = new Fragment(field('log.flags', ['truncated']));
const UNFLATTENED = new Fragment(field('log.flags', ['unflattened']));
const ENCODING = new Fragment(field('kafkainsight.encoding', 'windows-1252'));
const LENGTH = valueKey('kafkainsight.line.length_bytes');
const PARTIAL = new Fragment(field('kafkainsight.partial', true));

/** Building is synchronous and begins every document anew, so one writer (and its room) serves all files. */
const writer = new DocumentWriter();

/**
 * Makes the documents of one origin's lines: finds the format that accepts a line, and what becomes of a line that none
 * accepts or that is too long.
 * The file's own format is tried first, then the others that a line of this beginning may be of. A line that they all
 * refuse is text in a text file and a `pipeline_error` in any other; a format that the source's configuration fixes is
 * the only one tried, for the line and for what a wrapper holds.
 * A whole line that is windows-1252 instead of UTF-8 is read as that, and says so (`kafkainsight.encoding`).
 */
export class DocumentAssembler {
  readonly #options: AssemblyOptions;
  #format: Format;
  #heads: DocumentHeads;
  readonly #unwrapper: Unwrapper;

  constructor(options: AssemblyOptions) {
    this.#options = options;
    this.#format = formatOf(options.format);
    this.#heads = new DocumentHeads(options, this.#format);
    this.#unwrapper = new Unwrapper(writer, options.context, this.#lineWriter);
  }

  /** Tries another format first from now on. */
  readAs(choice: FormatChoice): void {
    this.#format = formatOf(choice);
    this.#heads = new DocumentHeads(this.#options, this.#format);
  }

  /** The format of the line that was built last; absent where none accepted it. */
  get format(): FormatLabel | undefined {
    return this.#accepted && this.#outermost?.name;
  }

  /** The format of the line that it holds, else its own. */
  get innermostFormat(): FormatLabel | undefined {
    return this.#accepted?.name;
  }

  /** The wrappers that it is in, the outermost first. */
  get wrappers(): readonly WrapperName[] {
    return this.#accepted === this.#outermost ? [] : this.#unwrapper.wrappers;
  }

  /** Whether the line that was built last may be several events, or part of the array that holds them. */
  get mayHoldEvents(): boolean {
    const { context, fixedFormat } = this.#options;
    if (context.holdsEvents) return true;
    const accepted = this.#accepted?.name;
    if (accepted !== undefined && accepted !== 'text') return false;
    return mayHoldEvents({ format: fixedFormat ? this.#format.name : undefined });
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
    const format = this.#accept(line);
    return format === undefined ? this.#buildPlain(line, whole) : this.#complete(line, whole, format);
  }

  /** The document of a line that no format accepts as it is: one may without the colours in it. */
  #buildPlain(line: Line, whole: Line): BuiltDocument {
    const bytes = withoutColours(line.bytes, line.start, line.end);
    const cutBytes = line.lengthBytes - (line.end - line.start);
    const plain = bytes && { ...line, bytes, start: 0, end: bytes.length, lengthBytes: bytes.length + cutBytes };
    const format = plain && this.#accept(plain);
    return plain && format ? this.#complete(plain, whole, format) : this.#fail(whole);
  }

  /** Ends the document of `line`, which is what the format accepted of the `whole` line. */
  #complete(line: Line, whole: Line, format: Format): BuiltDocument {
    this.#accepted = format;
    const { context, keepOriginal } = this.#options;
    this.#isText = format.name === 'text' && !this.#options.fixedFormat;
    if (context.unflattened) writer.fragment(UNFLATTENED);
    if (context.inner.isPiece && !this.#options.isPartial) writer.fragment(PARTIAL);
    const fieldsBytes = writer.lengthBytes;
    if (keepOriginal || (context.unflattened && context.pseudonyms === undefined)) this.#writeOriginal(whole);
    // A file's line can be looked up, unlike a record's: where both do not fit, its fields are worth more than its copy.
    const isSpareable = line.offset !== undefined && !context.unflattened;
    const { inferredField } = context.clock;
    if (isSpareable && writer.spareBytes < inferredField.lengthBytes) writer.rewind(fieldsBytes);
    writer.fragment(inferredField);
    if (line.lengthBytes > line.end - line.start || writer.spareBytes < 0) return this.#cut(line, format);
    return this.#finish(true, line);
  }

  #time = NaN;
  #fieldsStart = 0;
  /** The format of the line at hand, and of what it holds. */
  #outermost: Format | undefined;
  #accepted: Format | undefined;
  #isText = false;
  /** Whether the line at hand was windows-1252. */
  #isDecoded = false;

  /** Writes the fields of the first format that accepts the line, or what it holds, and returns that format. */
  #accept(line: Line): Format | undefined {
    const { context, fixedFormat } = this.#options;
    const first = this.#format;
    const isText = first.name === 'text';
    if ((fixedFormat || !isText) && this.#attempt(first, line)) return this.#unwrap(first, line);
    const reason = context.refusal;
    for (const format of candidates(line.bytes[line.start])) {
      if (format === first || !isLikely(format, line) || !this.#attempt(format, line)) continue;
      const innermost = this.#unwrap(format, line);
      if (!fixedFormat || innermost === first) return innermost;
    }
    context.refusal = reason;
    return isText && this.#attempt(first, line) ? this.#unwrap(first, line) : undefined;
  }

  /** Reads what the line holds, which is of this format; returns the format of that, or else the same. */
  #unwrap(format: Format, line: Line): Format {
    this.#outermost = format;
    const { context, fixedFormat } = this.#options;
    const isCut = line.lengthBytes > line.end - line.start;
    if (context.inner.wrapper === undefined || isCut || !(fixedFormat || context.inner.mayBeLine)) return format;
    const outer = { format, timeMillis: this.#time, fieldsStart: this.#fieldsStart };
    const innermost = this.#unwrapper.unwrap(line, outer);
    this.#time = innermost.timeMillis;
    return innermost.format;
  }

  get #lineWriter(): LineWriter {
    const first = this.#options.fixedFormat ? [this.#format] : [];
    return {
      begin: (format, line) => {
        this.#begin(this.#heads.of(format), line);
      },
      attempt: (format, line) =>
        isLikely(format, line) && this.#attempt(format, line)
          ? { format, timeMillis: this.#time, fieldsStart: this.#fieldsStart }
          : undefined,
      candidates: (firstByte) => [...first, ...candidates(firstByte)],
    };
  }

  #attempt(format: Format, line: Line): boolean {
    this.#begin(this.#heads.of(format), line);
    this.#options.context.clock.reset();
    this.#options.context.unflattened = false;
    this.#options.context.inner.reset();
    this.#time = format.read(line.bytes, line.start, line.end, writer, this.#options.context);
    return !Number.isNaN(this.#time);
  }

  /** The document of a line that no format accepts. */
  #fail(line: Line): BuiltDocument {
    this.#accepted = undefined;
    this.#isText = false;
    const { clock, pseudonyms, refusal } = this.#options.context;
    this.#time = clock.none();
    this.#beginError(line, refusal);
    if (pseudonyms === undefined) this.#writeOriginal(line);
    writer.fragment(clock.inferredField);
    if (line.lengthBytes > line.end - line.start || writer.spareBytes < 0) {
      this.#beginError(line, refusal);
      this.#writeCut(line, pseudonyms === undefined ? ORIGINAL : undefined);
    }
    return this.#finish(false, line);
  }

  /** The document of a line that is too long for what the format made of it: its text, as much as fits. */
  #cut(line: Line, format: Format): BuiltDocument {
    const isText = format.name === 'text';
    this.#begin(this.#heads.of(format), line);
    this.#writeCut(line, isText || this.#options.context.pseudonyms === undefined ? MESSAGE : undefined);
    return this.#finish(isText, line);
  }

  #finish(parsed: boolean, line: Line): BuiltDocument {
    const timeMillis = this.#time;
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
    this.#begin(this.#accepted === undefined ? this.#heads.ofErrors : this.#heads.of(this.#accepted), {
      ...line,
      envelope: undefined,
    });
    this.#writeCut(line, undefined);
    writer.finish(this.#time);
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

  #writeOriginal({ bytes, start, end }: Line): void {
    writer.fragment(ORIGINAL);
    writer.string(bytes, start, end);
  }

  #beginError(line: Line, refusal: string): void {
    this.#begin(this.#heads.ofErrors, line);
    writer.fragment(ERROR_MESSAGE);
    writer.text(`The line is not of format ${this.#format.name}: ${refusal}.`);
  }

  #begin(head: Buffer, { offset, envelope }: Line): void {
    writer.begin(head);
    if (offset !== undefined) writer.integer(offset);
    if (envelope !== undefined) writer.verbatim(envelope, 0, envelope.length);
    this.#fieldsStart = writer.lengthBytes;
  }
}
