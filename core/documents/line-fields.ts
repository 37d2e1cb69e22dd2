import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatChoice, FormatLabel } from '../format-table.ts';
import type { Format, FormatContext } from '../formats/format.ts';
import { writeMessageEvent } from '../formats/messages/message-events.ts';
import { formatOf, likelyFormats } from '../formats/registry.ts';
import { beginSender } from '../formats/request-sender.ts';
import type { WrapperName } from '../formats/wrappers/inner-line.ts';
import { DocumentHeads, type HeadOptions } from './document-heads.ts';
import { isLikely, type Line } from './line.ts';
import { appendMissing } from './missing-fields.ts';
import { type LineWriter, Unwrapper } from './unwrapper.ts';

/** The formats that are tried after all others, also in their own files: what they accept may be read better. */
function isLastResort({ name }: Format): boolean {
  return name === 'time' || name === 'text';
}

/** How the lines of one origin are read. */
export interface LineFieldsOptions extends HeadOptions {
  /** The format that is tried first. Where it is fixed, no other is tried. */
  readonly format: FormatChoice;
  readonly context: FormatContext;
}

/**
 * Begins documents with the fields of their lines: finds the format that accepts a line, and the one that accepts what it holds.
 * The file's own format is tried first, then the others that a line of this beginning may be of. A format that the source's
 * configuration fixes is the only one tried, for the line and for what a wrapper holds.
 */
export class LineFields {
  readonly #writer: DocumentWriter;
  readonly #options: LineFieldsOptions;
  readonly #unwrapper: Unwrapper;
  #heads: DocumentHeads;
  /** The format that is tried first. */
  first: Format;
  /** Of the line that was read last, epoch milliseconds. */
  timeMillis = NaN;
  #fieldsStart = 0;
  #outermost: Format | undefined;

  constructor(writer: DocumentWriter, options: LineFieldsOptions) {
    this.#writer = writer;
    this.#options = options;
    this.first = formatOf(options.format);
    this.#heads = new DocumentHeads(options, this.first);
    this.#unwrapper = new Unwrapper(writer, options.context, this.#lineWriter);
  }

  /** Tries another format first from now on. */
  readAs(choice: FormatChoice): void {
    this.first = formatOf(choice);
    this.#heads = new DocumentHeads(this.#options, this.first);
  }

  /** The format of the line that was accepted last, whatever that holds. */
  get outermost(): FormatLabel | undefined {
    return this.#outermost?.name;
  }

  /** The wrappers that it is in, the outermost first, if its innermost line has the format `innermost`. */
  wrappers(innermost: Format | undefined): readonly WrapperName[] {
    return innermost === this.#outermost ? [] : this.#unwrapper.wrappers;
  }

  /** Writes the fields of the first format that accepts the line, or what it holds, and returns that format. */
  accept(line: Line): Format | undefined {
    const format = this.#accept(line);
    if (format !== undefined && line.envelope !== undefined) this.#preferOwn(format, line, line.envelope);
    return format;
  }

  /** Says of the document of a line of the format that it is an alert. */
  noteAlert(format: Format): void {
    this.#writer.changeHead(this.#heads.ofAlerts(format));
  }

  #accept(line: Line): Format | undefined {
    const { context, fixedFormat } = this.#options;
    const { first } = this;
    const isFirst = fixedFormat || !isLastResort(first);
    if (isFirst && this.#attempt(first, line)) return this.#unwrap(first, line);
    const reason = context.refusal;
    for (const format of likelyFormats(line.bytes, line.start, line.end)) {
      if ((isFirst && format === first) || !this.#attempt(format, line)) continue;
      const innermost = this.#unwrap(format, line);
      if (!fixedFormat || innermost === first) return innermost;
    }
    context.refusal = reason;
    if (fixedFormat || !first.hasText) return undefined;
    const text = formatOf('text');
    return this.#attempt(text, line) ? this.#unwrap(text, line) : undefined;
  }

  /** Begins the document of a line of the format, or where there is none, of a line that no format accepts. */
  begin(format: Format | undefined, { offset, envelope }: Line): void {
    const writer = this.#writer;
    writer.begin(format === undefined ? this.#heads.ofErrors : this.#heads.of(format));
    if (offset !== undefined) writer.integer(offset);
    if (envelope !== undefined) writer.verbatim(envelope, 0, envelope.length);
    this.#fieldsStart = writer.lengthBytes;
  }

  /** What a line says itself counts, not what its envelope says of all its events. */
  #preferOwn(format: Format, line: Line, envelope: Buffer): void {
    const fields = this.#writer.takeFields(this.#fieldsStart);
    const { isIllFormed } = this.#writer;
    this.begin(format, { ...line, envelope: undefined });
    this.#writer.putFields(fields);
    if (isIllFormed) this.#writer.noteIllFormed();
    appendMissing(envelope, this.#writer);
  }

  /** Reads the content of a line of this format; returns the format of the inner line, or else the same. */
  #unwrap(format: Format, line: Line): Format {
    this.#outermost = format;
    const { context, fixedFormat } = this.#options;
    const isCut = line.lengthBytes > line.end - line.start;
    if (context.inner.wrapper === undefined || isCut || !(fixedFormat || context.inner.mayBeLine)) return format;
    const outer = { format, timeMillis: this.timeMillis, fieldsStart: this.#fieldsStart };
    const innermost = this.#unwrapper.unwrap(line, outer);
    this.timeMillis = innermost.timeMillis;
    return innermost.format;
  }

  get #lineWriter(): LineWriter {
    const first = this.#options.fixedFormat ? [this.first] : [];
    return {
      begin: (format, line) => {
        this.begin(format, line);
      },
      attempt: (format, line) =>
        this.#attempt(format, line)
          ? { format, timeMillis: this.timeMillis, fieldsStart: this.#fieldsStart }
          : undefined,
      candidates: (line) => [
        ...first.filter((format) => isLikely(format, line)),
        ...likelyFormats(line.bytes, line.start, line.end),
      ],
    };
  }

  #attempt(format: Format, line: Line): boolean {
    const { context } = this.#options;
    this.begin(format, line);
    context.clock.reset();
    context.unflattened = false;
    context.isAlert = false;
    context.inner.reset();
    beginSender();
    this.timeMillis = format.read(line.bytes, line.start, line.end, this.#writer, context);
    if (Number.isNaN(this.timeMillis)) return false;
    const { inner } = context;
    if (inner.wrapper !== undefined && inner.program.end > inner.program.start)
      writeMessageEvent(inner.program, inner, this.#writer, context);
    return true;
  }
}
