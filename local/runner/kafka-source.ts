import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { createKafkaClient, type KafkaLogEntry } from '../../adapters/kafka/client.ts';
import type { KafkaConfiguration } from '../../adapters/kafka/configuration.ts';
import { kafkaError } from '../../adapters/kafka/kafka-errors.ts';
import { backOffMillis } from '../../core/back-off.ts';
import { LAMBDA_PAYLOAD_BYTES } from '../../core/limits.ts';
import type { PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import { type InvocationLimits, invoke, type LambdaFunction } from './invoke.ts';
import { deliverRecords } from './kafka-delivery.ts';
import { type DeliveredEvent, type DeliveredRecord, payloadBytes, toEvent, toEventRecord } from './kafka-event.ts';

/** The settings of an event source mapping, under Lambda's names. */
export interface KafkaSourceSettings extends InvocationLimits {
  readonly consumerGroupId: string;
  /** Most records in one invocation. */
  readonly batchSize: number;
  /** How long the broker may gather records before it returns an incomplete batch. */
  readonly maxBatchingWindowMillis: number;
  readonly pollingMode: PollingMode;
  /** Consumers in the group; each has one invocation at a time. */
  readonly pollers: number;
  /** Bounds of the wait before a failed batch is redelivered. */
  readonly backOff: { readonly baseMillis: number; readonly capMillis: number };
}

/** Events of the source. */
export interface KafkaSourceEvents {
  /** An invocation failed, and its records will be redelivered. */
  readonly onFailure?: (error: unknown) => void;
  /** An invocation has worked on so many records. */
  readonly onDelivered?: (records: number) => void;
  /** The broker has just confirmed a poller as a member of the group, which happens every few seconds while one reads. */
  readonly onHeartbeat?: () => void;
  /** kafkajs's errors and warnings. */
  readonly onLog?: (entry: KafkaLogEntry) => void;
}

/** A running event source. */
export interface KafkaSource {
  /**
   * Stops reading, lets running invocations end (within their time limit), and leaves the group. Unfinished records are redelivered to
   * the next reader.
   */
  stop(): Promise<void>;
}

/** A partition's share of a delivery, for which its kafkajs callback waits. */
type Claim = EachBatchPayload;

const SESSION_TIMEOUT_MILLIS = 30_000;
const HEARTBEAT_MILLIS = 3_000;
const RESTART_MILLIS = 1_000;
/** Compressed: some 800 of our documents. */
const GATHERED_BYTES = 64 * 1024;
/** Partitions that one poller may hold at a time: far more than a local topic has. */
const MAX_PARTITIONS = 100;
/** Room in the payload for what surrounds the records. */
const ENVELOPE_BYTES = 4096;

/** What the pollers of one source share. */
interface Context {
  readonly kafka: KafkaConfiguration;
  readonly settings: KafkaSourceSettings;
  readonly events: KafkaSourceEvents;
  readonly call: (records: readonly DeliveredRecord[]) => Promise<unknown>;
  readonly stopping: AbortSignal;
}

/**
 * Plays Lambda's event source mapping for MSK: consumer group, TRIM_HORIZON, batches across partitions of at most `batchSize` records and
 * 6 MB, never two invocations at a time with records of one partition, redelivery as {@link deliverRecords} says, offsets committed only
 * after success. It keeps trying as long as it runs: errors are only reported, to `events`.
 */
export function startKafkaSource(
  handler: LambdaFunction<DeliveredEvent, unknown>,
  kafka: KafkaConfiguration,
  settings: KafkaSourceSettings,
  events: KafkaSourceEvents = {},
): KafkaSource {
  const stopping = new AbortController();
  const call = async (records: readonly DeliveredRecord[]): Promise<unknown> => {
    try {
      const result = await invoke(handler, toEvent(records, kafka.brokers), settings);
      events.onDelivered?.(records.length);
      return result;
    } catch (error) {
      events.onFailure?.(error);
      throw error;
    }
  };
  const context = { kafka, settings, events, call, stopping: stopping.signal };
  const pollers = Array.from({ length: settings.pollers }, () => keepPolling(context));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(pollers);
    },
  };
}

async function keepPolling(context: Context): Promise<void> {
  const { stopping, events } = context;
  while (!stopping.aborted) {
    try {
      await poll(context);
    } catch (error) {
      events.onFailure?.(kafkaError(error, 'Reading the topic'));
      await sleep(RESTART_MILLIS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

/** Consumes as one member of the group until told to stop, or until kafkajs gives up. */
async function poll(context: Context): Promise<void> {
  const { kafka, settings, stopping } = context;
  const consumer = createKafkaClient(kafka, { log: context.events.onLog ?? (() => undefined) }).consumer({
    groupId: settings.consumerGroupId,
    sessionTimeout: SESSION_TIMEOUT_MILLIS,
    heartbeatInterval: HEARTBEAT_MILLIS,
    // A member may finish its invocation before it joins a rebalance.
    rebalanceTimeout: settings.timeoutMillis + SESSION_TIMEOUT_MILLIS,
    // With fewer bytes the broker waits for the window to end, so that it does the gathering.
    minBytes: GATHERED_BYTES,
    maxWaitTimeInMs: settings.maxBatchingWindowMillis,
    maxBytesPerPartition: 8 * GATHERED_BYTES,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  const gather = gathering((claims) => work(claims, context));
  try {
    consumer.on(consumer.events.HEARTBEAT, () => context.events.onHeartbeat?.());
    await consumer.connect();
    await consumer.subscribe({ topics: [kafka.topic], fromBeginning: true });
    const end = endOf(consumer, stopping);
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: MAX_PARTITIONS,
      eachBatch: gather,
    });
    await end;
  } finally {
    await consumer.disconnect();
  }
}

/** Resolves when it is time to stop; rejects when the consumer ends on its own. */
function endOf(consumer: Consumer, stopping: AbortSignal): Promise<void> {
  const end = new Promise<void>((resolve, reject) => {
    stopping.addEventListener('abort', () => {
      resolve();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      reject(payload.error);
    });
    if (stopping.aborted) resolve();
  });
  // It may reject while the consumer is still starting, before anything awaits it.
  end.catch(() => undefined);
  return end;
}

/**
 * Gathers the claims that arrive while nothing runs, or while the previous batch is processed, into one batch: so it has records of
 * several partitions, and batches follow one another.
 */
function gathering(run: (claims: readonly Claim[]) => Promise<void>): (claim: Claim) => Promise<void> {
  let before: Promise<void> = Promise.resolve();
  let next: { readonly claims: Claim[]; readonly done: Promise<void> } | undefined;
  return (claim) => {
    if (next === undefined) {
      const claims: Claim[] = [];
      const done = before
        .then(() => sleep(0))
        .then(() => {
          next = undefined;
          return run(claims);
        });
      before = done.catch(() => undefined);
      next = { claims, done };
    }
    next.claims.push(claim);
    return next.done;
  };
}

/** Delivers the records of some partitions, invocation by invocation, while their consumer sends heartbeats. */
async function work(claims: readonly Claim[], { call, settings, stopping }: Context): Promise<void> {
  const payloads = new Map(claims.map((payload) => [payload.batch.partition, payload]));
  const lost = new AbortController();
  const giveUp = AbortSignal.any([stopping, lost.signal]);
  const heart = setInterval(() => {
    claims[0]?.heartbeat().catch((error: unknown) => {
      lost.abort(error);
    });
  }, HEARTBEAT_MILLIS);
  try {
    for (const batch of batches(recordsOf(claims), settings.batchSize)) {
      await deliverRecords(batch, settings.pollingMode, {
        invoke: call,
        commit: (records) => commit(records, payloads),
        pause: async (retry) => {
          giveUp.throwIfAborted();
          const millis = backOffMillis(retry - 1, Math.random(), settings.backOff);
          if (retry > 0) await sleep(millis, undefined, { signal: giveUp });
        },
      });
    }
  } catch (error) {
    // kafkajs rejoins the group if it gets the error of its heartbeat.
    if (lost.signal.aborted) throw lost.signal.reason;
    if (!stopping.aborted) throw error;
  } finally {
    clearInterval(heart);
  }
}

async function commit(
  records: readonly DeliveredRecord[],
  payloads: ReadonlyMap<number, EachBatchPayload>,
): Promise<void> {
  const last = new Map(records.map((record) => [record.partition, record]));
  for (const { topic, partition, offset } of last.values()) {
    const payload = payloads.get(partition);
    payload?.resolveOffset(String(offset));
    await payload?.commitOffsetsIfNecessary({
      topics: [{ topic, partitions: [{ partition, offset: String(offset + 1) }] }],
    });
  }
}

/**
 * The records of some partitions, each created on demand: a fetch may hold tens of thousands, which garbage collection would have to copy.
 */
function* recordsOf(claims: readonly Claim[]): Generator<DeliveredRecord> {
  for (const { batch } of claims) {
    for (const message of batch.messages) yield toEventRecord(batch.topic, batch.partition, message);
  }
}

/** Splits records into batches, limited by number and by Lambda's payload. */
function* batches(records: Iterable<DeliveredRecord>, batchSize: number): Generator<readonly DeliveredRecord[]> {
  let batch: DeliveredRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const more = payloadBytes(record);
    if (batch.length > 0 && (batch.length === batchSize || bytes + more > LAMBDA_PAYLOAD_BYTES - ENVELOPE_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}
