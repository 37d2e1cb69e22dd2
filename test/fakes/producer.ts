import { KafkaInsightError } from '../../core/errors.ts';
import { MAX_BATCH_BYTES } from '../../core/limits.ts';
import type { EncodedRecords, OutgoingRecord, RecordProducer } from '../../core/ports.ts';
import { decodedRecords } from '../helpers/encoded-records.ts';

/** A batch as it was sent. */
interface SentBatch {
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
}

/** A producer that records what it is given. */
export interface MemoryProducer extends RecordProducer {
  /** Every acknowledged batch, in the order of sending. */
  readonly batches: SentBatch[];
  /** All records of all batches, in that order. */
  records(): readonly OutgoingRecord[];
  closed: boolean;
}

/**
 * @param options.partitions how many the topic has; default 1
 * @param options.failure asked before each batch (0, 1, …): an error makes that batch fail
 */
export function memoryProducer(
  options: { readonly partitions?: number; readonly failure?: (batch: number) => Error | undefined } = {},
): MemoryProducer {
  const { partitions = 1, failure } = options;
  let asked = 0;
  return {
    batches: [],
    closed: false,
    records() {
      return this.batches.flatMap((batch) => batch.records);
    },
    partitionCount: () => Promise.resolve(partitions),
    send(partition, records) {
      const error = failure?.(asked++) ?? refusal(partition, partitions, records);
      if (error !== undefined) return Promise.reject(error);
      this.batches.push({ partition, records: decodedRecords(records) });
      return Promise.resolve();
    },
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
}

function refusal(partition: number, partitions: number, { lengthBytes }: EncodedRecords): Error | undefined {
  if (partition >= partitions) return new KafkaInsightError('TOPIC_MISSING', `There is no partition ${partition}.`);
  if (lengthBytes <= MAX_BATCH_BYTES) return undefined;
  return new KafkaInsightError(
    'RECORD_TOO_LARGE',
    `A batch of ${lengthBytes} bytes is over the limit of ${MAX_BATCH_BYTES}.`,
  );
}
