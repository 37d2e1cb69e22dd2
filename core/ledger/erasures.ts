/**
 * What the ledger keeps of what was deleted on purpose: that a file was forgotten, and how many documents of a part were
 * erased. Both are documents of the ledger's index like its entries, and have another dataset. They are written to the search
 * engine by who deletes, never through the topic.
 */
import { createHash } from 'node:crypto';
import { ERASED_DATASET, FORGOTTEN_DATASET, LEDGER_INDEX } from '../names.ts';
import type { IndexDocument } from '../search/bulk.ts';

/** That a file was forgotten, under one of its keys. It ends with the next drop: an object of that key that was stored later. */
export interface Tombstone {
  readonly fileId: string;
  readonly key: string;
  /** Of the contents that the file had under this key; what is there with another is another file. */
  readonly etags: readonly string[];
  /** When the last of them was stored, epoch milliseconds: the object's LastModified. Absent where there was none any more. */
  readonly storedMillis?: number;
  /** Whether the object was left in the bucket. */
  readonly kept: boolean;
  readonly forgottenMillis: number;
}

/** How many documents of a part were erased since the part was last produced; whose they were is not kept. */
export interface ErasedPart {
  readonly fileId: string;
  readonly key: string;
  /** Where the part begins, in bytes of the decompressed content. */
  readonly start: number;
  /** Dead letters that had no document are counted, too. */
  readonly documents: number;
  /** Of these, what may be there still, as `index/id/version`: it is deleted before anything else is erased. Empty where all is done. */
  readonly pending: readonly string[];
  readonly erasedMillis: number;
}

/** The tombstone as a document; a later one of the same file and key replaces it. */
export function tombstoneDocument(tombstone: Tombstone): IndexDocument {
  const { fileId, key, etags, storedMillis, kept, forgottenMillis } = tombstone;
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return ledgerDocument(`${fileId}-forgotten-${name}`, {
    '@timestamp': isoTime(forgottenMillis),
    'event.dataset': FORGOTTEN_DATASET,
    'kafkainsight.file.id': fileId,
    'log.file.path': key,
    'kafkainsight.file.etag': etags,
    'kafkainsight.forgotten.stored': storedMillis === undefined ? undefined : isoTime(storedMillis),
    'kafkainsight.forgotten.kept': kept,
  });
}

/** The erased part as a document; a later one of the same part replaces it. */
export function erasedPartDocument({
  fileId,
  key,
  start,
  documents,
  pending,
  erasedMillis,
}: ErasedPart): IndexDocument {
  return ledgerDocument(`${fileId}-erased-${String(start).padStart(16, '0')}`, {
    '@timestamp': isoTime(erasedMillis),
    'event.dataset': ERASED_DATASET,
    'kafkainsight.file.id': fileId,
    'log.file.path': key,
    'kafkainsight.part.start': start,
    'kafkainsight.erased.documents': documents,
    'kafkainsight.erased.pending': pending.length === 0 ? undefined : pending,
  });
}

/**
 * How many documents of a part are missing on purpose: none once the part was produced again, which brought them back.
 *
 * @param startedMillis when the part's entry in the ledger was begun
 */
export function erasedOf(erased: ErasedPart | undefined, startedMillis: number): number {
  return erased === undefined || erased.erasedMillis < startedMillis ? 0 : erased.documents;
}

function ledgerDocument(id: string, fields: object): IndexDocument {
  return { index: LEDGER_INDEX, id, operation: 'index', source: Buffer.from(JSON.stringify(fields)) };
}

function isoTime(millis: number): string {
  return new Date(millis).toISOString();
}
