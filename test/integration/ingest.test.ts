import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, zstdCompressSync } from 'node:zlib';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import { createKafkaClient } from '../../adapters/kafka/client.ts';
import type { KafkaConfiguration } from '../../adapters/kafka/configuration.ts';
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { KIND_HEADER } from '../../core/names.ts';
import type { ObjectStore, RecordProducer } from '../../core/ports.ts';
import { createIngestHandler } from '../../lambdas/ingest/ingest.ts';
import { type QueueSource, startQueueSource } from '../../local/runner/queue-source.ts';
import { DEAD_LETTER_QUEUE, LOCAL_BUCKET, openStore, type Store, WORK_QUEUE } from '../../local/store/store.ts';
import { objectCreatedEvent } from '../helpers/ingest-events.ts';
import { keptLog } from '../helpers/kept-log.ts';
import { naiveLines } from '../helpers/naive-lines.ts';
import { LOCAL_KEY } from '../helpers/store.ts';
import { sharedKafka } from './engines/shared.ts';

const SAMPLES = path.join(import.meta.dirname, '../../local/sample-logs');
const PART_BYTES = 300_000;
const PARTITIONS = 3;

interface SeenRecord {
  readonly key: string;
  readonly kind: string;
  readonly document: Readonly<Record<string, unknown>>;
}

const quiet = { log: () => undefined };
let kafka: KafkaConfiguration;
let folder: string;
let local: Store;
let store: ObjectStore;
let producer: RecordProducer;
let source: QueueSource;

before(async () => {
  kafka = { brokers: await sharedKafka(), security: 'plaintext', topic: `topic.${randomUUID()}` };
  const admin = createTopicAdmin(kafka, quiet);
  await admin.createTopic({ partitions: PARTITIONS, replicationFactor: 1 });
  await admin.close();
  folder = await mkdtemp(path.join(tmpdir(), 'kafkainsight-ingest-'));
  local = await openStore({
    folder,
    port: 0,
    credentials: LOCAL_KEY,
    visibilityTimeoutSeconds: 60,
    maxReceiveCount: 3,
  });
  const aws = { region: 'local', s3Endpoint: local.url, credentials: LOCAL_KEY };
  store = createObjectStore(aws);
  producer = createRecordProducer(kafka, quiet);
  source = startSource();
});

after(async () => {
  await source.stop();
  await producer.close();
  await local.close();
  await rm(folder, { recursive: true });
});

function startSource(): QueueSource {
  const environment = {
    AWS_REGION: 'local',
    AWS_ENDPOINT_URL_S3: local.url,
    AWS_ENDPOINT_URL_SQS: local.url,
    KAFKA_BROKERS: kafka.brokers.join(),
    KAFKA_SECURITY: kafka.security,
    KAFKA_TOPIC: kafka.topic,
    QUEUE_URL: local.queueUrl,
    PART_BYTES: String(PART_BYTES),
  };
  return startQueueSource(createIngestHandler(environment, { log: keptLog(), producer }), {
    endpoint: local.url,
    queueUrl: local.queueUrl,
    credentials: LOCAL_KEY,
    functionName: 'ingest',
    timeoutMillis: 60_000,
    maxConcurrency: 2,
  });
}

/** Waits until the function has nothing left to do. */
async function settle(): Promise<void> {
  const endMillis = Date.now() + 120_000;
  let quietLooks = 0;
  while (quietLooks < 3) {
    const { visible, notVisible } = local.queues.depth(WORK_QUEUE);
    quietLooks = visible + notVisible + source.inProgress === 0 ? quietLooks + 1 : 0;
    assert.ok(Date.now() < endMillis, 'the queue did not get empty');
    await sleep(100);
  }
}

/** Everything that is on the topic, read by a plain kafkajs consumer. */
async function readTopic(): Promise<SeenRecord[]> {
  const admin = createTopicAdmin(kafka, quiet);
  const missing = new Map((await admin.progress('none')).map(({ partition, high }) => [partition, high]));
  await admin.close();
  const seen: SeenRecord[] = [];
  const consumer = createKafkaClient(kafka, quiet).consumer({ groupId: `group.${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const isDone = (): boolean => [...missing.values()].every((records) => records === 0n);
    consumer
      .run({
        eachBatch: ({ batch }) => {
          for (const { key, value, headers } of batch.messages) {
            const document = JSON.parse(String(value)) as SeenRecord['document'];
            seen.push({ key: String(key), kind: String(headers?.[KIND_HEADER]), document });
          }
          const { partition, messages } = batch;
          missing.set(partition, (missing.get(partition) ?? 0n) - BigInt(messages.length));
          if (isDone()) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
    if (isDone()) resolve();
  });
  await consumer.disconnect();
  return seen;
}

const sumOf = (records: readonly SeenRecord[], field: string): number =>
  records.reduce((sum, { document }) => sum + Number(document[field]), 0);

/** Compares the topic's records of one file with an independent reading of its content. */
function checkFile(records: readonly SeenRecord[], key: string, content: Buffer): void {
  const id = fileId(LOCAL_BUCKET, key, content);
  const ofFile = records.filter(({ document }) => document['kafkainsight.file.id'] === id);
  const logs = ofFile.filter(({ kind }) => kind === 'log');
  const lines = naiveLines(content);
  assert.equal(logs.length, lines.length, key);
  assert.deepEqual(
    new Set(logs.map((record) => record.key)),
    new Set(lines.map(([, offset]) => documentId(id, offset))),
  );
  const ledger = ofFile.filter(({ kind }) => kind === 'ledger');
  assert.equal(ledger.length, Math.ceil(content.length / PART_BYTES), key);
  assert.equal(sumOf(ledger, 'kafkainsight.part.bytes'), content.length);
  assert.equal(sumOf(ledger, 'kafkainsight.part.lines'), lines.length);
  assert.equal(sumOf(ledger, 'kafkainsight.part.produced'), lines.length);
  const unparsed = logs.filter(({ document }) => document['event.kind'] === 'pipeline_error');
  assert.equal(sumOf(ledger, 'kafkainsight.part.unparsed'), unparsed.length);
}

suite('the ingest function between S3, SQS and Kafka', () => {
  const samples = readdirSync(SAMPLES).filter((name) => name.includes('.log'));

  test('puts every line of every sample log on the topic exactly once, and the ledger adds up', async () => {
    for (const name of samples) {
      const body = readFileSync(path.join(SAMPLES, name));
      await store.put(LOCAL_BUCKET, `inbox/${name}`, body, { mtime: '2026-11-22T12:00:00Z' });
    }
    await settle();
    const records = await readTopic();
    let lines = 0;
    for (const name of samples) {
      const body = readFileSync(path.join(SAMPLES, name));
      const content = name.endsWith('.gz') ? gunzipSync(body) : body;
      checkFile(records, `inbox/${name}`, content);
      lines += naiveLines(content).length;
    }
    assert.equal(records.filter(({ kind }) => kind === 'log').length, lines);
    assert.equal(new Set(records.map(({ key }) => key)).size, records.length);
  });

  test('takes a file with an unusual name, compressed, empty or twice', async () => {
    const content = Buffer.from('ein Zeile\r\nnoch eine\n');
    const names = ['inbox/a b+c/ü%20&=?.log', 'inbox/zstd'];
    await store.put(LOCAL_BUCKET, names[0] ?? '', content);
    await store.put(LOCAL_BUCKET, names[1] ?? '', zstdCompressSync(content));
    await store.put(LOCAL_BUCKET, 'inbox/empty', Buffer.alloc(0));
    await settle();
    await store.put(LOCAL_BUCKET, names[0] ?? '', content);
    await settle();
    const records = await readTopic();
    for (const [name, times] of [
      [names[0] ?? '', 2],
      [names[1] ?? '', 1],
    ] as const) {
      const logs = records.filter(({ kind, document }) => kind === 'log' && document['log.file.path'] === name);
      const id = fileId(LOCAL_BUCKET, name, content);
      assert.deepEqual(
        logs.map(({ key }) => key).sort(),
        [documentId(id, 0), documentId(id, 11)].flatMap((key) => Array.from({ length: times }, () => key)),
      );
    }
    const empty = records.filter(({ document }) => document['log.file.path'] === 'inbox/empty');
    assert.deepEqual(
      empty.map(({ kind, document }) => [kind, document['kafkainsight.part.lines']]),
      [['ledger', 0]],
    );
  });

  test('lets a message of an object that is gone get into the dead-letter queue, soon and alone', async () => {
    const before = (await readTopic()).length;
    local.queues.send(WORK_QUEUE, JSON.stringify(objectCreatedEvent(LOCAL_BUCKET, 'inbox/gone.log')));
    await store.put(LOCAL_BUCKET, 'inbox/there.log', Buffer.from('line\n'));
    await settle();
    assert.deepEqual(local.queues.depth(DEAD_LETTER_QUEUE), { visible: 1, notVisible: 0 });
    assert.equal((await readTopic()).length, before + 2);
  });
});
