import { MAX_BATCH_BYTES } from '../limits.ts';
import type { OutgoingRecord } from '../ports.ts';

/**
 * What a record takes in a record batch beside its key and value: lengths, deltas and the one header
 * (https://kafka.apache.org/documentation/#record: at most 35 bytes with our header's name and values).
 */
const RECORD_OVERHEAD_BYTES = 40;

/** Records that are sent together: they become one record batch of one partition. */
export interface Batch {
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
}

/** Gathers records into batches. */
export interface BatchBuilder {
  /** Adds a record; answers the batch before it where that is full now. */
  add(record: OutgoingRecord): Batch | undefined;
  /** Gives what is left, where there is any. */
  flush(): Batch | undefined;
}

/**
 * Gathers records, in their order, into batches of at most MAX_BATCH_BYTES, each as full as it gets. Batches take turns over the partitions, beginning with one that follows from `seed`, so that small
 * files too are spread.
 *
 * @param seed any non-negative integer, the same for the same work
 */
export function createBatchBuilder(partitionCount: number, seed: number): BatchBuilder {
  let number = 0;
  let records: OutgoingRecord[] = [];
  let sizeBytes = 0;

  function flush(): Batch | undefined {
    if (records.length === 0) return undefined;
    const batch = { partition: (seed + number) % partitionCount, records };
    number++;
    records = [];
    sizeBytes = 0;
    return batch;
  }

  return {
    flush,
    add(record) {
      const recordBytes = record.key.length + record.value.length + RECORD_OVERHEAD_BYTES;
      const full = sizeBytes + recordBytes > MAX_BATCH_BYTES ? flush() : undefined;
      records.push(record);
      sizeBytes += recordBytes;
      return full;
    },
  };
}
