import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import { type KafkaCluster, startKafka } from '../../local/engines/kafka.ts';
import { consume, createTopic, kafkaClient, produce } from '../integration/engines/kafka-client.ts';
import { ODD_NAME, temporaryDataFolder } from '../integration/engines/temporary.ts';

const { folder } = temporaryDataFolder();
const running: KafkaCluster[] = [];
after(async () => {
  await Promise.all(running.map((cluster) => cluster.kill()));
});

test('three brokers are one cluster that goes on when the leader is killed', async () => {
  const cluster = await startKafka({ dataFolder: path.join(folder, ODD_NAME, 'three'), ports: 'any', brokers: 3 });
  running.push(cluster);
  const kafka = kafkaClient(cluster.addresses, { retry: { retries: 20, initialRetryTime: 300 } });
  const admin = kafka.admin();
  await admin.connect();
  assert.deepEqual((await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId).sort(), [1, 2, 3]);
  await createTopic(kafka, 'replicated', 3);
  await produce(kafka, 'replicated', 'before');

  const leader = await leaderOf('replicated');
  await cluster.brokers.find(({ nodeId }) => nodeId === leader)?.kill();
  await produce(kafka, 'replicated', 'after');
  assert.deepEqual(await consume(kafka, 'replicated', 2), ['before', 'after']);
  assert.notEqual(await leaderOf('replicated'), leader);

  await cluster.brokers.find(({ nodeId }) => nodeId === leader)?.restart();
  assert.equal((await admin.describeCluster()).brokers.length, 3);
  await admin.disconnect();
  await cluster.stop();

  async function leaderOf(topic: string): Promise<number | undefined> {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions[0]?.leader;
  }
});
