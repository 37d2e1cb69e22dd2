import type { KafkaInsightError } from '../../core/errors.ts';
import type { OpenLinePosition } from '../../core/files/lines.ts';
import type { PartHashes } from '../../core/files/part-hash.ts';
import type { PartProgress } from '../../core/files/part-progress.ts';
import type { ReadPart, SeenContent, WholeLines } from '../../core/files/part-state.ts';
import { type LedgerEntry, ledgerRecord } from '../../core/ledger/ledger.ts';
import { addRecord, type Batch, type BatchBuilder, createBatchBuilder } from '../../core/records/batches.ts';
import type { FileTools } from './file-tools.ts';
import { type PartLines, readLines } from './part-lines.ts';
import type { OpenState } from './part-states.ts';
import type { Sender } from './sender.ts';

/** One part while it is read. */
export interface Part extends Omit<PartLines, 'sums' | 'tally' | 'claim' | 'progress'> {
  readonly start: number;
  /** Where the next part begins, if there is one. */
  readonly end: number;
  /** Where in the part the hash of its bytes is wanted. */
  readonly watched: readonly number[];
  /** Sends the batches that are full by now; waits where the topic is slower than the reading. */
  sendFull(): Promise<void>;
  /**
   * Sends the rest, waits until the topic has acknowledged everything, and only then sends the ledger entry: an entry
   * promises that its lines are on the topic. The state of the part follows.
   */
  close(ending: PartEnding): Promise<LedgerEntry>;
  /**
   * Sends the rest and waits until the topic has acknowledged everything, for another invocation to continue in the open line; `undefined` where
   * no line was read.
   */
  pause(line: OpenLinePosition): Promise<PartProgress | undefined>;
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

/**
 * Begins the part at `start`, or continues with it.
 *
 * @param state by which it is read; absent where nothing is
 * @param progress of an earlier invocation, if it is to be relied on
 */
export function openPart(tools: FileTools, start: number, state?: OpenState, progress?: PartProgress): Part {
  const { file, partitionCount, sender } = tools;
  const startedMillis = progress?.startedMillis ?? Date.now();
  const seen = state?.seen ?? [];
  const number = start / file.partBytes;
  const batches = createBatchBuilder(partitionCount, Buffer.from(file.id, 'base64url').readUInt32BE() + number);
  const full: Batch[] = [];
  const { sendFull, sendAll } = createOutlet(batches, full, sender);
  const { sums, tally, claim, ...lines } = readLines(tools, { state, progress }, batches, full);

  return {
    ...lines,
    start,
    end: start + file.partBytes,
    watched: [...(claim ? [claim.end] : []), ...seen.map((one) => one.end)],
    sendFull,
    async pause(line) {
      await sendAll();
      const read = lines.progress();
      return state && read && { ...read, line, basis: state.basis, startedMillis };
    },
    async close({ error, hashes, ...ending }) {
      await sendAll();
      const failure = error ?? tally.error;
      const entry: LedgerEntry = {
        ...{ file, start },
        ...ending,
        ...(hashes && { hash: hashes.hash, ...relatives(seen, ending.end, hashes) }),
        ...sums(),
        skipped: tally.skipped,
        ...(claim && { sinceMillis: claim.sinceMillis }),
        startedMillis,
        finishedMillis: Date.now(),
        ...(failure && { error: { code: failure.code, message: failure.message } }),
      };
      addRecord(batches, ledgerRecord(entry));
      await sendAll();
      const sinceMillis = claim?.sinceMillis ?? startedMillis;
      const read = { name: tools.name, end: ending.end };
      if (hashes) await state?.conclude(readPart({ ...read, start }, hashes, lines.whole(), sinceMillis));
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
  { start, ...seen }: Omit<SeenContent, 'hash'> & { readonly start: number },
  { hash, lines, beginsLine, before }: PartHashes,
  whole: WholeLines | undefined,
  sinceMillis: number,
): ReadPart {
  // the splitter knows what the lines hold, the hashes know their bytes: only together are they worth keeping
  const isKnown = lines !== undefined && lines.end === whole?.end && lines.end > start;
  return {
    seen: { ...seen, hash },
    ...(isKnown && {
      lines: { ...lines, beginsLine, ...(before !== undefined && { before }), sinceMillis, sums: whole.sums },
    }),
  };
}
