import type { Tombstone } from '../../core/ledger/erasures.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import type { Difference, ReconciledFile } from '../../core/ledger/reconcile/difference.ts';
import { reconcileForgotten, reconcileInbox, reconcileQueue } from '../../core/ledger/reconcile/inbox.ts';
import { INBOX_PREFIX } from '../../core/names.ts';
import type { ObjectStore, ObjectSummary, SearchEngine } from '../../core/ports.ts';
import { readTombstones } from './erasures.ts';
import { judgeFiles } from './judge-files.ts';
import { createContentReader } from './read-content.ts';
import { readLedger, readLedgerOf, readTotals } from './search.ts';

/** What the check needs. */
export interface CheckPorts {
  readonly engine: SearchEngine;
  readonly store: ObjectStore;
  readonly bucket: string;
  /** How many messages the dead-letter queue holds. */
  readonly givenUp: () => Promise<number>;
}

export interface CheckOptions {
  /** The key of one object. Default: all. */
  readonly key?: string;
  /** Anything younger may still be in flight and is not judged; in seconds. */
  readonly settleSeconds: number;
  /** Anything older may have been deleted by now and is not judged. */
  readonly retentionDays: number;
  /** Only files stored or ingested in the last so many hours. Default: all. */
  readonly withinHours?: number;
}

export interface Report {
  readonly files: readonly ReconciledFile[];
  /** Of the files, the inbox and the queue; empty where all is well. */
  readonly differences: readonly Difference[];
  /** Contents of one id that were not compared, because a check may not read that much. */
  readonly notCompared: number;
}

/** How much a check may read of objects, decompressed, where the ledger does not say whether one content begins with the other. */
const MAX_READ_BYTES = 512 * 1024 * 1024;
const HOUR_MILLIS = 3_600_000;
const NOTHING = { documents: 0, outstandingLetters: 0 };

/**
 * Compares inbox, ledger, index and dead letters with each other. Errors: those of the ports.
 *
 * @param nowMillis the time, epoch milliseconds
 */
export async function check(ports: CheckPorts, options: CheckOptions, nowMillis: number): Promise<Report> {
  const { key, withinHours = Infinity, retentionDays, settleSeconds } = options;
  const settledMillis = nowMillis - settleSeconds * 1000;
  const keptMillis = nowMillis - retentionDays * 24 * HOUR_MILLIS;
  const sinceMillis = Math.max(keptMillis, nowMillis - withinHours * HOUR_MILLIS);
  // The inbox first: what arrives meanwhile is then not missing in the ledger.
  const objects = await inboxObjects(ports, key, sinceMillis);
  const found = await readLedger(ports.engine, sinceMillis, key);
  // Other keys, and entries from before, may belong to the same files.
  const isPartial = key !== undefined || sinceMillis > keptMillis;
  const parts = isPartial ? await readLedgerOf(ports.engine, keptMillis, idsOf(found)) : found;
  const reader = createContentReader(ports.store, ports.bucket, MAX_READ_BYTES);
  const judged = await judgeFiles({ engine: ports.engine, reader }, parts, settledMillis, key !== undefined);
  const files = new Map(judged.map((file) => [file.fileId, file]));
  const tombstones = await readTombstones(ports.engine, { sinceMillis, ...(key === undefined ? {} : { key }) });
  for (const file of await judgeForgotten(ports, tombstones, keptMillis)) files.set(file.fileId, file);
  const queue = key === undefined ? reconcileQueue(await ports.givenUp()) : [];
  const inbox = reconcileInbox(objects, parts, settledMillis, tombstones);
  const ofFiles = [...files.values()].flatMap(({ differences }) => differences);
  return { files: [...files.values()], differences: [...inbox, ...queue, ...ofFiles], notCompared: reader.leftOut };
}

function idsOf(parts: readonly LedgerPart[]): string[] {
  return [...new Set(parts.map(({ fileId }) => fileId))];
}

/** Reports forgotten files that are back although they were not dropped again. */
async function judgeForgotten(
  { engine }: CheckPorts,
  tombstones: readonly Tombstone[],
  keptMillis: number,
): Promise<ReconciledFile[]> {
  const byFile = Map.groupBy(tombstones, ({ fileId }) => fileId);
  const ids = [...byFile.keys()];
  const indexed = await readTotals(engine, ids);
  // under every key: it may have been dropped again under another one
  const parts = Map.groupBy(await readLedgerOf(engine, keptMillis, ids), ({ fileId }) => fileId);
  return Array.from(byFile).flatMap(
    ([id, ofFile]) => reconcileForgotten(ofFile, parts.get(id) ?? [], indexed.get(id) ?? NOTHING) ?? [],
  );
}

async function inboxObjects(
  { store, bucket }: CheckPorts,
  key: string | undefined,
  sinceMillis: number,
): Promise<ObjectSummary[]> {
  const objects: ObjectSummary[] = [];
  for await (const object of store.list(bucket, key ?? INBOX_PREFIX)) {
    if (object.storedMillis >= sinceMillis && (key === undefined || object.key === key)) objects.push(object);
  }
  return objects;
}
