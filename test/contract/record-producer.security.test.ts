import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import type { KafkaConfiguration } from '../../adapters/kafka/configuration.ts';
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import { type KafkaCluster, startKafka } from '../../local/engines/kafka.ts';
import { encodedRecords } from '../helpers/encoded-records.ts';
import { makeTestCertificate } from '../integration/engines/certificate.ts';
import { temporaryDataFolder } from '../integration/engines/temporary.ts';

const quiet = { log: () => undefined };
const records = encodedRecords([{ key: 'key', value: Buffer.from('value'), kind: 'log' }]);
const topic = 'topic';

let cluster: KafkaCluster;
let iam: KafkaConfiguration & { readonly ca: string };
let plain: KafkaConfiguration;
let otherAuthorityFile: string;

before(async () => {
  const { folder, killAtExit } = temporaryDataFolder();
  const certificate = await makeTestCertificate(folder);
  otherAuthorityFile = (await makeTestCertificate(temporaryDataFolder().folder)).authorityFile;
  cluster = await startKafka({ dataFolder: folder, ports: 'any', certificateFile: certificate.keyStoreFile });
  for (const { pid } of cluster.brokers) killAtExit(pid);
  const saslSsl = cluster.brokers.map(({ saslSslAddress = '' }) => saslSslAddress);
  const ca = readFileSync(certificate.authorityFile, 'utf8');
  iam = { brokers: saslSsl, security: 'iam', region: 'eu-central-2', topic, ca };
  plain = { brokers: cluster.addresses, security: 'plaintext', topic };
  const admin = createTopicAdmin(plain, quiet);
  await admin.createTopic({ partitions: 1, replicationFactor: 1 });
  await admin.close();
});
after(() => cluster.stop());

/** An unsecured JSON Web Token (RFC 7519, section 6): the test broker accepts it in place of a signed one. */
function unsecuredToken(lifetimeSeconds: number): () => Promise<{ value: string }> {
  const now = Math.floor(Date.now() / 1000);
  const encoded = [{ alg: 'none' }, { sub: 'ingest', iat: now - 1000, exp: now + lifetimeSeconds }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return () => Promise.resolve({ value: `${encoded.join('.')}.` });
}

async function highOffset(): Promise<bigint | undefined> {
  const admin = createTopicAdmin(plain, quiet);
  const [partition] = await admin.progress('none');
  await admin.close();
  return partition?.high;
}

test('produces over TLS with an OAUTHBEARER token, as IAM does', async () => {
  const producer = createRecordProducer(iam, { ...quiet, tokenProvider: unsecuredToken(600) });
  assert.equal(await producer.partitionCount(), 1);
  await producer.send(0, records);
  assert.equal(await highOffset(), 1n);
  await producer.close();
});

test('BROKER_REFUSED where the token is no longer valid', async () => {
  const producer = createRecordProducer(iam, { ...quiet, tokenProvider: unsecuredToken(-100) });
  await assert.rejects(producer.send(0, records), { code: 'BROKER_REFUSED', message: /credentials/ });
  await producer.close();
});

test('without a token provider the AWS credentials sign one, which this broker cannot read', async () => {
  const kept = { ...process.env };
  process.env['AWS_ACCESS_KEY_ID'] = 'key';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  const producer = createRecordProducer(iam, quiet);
  await assert.rejects(producer.send(0, records), { code: 'BROKER_REFUSED' });
  await producer.close();
  process.env = kept;
});

test('BROKER_UNAVAILABLE, naming what to set, where the authority is another', async () => {
  const ca = readFileSync(otherAuthorityFile, 'utf8');
  const producer = createRecordProducer({ ...iam, ca }, { ...quiet, tokenProvider: unsecuredToken(600) });
  await assert.rejects(producer.send(0, records), {
    code: 'BROKER_UNAVAILABLE',
    message: /certificate.*KAFKA_CA_FILE/s,
  });
  await producer.close();
});

test('BROKER_UNAVAILABLE where the listener wants TLS and the client does not', async () => {
  const producer = createRecordProducer({ ...plain, brokers: iam.brokers }, { ...quiet, timeoutMillis: 3000 });
  await assert.rejects(producer.send(0, records), { code: 'BROKER_UNAVAILABLE' });
  await producer.close();
});

test('is back as soon as the broker is', async () => {
  const producer = createRecordProducer(plain, { ...quiet, timeoutMillis: 3000 });
  await producer.send(0, records);
  const high = await highOffset();
  await cluster.kill();
  await Promise.all([0, 1].map(() => assert.rejects(producer.send(0, records), { code: 'BROKER_UNAVAILABLE' })));
  await cluster.restart();
  for (;;) {
    try {
      await producer.send(0, records);
      break;
    } catch (error) {
      assert.ok(error instanceof Error && 'code' in error && error.code === 'BROKER_UNAVAILABLE');
    }
  }
  assert.ok(high !== undefined && ((await highOffset()) ?? 0n) > high);
  await producer.close();
});
