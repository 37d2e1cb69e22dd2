import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { patchKafkajs } from '../../../adapters/kafka/kafkajs-patches.ts';

/** A client without logging that gives up soon. */
export function kafkaClient(brokers: readonly string[], options: Partial<KafkaConfig> = {}): Kafka {
  patchKafkajs();
  return new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 5000,
    authenticationTimeout: 5000,
    retry: { retries: 8, initialRetryTime: 200 },
    ...options,
  });
}

/** Makes a topic with a partition, replicated to all brokers given. */
export async function createTopic(kafka: Kafka, topic: string, replicationFactor = 1): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const endMillis = Date.now() + 30_000;
  for (;;) {
    try {
      await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor }], waitForLeaders: true });
      break;
    } catch (error) {
      // the broker that is asked for the new topic's leaders may not know it yet
      if (!(error instanceof kafkajs.KafkaJSError && error.retriable) || Date.now() > endMillis) throw error;
      await sleep(200);
    }
  }
  await admin.disconnect();
}

/** Produces values, acknowledged by all replicas in sync. */
export async function produce(kafka: Kafka, topic: string, ...values: string[]): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
  } finally {
    await producer.disconnect();
  }
}

/** Reads the first values of a topic, in their order. */
export async function consume(kafka: Kafka, topic: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId: `${topic}-${performance.now()}`, allowAutoTopicCreation: false });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const values: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
      values.push(message.value?.toString() ?? '');
      if (values.length >= count) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return values.slice(0, count);
}
