import { refreshAll } from '../../adapters/search/counts.ts';
import { type Copy, findCopies, newestCopy } from '../inspect/copies.ts';
import type { RepairedAnswer } from './answer.ts';
import { deleteFound } from './documents.ts';
import type { ForgetPorts } from './ports.ts';
import { statesOf } from './survey.ts';

/** Documents of one bulk request. */
const BATCH = 2_000;

/**
 * Deletes of the documents of a file that are in several indices all but the newest of each. It may be done again at any time. Errors:
 * those of the search engine's port, and the code of the first document that was refused.
 *
 * @param deadlineMillis when to stop and say so, epoch milliseconds
 */
export async function deleteCopies(
  { engine }: Pick<ForgetPorts, 'engine'>,
  { fileId, deadlineMillis }: { readonly fileId: string; readonly deadlineMillis: number },
): Promise<RepairedAnswer> {
  await refreshAll(engine);
  let deleted = 0;
  let batch: Copy[] = [];
  const flush = async (): Promise<void> => {
    deleted += await deleteFound(engine, batch);
    batch = [];
  };
  for await (const copies of findCopies(engine, fileId)) {
    const newest = newestCopy(copies);
    batch.push(...copies.filter((copy) => copy !== newest));
    if (batch.length < BATCH) continue;
    await flush();
    if (Date.now() > deadlineMillis) break;
  }
  const isDone = batch.length < BATCH && Date.now() <= deadlineMillis;
  await flush();
  await refreshAll(engine);
  return { isDone, deleted };
}

/** Deletes what is remembered of what was produced of a file: its next drop is produced whole. Errors: those of the store. */
export async function deleteStates(ports: ForgetPorts, fileId: string): Promise<RepairedAnswer> {
  for await (const { key } of statesOf(ports, fileId)) await ports.store.delete(ports.bucket, key);
  return { isDone: true, deleted: 0 };
}
