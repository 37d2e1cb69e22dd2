import { KafkaInsightError } from '../../pipeline/errors.ts';
import { LOOK_BACK_BYTES } from '../../pipeline/documents/open-line.ts';
import type { LedgerEntry } from '../../pipeline/files/ledger.ts';
import type { FileDecision, PartMessage } from '../../pipeline/files/parts.ts';
import { PartHasher } from '../../pipeline/files/part-hash.ts';
import { RecentContent } from '../../pipeline/files/recent-content.ts';
import { type ContentTools, readContent } from './content.ts';
import { isBreak } from './layers/breaks.ts';
import { type OpenPart, openPart, type PartTools } from './part.ts';

/** What became of the parts that an invocation worked on. */
export interface PartsOutcome {
  /** One for each part that is finished. */
  readonly entries: readonly LedgerEntry[];
  /** Where a further invocation has to go on; absent where nothing is left to do. */
  readonly continueAt?: number;
}

/**
 * Puts the lines of a part on the topic, and its ledger entry after them. Of a file under layers the parts that follow are
 * worked on too, until the deadline: then it is said where to go on. Parts always begin at multiples of the part size, so
 * that whatever is cut short or delivered twice writes the same entries again.
 *
 * What cannot be read although trying again would not help is told in the entry (a break in the compressed content; an
 * object that was overwritten since it was announced, whose new content has an event of its own).
 *
 * @throws KafkaInsightError TIME_LIMIT where the deadline comes before the first part is done, and what the store and the
 *   producer throw
 */
export async function readParts(
  { file, start }: Pick<PartMessage, 'file' | 'start'>,
  parts: PartTools,
  content: ContentTools,
): Promise<PartsOutcome> {
  const reading = new Reading(file, start, parts);
  try {
    for await (const piece of readContent(file, reading.start, content)) {
      const finished = await reading.take(piece, content.deadlineMillis);
      if (finished) return reading.outcome;
    }
    await reading.end();
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
    if (error.code === 'OBJECT_CHANGED') await reading.giveUp(error);
    else if (isBreak(error)) await reading.end(error);
    else throw error;
  } finally {
    await parts.sender.idle();
  }
  return reading.outcome;
}

/** Where the reading of a file stands. */
class Reading {
  /** Where the content has to be read from: some way before the part, see {@link buildOpenEvents}. */
  readonly start: number;
  readonly #parts: PartTools;
  readonly #plainEnd: number | undefined;
  readonly #entries: LedgerEntry[] = [];
  readonly #recent = new RecentContent(LOOK_BACK_BYTES);
  readonly #hasher: PartHasher;
  #part: OpenPart;
  /** Where the next piece of the content begins. */
  #next: number;
  #continueAt: number | undefined;

  constructor(file: FileDecision, start: number, parts: PartTools) {
    this.#parts = parts;
    // a plain file's other parts have messages of their own
    this.#plainEnd = file.layers.length === 0 ? Math.min(start + file.partBytes, file.sizeBytes) : undefined;
    this.#part = openPart(parts, start);
    this.#hasher = new PartHasher(start, file.partBytes);
    this.#next = Math.max(0, this.position - LOOK_BACK_BYTES);
    this.start = this.#next;
  }

  /** The content byte that the first part needs next. */
  get position(): number {
    return this.#part.splitter.position;
  }

  get outcome(): PartsOutcome {
    return { entries: this.#entries, ...(this.#continueAt !== undefined && { continueAt: this.#continueAt }) };
  }

  /** Takes a piece of the content; answers whether nothing more is to be read. */
  async take(piece: Buffer, deadlineMillis: number): Promise<boolean> {
    const start = this.#next;
    this.#next += piece.length;
    this.#hasher.add(piece, start);
    let taken = Math.min(piece.length, this.position - start);
    taken += this.#part.splitter.push(piece.subarray(taken));
    this.#recent.add(piece, start, this.#part.splitter.lineStart);
    // where no line begins in a part, its splitter is done before its last byte
    if (this.#part.splitter.done && this.#plainEnd !== undefined && this.#next >= this.#plainEnd) {
      await this.end();
      return true;
    }
    while (taken < piece.length && this.#plainEnd === undefined) {
      await this.#nextPart();
      taken += this.#part.splitter.push(piece.subarray(taken));
    }
    await this.#part.sendFull();
    return Date.now() > deadlineMillis && this.#stop();
  }

  /** The content is at its end, or at its break. */
  async end(error?: KafkaInsightError): Promise<void> {
    if (this.#plainEnd !== undefined) {
      this.#checkPlainEnd(this.#plainEnd);
      this.#finish();
      await this.#close(this.#plainEnd, this.#plainEnd === this.#parts.file.sizeBytes);
      return;
    }
    this.#finish();
    while (this.position > this.#part.end) await this.#nextPart();
    await this.#close(Math.max(this.position, this.#part.start), true, error);
  }

  /** What was read of the part counts for nothing: it is of no content that there still is. */
  async giveUp(error: KafkaInsightError): Promise<void> {
    const { start } = this.#part;
    this.#entries.push(await openPart(this.#parts, start).close({ end: start, last: false, error }));
  }

  async #close(end: number, last: boolean, error?: KafkaInsightError): Promise<void> {
    const hash = this.#hasher.take(this.#part.start);
    this.#entries.push(await this.#part.close({ end, last, hash, ...(error && { error }) }));
  }

  #finish(): void {
    this.#part.finish(this.#recent.before(this.#part.splitter.lineStart));
  }

  /** Called only when bytes follow: so the part that ends here is not the last. */
  async #nextPart(): Promise<void> {
    const { end, splitter } = this.#part;
    await this.#close(end, false);
    this.#part = openPart(this.#parts, end, splitter.position);
  }

  #stop(): boolean {
    const { file } = this.#parts;
    if (this.#entries.length === 0) {
      throw new KafkaInsightError(
        'TIME_LIMIT',
        `The time was over before the part of ${file.pin.key} at byte ${this.#part.start} was done. It is tried again; ` +
          `give the function more time, or set PART_BYTES below ${file.partBytes}, where that goes on.`,
      );
    }
    this.#continueAt = this.#part.start;
    return true;
  }

  #checkPlainEnd(end: number): void {
    if (this.#next >= end) return;
    throw new KafkaInsightError(
      'OBJECT_STORE_UNAVAILABLE',
      `Reading ${this.#parts.file.pin.key} ended at byte ${this.#next}, before the ${end} bytes that the store told of.`,
    );
  }
}

/**
 * Says in the ledger that nothing of the file was read, and why. Its bytes are those of one part without lines, so that they
 * are accounted for.
 */
export async function refuseFile(parts: PartTools, refusal: KafkaInsightError): Promise<LedgerEntry> {
  const { layers, sizeBytes } = parts.file;
  try {
    return await openPart(parts, 0).close({ end: layers.length === 0 ? sizeBytes : 0, last: true, error: refusal });
  } finally {
    await parts.sender.idle();
  }
}
