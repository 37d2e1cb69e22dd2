import type { Context, S3Event, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { createWorkQueue } from '../../adapters/sqs/work-queue.ts';
import { type BackOff, backOffMillis } from '../../core/back-off.ts';
import { isTransient, KafkaInsightError } from '../../core/errors.ts';
import type { ObjectStore, RecordProducer, WorkQueue } from '../../core/ports.ts';
import { inlineMore } from '../inlining.ts';
import { withLogAndMetrics } from '../invocation.ts';
import { createLog, errorFields, type Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { readIngestEnvironment } from './environment.ts';
import { readMessage, readS3Event } from './events.ts';
import { createWorker } from './worker.ts';

/** Replacements for the adapters of real servers. */
export interface IngestOverrides {
  readonly store?: ObjectStore;
  readonly queue?: WorkQueue;
  readonly producer?: RecordProducer;
  readonly log?: Log;
  readonly metrics?: Metrics<'ingest'>;
  /** Decompressed bytes after which a file is treated as a bomb. Default: MAX_DECOMPRESSED_BYTES. */
  readonly maxDecompressedBytes?: number;
}

/** The handler: S3's events arrive in messages of the queue, or directly. */
export type IngestHandler = (event: SQSEvent | S3Event, context: Context) => Promise<SQSBatchResponse>;

/** Time left at the deadline for batches in flight: at least as long as one send may take. */
const RESERVE_MILLIS = 40_000;
/** At most this share of a short time limit is reserved. */
const RESERVE_SHARE = 0.25;

/** How long a failed message waits before it is delivered again; it doubles with each delivery. */
const REDELIVERY: BackOff = { baseMillis: 4_000, capMillis: 900_000 };

/**
 * Creates the ingest function: files that S3 announces become records on the log topic, large ones part by part.
 *
 * What is acknowledged: a message of the queue is deleted only when the topic has acknowledged each of its lines, or the
 * queue has accepted messages for the rest. Any failure hands back its own message alone
 * (`batchItemFailures`): a transient one sooner than the visibility time-out, with back-off by the number of deliveries; a
 * permanent one at once, so that the queue's redrive policy soon moves it to the dead-letter queue, where it is named. A
 * direct invocation throws instead, and Lambda invokes again. Doing anything twice changes nothing: ids follow from the
 * content.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createIngestHandler(environment: Environment, overrides: IngestOverrides = {}): IngestHandler {
  inlineMore();
  const configuration = readIngestEnvironment(environment);
  const { aws, kafka, queueUrl, metricsStage } = configuration;
  const log = overrides.log ?? createLog('ingest');
  const metrics = overrides.metrics ?? createMetrics('ingest', metricsStage);
  const queue = overrides.queue ?? createWorkQueue(aws, queueUrl);
  const worker = createWorker({
    configuration,
    log,
    metrics,
    queue,
    store: overrides.store ?? createObjectStore(aws),
    producer: overrides.producer ?? createRecordProducer(kafka),
    maxDecompressedBytes: overrides.maxDecompressedBytes,
  });

  async function handleMessage(message: SQSRecord, deadlineMillis: number): Promise<boolean> {
    try {
      await worker(readMessage(message.body), deadlineMillis);
      return true;
    } catch (error) {
      log.error('message handed back', { messageId: message.messageId, ...errorFields(error) });
      await handBack(message, error, queue, log);
      return false;
    }
  }

  async function handle(event: SQSEvent | S3Event, context: Context): Promise<SQSBatchResponse> {
    const remainingMillis = context.getRemainingTimeInMillis();
    const deadlineMillis = Date.now() + remainingMillis - Math.min(RESERVE_MILLIS, remainingMillis * RESERVE_SHARE);
    if (!isQueueEvent(event)) {
      await worker({ kind: 'objects', objects: readS3Event(event) }, deadlineMillis);
      return { batchItemFailures: [] };
    }
    const failures: SQSBatchItemFailure[] = [];
    for (const message of event.Records) {
      const handled = await handleMessage(message, deadlineMillis);
      if (!handled) failures.push({ itemIdentifier: message.messageId });
    }
    metrics.add('MessagesHandedBack', failures.length);
    return { batchItemFailures: failures };
  }

  return withLogAndMetrics(log, metrics, handle);
}

function isQueueEvent(event: SQSEvent | S3Event): event is SQSEvent {
  return 'Records' in event && event.Records.some(({ eventSource }) => eventSource === 'aws:sqs');
}

/** Makes the message visible again sooner; if that fails, the visibility time-out does it. */
async function handBack(message: SQSRecord, error: unknown, queue: WorkQueue, log: Log): Promise<void> {
  const lasting = error instanceof KafkaInsightError && !isTransient(error.code);
  const retries = Math.max(0, Number(message.attributes.ApproximateReceiveCount) - 1);
  try {
    await queue.retryAfter(
      message.receiptHandle,
      lasting ? 0 : backOffMillis(retries, Math.random(), REDELIVERY) / 1000,
    );
  } catch (failure) {
    log.warn('visibility not changed', { messageId: message.messageId, ...errorFields(failure) });
  }
}
