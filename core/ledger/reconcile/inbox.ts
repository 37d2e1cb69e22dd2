import { isKeptEtag } from '../../files/kept-etag.ts';
import type { ObjectSummary } from '../../ports.ts';
import { counted } from '../../wording.ts';
import { CHANGED } from '../contents.ts';
import type { Tombstone } from '../erasures.ts';
import type { LedgerPart } from '../ledger-part.ts';
import { type Difference, difference, type ReconciledFile } from './difference.ts';
import type { IndexedFile } from './file.ts';

/**
 * Names the objects of the inbox that the ledger does not know, or not as they are now.
 *
 * @param objects the inbox
 * @param parts the ledger's entries
 * @param tombstones of files that were forgotten: their objects that were kept are not ingested on purpose
 */
export function reconcileInbox(
  objects: readonly ObjectSummary[],
  parts: readonly LedgerPart[],
  settledMillis: number,
  tombstones: readonly Tombstone[] = [],
): Difference[] {
  const known = Map.groupBy(parts, ({ key }) => key);
  return objects.flatMap((object) => {
    const { key, storedMillis } = object;
    if (storedMillis > settledMillis) return [];
    if (tombstones.some((one) => one.key === key && one.kept && !isLater(storedMillis, one))) return [];
    const ofKey = known.get(key);
    if (ofKey === undefined)
      return [difference('NOT_INGESTED', key, 'the ledger does not know this object. Drop it again')];
    if (ofKey.some((part) => isKeptEtag(part.etag, object) && part.errorCode !== CHANGED)) return [];
    return [difference('NOT_INGESTED', key, 'the object has another content than was ingested. Drop it again')];
  });
}

/**
 * What a forgotten file is now; `undefined` where it was dropped again, and is a file like any other. One that is there although
 * nobody dropped it came back by a message, a record or a replay that was on its way.
 *
 * @param tombstones all of the file's, at least one
 * @param parts all of the file's entries in the ledger
 */
export function reconcileForgotten(
  tombstones: readonly Tombstone[],
  parts: readonly LedgerPart[],
  { documents, outstandingLetters }: IndexedFile,
): ReconciledFile | undefined {
  const [first] = tombstones;
  const isDroppedAgain = parts.some(({ key, storedMillis }) => {
    const tombstone = tombstones.find((one) => one.key === key);
    // under a new name it cannot be what was on its way, unless it was stored before
    return tombstone === undefined ? storedMillis > (first?.forgottenMillis ?? 0) : isLater(storedMillis, tombstone);
  });
  if (first === undefined || isDroppedAgain) return undefined;
  const { fileId, key } = first;
  const isBack = documents + outstandingLetters + parts.length > 0;
  const message = `the file was forgotten, and ${counted(documents, 'document')} and ${counted(outstandingLetters, 'dead letter')} of it are there: they came back by a late delivery, or it was broken off. Forget it again: npx kafkainsight forget --id ${fileId}`;
  return {
    fileId,
    key,
    otherKeys: [...new Set(tombstones.map((one) => one.key))].filter((other) => other !== key).sort(),
    lines: 0,
    documents,
    deadLetters: outstandingLetters,
    behind: 0,
    settling: false,
    isForgotten: true,
    repairs: [],
    differences: isBack ? [difference('FORGOTTEN_BACK', key, message)] : [],
  };
}

/** Whether an object is another one than that which was forgotten. */
function isLater(storedMillis: number, tombstone: Tombstone): boolean {
  return tombstone.storedMillis === undefined || storedMillis > tombstone.storedMillis;
}

/** Names the messages that the queue has given up on. */
export function reconcileQueue(givenUp: number): Difference[] {
  if (givenUp === 0) return [];
  const message = `the dead-letter queue holds ${counted(givenUp, 'message')}: the function's log says why. Fix it and move them back to the queue`;
  return [{ kind: 'MESSAGES_GIVEN_UP', message }];
}
