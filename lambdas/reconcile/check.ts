import { INBOX_PREFIX } from '../../pipeline/names.ts';
import type { ObjectStore, ObjectSummary, SearchEngine } from '../../pipeline/ports.ts';
import {
  type Difference,
  type ReconciledFile,
  reconcileFile,
  reconcileInbox,
  reconcileQueue,
} from '../../pipeline/reconcile.ts';
import { readIndexed, readLedger, refreshAll } from './search.ts';

/** Whom the check asks. */
export interface CheckPorts {
  readonly engine: SearchEngine;
  readonly store: ObjectStore;
  readonly bucket: string;
  /** How many messages the dead-letter queue holds. */
  readonly givenUp: () => Promise<number>;
}

/** What is checked. */
export interface CheckOptions {
  /** The key of one object; all where it is absent. */
  readonly key?: string;
  /** What is younger may still be on its way, and is not judged; in seconds. */
  readonly settleSeconds: number;
  /** What is older may have been deleted by now, and is not judged. */
  readonly retentionDays: number;
}

/** What was found. */
export interface Report {
  readonly files: readonly ReconciledFile[];
  /** Of the files, the inbox and the queue; none where all is well. */
  readonly differences: readonly Difference[];
}

const DAY_MILLIS = 86_400_000;

/**
 * Compares inbox, ledger, index and dead letters with each other. Errors: those of the ports.
 *
 * @param nowMillis the time, epoch milliseconds
 */
export async function check(ports: CheckPorts, options: CheckOptions, nowMillis: number): Promise<Report> {
  const settledMillis = nowMillis - options.settleSeconds * 1000;
  const sinceMillis = nowMillis - options.retentionDays * DAY_MILLIS;
  await refreshAll(ports.engine);
  // The inbox first: what comes meanwhile is then not missed in the ledger.
  const objects = await inboxObjects(ports, options.key, sinceMillis);
  const parts = await readLedger(ports.engine, sinceMillis, options.key);
  const byFile = Map.groupBy(parts, ({ fileId }) => fileId);
  const indexed = await readIndexed(ports.engine, [...byFile.keys()]);
  const files = Array.from(byFile, ([id, entries]) =>
    reconcileFile(entries, indexed.get(id) ?? { documents: 0, outstandingLetters: 0 }, settledMillis),
  );
  const queue = options.key === undefined ? reconcileQueue(await ports.givenUp()) : [];
  const inbox = reconcileInbox(objects, parts, settledMillis);
  return { files, differences: [...inbox, ...queue, ...files.flatMap(({ differences }) => differences)] };
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
