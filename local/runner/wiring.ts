import { INDEX_GROUP } from '../../core/names.ts';
import { smallWiring } from '../../core/wiring.ts';

/** The ingest function and its queue; the stage `dev` on AWS has the same (test/stacks/wiring.test.ts). */
export const INGEST = { functionName: 'ingest', timeoutMillis: 300_000, maxConcurrency: smallWiring.maxConcurrency };
/**
 * How long Lambda lets a batch of a Kafka topic wait to become full where nothing else is said (AWS Lambda Developer Guide, "Batching
 * behavior": 500 ms).
 */
const BATCHING_WINDOW_MILLIS = 500;
/** The index function and its topic, likewise; it has less time, so that a hanging one is retried sooner. */
export const INDEX = {
  functionName: 'indexer',
  timeoutMillis: 60_000,
  consumerGroupId: INDEX_GROUP,
  batchSize: smallWiring.batchSize,
  maxBatchingWindowMillis: BATCHING_WINDOW_MILLIS,
  pollers: 2,
  backOff: { baseMillis: 500, capMillis: 15_000 },
};
/**
 * The findings function. It may take as long as in a stage, and is invoked every minute as there; every few seconds while fewer than a
 * thousand records a second arrive, so that what people try out is found at once.
 */
export const FINDINGS = {
  functionName: 'findings',
  timeoutMillis: 300_000,
  intervalMillis: 5_000,
  busyRecords: 5_000,
  busyIntervalMillis: 60_000,
};
/** As AWS recommends: six times the function's time limit. */
export const VISIBILITY_TIMEOUT_SECONDS = (6 * INGEST.timeoutMillis) / 1000;
/**
 * Enough deliveries for an outage of more than an hour, given the ingest function's back-off; and few enough that a message which can
 * never succeed, and returns at once, soon reaches the dead-letter queue.
 */
export const MAX_RECEIVE_COUNT = 20;
