import kafkajs from 'kafkajs';
import type { Kafka, Producer } from 'kafkajs';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import type { RecordProducer } from '../../pipeline/ports.ts';
import { bounded } from './bounded.ts';
import { createKafkaClient } from './client.ts';
import type { KafkaClientOptions } from './client.ts';
import type { KafkaConfiguration } from './configuration.ts';
import { type ReadyBatch, sendReadyBatches } from './ready-batches.ts';
import { encodeRecordBatch } from './record-batch.ts';
import { counted } from '../../pipeline/wording.ts';

sendReadyBatches();

/** How a producer may be told to behave. */
export interface ProducerOptions extends KafkaClientOptions {
  /** The longest that one call may take, connecting and retries included. Default: 30,000. */
  readonly timeoutMillis?: number;
}

/** acks=all: every in-sync replica has the batch (Kafka documentation, producer configuration `acks`). */
const ALL_IN_SYNC_REPLICAS = -1;

/** How long the broker may wait for its replicas; under the client's request time-out, so that its answer is heard. */
const REPLICATION_TIMEOUT_MILLIS = 10_000;

/**
 * A producer for the log topic. Not idempotent: record keys make a repeated record harmless, and kafkajs's idempotent
 * mode is dead after an out-of-order error (https://github.com/tulios/kafkajs/issues/598). So several calls may be
 * in flight at once. Connects at the first call, and anew after a failure.
 */
export function createRecordProducer(configuration: KafkaConfiguration, options: ProducerOptions = {}): RecordProducer {
  const { topic } = configuration;
  const timeoutMillis = options.timeoutMillis ?? 30_000;
  const client = createKafkaClient(configuration, options);
  let connected: Promise<Producer> | undefined;
  let partitions: Promise<number> | undefined;

  /** After a failure the next call starts from new connections; these are closed once their last request is answered. */
  function abandon(connection: Promise<Producer>): void {
    if (connected === connection) connected = undefined;
    connection.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  return {
    async partitionCount() {
      partitions ??= bounded(
        timeoutMillis,
        `Asking for the partitions of topic ${topic}`,
        countPartitions(client, topic),
      );
      try {
        return await partitions;
      } catch (error) {
        partitions = undefined;
        throw error;
      }
    },
    async send(partition, records) {
      const doing = `Producing ${counted(records.count, 'record')} to partition ${partition} of topic ${topic}`;
      // outside of what is bounded: what goes on after a time-out must not read the records, which are others by then
      const recordBatch = await encodeRecordBatch(records, Date.now());
      const connection = (connected ??= connect(client));
      try {
        await bounded(
          timeoutMillis,
          doing,
          connection.then((producer) => deliver(producer, topic, { value: null, partition, recordBatch })),
        );
      } catch (error) {
        if (!(error instanceof KafkaInsightError && error.code === 'RECORD_TOO_LARGE')) abandon(connection);
        throw error;
      }
    },
    async close() {
      const producer = await connected?.catch(() => undefined);
      connected = undefined;
      await producer?.disconnect();
    },
  };
}

async function connect(client: Kafka): Promise<Producer> {
  const producer = client.producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
}

async function countPartitions(client: Kafka, topic: string): Promise<number> {
  const admin = client.admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  } finally {
    await admin.disconnect();
  }
}

async function deliver(producer: Producer, topic: string, batch: ReadyBatch): Promise<void> {
  const { partition } = batch;
  const answers = await producer.send({
    topic,
    messages: [batch],
    acks: ALL_IN_SYNC_REPLICAS,
    timeout: REPLICATION_TIMEOUT_MILLIS,
  });
  // kafkajs leaves out, without an error, what is for a partition that its metadata does not know.
  if (!answers.some((answer) => answer.partition === partition && answer.errorCode === 0)) {
    throw new KafkaInsightError(
      'TOPIC_MISSING',
      `No broker took the batch for partition ${partition} of topic ${topic}. Check how many partitions the topic has.`,
    );
  }
}
