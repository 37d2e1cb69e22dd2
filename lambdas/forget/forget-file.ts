import { LOG_INDICES, refreshAll } from '../../adapters/search/counts.ts';
import { tombstoneDocument } from '../../core/ledger/erasures.ts';
import { DEAD_LETTER_INDEX, LEDGER_INDEX } from '../../core/names.ts';
import type { DeletedAnswer } from './answer.ts';
import { findLetters, removeLetters } from './find-dead-letters.ts';
import { deleteAll, writeDocuments } from './find-documents.ts';
import type { DeletionLimits, ForgetPorts } from './ports.ts';
import { etagsOf, filePlaces, fileQueries, findFiles, isOfFile, type LedgerFile, statesOf } from './survey.ts';

/** Which file is forgotten, and how. */
export interface ForgetOptions extends DeletionLimits {
  readonly fileId: string;
  /** Leaves the object in the bucket. */
  readonly keepObject: boolean;
}

/**
 * Deletes everything of a file: documents in all indices, dead letters, entries of the ledger, and the objects with its content. It
 * announces this in the ledger first, so that an interrupted deletion can continue, and late arrivals are noticed. It may be repeated at
 * any time. Errors: those of the ports.
 */
export async function forgetFile(ports: ForgetPorts, options: ForgetOptions): Promise<DeletedAnswer> {
  const { engine } = ports;
  const { fileId, keepObject, untilMillis } = options;
  await refreshAll(engine);
  const [file] = await findFiles(ports, { fileId });
  if (file === undefined) return { isDone: true, left: [] };
  await writeTombstones(ports, file, options);
  // first: if this is interrupted, nothing of the file may count as already produced
  for await (const { key } of statesOf(ports, fileId)) await ports.store.delete(ports.bucket, key);
  const isDone = await deleteFromIndices(ports, options);
  if (isDone && !keepObject) for (const { key } of file.objects) await ports.store.delete(ports.bucket, key);
  await refreshAll(engine);
  return { isDone, left: isDone ? await whatIsLeft(ports, fileId, keepObject, untilMillis) : [] };
}

async function writeTombstones(
  { engine }: ForgetPorts,
  file: LedgerFile,
  { fileId, keepObject, untilMillis }: ForgetOptions,
): Promise<void> {
  const documents = Array.from(etagsOf(file), ([key, etags]) => {
    const object = file.objects.find((one) => one.key === key);
    const before = file.tombstones.find((one) => one.key === key);
    const storedMillis = object?.storedMillis ?? before?.storedMillis;
    return tombstoneDocument({
      fileId,
      key,
      etags: [...etags],
      ...(storedMillis === undefined ? {} : { storedMillis }),
      kept: keepObject && object !== undefined,
      forgottenMillis: untilMillis,
    });
  });
  await writeDocuments(engine, documents);
  await refreshAll(engine);
}

/** The ledger comes last: until then it says what existed. */
async function deleteFromIndices(
  ports: ForgetPorts,
  { fileId, untilMillis, deadlineMillis }: ForgetOptions,
): Promise<boolean> {
  const { engine } = ports;
  const { documents, letters, ledger } = fileQueries(fileId, untilMillis);
  if (!(await deleteAll(engine, { indices: LOG_INDICES, query: documents }, deadlineMillis))) return false;
  for await (const object of findLetters(ports, isOfFile(fileId), untilMillis)) {
    await removeLetters(ports, object);
    if (Date.now() > deadlineMillis) return false;
  }
  return (
    (await deleteAll(engine, { indices: DEAD_LETTER_INDEX, query: letters }, deadlineMillis)) &&
    (await deleteAll(engine, { indices: LEDGER_INDEX, query: ledger }, deadlineMillis))
  );
}

/** Includes what arrived meanwhile: it is left on purpose, and has to be reported. */
async function whatIsLeft(
  ports: ForgetPorts,
  fileId: string,
  keepObject: boolean,
  untilMillis: number,
): Promise<DeletedAnswer['left']> {
  const places = await filePlaces(ports, fileId, Math.max(untilMillis, Date.now()));
  if (keepObject) return places;
  const [file] = await findFiles(ports, { fileId });
  const objects = file?.objects ?? [];
  return [
    ...places,
    ...objects.map(({ key, sizeBytes }) => ({ what: 'bytes', where: key, count: sizeBytes }) as const),
  ];
}
