import type { KafkaInsightError } from '../../core/errors.ts';
import type { IdKey } from '../../core/files/id-key.ts';
import { type LineBounds, LineSplitter } from '../../core/files/lines.ts';
import type { PartHashes } from '../../core/files/part-hash.ts';
import type { PartSums, ReadPart, SeenContent } from '../../core/files/part-state.ts';
import type { FileDecision } from '../../core/files/parts.ts';
import type { FormatChoice } from '../../core/format-table.ts';
import { type LedgerEntry, ledgerRecord } from '../../core/ledger/ledger.ts';
import { addRecord, type Batch, type BatchBuilder, createBatchBuilder } from '../../core/records/batches.ts';
import { emptyTally, type LineReader, type LineTarget, type Tally } from './line-readers.ts';
import type { OpenState, PartStates } from './part-states.ts';
import type { Sender } from './sender.ts';

/** What the parts of one file have in common. */
export interface PartTools {
  readonly file: FileDecision;
  readonly idKey: IdKey;
  /** Reads lines into documents of this version. */
  readonly lines: (version: number, format: FormatChoice) => LineReader;
  readonly maxLineBytes: number;
  readonly partitionCount: number;
  readonly sender: Sender;
  readonly states: PartStates;
  /** A hash of the object's key. */
  readonly name: string;
}

/** One part while it is read. */
export interface OpenPart {
  readonly start: number;
  /** Where the next part begins, if there is one. */
  readonly end: number;
  readonly splitter: LineSplitter;
  /** What the lines behind those that were read are read as. */
  readonly format: FormatChoice;
  /** Takes bytes, of which it reads those of its lines, and returns how many that were. */
  push(bytes: Buffer): number;
  /** Sends the batches that are full by now; waits where the topic is slower than the reading. */
  sendFull(): Promise<void>;
  /** Ends the content; `before` is what stands before the line that is open. */
  finish(before: Buffer): void;
  /**
   * Sends the rest, waits until the topic has acknowledged everything, and only then sends the ledger entry: an entry
   * promises that its lines are on the topic. The state of the part follows.
   */
  close(ending: PartEnding): Promise<LedgerEntry>;
}

/** How a part ended. */
interface PartEnding {
  /** Where, in the content. */
  readonly end: number;
  readonly last: boolean;
  /** Of its bytes; absent where they are not known. */
  readonly hashes?: PartHashes;
  /** Why it could not be read to its end. */
  readonly error?: KafkaInsightError;
}

/** The lines of a part that are whole, and end in it. */
interface WholeLines {
  readonly end: number;
  readonly sums: PartSums;
}

/** The lines of a part while they are read. */
interface PartLines extends Pick<OpenPart, 'splitter' | 'push' | 'finish'> {
  readonly sums: PartSums;
  /** Absent until they are read. */
  readonly whole: WholeLines | undefined;
}

/**
 * Begins the part at `start`.
 *
 * @param state by which it is read; absent where nothing is
 * @param format as which its first lines are read
 * @param position where its splitter's first byte stands, see LineBounds
 */
export function openPart(
  tools: PartTools,
  start: number,
  state?: OpenState,
  position = Math.max(0, start - 1),
  format: FormatChoice = tools.file.format,
): OpenPart {
  const { file, partitionCount, sender } = tools;
  const plan = state?.plan ?? { kind: 'whole' };
  const startedMillis = Date.now();
  const number = start / file.partBytes;
  const batches = createBatchBuilder(partitionCount, Buffer.from(file.id, 'base64url').readUInt32BE() + number);
  const base = plan.kind === 'grown' ? plan.claim : undefined;
  const tally = base ? Object.assign(emptyTally(), base.sums, { skipped: base.sums.produced }) : emptyTally();
  const full: Batch[] = [];
  const from = plan.kind === 'older' ? plan.from : 0;
  const target = { batches, tally, from, keep: (batch: Batch) => full.push(batch) };
  const reader = tools.lines(plan.kind === 'older' ? plan.version : file.storedMillis, format);
  const bounds = { start, end: start + file.partBytes, position, maxLineBytes: tools.maxLineBytes };
  const lines = readLines(reader, bounds, target, base?.sums.lines ?? 0);

  const { sendFull, sendAll } = createOutlet(batches, full, sender);

  return {
    start,
    end: bounds.end,
    splitter: lines.splitter,
    get format() {
      return reader.choice ?? format;
    },
    sendFull,
    push: (bytes) => lines.push(bytes),
    finish: (before) => {
      lines.finish(before);
    },
    async close({ error, hashes, ...ending }) {
      await sendAll();
      const failure = error ?? tally.error;
      const entry: LedgerEntry = {
        file,
        start,
        ...ending,
        ...(hashes && { hash: hashes.hash, ...relatives(state?.seen ?? [], ending.end, hashes) }),
        ...lines.sums,
        skipped: tally.skipped,
        ...(base && { sinceMillis: base.sinceMillis }),
        startedMillis,
        finishedMillis: Date.now(),
        ...(failure && { error: { code: failure.code, message: failure.message } }),
      };
      addRecord(batches, ledgerRecord(entry));
      await sendAll();
      const sinceMillis = base?.sinceMillis ?? startedMillis;
      if (hashes) await state?.conclude(readPart(tools.name, ending.end, hashes, lines.whole, sinceMillis));
      return entry;
    },
  };
}

/** Sends the batches that are full, or all that there is and waits for it. */
function createOutlet(
  batches: BatchBuilder,
  full: Batch[],
  sender: Sender,
): { readonly sendFull: () => Promise<void>; readonly sendAll: () => Promise<void> } {
  async function sendFull(): Promise<void> {
    for (const batch of full.splice(0)) await sender.send(batch);
  }
  return {
    sendFull,
    async sendAll() {
      await sendFull();
      const rest = batches.flush();
      if (rest) await sender.send(rest);
      await sender.settle();
    },
  };
}

/** @param linesBefore those of the part that are counted in the tally already */
function readLines(
  reader: LineReader,
  bounds: LineBounds & { readonly end: number },
  target: LineTarget,
  linesBefore: number,
): PartLines {
  let beforeLongLine: PartSums | undefined;
  let whole: WholeLines | undefined;
  const sums = (): PartSums => sumsOf(target.tally, linesBefore + splitter.lines);

  const splitter: LineSplitter = new LineSplitter(
    (bytes, start, end, offset, lengthBytes, envelope) => {
      reader.read(bytes, start, end, offset, lengthBytes, envelope, target);
    },
    { ...bounds, takesApart: reader.takesApart, onLongLine: () => (beforeLongLine = sums()) },
  );

  /** Where the part ends, in the middle of a line most often: what was counted before that line. */
  function markWhole(): void {
    whole ??= { end: splitter.lineStart, sums: (splitter.isWithinEvents ? beforeLongLine : undefined) ?? sums() };
  }

  return {
    splitter,
    get sums() {
      return sums();
    },
    get whole() {
      return whole;
    },
    push(bytes) {
      const within = splitter.push(bytes.subarray(0, Math.max(0, bounds.end - splitter.position)));
      if (splitter.position < bounds.end && !splitter.done) return within;
      markWhole();
      return within + splitter.push(bytes.subarray(within));
    },
    finish(before) {
      markWhole();
      splitter.finish((bytes, start, end, offset, lengthBytes) => {
        reader.readOpen({ bytes, start, end, offset, lengthBytes }, before, target);
      });
    },
  };
}

function sumsOf(
  { events, produced, unparsed, text, untimed, firstEventMillis, lastEventMillis }: Tally,
  lines: number,
): PartSums {
  return {
    ...{ lines, events, produced, unparsed, text, untimed },
    ...(firstEventMillis <= lastEventMillis && { firstEventMillis, lastEventMillis }),
  };
}

/** Which contents that were read before this one begins with, and which not; of longer ones neither is known. */
function relatives(
  seen: readonly SeenContent[],
  partEnd: number,
  { hash, watched }: PartHashes,
): Pick<LedgerEntry, 'contains' | 'replaces'> {
  const known = seen.filter((one) => one.end < partEnd || (one.end === partEnd && one.hash !== hash));
  const name = (one: SeenContent): string => `${one.end}:${one.hash}`;
  const contains = known.filter((one) => watched.get(one.end) === one.hash).map(name);
  const replaces = known.filter((one) => watched.has(one.end) && watched.get(one.end) !== one.hash).map(name);
  return { ...(contains.length > 0 && { contains }), ...(replaces.length > 0 && { replaces }) };
}

function readPart(
  name: string,
  end: number,
  { hash, lines, beginsLine }: PartHashes,
  whole: WholeLines | undefined,
  sinceMillis: number,
): ReadPart {
  // the splitter knows what the lines hold, the hashes know their bytes: only together are they worth keeping
  const isKnown = lines !== undefined && lines.end === whole?.end;
  return {
    seen: { name, end, hash },
    ...(isKnown && { lines: { ...lines, beginsLine, sinceMillis, sums: whole.sums } }),
  };
}
