import { addRecord, type Batch, createBatchBuilder } from '../../pipeline/files/batches.ts';
import type { KafkaInsightError } from '../../pipeline/errors.ts';
import { type LedgerEntry, ledgerRecord } from '../../pipeline/files/ledger.ts';
import { LineSplitter } from '../../pipeline/files/lines.ts';
import type { FileDecision } from '../../pipeline/files/parts.ts';
import { emptyTally, type LineReader } from './line-readers.ts';
import type { Sender } from './sender.ts';

/** What the parts of one file have in common. */
export interface PartTools {
  readonly file: FileDecision;
  readonly lines: LineReader;
  readonly maxLineBytes: number;
  readonly partitionCount: number;
  readonly sender: Sender;
}

/** One part while it is read. */
export interface OpenPart {
  readonly start: number;
  /** Where the next part begins, if there is one. */
  readonly end: number;
  readonly splitter: LineSplitter;
  /** Sends the batches that are full by now; waits where the topic is slower than the reading. */
  sendFull(): Promise<void>;
  /** Ends the content; `before` is what stands before the line that is open. */
  finish(before: Buffer): void;
  /**
   * Sends the rest, waits until the topic has acknowledged everything, and only then sends the ledger entry: an entry
   * promises that its lines are on the topic.
   */
  close(ending: PartEnding): Promise<LedgerEntry>;
}

/** How a part ended. */
interface PartEnding {
  /** Where, in the content. */
  readonly end: number;
  readonly last: boolean;
  /** Of its bytes; absent where they are not known. */
  readonly hash?: string;
  /** Why it could not be read to its end. */
  readonly error?: KafkaInsightError;
}

/**
 * Begins the part at `start`.
 *
 * @param position where its splitter's first byte stands, see LineBounds
 */
export function openPart(tools: PartTools, start: number, position = Math.max(0, start - 1)): OpenPart {
  const { file, lines, maxLineBytes, partitionCount, sender } = tools;
  const startedMillis = Date.now();
  const number = start / file.partBytes;
  const batches = createBatchBuilder(partitionCount, Buffer.from(file.id, 'base64url').readUInt32BE() + number);
  const tally = emptyTally();
  const full: Batch[] = [];
  const target = { batches, tally, keep: (batch: Batch) => full.push(batch) };
  const end = start + file.partBytes;

  const splitter = new LineSplitter(
    (bytes, from, to, offset, lengthBytes) => {
      lines.read(bytes, from, to, offset, lengthBytes, target);
    },
    { start, end, position, maxLineBytes, takesApart: lines.takesApart },
  );

  async function sendFull(): Promise<void> {
    for (const batch of full.splice(0)) await sender.send(batch);
  }

  return {
    start,
    end,
    splitter,
    sendFull,
    finish(before) {
      splitter.finish((bytes, from, to, offset, lengthBytes) => {
        lines.readOpen({ bytes, start: from, end: to, offset, lengthBytes }, before, target);
      });
    },
    async close({ error, ...ending }) {
      await sendFull();
      const rest = batches.flush();
      if (rest) await sender.send(rest);
      await sender.settle();
      const { events, produced, unparsed, text, firstEventMillis, lastEventMillis } = tally;
      const failure = error ?? tally.error;
      const entry: LedgerEntry = {
        file,
        start,
        ...ending,
        lines: splitter.lines,
        events,
        produced,
        unparsed,
        text,
        ...(firstEventMillis <= lastEventMillis && { firstEventMillis, lastEventMillis }),
        startedMillis,
        finishedMillis: Date.now(),
        ...(failure && { error: { code: failure.code, message: failure.message } }),
      };
      addRecord(batches, ledgerRecord(entry));
      const ledger = batches.flush();
      if (ledger) await sender.send(ledger);
      await sender.settle();
      return entry;
    },
  };
}
