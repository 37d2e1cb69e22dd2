/**
 * Uploads a log again and again while it grows, and lets the ingest function read it each time; then lets the indexer index what is on the
 * topic. Prints a {@link GrowingResult} as JSON. Started by `runChild`.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { LINE_FEED } from '../../core/bytes/ascii.ts';
import { createIndexerHandler } from '../../lambdas/indexer/indexer.ts';
import { createIngestHandler } from '../../lambdas/ingest/ingest.ts';
import { createLog } from '../../lambdas/log.ts';
import { invoke } from '../../local/runner/invoke.ts';
import { startKafkaSource } from '../../local/runner/kafka-source.ts';
import { INDEX, INGEST } from '../../local/runner/wiring.ts';
import { s3Event } from '../../local/store/s3-event.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import type { LineFile } from '../lines/line-files.ts';
import { MODIFIED_MILLIS } from './documents.ts';
import { indexEnvironment, ingestEnvironment } from './environments.ts';
import { documentsFound, documentsWritten, LOOK_MILLIS } from './search.ts';

/** What it is started with. */
export interface GrowingWork {
  readonly brokers: string;
  readonly topic: string;
  readonly url: string;
  readonly index: string;
  readonly storeUrl: string;
  readonly key: string;
  readonly file: LineFile;
  readonly uploads: number;
}

/** What all uploads of a log together were. */
export interface GrowingResult {
  /** What the function received from S3. */
  readonly readBytes: number;
  /** How long the function ran. */
  readonly seconds: number;
  /** What was written to the index, and what is found there in the end. */
  readonly written: number;
  readonly found: number;
}

const MINUTE_MILLIS = 60_000;
const work = JSON.parse(process.argv[2] ?? '{}') as GrowingWork;
const { brokers, topic, url, index, storeUrl, key, file, uploads } = work;
const log = createLog('bench');
const sockets: Socket[] = [];
const ports = new WeakMap<Socket, number>();
subscribe('net.client.socket', (message) => {
  sockets.push((message as { readonly socket: Socket }).socket);
});

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

async function main(): Promise<void> {
  const sent = await uploadAll();
  const result: GrowingResult = { ...sent, ...(await indexAll()) };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

async function uploadAll(): Promise<Pick<GrowingResult, 'readBytes' | 'seconds'>> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const store = createObjectStore({ region: 'local', s3Endpoint: storeUrl, credentials });
  let storedMillis = MODIFIED_MILLIS;
  const handler = createIngestHandler(ingestEnvironment({ ...work, userAgentDetails: true }), {
    log,
    // S3's clock has whole seconds; contents of one second could not be told apart
    store: { ...store, head: async (...object) => ({ ...(await store.head(...object)), storedMillis }) },
  });
  const content = readFileSync(file.path);
  const sums = { readBytes: 0, seconds: 0 };
  for (let upload = 1; upload <= uploads; upload++) {
    const end = content.indexOf(LINE_FEED, Math.ceil((content.length * upload) / uploads) - 1) + 1;
    await store.put(LOCAL_BUCKET, key, content.subarray(0, end));
    storedMillis += MINUTE_MILLIS;
    const { etag } = await store.head(LOCAL_BUCKET, key);
    const object = { key, etag, sizeBytes: end, storedMillis, metadata: {}, blob: '' };
    const before = receivedFromStore();
    const started = performance.now();
    await invoke(handler, s3Event(LOCAL_BUCKET, object, 'ObjectCreated:Put', upload), INGEST);
    sums.seconds += (performance.now() - started) / 1000;
    sums.readBytes += receivedFromStore() - before;
  }
  return sums;
}

/** What came in over all connections to the store, its requests for the object's facts and the part's state with it. */
function receivedFromStore(): number {
  const port = Number(new URL(storeUrl).port);
  return sockets.reduce((sum, socket) => sum + (portOf(socket) === port ? socket.bytesRead : 0), 0);
}

/** The port of a connection, also of one that was closed since. */
function portOf(socket: Socket): number | undefined {
  const port = socket.remotePort ?? ports.get(socket);
  if (port !== undefined) ports.set(socket, port);
  return port;
}

async function indexAll(): Promise<Pick<GrowingResult, 'written' | 'found'>> {
  const kafka = { brokers: brokers.split(','), security: 'plaintext', topic } as const;
  const admin = createTopicAdmin(kafka, { log: () => undefined });
  const consumerGroupId = `${INDEX.consumerGroupId}-${topic}`;
  const source = startKafkaSource(createIndexerHandler(indexEnvironment(url), { log }), kafka, {
    ...{ ...INDEX, consumerGroupId, pollingMode: 'provisioned' },
  });
  for (let lag = 1n; lag > 0n;) {
    await sleep(LOOK_MILLIS);
    lag = (await admin.progress(consumerGroupId)).reduce((sum, partition) => sum + partition.lag, 0n);
  }
  await source.stop();
  await admin.close();
  return { written: await documentsWritten(url, index), found: await documentsFound(url, index) };
}
