import type { Context } from 'aws-lambda';
import { createIngestHandler, type IngestHandler } from '../../lambdas/ingest/ingest.ts';
import { type MemoryObjectStore, memoryObjectStore } from '../fakes/object-store.ts';
import { type MemoryProducer, memoryProducer } from '../fakes/producer.ts';
import { type MemoryQueue, memoryQueue } from '../fakes/work-queue.ts';
import { objectCreatedEvent, queueEvent } from './ingest-events.ts';
import { type KeptLog, keptLog } from './kept-log.ts';
import { type KeptMetrics, keptMetrics } from './kept-metrics.ts';
import { lambdaContext } from './lambda-context.ts';

export const BUCKET = 'logs';
/** The default modification time of files. */
const MODIFIED = new Date('2026-11-22T10:00:00Z');

/** A valid environment; nothing at its addresses exists. */
export const environment = {
  AWS_REGION: 'eu-central-1',
  KAFKA_BROKERS: '127.0.0.1:9',
  KAFKA_SECURITY: 'plaintext',
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/ingest',
  USER_AGENT_DETAILS: 'false',
};

export interface HarnessOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly store?: MemoryObjectStore;
  /** Default: {@link BUCKET}. */
  readonly bucket?: string;
  readonly producer?: MemoryProducer;
  readonly queue?: MemoryQueue;
  readonly maxDecompressedBytes?: number;
  /** Makes the context of each invocation. */
  readonly context?: () => Context;
}

/** The ingest handler with fakes in memory, including the queue. */
export interface Harness {
  readonly handler: IngestHandler;
  readonly store: MemoryObjectStore;
  readonly producer: MemoryProducer;
  readonly queue: MemoryQueue;
  readonly log: KeptLog;
  readonly metrics: KeptMetrics<'ingest'>;
  /** Stores the object and delivers its event, then everything that the function queues; returns what was handed back. */
  drop(key: string, body: Uint8Array | string, modified?: Date): Promise<string[]>;
  /** Delivers the queue's messages one at a time until it is empty; returns the bodies that were handed back. */
  drain(): Promise<string[]>;
}

export function ingestHarness(options: HarnessOptions = {}): Harness {
  const { store = memoryObjectStore(), producer = memoryProducer(), queue = memoryQueue() } = options;
  const { bucket = BUCKET, context = lambdaContext } = options;
  const log = keptLog();
  const metrics = keptMetrics<'ingest'>();
  const handler = createIngestHandler(
    { ...environment, ...options.environment },
    {
      store,
      producer,
      queue,
      log,
      metrics,
      ...(options.maxDecompressedBytes !== undefined && { maxDecompressedBytes: options.maxDecompressedBytes }),
    },
  );

  async function drain(): Promise<string[]> {
    const failed: string[] = [];
    for (let received = queue.receive(); received.length > 0; received = queue.receive()) {
      for (const { body } of received) {
        const { batchItemFailures } = await handler(queueEvent([body]), context());
        if (batchItemFailures.length > 0) failed.push(body);
      }
    }
    return failed;
  }

  return {
    handler,
    store,
    producer,
    queue,
    log,
    metrics,
    drain,
    async drop(key, body, modified = MODIFIED) {
      await store.put(bucket, key, Buffer.from(body), { mtime: modified.toISOString() });
      await queue.send([JSON.stringify(objectCreatedEvent(bucket, key))]);
      return drain();
    },
  };
}

/** The documents of one kind, by key: a record that was produced again overwrites itself, as in the index. */
export function documentsOf(
  { producer }: Pick<Harness, 'producer'>,
  kind: 'log' | 'ledger',
): Map<string, Readonly<Record<string, unknown>>> {
  const records = producer.records().filter((record) => record.kind === kind);
  return new Map(
    records.map(({ key, value }) => [key, JSON.parse(value.toString()) as Readonly<Record<string, unknown>>]),
  );
}

/** The outcome of a dropped file. */
export interface Outcome extends Harness {
  readonly failed: readonly string[];
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  readonly logs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly messages: readonly unknown[];
}

/** Drops a file under a key, and returns the outcome. */
export async function ingestFile(
  body: Uint8Array | string,
  key = 'inbox/a.log',
  options: HarnessOptions = {},
): Promise<Outcome> {
  const harness = ingestHarness(options);
  const failed = await harness.drop(key, body);
  const logs = documentsOf(harness, 'log');
  return {
    ...harness,
    failed,
    logs,
    entries: [...documentsOf(harness, 'ledger').values()],
    messages: [...logs.values()].map((document) => document['message']),
  };
}
