import { documentHead, field } from '../bytes/document-keys.ts';
import type { Format } from '../formats/format.ts';
import { UNPARSED_DATASET } from '../names.ts';

const KIND_EVENT = field('event.kind', 'event');
/** As long as that of any event, so that it can take its place. */
const KIND_ALERT = field('event.kind', 'alert');
const KIND_ERROR = field('event.kind', 'pipeline_error');
/** Of a file's lines: the offset itself follows. */
const OFFSET = ',"log.offset":';

/** What the beginnings of one origin's documents depend on. */
export interface HeadOptions {
  /** Whether the source's configuration fixes the format. */
  readonly fixedFormat: boolean;
  /** The source's own `event.dataset`. */
  readonly dataset?: string | undefined;
  /** Ready-made fields; those of the file that are not indexed come last, next to others that mostly are not (core/search/unindexed.ts). */
  readonly origin: string;
  /** Whether lines have an offset in a file. */
  readonly hasOffsets: boolean;
}

/** The beginnings of one origin's documents: the fields that all documents of one format have, each made once. */
export class DocumentHeads {
  readonly #options: HeadOptions;
  readonly #first: Format;
  readonly #firstHead: Buffer;
  readonly #others = new Map<Format, Buffer>();
  readonly #alerts = new Map<Format, Buffer>();
  /** Of lines that no format accepts. */
  readonly ofErrors: Buffer;

  /** @param first the format of most lines */
  constructor(options: HeadOptions, first: Format) {
    this.#options = options;
    this.#first = first;
    this.#firstHead = this.#make(first);
    this.ofErrors = documentHead(this.#dataset(undefined) + options.origin + KIND_ERROR + this.#offsetKey);
  }

  of(format: Format): Buffer {
    if (format === this.#first) return this.#firstHead;
    const known = this.#others.get(format);
    if (known) return known;
    const head = this.#make(format);
    this.#others.set(format, head);
    return head;
  }

  /** The same of a format's lines that are alerts, as long as {@link of}. */
  ofAlerts(format: Format): Buffer {
    const known = this.#alerts.get(format) ?? this.#make(format, KIND_ALERT);
    this.#alerts.set(format, known);
    return known;
  }

  #make(format: Format, kind = KIND_EVENT): Buffer {
    const isRead = format.name !== 'text' || this.#options.fixedFormat;
    return documentHead(
      this.#dataset(isRead ? format : undefined) + this.#options.origin + kind + format.fields + this.#offsetKey,
    );
  }

  get #offsetKey(): string {
    return this.#options.hasOffsets ? OFFSET : '';
  }

  /** @param format that reads the line, if one does */
  #dataset(format: Format | undefined): string {
    return field('event.dataset', this.#options.dataset ?? format?.dataset ?? UNPARSED_DATASET);
  }
}
