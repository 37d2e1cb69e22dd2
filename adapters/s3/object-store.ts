import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../core/ports.ts';
import type { AwsConfiguration } from '../aws.ts';
import { modificationMillis } from './modification-time.ts';
import { pinnedRead } from './pinned-read.ts';
import { storeError } from './s3-errors.ts';
import { smallObjects } from './small-objects.ts';

/** How long the next bytes of a body may take, once they are requested. */
const DEFAULT_IDLE_MILLIS = 20_000;

/** Time-outs of one request (not of its body) and how often the SDK tries it. */
const CLIENT_LIMITS = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

/** An object store on S3, or on a compatible service at `aws.s3Endpoint`. One client, connections kept alive. */
export function createObjectStore(aws: AwsConfiguration, options: { readonly idleMillis?: number } = {}): ObjectStore {
  const idleMillis = options.idleMillis ?? DEFAULT_IDLE_MILLIS;
  const client = createClient(aws);
  return {
    ...smallObjects(client),
    read: (object, range = { start: 0 }) => pinnedRead(client, object, range, idleMillis),
    async head(bucket, key, versionId) {
      const version = versionId === undefined ? {} : { VersionId: versionId };
      const facts = await run(
        `Looking up ${bucket}/${key}`,
        client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...version })),
      );
      const storedMillis = facts.LastModified?.getTime() ?? 0;
      return {
        bucket,
        key,
        etag: facts.ETag ?? '',
        ...(facts.VersionId === undefined ? {} : { versionId: facts.VersionId }),
        sizeBytes: facts.ContentLength ?? 0,
        modifiedMillis: modificationMillis(facts.Metadata ?? {}) ?? storedMillis,
        storedMillis,
      };
    },
    async put(bucket, key, body, metadata = {}) {
      await run(
        `Writing ${bucket}/${key}`,
        client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, Metadata: metadata })),
      );
    },
    async *list(bucket, prefix) {
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })[Symbol.asyncIterator]();
      for (;;) {
        const page = await run(`Listing ${bucket}/${prefix}`, pages.next());
        if (page.done === true) return;
        for (const { Key, Size, ETag, LastModified } of page.value.Contents ?? []) {
          yield { key: Key ?? '', sizeBytes: Size ?? 0, etag: ETag ?? '', storedMillis: LastModified?.getTime() ?? 0 };
        }
      }
    },
    /** CopyObject accepts objects up to 5 GB; only dead letters are copied, a few megabytes at most. */
    async copy(bucket, fromKey, toKey) {
      const source = `${bucket}/${fromKey}`.split('/').map(encodeURIComponent).join('/');
      await run(
        `Copying ${bucket}/${fromKey} to ${toKey}`,
        client.send(new CopyObjectCommand({ Bucket: bucket, Key: toKey, CopySource: source })),
      );
    },
    async delete(bucket, key) {
      await run(`Deleting ${bucket}/${key}`, client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    },
  };
}

function createClient(aws: AwsConfiguration): S3Client {
  return new S3Client({
    ...CLIENT_LIMITS,
    region: aws.region,
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
    ...(aws.s3Endpoint === undefined ? {} : { endpoint: aws.s3Endpoint, forcePathStyle: true }),
    // Bodies are read once, at network speed, over TLS: checksums in JavaScript would cost more than all the rest.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

async function run<T>(doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storeError(error, doing);
  }
}
