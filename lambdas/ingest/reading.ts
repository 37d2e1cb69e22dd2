import { LOOK_BACK_BYTES } from '../../core/documents/open-line.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { JOIN_LOOK_BACK_BYTES, MAX_EVENT_BYTES } from '../../core/files/event-joiner.ts';
import { createFileEvents, type FileEvents } from '../../core/files/file-events.ts';
import { PartHasher } from '../../core/files/part-hash.ts';
import type { PartProgress } from '../../core/files/part-progress.ts';
import { isContinued } from '../../core/files/parts.ts';
import { RecentContent } from '../../core/files/recent-content.ts';
import type { FormatChoice } from '../../core/format-table.ts';
import type { LedgerEntry } from '../../core/ledger/ledger.ts';
import type { ContentRange } from './content.ts';
import type { FileTools } from './file-tools.ts';
import { openPart, type Part } from './part.ts';

/** How far after its end a part is closed, and how far before that its last whole event ends, at most. */
const KEPT_OF_EVENTS_BYTES = 3 * MAX_EVENT_BYTES;

/** Where the work on parts begins. */
export interface PartsStart {
  /** Byte offset of the part. */
  readonly start: number;
  /** Where an earlier invocation stopped in it; absent where it is read from its start. */
  readonly progress?: PartProgress;
}

/** What became of the parts that an invocation worked on. */
export interface PartsOutcome {
  /** One for each part that is finished. */
  readonly entries: readonly LedgerEntry[];
  /** Where a further invocation has to continue; absent where nothing is left to do. */
  readonly continueAt?: PartsStart;
  /** As which lines are read from there on. */
  readonly format: FormatChoice;
}

/** The part is read from its start once more, by another plan. */
export class ReadAgain extends Error {
  readonly start: number;

  constructor(start: number) {
    super('a part is read again');
    this.start = start;
  }
}

/**
 * The reading of a content from some part on: its bytes are hashed, split into lines, and each line is read by the part in which it
 * begins. A part is closed once all that begins in it has ended, which may be many parts after it.
 */
export class Reading {
  /** What has to be read of the content: from some way before the part on, see {@link buildOpenEvents}. */
  readonly range: ContentRange;
  readonly #tools: FileTools;
  /** Where a plain file's part ends: the other parts have separate messages. */
  readonly #plainEnd: number | undefined;
  readonly #entries: LedgerEntry[];
  /** How far the first part was read by an earlier invocation. Its bytes are read once more for their hashes, its lines are not. */
  readonly #from: PartsStart;
  readonly #recent: RecentContent;
  readonly #hasher: PartHasher;
  readonly #events: FileEvents;
  /** The parts that were reached and are not closed, in their order. */
  readonly #open: Part[] = [];
  /** Where the part begins that is reached next. */
  #nextPart: number;
  /** Where the next byte of the content is. */
  #position: number;
  /** The part in which the line begins that was read last, and as which the lines after it are read. */
  #part: Part | undefined;
  #format: FormatChoice;
  #continueAt: PartsStart | undefined;
  /** Of the bytes before each open part, see Claim. */
  readonly #before = new Map<number, string>();
  /** Where the first part begins of which something else is claimed than there is. */
  #again: number | undefined;

  constructor(tools: FileTools, from: PartsStart, entries: LedgerEntry[]) {
    const { start, progress } = from;
    const { file, idKey, maxLineBytes, takesApart } = tools;
    const { joining } = file;
    this.#tools = tools;
    this.#entries = entries;
    this.#from = from;
    this.#format = file.format;
    this.#plainEnd = !isContinued(file) ? Math.min(start + file.partBytes, file.sizeBytes) : undefined;
    this.#nextPart = start;
    this.#hasher = new PartHasher(start, file.partBytes, idKey, joining === undefined ? 0 : KEPT_OF_EVENTS_BYTES);
    const onLongLine = (): void => this.#partOf(this.#events.openStart)?.beginLongLine();
    this.#events = createFileEvents(
      (line, lineStart, lines, ending) => {
        const reader = this.#partOf(lineStart)?.begin(lineStart, lines, this.#format);
        if (ending === 'no feed') reader?.readOpen(line, this.#recent.before(lineStart));
        else if (ending === 'piece') reader?.readPiece(line);
        else reader?.read(line);
      },
      { start, maxLineBytes, takesApart, onLongLine, joining, openLine: progress?.line },
    );
    const lookBackBytes = Math.max(LOOK_BACK_BYTES, joining === undefined ? 0 : JOIN_LOOK_BACK_BYTES);
    this.#recent = new RecentContent(lookBackBytes);
    this.range = {
      start: Math.max(0, start - 1 - lookBackBytes),
      ...(progress && this.#plainEnd !== undefined && { gap: gapBetween(this.#plainEnd, progress.line.position) }),
    };
    this.#position = this.range.start;
  }

  get outcome(): PartsOutcome {
    return {
      entries: this.#entries,
      format: this.#open[0]?.format() ?? this.#part?.choice() ?? this.#format,
      ...(this.#continueAt !== undefined && { continueAt: this.#continueAt }),
    };
  }

  /** Reads a piece of the content; returns whether nothing more is to be read. */
  async take(piece: Buffer): Promise<boolean> {
    for (let from = 0; from < piece.length;) {
      if (this.#position === this.range.gap?.start) this.#position = this.range.gap.end;
      await this.#reach();
      await this.#closeEnded();
      this.#readAgain();
      this.#noteBefore();
      const to = Math.min(piece.length, from + this.#stopsAt() - this.#position);
      await this.#read(piece.subarray(from, to));
      from = to;
      if (this.#plainEnd !== undefined && this.#isEnded(this.#open[0])) {
        await this.end();
        return true;
      }
    }
    for (const part of this.#open) await part.sendFull();
    return false;
  }

  /** The time is over: a further invocation continues. */
  async stop(): Promise<void> {
    const { file } = this.#tools;
    // bytes follow on parts that end before here
    await this.#closeEnded(this.#position - 1);
    const [part] = this.#open;
    const start = part?.start ?? this.#nextPart;
    const progress = part && (await this.#pause(part));
    if (this.#entries.length === 0 && progress === undefined) {
      throw new KafkaInsightError(
        'TIME_LIMIT',
        `The time was over before the part of ${file.pin.key} at byte ${start} was done. The part is retried; ` +
          `if this happens again, give the function more time, or set PART_BYTES below ${file.partBytes}.`,
      );
    }
    this.#continueAt = { start, ...(progress && { progress }) };
  }

  /**
   * Leaves the rest of a line, and of the part, to a further invocation; `undefined` where that would come no further than this one, or would
   * rely on what was not compared.
   */
  async #pause(part: Part): Promise<PartProgress | undefined> {
    const line = this.#events.openLine;
    if (line === undefined || line.lineStart >= part.end || part.claimEnd() !== undefined) return undefined;
    const from = part.start === this.#from.start ? this.#from.progress?.line.position : undefined;
    return line.position > (from ?? 0) ? part.pause(line) : undefined;
  }

  /** The content is at its end, or at its break. */
  async end(error?: KafkaInsightError): Promise<void> {
    const { layers, sizeBytes } = this.#tools.file;
    await this.#reach();
    if (this.#plainEnd !== undefined || layers.length === 0) this.#checkEnd(this.#plainEnd ?? sizeBytes);
    this.#finishEvents();
    for (let [part, next] = this.#open; part !== undefined; [part, next] = this.#open) {
      if (part.claimEnd() !== undefined) await this.#confirm(part);
      this.#readAgain();
      const last = next === undefined && (this.#plainEnd === undefined || this.#plainEnd === sizeBytes);
      const end = this.#plainEnd ?? Math.max(part.start, Math.min(part.end, this.#position));
      await this.#close(part, { end, last, ...(next === undefined && error && { error }) });
    }
  }

  /** What was read of the part is discarded: its content no longer exists. */
  async giveUp(error: KafkaInsightError): Promise<void> {
    const start = this.#open[0]?.start ?? this.#nextPart;
    this.#entries.push(await openPart(this.#tools, start).close({ end: start, last: false, error }));
  }

  /** Opens the part that begins where the reading is. */
  async #reach(): Promise<void> {
    const start = this.#nextPart;
    const isReached = this.#position >= start || this.#open.length === 0;
    if (!isReached || (this.#plainEnd !== undefined && this.#open.length > 0)) return;
    const state = await this.#tools.states.open(start);
    const progress = start === this.#from.start ? this.#from.progress : undefined;
    if (progress !== undefined && progress.basis !== state.basis) throw new ReadAgain(start);
    const part = openPart(this.#tools, start, state, progress);
    this.#hasher.watch(start, part.watched);
    this.#open.push(part);
    this.#nextPart = part.end;
  }

  /** Where a part begins, or what is claimed of one ends: bytes before and after it are read each for themselves. */
  #stopsAt(): number {
    const claims = this.#open.flatMap((part) => part.claimEnd() ?? []);
    const stops = [...claims, ...this.#open.flatMap(({ start, end }) => [start, end])];
    return Math.min(...stops.filter((stop) => stop > this.#position));
  }

  async #read(bytes: Buffer): Promise<void> {
    const start = this.#position;
    const events = this.#events;
    this.#position += bytes.length;
    if (this.#plainEnd === undefined || start < this.#plainEnd) this.#hasher.add(bytes, start);
    for (const part of this.#open) {
      if (part.claimEnd() === this.#position) await this.#confirm(part);
    }
    if (this.#position > events.from) events.push(bytes.subarray(Math.max(0, events.from - start)));
    this.#recent.add(bytes, start, Math.min(this.#position, events.openStart));
    const part = this.#open.at(-1);
    if (part?.end === this.#position) this.#markWhole(part);
  }

  /** All events that end in the part were read. */
  #markWhole(part: Part): void {
    const { openStart, isWithinLine } = this.#events;
    // of a long line whose events wait to be handed out it is not known what was counted before it
    if (!isWithinLine || this.#tools.file.joining === undefined) part.markWhole(openStart, isWithinLine);
  }

  /** Where lines are joined, events of a part depend on what is before it. */
  #noteBefore(): void {
    const part = this.#open.at(-1);
    if (part?.start !== this.#position || this.#tools.file.joining === undefined) return;
    this.#before.set(part.start, this.#hasher.hashOf(this.#recent.before(part.start)));
  }

  /** Compares what is claimed of a part; where it does not hold, the part is read again, once those before it are closed. */
  async #confirm(part: Part): Promise<void> {
    const { start } = part;
    const hash = this.#hasher.at(start, part.claimEnd() ?? start);
    const beginsLine = this.#hasher.beginsLine(start);
    const holds = await part.confirm({ hash, beginsLine, before: this.#before.get(start) });
    if (!holds) this.#again ??= start;
  }

  #readAgain(): void {
    if (this.#again !== undefined && this.#again === this.#open[0]?.start) throw new ReadAgain(this.#again);
  }

  /** The part in which a line begins; undefined where that is another invocation's. */
  #partOf(lineStart: number): Part | undefined {
    if (this.#part !== undefined && lineStart < this.#part.end) return this.#part;
    const part = this.#open.find(({ start, end }) => lineStart >= start && lineStart < end);
    if (part !== undefined) {
      this.#format = this.#part?.choice() ?? this.#format;
      this.#part = part;
    }
    return part;
  }

  #finishEvents(): void {
    const part = this.#open.at(-1);
    if (part !== undefined) this.#markWhole(part);
    // of a plain file the next line is another invocation's
    if (this.#plainEnd === undefined || !this.#isEnded(this.#open[0])) this.#events.finish();
  }

  /** Whether all that begins in a part has ended. */
  #isEnded(part: Part | undefined): boolean {
    return part !== undefined && Math.min(this.#position, this.#events.openStart) >= (this.#plainEnd ?? part.end);
  }

  /** Closes the parts that have ended; called only where bytes follow, so that none of them is the last. */
  async #closeEnded(position = this.#position): Promise<void> {
    for (let [part] = this.#open; part && part.end <= position && this.#isEnded(part); [part] = this.#open) {
      // lines are passed over until then: without it they would be lost
      if (part.claimEnd() !== undefined) await this.#confirm(part);
      this.#readAgain();
      await this.#close(part, { end: part.end, last: false });
    }
  }

  async #close(part: Part, ending: Omit<Parameters<Part['close']>[0], 'hashes'>): Promise<void> {
    this.#open.shift();
    const before = this.#before.get(part.start);
    this.#before.delete(part.start);
    const hashes = this.#hasher.take(part.start, part.whole()?.end);
    this.#entries.push(await part.close({ ...ending, hashes: { ...hashes, ...(before !== undefined && { before }) } }));
  }

  #checkEnd(end: number): void {
    if (this.#position >= end) return;
    throw new KafkaInsightError(
      'OBJECT_STORE_UNAVAILABLE',
      `Reading ${this.#tools.file.pin.key} ended at byte ${this.#position}, before the ${end} bytes that the store reported.`,
    );
  }
}

function gapBetween(start: number, end: number): ContentRange['gap'] & object {
  return { start, end: Math.max(start, end) };
}
