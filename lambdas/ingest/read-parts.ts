import { KafkaInsightError } from '../../core/errors.ts';
import type { LedgerEntry } from '../../core/ledger/ledger.ts';
import { readContent } from './content.ts';
import type { FileTools } from './file-tools.ts';
import { isBreak } from './layers/breaks.ts';
import { openPart } from './part.ts';
import { type PartsOutcome, type PartsStart, ReadAgain, Reading } from './reading.ts';

/**
 * Puts the lines of a part on the topic, and its ledger entry after them. Of a file that is continued ({@link isContinued})
 * the parts that follow are worked on too, until the deadline: then the outcome says where to continue. Parts always begin at multiples of the part
 * size, so that whatever is cut short or delivered twice writes the same entries again. What was produced of a content that this one
 * begins with is read and not produced again (ADR 19).
 * Where the deadline comes within a line of many events, a further invocation continues from the next of them.
 *
 * The entry reports what cannot be read and would not be by trying again: a break in the compressed content, or an object that was
 * overwritten since its event (the new content has its own event).
 *
 * @throws KafkaInsightError TIME_LIMIT where the deadline comes before the first part is done, and what the store and the
 *   producer throw
 */
export async function readParts(tools: FileTools, start: PartsStart): Promise<PartsOutcome> {
  const entries: LedgerEntry[] = [];
  let at = start;
  try {
    for (;;) {
      const reading = new Reading(tools, at, entries);
      try {
        await readFrom(reading, tools);
        return reading.outcome;
      } catch (error) {
        if (!(error instanceof ReadAgain)) throw error;
        at = { start: error.start };
      }
    }
  } finally {
    await tools.sender.idle();
  }
}

/** Reads on from a part, to the end or a break of the content. */
async function readFrom(reading: Reading, tools: FileTools): Promise<void> {
  try {
    for await (const piece of readContent(tools, reading.range)) {
      if (await reading.take(piece)) return;
      if (Date.now() > tools.deadlineMillis) {
        await reading.stop();
        return;
      }
    }
    await reading.end();
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
    if (error.code === 'OBJECT_CHANGED') await reading.giveUp(error);
    else if (isBreak(error)) await reading.end(error);
    else throw error;
  }
}

/**
 * Says in the ledger that nothing of the file was read, and why. Its bytes are those of one part without lines, so that they
 * are accounted for.
 */
export async function refuseFile(tools: FileTools, refusal: KafkaInsightError): Promise<LedgerEntry> {
  const { layers, sizeBytes } = tools.file;
  try {
    return await openPart(tools, 0).close({ end: layers.length === 0 ? sizeBytes : 0, last: true, error: refusal });
  } finally {
    await tools.sender.idle();
  }
}
