import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import { type KafkaCluster, type KafkaOptions, startKafka } from '../../../local/engines/kafka.ts';
import { isAlive } from '../../../local/setup/processes.ts';
import { makeTestCertificate } from './certificate.ts';
import { consume, createTopic, kafkaClient, produce } from './kafka-client.ts';
import { ODD_NAME, temporaryDataFolder } from './temporary.ts';

const { folder } = temporaryDataFolder();
const running: KafkaCluster[] = [];
after(async () => {
  await Promise.all(running.map((cluster) => cluster.kill()));
});

async function start(name: string, options: Partial<KafkaOptions> = {}): Promise<KafkaCluster> {
  const cluster = await startKafka({ dataFolder: path.join(folder, ODD_NAME, name), ports: 'any', ...options });
  running.push(cluster);
  return cluster;
}

test('records survive a stop and a power cut; nobody else may use their folder; `fresh` wipes them', async () => {
  const cluster = await start('one');
  const kafka = kafkaClient(cluster.addresses);
  await createTopic(kafka, 'kept');
  await produce(kafka, 'kept', 'before the stop');
  await cluster.restart();
  assert.deepEqual(await consume(kafka, 'kept', 1), ['before the stop']);

  await assert.rejects(start('one', { fresh: true }), { code: 'ALREADY_RUNNING' });

  await produce(kafka, 'kept', 'before the power cut');
  await cluster.kill();
  await cluster.restart();
  assert.deepEqual(await consume(kafka, 'kept', 2), ['before the stop', 'before the power cut']);
  await cluster.stop();

  const later = await start('one');
  assert.deepEqual(await consume(kafkaClient(later.addresses), 'kept', 2), ['before the stop', 'before the power cut']);
  await later.stop();

  const fresh = await start('one', { fresh: true });
  const admin = kafkaClient(fresh.addresses).admin();
  await admin.connect();
  assert.deepEqual(await admin.listTopics(), []);
  await admin.disconnect();
  await fresh.stop();
});

test('the usual port is 9092 or the next that is free; topics are not made by accident, as on MSK', async () => {
  const taken = createServer().listen(9092, '127.0.0.1');
  // If another program already has the port, that works as well.
  await once(taken, 'listening').catch(() => undefined);
  const cluster = await start('usual', { ports: 'usual' });
  taken.close();
  const port = Number(cluster.addresses[0]?.split(':')[1]);
  assert.ok(port > 9092 && port <= 9191, String(port));

  const producer = kafkaClient(cluster.addresses, { retry: { retries: 1 } }).producer({ allowAutoTopicCreation: true });
  await producer.connect();
  await assert.rejects(
    producer.send({ topic: 'missing', messages: [{ value: 'x' }] }),
    /does not host this topic-partition/,
  );
  await producer.disconnect();
  await cluster.stop();
});

test('the older version, which MSK offers for its smallest brokers, runs as well', async () => {
  const cluster = await start('older', { version: 'older' });
  const kafka = kafkaClient(cluster.addresses);
  await createTopic(kafka, 'older');
  await produce(kafka, 'older', 'a', 'b');
  assert.deepEqual(await consume(kafka, 'older', 2), ['a', 'b']);
  await cluster.stop();
});

test('three brokers are one cluster that goes on when the leader is killed', async () => {
  const cluster = await start('three', { brokers: 3 });
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

test('OAUTHBEARER over TLS is offered; a wrong token, no TLS, and an unknown authority are refused', async () => {
  const certificate = await makeTestCertificate(temporaryDataFolder().folder);
  const cluster = await start('oauth', { certificateFile: certificate.keyStoreFile });
  const brokers = [cluster.brokers[0]?.saslSslAddress ?? assert.fail('no SASL_SSL listener')];
  const tls = { ca: readFileSync(certificate.authorityFile) };
  const nowSeconds = Date.now() / 1000;
  const good = { sub: 'ingest', iat: nowSeconds, exp: nowSeconds + 900 };

  const kafka = kafkaClient(brokers, { ssl: tls, sasl: bearer(good) });
  await createTopic(kafka, 'secured');
  await produce(kafka, 'secured', 'over TLS');
  assert.deepEqual(await consume(kafka, 'secured', 1), ['over TLS']);

  // A client learns about a rejected token with its first request: kafkajs does not read the response to the token.
  const refused = async (options: Partial<KafkaConfig>, expected: RegExp): Promise<void> => {
    const admin = kafkaClient(brokers, { ...options, retry: { retries: 0 } }).admin();
    await assert.rejects(
      admin.connect().then(() => admin.listTopics()),
      expected,
    );
    await admin.disconnect();
  };
  await refused({ ssl: tls, sasl: bearer({ ...good, iat: nowSeconds - 1800, exp: nowSeconds - 900 }) }, closed);
  await refused({ ssl: tls, sasl: bearer({ iat: nowSeconds, exp: nowSeconds + 900 }) }, closed);
  await refused({ sasl: bearer(good) }, closed);
  await refused({ ssl: true, sasl: bearer(good) }, /self-signed certificate|unable to verify|unable to get/);
  await cluster.stop();
});

const closed = /[Cc]onnection|closed|disconnected|timed out|No brokers in the broker pool/;

/** An unsigned token: RFC 7515, appendix A.5, with the claims of RFC 7519. */
function bearer(claims: Record<string, unknown>): SASLOptions {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const value = `${part({ alg: 'none' })}.${part(claims)}.`;
  return { mechanism: 'oauthbearer', oauthBearerProvider: () => Promise.resolve({ value }) };
}

test('a broker does not outlive an owner that is killed, and its data can be used at once', async () => {
  const dataFolder = path.join(folder, ODD_NAME, 'orphan');
  const owner = `
    import { startKafka } from ${JSON.stringify(path.join(import.meta.dirname, '../../../local/engines/kafka.ts'))};
    const cluster = await startKafka({ dataFolder: ${JSON.stringify(dataFolder)}, ports: 'any' });
    console.log(JSON.stringify({ pid: cluster.brokers[0].pid, addresses: cluster.addresses }));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', owner], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { pid, addresses } = JSON.parse(line) as { pid: number; addresses: string[] };
  const kafka = kafkaClient(addresses);
  await createTopic(kafka, 'orphan');
  await produce(kafka, 'orphan', 'kept');

  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await start('orphan');
  assert.equal(isAlive(pid), false);
  assert.deepEqual(await consume(kafkaClient(next.addresses), 'orphan', 1), ['kept']);
  await next.stop();
});
