import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EachMessagePayload } from 'kafkajs';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import { createKafkaClient, type KafkaLogEntry } from '../../adapters/kafka/client.ts';
import type { KafkaConfiguration } from '../../adapters/kafka/configuration.ts';
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import { KIND_HEADER } from '../../core/names.ts';
import { memoryProducer } from '../fakes/producer.ts';
import { encodedRecords } from '../helpers/encoded-records.ts';
import { sharedKafka } from '../integration/engines/shared.ts';
import { recordProducerContract, type SeenRecord } from './record-producer.suite.ts';

const quiet = { log: () => undefined };
const record = { key: 'key', value: Buffer.from('value'), kind: 'log' } as const;
const one = encodedRecords([record]);

/** A new topic on the shared broker. */
async function newTopic(settings: Readonly<Record<string, string>> = {}): Promise<KafkaConfiguration> {
  const kafka = { brokers: await sharedKafka(), security: 'plaintext', topic: `topic.${randomUUID()}` } as const;
  const admin = createTopicAdmin(kafka, quiet);
  assert.equal(await admin.createTopic({ partitions: 3, replicationFactor: 1, configuration: settings }), true);
  assert.equal(await admin.createTopic({ partitions: 3, replicationFactor: 1 }), false);
  await admin.close();
  return kafka;
}

/** Everything in one partition of the topic. */
async function readPartition(kafka: KafkaConfiguration, wanted: number): Promise<readonly SeenRecord[]> {
  const admin = createTopicAdmin(kafka, quiet);
  const ends = await admin.progress('none');
  await admin.close();
  const seen: SeenRecord[] = [];
  const count = Number(ends[wanted]?.high ?? 0);
  if (count === 0) return seen;
  const consumer = createKafkaClient(kafka, quiet).consumer({ groupId: `group.${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ partition, message: { key, value, headers } }: EachMessagePayload): Promise<void> => {
      if (partition !== wanted) return Promise.resolve();
      seen.push({ key: String(key), value: String(value), kind: String(headers?.[KIND_HEADER]) });
      if (seen.length === count) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return seen;
}

recordProducerContract('in memory', () => {
  const producer = memoryProducer({ partitions: 3 });
  return Promise.resolve({
    producer,
    seen: (partition) =>
      Promise.resolve(
        producer.batches
          .filter((batch) => batch.partition === partition)
          .flatMap(({ records }) => records.map(({ key, value, kind }) => ({ key, value: value.toString(), kind }))),
      ),
    close: () => producer.close(),
  });
});

recordProducerContract('kafkajs on a real broker', async () => {
  const kafka = await newTopic();
  const producer = createRecordProducer(kafka, quiet);
  return { producer, seen: (partition) => readPartition(kafka, partition), close: () => producer.close() };
});

test('what succeeds logs nothing', async () => {
  const kafka = await newTopic();
  const entries: KafkaLogEntry[] = [];
  const warnings: Error[] = [];
  // Node's own, of kafkajs's timers
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const producer = createRecordProducer(kafka, { log: (entry) => entries.push(entry) });
  for (let call = 0; call < 3; call++) {
    assert.equal(await producer.partitionCount(), 3);
    await producer.send(0, one);
  }
  await producer.close();
  await sleep(200);
  process.off('warning', onWarning);
  assert.deepEqual({ entries, warnings }, { entries: [], warnings: [] });
});

describe('kafkajs on brokers that fail', () => {
  test('TOPIC_MISSING where there is no such topic', async () => {
    const kafka = { brokers: await sharedKafka(), security: 'plaintext', topic: `none.${randomUUID()}` } as const;
    const producer = createRecordProducer(kafka, { ...quiet, timeoutMillis: 60_000 });
    await assert.rejects(producer.send(0, one), { code: 'TOPIC_MISSING' });
    await assert.rejects(producer.partitionCount(), { code: 'TOPIC_MISSING' });
    await producer.close();
  });

  test('RECORD_TOO_LARGE where the topic takes less; the producer goes on', async () => {
    const kafka = await newTopic({ 'max.message.bytes': '1000' });
    const producer = createRecordProducer(kafka, quiet);
    const noise = Buffer.from(Array.from({ length: 4000 }, () => randomUUID()).join());
    await assert.rejects(producer.send(0, encodedRecords([{ ...record, value: noise }])), { code: 'RECORD_TOO_LARGE' });
    await producer.send(0, one);
    assert.deepEqual((await readPartition(kafka, 0)).length, 1);
    await producer.close();
  });

  test('BROKER_UNAVAILABLE where nothing listens', async () => {
    const server = await silentServer();
    await server.close();
    const kafka = { brokers: [server.address], security: 'plaintext', topic: 'topic' } as const;
    const entries: KafkaLogEntry[] = [];
    const producer = createRecordProducer(kafka, { log: (entry) => entries.push(entry), timeoutMillis: 2000 });
    const startMillis = performance.now();
    await assert.rejects(producer.send(0, one), { code: 'BROKER_UNAVAILABLE' });
    await assert.rejects(producer.partitionCount(), { code: 'BROKER_UNAVAILABLE' });
    assert.ok(performance.now() - startMillis < 10_000);
    await producer.close();
    assert.ok(entries.length > 0);
    for (const { message, time } of entries) assert.ok(message !== '' && Date.parse(time) > 0);
  });

  test('BROKER_UNAVAILABLE where nothing answers, within the time given', async () => {
    const server = await silentServer();
    const kafka = { brokers: [server.address], security: 'plaintext', topic: 'topic' } as const;
    const producer = createRecordProducer(kafka, { ...quiet, timeoutMillis: 1000 });
    const startMillis = performance.now();
    await assert.rejects(producer.send(0, one), { code: 'BROKER_UNAVAILABLE', message: /more than 1000 ms/ });
    assert.ok(performance.now() - startMillis < 5000);
    await server.close();
  });
});

/** Accepts connections and never responds. */
async function silentServer(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = createServer();
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
