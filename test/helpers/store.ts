import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_BUCKET as Bucket, openStore, type Store, type StoreOptions } from '../../local/store/store.ts';

/** The key that clients of an endpoint sign with where none is set. */
export const LOCAL_KEY = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A local store in its own folder, and AWS's clients for it, which verify the protocol. */
export interface StoreFixture {
  readonly options: StoreOptions;
  readonly store: Store;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** Puts an object and returns its etag. */
  put(key: string, text: string, metadata?: Record<string, string>): Promise<string>;
  text(key: string, extra?: { readonly Range?: string; readonly IfMatch?: string }): Promise<string | undefined>;
  receive(extra?: {
    readonly VisibilityTimeout?: number;
    readonly WaitTimeSeconds?: number;
    readonly QueueUrl?: string;
  }): Promise<readonly Message[]>;
  open(): Promise<void>;
  close(): Promise<void>;
  remove(): Promise<void>;
}

/** Opens one; messages come again after 30 seconds, and go to the dead-letter queue after two receipts. */
export async function storeFixture(): Promise<StoreFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'kafkainsight-store-'));
  const options = { folder, port: 0, credentials: LOCAL_KEY, visibilityTimeoutSeconds: 30, maxReceiveCount: 2 };
  let opened = await clients(options);
  const close = async (): Promise<void> => {
    opened.s3.destroy();
    opened.sqs.destroy();
    await opened.store.close();
  };
  return {
    options,
    get store() {
      return opened.store;
    },
    get s3() {
      return opened.s3;
    },
    get sqs() {
      return opened.sqs;
    },
    put: async (Key, Body, Metadata = {}) =>
      (await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata }))).ETag ?? '',
    text: async (Key, extra = {}) =>
      (await opened.s3.send(new GetObjectCommand({ Bucket, Key, ...extra }))).Body?.transformToString(),
    receive: async (extra = {}) => {
      const QueueUrl = opened.store.queueUrl;
      const all = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
      return (await opened.sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all, ...extra }))).Messages ?? [];
    },
    open: async () => {
      opened = await clients(options);
    },
    close,
    remove: async () => {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

async function clients(options: StoreOptions): Promise<{ store: Store; s3: S3Client; sqs: SQSClient }> {
  const store = await openStore(options);
  const common = {
    endpoint: store.url,
    region: 'local',
    credentials: options.credentials,
    maxAttempts: 1,
  };
  return { store, s3: new S3Client({ ...common, forcePathStyle: true }), sqs: new SQSClient(common) };
}

/** Uses the local store of a data folder, as a running pipeline would have it, and closes it. */
export async function withStoreOf<Result>(data: string, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore({
    folder: join(data, 'store'),
    port: 0,
    credentials: LOCAL_KEY,
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 3,
  });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
