import type { DatabaseSync } from 'node:sqlite';
import type { AwsCredentials } from '../../adapters/aws.ts';
import { INBOX_PREFIX, REPLAY_PREFIX } from '../../core/names.ts';
import { lockFolder } from '../setup/folder-lock.ts';
import { openDatabase } from './database.ts';
import { serveOnLoopback } from './http.ts';
import { createObjects, type Objects } from './objects.ts';
import { createQueues, type Queues, type QueueSettings } from './queues.ts';
import { handleS3 } from './s3-endpoint.ts';
import { s3Event } from './s3-event.ts';
import { handleSqs, queueUrl } from './sqs-endpoint.ts';

/** The names of the local bucket and queues; in the cloud CDK generates them. */
export const LOCAL_BUCKET = 'kafkainsight-local';
export const WORK_QUEUE = 'kafkainsight-ingest';
export const DEAD_LETTER_QUEUE = 'kafkainsight-ingest-dead-letters';

const PRUNE_MILLIS = 3_600_000;

/** Prefixes whose events go to the queue: the two that trigger the ingest function. */
const TRIGGERING_PREFIXES = [INBOX_PREFIX, REPLAY_PREFIX];

export interface StoreOptions {
  /** The folder for everything; may be that of an earlier run. */
  readonly folder: string;
  /** 0 for any free one. */
  readonly port: number;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** The credentials that requests must be signed with. */
  readonly credentials: AwsCredentials;
  readonly visibilityTimeoutSeconds: number;
  readonly maxReceiveCount: number;
  /** Starts empty, whatever an earlier run left. Default: false. */
  readonly fresh?: boolean;
}

/** The local S3 and SQS, at one address; the event of a new object is queued in the same transaction. */
export interface Store {
  /** The address of S3 (path style) and SQS, for requests signed with the credentials. */
  readonly url: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** The bucket, without HTTP. */
  readonly objects: Objects;
  readonly queues: Queues;
  close(): Promise<void>;
}

/** Opens the store and serves it. Errors: ALREADY_RUNNING, DATA_OUTDATED, STORE_BROKEN, DISK_FULL, FILE_UNWRITABLE, PORT_TAKEN. */
export async function openStore(options: StoreOptions): Promise<Store> {
  await using cleanUp = new AsyncDisposableStack();
  const lock = lockFolder(options.folder, 'The store');
  cleanUp.defer(() => {
    lock.release();
  });
  const database = openDatabase(options.folder, options.fresh === true);
  cleanUp.defer(() => {
    database.close();
  });
  const store = await serve(database, options);
  const opened = cleanUp.move();
  return {
    ...store,
    close: async () => {
      await store.close();
      await opened.disposeAsync();
    },
  };
}

async function serve(database: DatabaseSync, options: StoreOptions): Promise<Store> {
  const { visibilityTimeoutSeconds, maxReceiveCount, credentials } = options;
  const settings = new Map<string, QueueSettings>([
    [WORK_QUEUE, { visibilityTimeoutSeconds, redrive: { deadLetterQueue: DEAD_LETTER_QUEUE, maxReceiveCount } }],
    [DEAD_LETTER_QUEUE, { visibilityTimeoutSeconds }],
  ]);
  const queues = createQueues(database, settings);
  let sequencer = Date.now() * 1000;
  const objects = createObjects(database, options.folder, (object, event) => {
    if (!TRIGGERING_PREFIXES.some((prefix) => object.key.startsWith(prefix))) return;
    sequencer += 1;
    queues.send(WORK_QUEUE, JSON.stringify(s3Event(LOCAL_BUCKET, object, event, sequencer)));
  });
  objects.prune(Date.now());
  const pruning = setInterval(() => {
    objects.prune(Date.now());
  }, PRUNE_MILLIS);
  pruning.unref();
  let url = '';
  const server = await serveOnLoopback(options, (request, response) =>
    isForSqs(request.url, request.method)
      ? handleSqs({ queues, baseUrl: url, credentials }, request, response)
      : handleS3({ objects, bucket: LOCAL_BUCKET, credentials }, request, response),
  );
  url = server.url;
  return {
    url,
    queueUrl: queueUrl(url, WORK_QUEUE),
    deadLetterQueueUrl: queueUrl(url, DEAD_LETTER_QUEUE),
    objects,
    queues,
    close: async () => {
      clearInterval(pruning);
      queues.close();
      await server.close();
    },
  };
}

function isForSqs(url: string | undefined, method: string | undefined): boolean {
  return method === 'POST' && (url === '/' || url?.startsWith('/queue/') === true);
}
