import type { Producer } from 'kafkajs';
import kafkajs from 'kafkajs';
import { KafkaInsightError } from '../../core/errors.ts';
import type { RecordProducer } from '../../core/ports.ts';
import { counted } from '../../core/wording.ts';
import { bounded } from './bounded.ts';
import type { KafkaClientOptions } from './client.ts';
import { connected, createKafkaClient } from './client.ts';
import type { KafkaConfiguration } from './configuration.ts';
import type { ReadyBatch } from './kafkajs-patches.ts';
import { encodeRecordBatch } from './record-batch.ts';
import { createSockets, type Sockets } from './sockets.ts';

/** Options of a producer. */
export interface ProducerOptions extends KafkaClientOptions {
  /** The longest that one call may take, connecting and retries included. Default: 30,000. */
  readonly timeoutMillis?: number;
}

/** acks=all: every in-sync replica has the batch (Kafka documentation, producer configuration `acks`). */
const ALL_IN_SYNC_REPLICAS = -1;

/** How long the broker may wait for its replicas; less than the client's request time-out, so that its response still arrives. */
const REPLICATION_TIMEOUT_MILLIS = 10_000;

/** A kafkajs producer and its sockets, which end it whatever it is doing. */
interface Connection {
  readonly sockets: Sockets;
  readonly producer: Promise<Producer>;
}

/**
 * A producer for the log topic. It is not idempotent: record keys make a repeated record harmless, and kafkajs's idempotent mode cannot
 * recover from an out-of-order error (https://github.com/tulios/kafkajs/issues/598). So several calls may be in flight at once. It
 * connects at the first call, and again after a failure. A call that has failed sends nothing more; what an unresponsive broker had
 * received by then may still be written, after newer records: versions show which record is older.
 */
export function createRecordProducer(configuration: KafkaConfiguration, options: ProducerOptions = {}): RecordProducer {
  const { topic } = configuration;
  const timeoutMillis = options.timeoutMillis ?? 30_000;
  let current: Connection | undefined;
  let partitions: Promise<number> | undefined;

  /** After a failure the next call opens new connections. */
  function abandon(connection: Connection): void {
    if (current === connection) current = undefined;
    connection.sockets.end();
  }

  return {
    async partitionCount() {
      partitions ??= countPartitions(configuration, options, timeoutMillis);
      try {
        return await partitions;
      } catch (error) {
        partitions = undefined;
        throw error;
      }
    },
    async send(partition, records) {
      const doing = `Producing ${counted(records.count, 'record')} to partition ${partition} of topic ${topic}`;
      // outside `bounded`: work that continues after a time-out must not read the records, whose memory is reused by then
      const recordBatch = await encodeRecordBatch(records, Date.now());
      const connection = (current ??= connect(configuration, options));
      try {
        await bounded(timeoutMillis, doing, async () =>
          deliver(await connection.producer, topic, { value: null, partition, recordBatch }),
        );
      } catch (error) {
        if (!(error instanceof KafkaInsightError && error.code === 'RECORD_TOO_LARGE')) abandon(connection);
        throw error;
      }
    },
    async close() {
      const producer = await current?.producer.catch(() => undefined);
      current = undefined;
      await producer?.disconnect();
    },
  };
}

function connect(configuration: KafkaConfiguration, options: KafkaClientOptions): Connection {
  const sockets = createSockets(configuration.brokers);
  const producer = createKafkaClient(configuration, { ...options, sockets }).producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    // `bounded` retries instead: kafkajs would continue after its deadline
    retry: { retries: 0 },
  });
  return { sockets, producer: connected(producer) };
}

async function countPartitions(
  configuration: KafkaConfiguration,
  options: KafkaClientOptions,
  timeoutMillis: number,
): Promise<number> {
  const { topic } = configuration;
  const sockets = createSockets(configuration.brokers);
  const admin = createKafkaClient(configuration, { ...options, sockets }).admin();
  try {
    return await bounded(timeoutMillis, `Asking for the partitions of topic ${topic}`, async () => {
      await connected(admin);
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      await admin.disconnect();
      return topics[0]?.partitions.length ?? 0;
    });
  } catch (error) {
    // only then: kafkajs logs an error for each connection ended this way
    sockets.end();
    throw error;
  }
}

async function deliver(producer: Producer, topic: string, batch: ReadyBatch): Promise<void> {
  const { partition } = batch;
  const sent = producer.send({
    topic,
    messages: [batch],
    acks: ALL_IN_SYNC_REPLICAS,
    timeout: REPLICATION_TIMEOUT_MILLIS,
  });
  const answers = await sent.catch((error: unknown) => {
    // kafkajs made one attempt: the error underneath says whether another is worth it
    throw error instanceof kafkajs.KafkaJSNumberOfRetriesExceeded ? error.cause : error;
  });
  // kafkajs leaves out, without an error, what is for a partition that its metadata does not know.
  if (!answers.some((answer) => answer.partition === partition && answer.errorCode === 0)) {
    throw new KafkaInsightError(
      'TOPIC_MISSING',
      `No broker accepted the batch for partition ${partition} of topic ${topic}. Check how many partitions the topic has.`,
    );
  }
}
