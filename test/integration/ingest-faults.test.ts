import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { documentId, fileId } from '../../core/files/file-id.ts';
import type { ObjectStore, OutgoingRecord, RecordProducer } from '../../core/ports.ts';
import { createIngestHandler } from '../../lambdas/ingest/ingest.ts';
import { type QueueSource, startQueueSource } from '../../local/runner/queue-source.ts';
import { DEAD_LETTER_QUEUE, LOCAL_BUCKET, openStore, type Store, WORK_QUEUE } from '../../local/store/store.ts';
import { type MemoryProducer, memoryProducer } from '../fakes/producer.ts';
import { type FaultProxy, startFaultProxy } from '../faults/proxy.ts';
import { objectCreatedEvent } from '../helpers/ingest-events.ts';
import { environment as baseEnvironment } from '../helpers/ingest-harness.ts';
import { type KeptLog, keptLog } from '../helpers/kept-log.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';
import { naiveLines } from '../helpers/naive-lines.ts';
import { LOCAL_KEY } from '../helpers/store.ts';

const PART_BYTES = 10_000;
/** Short enough for a message that could not be handed back to be redelivered within the test. */
const VISIBILITY_SECONDS = 2;
const MTIME = { mtime: '2026-11-22T12:00:00Z' };

let folder: string;
let local: Store;
let store: ObjectStore;
let queueProxy: FaultProxy;
let storeProxy: FaultProxy;
let topic: MemoryProducer;
let source: QueueSource | undefined;
let log: KeptLog;
let key: string;

beforeEach(async () => {
  key = `inbox/${randomUUID()}.log`;
  folder = await mkdtemp(path.join(tmpdir(), 'kafkainsight-ingest-faults-'));
  local = await openStore({
    folder,
    port: 0,
    credentials: LOCAL_KEY,
    visibilityTimeoutSeconds: VISIBILITY_SECONDS,
    maxReceiveCount: 50,
  });
  store = createObjectStore({
    region: 'local',
    s3Endpoint: local.url,
    credentials: LOCAL_KEY,
  });
  queueProxy = await startFaultProxy(local.url);
  storeProxy = await startFaultProxy(local.url);
  topic = memoryProducer();
  log = keptLog();
});

afterEach(async () => {
  await source?.stop();
  await Promise.all([queueProxy.close(), storeProxy.close()]);
  await local.close();
  await rm(folder, { recursive: true });
});

interface Limits {
  /** The remaining time that the function sees. */
  readonly remainingMillis: number;
  /** When it is killed. */
  readonly timeoutMillis: number;
}

/** Runs the ingest function on a real S3 and a real queue, each behind a proxy, as Lambda's event source would. */
function start(producer: RecordProducer, limits: (invocation: number) => Limits): { readonly invocations: number } {
  const environment = {
    ...baseEnvironment,
    AWS_REGION: 'local',
    AWS_ENDPOINT_URL_S3: storeProxy.url,
    AWS_ENDPOINT_URL_SQS: queueProxy.url,
    QUEUE_URL: local.queueUrl,
    PART_BYTES: String(PART_BYTES),
  };
  const handler = createIngestHandler(environment, { log, producer });
  const state = { invocations: 0 };
  const limited = async (event: SQSEvent, context: Context): Promise<unknown> => {
    const { remainingMillis, timeoutMillis } = limits(state.invocations++);
    const answer = handler(event, { ...context, ...lambdaContext(remainingMillis) });
    const killed = sleep(timeoutMillis, undefined, { ref: false }).then(() => {
      throw new Error('the function was killed by its time limit');
    });
    return Promise.race([answer, killed]);
  };
  const settings = { functionName: 'ingest', timeoutMillis: 60_000, maxConcurrency: 2 };
  source = startQueueSource(limited, {
    ...settings,
    endpoint: local.url,
    queueUrl: local.queueUrl,
    credentials: LOCAL_KEY,
  });
  return state;
}

const unlimited = (): Limits => ({ remainingMillis: 60_000, timeoutMillis: 60_000 });

/** Waits until the queue is empty and the function idle. */
async function settle(): Promise<void> {
  const endMillis = Date.now() + 120_000;
  for (let quietLooks = 0; quietLooks < 5;) {
    const { visible, notVisible } = local.queues.depth(WORK_QUEUE);
    quietLooks = visible + notVisible + (source?.inProgress ?? 0) === 0 ? quietLooks + 1 : 0;
    assert.ok(Date.now() < endMillis, 'the queue did not get empty');
    await sleep(100);
  }
  assert.deepEqual(local.queues.depth(DEAD_LETTER_QUEUE), { visible: 0, notVisible: 0 });
}

/** Lines that identify themselves, so that a line of another content, or a mix of two, is noticed. */
function contentOf(name: string, lines: number): Buffer {
  return Buffer.from(Array.from({ length: lines }, (_, line) => `${name}: line ${line} of ${lines}\n`).join(''));
}

const parsed = ({ value }: OutgoingRecord): Readonly<Record<string, unknown>> =>
  JSON.parse(value.toString()) as Readonly<Record<string, unknown>>;

/** The records of a content by key; each delivery of a line has to say the same, `event.ingested` aside. */
function linesOf(content: Buffer): Map<string, unknown> {
  const id = fileId(LOCAL_BUCKET, key, content);
  const lines = new Map<string, unknown>();
  for (const record of topic.records()) {
    if (record.kind !== 'log' || !record.key.startsWith(id)) continue;
    const document = { ...parsed(record), 'event.ingested': '' };
    assert.deepEqual(lines.get(record.key) ?? document, document);
    lines.set(record.key, document);
  }
  return lines;
}

/** Every line of the content, each its own, and nothing else under its id. */
function checkContent(content: Buffer): void {
  const id = fileId(LOCAL_BUCKET, key, content);
  const messages = Array.from(linesOf(content), ([name, document]) => [
    name,
    (document as Record<string, unknown>)['message'],
  ]);
  const expected = naiveLines(content).map(([text, offset]) => [documentId(id, offset), text]);
  assert.deepEqual(new Map(messages as [string, string][]), new Map(expected as [string, string][]));
}

suite('faults around the ingest function, on a real S3 and a real queue', () => {
  test('the queue is unavailable, then loses its answers, while parts are sent', async () => {
    const content = contentOf('a', 10_000);
    queueProxy.inject({ kind: 'status', status: 503 }, 12);
    start(topic, unlimited);
    await store.put(LOCAL_BUCKET, key, content, MTIME);
    while (queueProxy.broken < 12) await sleep(20);
    queueProxy.inject({ kind: 'lose-answer' }, 5);
    await settle();
    assert.equal(queueProxy.broken, 17);
    assert.ok(log.lines.some(({ fields }) => fields['code'] === 'QUEUE_UNAVAILABLE'));
    checkContent(content);
  });

  test('the object store is unavailable and closes connections while parts are read', async () => {
    const content = contentOf('b', 10_000);
    start(topic, unlimited);
    storeProxy.inject({ kind: 'status', status: 503 }, 5);
    await store.put(LOCAL_BUCKET, key, content, MTIME);
    while (storeProxy.broken < 5) await sleep(20);
    storeProxy.inject({ kind: 'close' }, 5);
    await settle();
    assert.equal(storeProxy.broken, 10);
    checkContent(content);
  });

  test('an object is overwritten while its parts are read: never a line of both', async () => {
    const before = contentOf('before', 10_000);
    const after = contentOf('after', 9_000);
    const slow: RecordProducer = {
      ...topic,
      async send(partition, records) {
        await sleep(30);
        await topic.send(partition, records);
      },
    };
    start(slow, unlimited);
    await store.put(LOCAL_BUCKET, key, before, MTIME);
    while (topic.batches.length < 5) await sleep(5);
    await store.put(LOCAL_BUCKET, key, after, MTIME);
    await settle();
    checkContent(after);
    const id = fileId(LOCAL_BUCKET, key, before);
    const texts = new Map(naiveLines(before).map(([text, offset]) => [documentId(id, offset), text]));
    const read = linesOf(before);
    assert.ok(read.size > 0 && read.size < texts.size, `${read.size} lines of the first content were read`);
    for (const [name, document] of read) {
      assert.equal((document as Record<string, unknown>)['message'], texts.get(name));
    }
    const codes = topic.records().map((record) => parsed(record)['kafkainsight.part.error.code']);
    assert.ok(codes.includes('OBJECT_CHANGED'));
  });

  test('the function is killed by its time limit in mid-part; what it still did comes late', async () => {
    const content = contentOf('c', 5_000);
    const slow: RecordProducer = {
      ...topic,
      async send(partition, records) {
        await sleep(300);
        await topic.send(partition, records);
      },
    };
    // it believes that it has a minute, but has a fifth of a second
    const state = start(slow, (invocation) => ({
      remainingMillis: 60_000,
      timeoutMillis: invocation % 2 === 0 && invocation < 10 ? 200 : 60_000,
    }));
    await store.put(LOCAL_BUCKET, key, content, MTIME);
    await settle();
    assert.ok(state.invocations > Math.ceil(content.length / PART_BYTES) + 1);
    checkContent(content);
  });

  test('every event of S3 and every part delivered twice, and out of order', async () => {
    const content = contentOf('d', 5_000);
    await store.put(LOCAL_BUCKET, key, content, MTIME);
    const event = JSON.stringify(objectCreatedEvent(LOCAL_BUCKET, key));
    for (let time = 0; time < 3; time += 1) local.queues.send(WORK_QUEUE, event);
    start(topic, unlimited);
    await settle();
    const lines = naiveLines(content).length;
    // what was produced by one delivery need not be by the next, see docs/adr/0019-growing-files.md
    const produced = topic.records().filter(({ kind }) => kind === 'log').length;
    assert.ok(produced >= lines && produced <= 4 * lines, String(produced));
    checkContent(content);
  });
});
