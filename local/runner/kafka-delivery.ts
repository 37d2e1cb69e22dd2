import type { PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import { type DeliveredRecord, partitionName } from './kafka-event.ts';

/** What a delivery needs. */
export interface DeliveryPorts {
  /** Invokes the function with these records; rejects if the function throws or times out. */
  readonly invoke: (records: readonly DeliveredRecord[]) => Promise<unknown>;
  /** Commits the records; those of a partition always come in the order of their offsets. */
  readonly commit: (records: readonly DeliveredRecord[]) => Promise<void>;
  /** Waits before retry number `retry`; 0 means no wait. Rejects once the delivery should be given up. */
  readonly pause: (retry: number) => Promise<void>;
}

/**
 * Delivers a batch until every record of it is done: Lambda's event source mapping with unlimited retries. The acknowledgement rule: a
 * record is committed only after an invocation with it succeeded or, in a partial-batch response, named only later offsets of its
 * partition. Everything else is redelivered: from the first failed offset of each named partition; the whole batch where the function
 * threw, or named a record that was not in it; each half separately where the function threw and the mode bisects. Rejects only when the
 * ports do; then nothing more is committed.
 */
export async function deliverRecords(
  records: readonly DeliveredRecord[],
  mode: PollingMode,
  ports: DeliveryPorts,
): Promise<void> {
  let left = records;
  for (let retry = 0; left.length > 0; retry += 1) {
    await ports.pause(retry);
    const outcome = await attemptOnce(left, mode, ports);
    if (outcome === 'failed' && mode === 'provisioned' && left.length > 1) {
      await bisect(left, mode, ports);
      return;
    }
    const failed: ReadonlySet<DeliveredRecord> = new Set(outcome === 'failed' ? left : outcome);
    const done = left.filter((record) => !failed.has(record));
    if (done.length > 0) {
      await ports.commit(done);
      retry = -1;
    }
    left = left.filter((record) => failed.has(record));
  }
}

/**
 * Delivers each half separately. Halves of different partitions are delivered concurrently, so that neither waits for the other's
 * retries; halves of one partition one after the other, in order.
 */
async function bisect(records: readonly DeliveredRecord[], mode: PollingMode, ports: DeliveryPorts): Promise<void> {
  const partitions = [...Map.groupBy(records, partitionName).values()];
  if (partitions.length > 1) {
    const middle = Math.ceil(partitions.length / 2);
    const halves = [partitions.slice(0, middle), partitions.slice(middle)];
    const ends = await Promise.allSettled(halves.map((half) => deliverRecords(half.flat(), mode, ports)));
    const rejected = ends.find((end) => end.status === 'rejected');
    if (rejected) throw rejected.reason;
  } else {
    const middle = Math.ceil(records.length / 2);
    await deliverRecords(records.slice(0, middle), mode, ports);
    await deliverRecords(records.slice(middle), mode, ports);
  }
}

/** The records to redeliver, or `failed` where the function itself failed. */
async function attemptOnce(
  records: readonly DeliveredRecord[],
  mode: PollingMode,
  { invoke }: DeliveryPorts,
): Promise<readonly DeliveredRecord[] | 'failed'> {
  let response: unknown;
  try {
    response = await invoke(records);
  } catch {
    return 'failed';
  }
  return mode === 'provisioned' ? recordsToRedeliver(records, response) : [];
}

/**
 * The records that a partial-batch response redelivers: `{batchItemFailures:[{itemIdentifier:{partition:"<topic>-<n>",offset:100}}]}`. No
 * response, or an empty or null list, is success. A response that is malformed, or names a record that was not delivered, redelivers the
 * whole batch (AWS: "Reporting batch item failures", conditions for Kafka).
 */
export function recordsToRedeliver(records: readonly DeliveredRecord[], response: unknown): readonly DeliveredRecord[] {
  const failures = (response as { readonly batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return records;
  const delivered = Map.groupBy(records, partitionName);
  const firstFailed = new Map<string, number>();
  for (const failure of failures as readonly unknown[]) {
    const { partition, offset } = identifierOf(failure);
    if (!delivered.get(partition)?.some((record) => record.offset === offset)) return records;
    firstFailed.set(partition, Math.min(offset, firstFailed.get(partition) ?? offset));
  }
  return records.filter((record) => record.offset >= (firstFailed.get(partitionName(record)) ?? Infinity));
}

function identifierOf(failure: unknown): { partition: string; offset: number } {
  const identifier = (failure as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier;
  const { partition, offset } = (identifier ?? {}) as { readonly partition?: unknown; readonly offset?: unknown };
  return typeof partition === 'string' && typeof offset === 'number'
    ? { partition, offset }
    : { partition: '', offset: -1 };
}
