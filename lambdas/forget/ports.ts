import type { ObjectStore, SearchEngine } from '../../core/ports.ts';

/** What forgetting needs. */
export interface ForgetPorts {
  readonly engine: SearchEngine;
  readonly store: Pick<ObjectStore, 'list' | 'read' | 'put' | 'delete'>;
  readonly bucket: string;
  /** How many messages the queue of the ingest function holds. */
  readonly waiting: () => Promise<number>;
  /** The key of the pseudonyms, where there are any. */
  readonly pseudonymKey: () => Promise<Uint8Array | undefined>;
}

export interface DeletionLimits {
  /** What was ingested later stays: it is a new drop, or was not part of the survey. Epoch milliseconds. */
  readonly untilMillis: number;
  /** When to stop and report that, epoch milliseconds. */
  readonly deadlineMillis: number;
}
