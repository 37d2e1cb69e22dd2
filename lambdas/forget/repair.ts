import { refreshAll } from '../../adapters/search/counts.ts';
import { type Copy, findCopies, newestCopy } from '../inspect/copies.ts';
import type { RepairedAnswer } from './answer.ts';
import { deleteFound } from './find-documents.ts';
import type { ForgetPorts } from './ports.ts';
import { statesOf } from './survey.ts';

/** Documents of one bulk request. */
const BATCH = 2_000;

/**
 * Where a document of a file is in several indices, deletes all copies but the newest. It may be repeated at any time. Errors: those of
 * the search engine's port, and the code of the first document that was rejected.
 *
 * @param deadlineMillis when to stop and report that, epoch milliseconds
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

/** Deletes the states of a file's parts, so that its next drop is produced completely. Errors: those of the store. */
export async function deleteStates(ports: ForgetPorts, fileId: string): Promise<RepairedAnswer> {
  for await (const { key } of statesOf(ports, fileId)) await ports.store.delete(ports.bucket, key);
  return { isDone: true, deleted: 0 };
}
