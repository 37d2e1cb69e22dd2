import type { ObjectStore, SearchEngine } from '../../core/ports.ts';

/** Whom forgetting asks, and tells. */
export interface ForgetPorts {
  readonly engine: SearchEngine;
  readonly store: Pick<ObjectStore, 'list' | 'read' | 'put' | 'delete'>;
  readonly bucket: string;
  /** How many messages the queue of the ingest function holds. */
  readonly waiting: () => Promise<number>;
  /** The key of the pseudonyms, where there are any. */
  readonly pseudonymKey: () => Promise<Uint8Array | undefined>;
}

/** Until when it is deleted. */
export interface DeletionLimits {
  /** What was ingested later is left: a new drop, or what nobody was told of. Epoch milliseconds. */
  readonly untilMillis: number;
  /** When to stop and say so, epoch milliseconds. */
  readonly deadlineMillis: number;
}
