import type { RecordProducer } from '../../core/ports.ts';
import type { Batch } from '../../core/records/batches.ts';
import { retryTransient } from '../retry.ts';

/**
 * Batches on their way at a time: some are written and copied by the brokers while others are compressed. Against 2, they
 * take a tenth less time with a broker on the same two cores, and hide the latency to brokers in other zones; each
 * holds some 2 MB.
 */
const MAX_IN_FLIGHT = 4;

/** Sends batches to the topic. */
export interface Sender {
  /**
   * Accepts a batch as soon as fewer than MAX_IN_FLIGHT are in flight, so that a caller that awaits this reads no faster than the
   * topic accepts. Releases the batch once it is sent or has failed. Throws the error of an earlier batch.
   */
  send(batch: Batch): Promise<void>;
  /** Waits until every batch is acknowledged. Throws the error of one that failed. */
  settle(): Promise<void>;
  /** Waits until nothing is in flight, whether sent or failed. */
  idle(): Promise<void>;
}

/** @param deadlineMillis until when transient failures are retried, epoch milliseconds */
export function createSender(producer: RecordProducer, deadlineMillis: number): Sender {
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];

  async function deliver({ partition, records, release }: Batch): Promise<void> {
    try {
      await retryTransient(() => producer.send(partition, records), deadlineMillis);
    } catch (error) {
      failures.push(error);
    }
    release();
  }

  function throwFailure(): void {
    if (failures.length > 0) throw failures[0];
  }

  async function idle(): Promise<void> {
    await Promise.all(inFlight);
  }

  return {
    idle,
    async send(batch) {
      while (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight);
      throwFailure();
      const delivery = deliver(batch).finally(() => inFlight.delete(delivery));
      inFlight.add(delivery);
    },
    async settle() {
      await idle();
      throwFailure();
    },
  };
}
