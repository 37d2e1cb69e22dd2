import { LOOK_BACK_BYTES } from '../../core/documents/open-line.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { PartHasher } from '../../core/files/part-hash.ts';
import { type FileDecision, isContinued, type PartMessage } from '../../core/files/parts.ts';
import { RecentContent } from '../../core/files/recent-content.ts';
import type { FormatChoice } from '../../core/format-table.ts';
import type { LedgerEntry } from '../../core/ledger/ledger.ts';
import { type ContentTools, readContent } from './content.ts';
import { isBreak } from './layers/breaks.ts';
import { type OpenPart, openPart, type PartTools } from './part.ts';
import type { OpenState } from './part-states.ts';

/** What became of the parts that an invocation worked on. */
export interface PartsOutcome {
  /** One for each part that is finished. */
  readonly entries: readonly LedgerEntry[];
  /** Where a further invocation has to go on; absent where nothing is left to do. */
  readonly continueAt?: number;
  /** As which lines are read from there on. */
  readonly format: FormatChoice;
}

/**
 * Puts the lines of a part on the topic, and its ledger entry after them. Of a file that is continued ({@link isContinued}) the parts that follow are
 * worked on too, until the deadline: then it is said where to go on. Parts always begin at multiples of the part size, so
 * that whatever is cut short or delivered twice writes the same entries again. What was produced of a content that this one
 * begins with is read and not produced again (ADR 19).
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
  const entries: LedgerEntry[] = [];
  let at = start;
  try {
    for (;;) {
      const reading = new Reading(file, at, parts, entries);
      try {
        await readFrom(reading, file, content);
        return reading.outcome;
      } catch (error) {
        if (!(error instanceof ReadAgain)) throw error;
        at = error.start;
      }
    }
  } finally {
    await parts.sender.idle();
  }
}

/** Reads on from a part, to the end or a break of the content. */
async function readFrom(reading: Reading, file: FileDecision, content: ContentTools): Promise<void> {
  try {
    for await (const piece of readContent(file, reading.start, content)) {
      if (await reading.take(piece, content.deadlineMillis)) return;
    }
    await reading.end();
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
    if (error.code === 'OBJECT_CHANGED') await reading.giveUp(error);
    else if (isBreak(error)) await reading.end(error);
    else throw error;
  }
}

/** The part is read from its start once more, by another plan. */
class ReadAgain extends Error {
  readonly start: number;

  constructor(start: number) {
    super('a part is read again');
    this.start = start;
  }
}

/** Where the reading of a file stands. */
class Reading {
  /** Where the content has to be read from: some way before the part, see {@link buildOpenEvents}. */
  readonly start: number;
  readonly #parts: PartTools;
  readonly #plainEnd: number | undefined;
  readonly #entries: LedgerEntry[];
  readonly #recent = new RecentContent(LOOK_BACK_BYTES);
  readonly #hasher: PartHasher;
  /** Of the parts that were reached and are not closed. */
  readonly #states = new Map<number, OpenState>();
  /** Where the part begins that is read now, and the part once its lines are read. */
  #partStart: number;
  #part: OpenPart | undefined;
  /** Where the splitter of the part begins: behind the last line of the part before. */
  #position: number;
  /** Where the next piece of the content begins. */
  #next: number;
  #continueAt: number | undefined;
  /** As which the first lines of the part are read. */
  #format: FormatChoice;

  constructor(file: FileDecision, start: number, parts: PartTools, entries: LedgerEntry[]) {
    this.#parts = parts;
    this.#entries = entries;
    // a plain file's other parts have messages of their own
    this.#format = file.format;
    this.#plainEnd = !isContinued(file) ? Math.min(start + file.partBytes, file.sizeBytes) : undefined;
    this.#partStart = start;
    this.#position = Math.max(0, start - 1);
    this.#hasher = new PartHasher(start, file.partBytes, parts.idKey);
    this.#next = Math.max(0, this.#position - LOOK_BACK_BYTES);
    this.start = this.#next;
  }

  get outcome(): PartsOutcome {
    return {
      entries: this.#entries,
      format: this.#format,
      ...(this.#continueAt !== undefined && { continueAt: this.#continueAt }),
    };
  }

  /** Takes a piece of the content; returns whether nothing more is to be read. */
  async take(piece: Buffer, deadlineMillis: number): Promise<boolean> {
    const start = this.#next;
    this.#next += piece.length;
    await this.#reach(this.#next);
    this.#hasher.add(piece, start);
    await this.#read(piece, start);
    this.#recent.add(piece, start, Math.min(this.#next, this.#part?.splitter.lineStart ?? this.#next));
    // where no line begins in a part, its splitter is done before its last byte
    if (this.#part?.splitter.done === true && this.#plainEnd !== undefined && this.#next >= this.#plainEnd) {
      await this.end();
      return true;
    }
    await this.#part?.sendFull();
    return Date.now() > deadlineMillis && this.#stop();
  }

  /** The content is at its end, or at its break. */
  async end(error?: KafkaInsightError): Promise<void> {
    await this.#reach(this.#partStart);
    if (this.#plainEnd !== undefined) {
      this.#checkPlainEnd(this.#plainEnd);
      const part = await this.#finish();
      await this.#close(part, this.#plainEnd, this.#plainEnd === this.#parts.file.sizeBytes);
      return;
    }
    const { layers, sizeBytes } = this.#parts.file;
    if (layers.length === 0) this.#checkPlainEnd(sizeBytes);
    let part = await this.#finish();
    while (part.splitter.position > part.end) {
      await this.#nextPart(part);
      part = await this.#begun();
    }
    await this.#close(part, Math.max(part.splitter.position, part.start), true, error);
  }

  /** What was read of the part counts for nothing: it is of no content that there still is. */
  async giveUp(error: KafkaInsightError): Promise<void> {
    const start = this.#partStart;
    this.#entries.push(await openPart(this.#parts, start).close({ end: start, last: false, error }));
  }

  /** Opens the states of the parts that begin before `end`, so that their bytes are hashed as these want. */
  async #reach(end: number): Promise<void> {
    const { partBytes } = this.#parts.file;
    const reached = [...this.#states.keys()].reduce(
      (last, start) => Math.max(last, start + partBytes),
      this.#partStart,
    );
    for (let start = reached; start < end || start === this.#partStart; start += partBytes) {
      if (this.#plainEnd !== undefined && start > this.#partStart) return;
      const state = await this.#parts.states.open(start);
      this.#states.set(start, state);
      const ends = state.seen.map((one) => one.end);
      this.#hasher.watch(start, state.plan.kind === 'grown' ? [state.plan.claim.end, ...ends] : ends);
    }
  }

  /** Has the lines of a piece read, of all parts that begin in it. */
  async #read(piece: Buffer, start: number): Promise<void> {
    for (;;) {
      const claim = this.#claim();
      if (this.#part === undefined && claim !== undefined && claim.end > this.#next) return;
      const part = await this.#begun();
      const from = part.splitter.position - start;
      if (from >= piece.length) return;
      const taken = part.push(piece.subarray(Math.max(0, from)));
      if (this.#plainEnd !== undefined || Math.max(0, from) + taken >= piece.length) return;
      await this.#nextPart(part);
    }
  }

  #claim(): { readonly end: number; readonly hash: string; readonly beginsLine: boolean } | undefined {
    const plan = this.#states.get(this.#partStart)?.plan;
    return plan?.kind === 'grown' ? plan.claim : undefined;
  }

  /** The part whose lines are read now: it begins behind what is claimed of it, if the content begins so. */
  async #begun(): Promise<OpenPart> {
    if (this.#part !== undefined) return this.#part;
    const start = this.#partStart;
    const state = this.#states.get(start);
    const claim = this.#claim();
    if (claim !== undefined) {
      const isSame =
        this.#hasher.at(start, claim.end) === claim.hash && this.#hasher.beginsLine(start) === claim.beginsLine;
      if (!isSame) await state?.contradict();
      if (!isSame || (await state?.grow()) !== true) throw new ReadAgain(start);
    }
    this.#part = openPart(this.#parts, start, state, claim?.end ?? this.#position, this.#format);
    return this.#part;
  }

  async #close(part: OpenPart, end: number, last: boolean, error?: KafkaInsightError): Promise<void> {
    const hashes = this.#hasher.take(part.start);
    this.#states.delete(part.start);
    this.#entries.push(await part.close({ end, last, hashes, ...(error && { error }) }));
  }

  async #finish(): Promise<OpenPart> {
    const part = await this.#begun();
    part.finish(this.#recent.before(part.splitter.lineStart));
    return part;
  }

  /** Called only when bytes follow: so the part that ends here is not the last. */
  async #nextPart(part: OpenPart): Promise<void> {
    await this.#close(part, part.end, false);
    this.#partStart = part.end;
    this.#format = part.format;
    this.#position = part.splitter.position;
    this.#part = undefined;
    await this.#reach(this.#partStart);
  }

  #stop(): boolean {
    const { file } = this.#parts;
    if (this.#entries.length === 0) {
      throw new KafkaInsightError(
        'TIME_LIMIT',
        `The time was over before the part of ${file.pin.key} at byte ${this.#partStart} was done. It is tried again; ` +
          `give the function more time, or set PART_BYTES below ${file.partBytes}, where that goes on.`,
      );
    }
    this.#continueAt = this.#partStart;
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
