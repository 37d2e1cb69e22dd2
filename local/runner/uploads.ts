import { contentsOf } from '../../core/ledger/contents.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { countMatching, readLedgerOf } from '../../lambdas/inspect/search.ts';

/** A content that was stored in the bucket. */
export interface UploadedFile {
  readonly id: string;
  readonly key: string;
  /** When it was stored, which is its version. Epoch milliseconds. */
  readonly storedMillis: number;
}

/** The progress of this content; nothing of an earlier one is counted. */
export interface UploadProgress {
  /** Whether it was read to its end, or to where it breaks. */
  readonly isRead: boolean;
  /** Its events that were put on the topic, without those of an earlier content. */
  readonly produced: number;
  /** How many of these are in the index. */
  readonly indexed: number;
}

const SECOND_MILLIS = 1_000;

/** Returns the progress of contents, by the ids of their files. Errors: those of the search engine's port. */
export async function readUploads(
  engine: SearchEngine,
  uploads: readonly UploadedFile[],
): Promise<ReadonlyMap<string, UploadProgress>> {
  const ids = uploads.map(({ id }) => id);
  const entries = Map.groupBy(await readLedgerOf(engine, 0, ids), ({ fileId }) => fileId);
  const indexed = await countIndexed(engine, uploads);
  return new Map(
    uploads.map((upload) => {
      const own = (entries.get(upload.id) ?? []).filter((part) => isOf(part, upload));
      return [upload.id, { ...readingOf(own), indexed: indexed.get(upload.id) ?? 0 }];
    }),
  );
}

/** S3 reports times in whole seconds. */
function versionOf(storedMillis: number): number {
  return Math.floor(storedMillis / SECOND_MILLIS) * SECOND_MILLIS;
}

function isOf({ key, storedMillis }: LedgerPart, upload: UploadedFile): boolean {
  return key === upload.key && versionOf(storedMillis) === versionOf(upload.storedMillis);
}

function readingOf([first, ...rest]: readonly LedgerPart[]): Omit<UploadProgress, 'indexed'> {
  if (first === undefined) return { isRead: false, produced: 0 };
  const [content] = contentsOf([first, ...rest]);
  return {
    isRead: content.isWhole || content.run.some(({ errorCode }) => errorCode !== undefined),
    produced: content.run.reduce((sum, { produced, skipped = 0 }) => sum + produced - skipped, 0),
  };
}

/** Once this content is stored, no invocation begins to read an earlier one: what was ingested since is of this one. */
async function countIndexed(engine: SearchEngine, uploads: readonly UploadedFile[]): Promise<Map<string, number>> {
  const filters = uploads.map(({ id, storedMillis }) => {
    const since = { gte: versionOf(storedMillis), format: 'epoch_millis' };
    return { fileId: id, filter: { range: { 'event.ingested': since } } };
  });
  const counts = await countMatching(engine, filters);
  return new Map(Array.from(counts, ([id, { matching }]) => [id, matching]));
}
