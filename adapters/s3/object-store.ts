import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import type { ByteRange, ObjectPin, ObjectStore } from '../../pipeline/ports.ts';
import type { AwsConfiguration } from '../aws.ts';
import { within } from '../deadline.ts';
import { storeError } from './errors.ts';
import { modificationMillis } from './modification-time.ts';

/** How often in a row a read may break without having brought a byte. */
const MAX_FRUITLESS_READS = 5;
/** Wait before the first resumption; doubled each time. */
const FIRST_PAUSE_MILLIS = 100;
/** How long the next bytes of a body may take, once they are wanted. */
const DEFAULT_IDLE_MILLIS = 20_000;

/** Time-outs of one request (not of its body) and how often the SDK tries it. */
const CLIENT_LIMITS = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

/** An object store on S3, or on what speaks its protocol at `aws.s3Endpoint`. One client, connections kept alive. */
export function createObjectStore(aws: AwsConfiguration, options: { readonly idleMillis?: number } = {}): ObjectStore {
  const idleMillis = options.idleMillis ?? DEFAULT_IDLE_MILLIS;
  const client = new S3Client({
    ...CLIENT_LIMITS,
    region: aws.region,
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
    ...(aws.s3Endpoint === undefined ? {} : { endpoint: aws.s3Endpoint, forcePathStyle: true }),
    // Bodies are read once, at network speed, over TLS: checksums in JavaScript would cost more than all the rest.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

  async function open(object: ObjectPin, start: number, end: number | undefined): Promise<Readable | undefined> {
    const { bucket, key, etag, versionId } = object;
    try {
      const { Body: body } = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          IfMatch: etag,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
          ...rangeHeader(start, end),
        }),
      );
      return body instanceof Readable ? body : undefined;
    } catch (error) {
      // The conditions come before the range (RFC 9110, section 13.2.2): the object fits and has no byte from here on.
      if (isStatus(error, 416)) return undefined;
      throw storeError(error, `Reading ${bucket}/${key}`);
    }
  }

  async function* read(object: ObjectPin, { start, end }: ByteRange = { start: 0 }): AsyncGenerator<Uint8Array> {
    let position = start;
    let fruitless = 0;
    while (end === undefined || position < end) {
      try {
        const body = await open(object, position, end);
        if (body === undefined) return;
        for await (const chunk of chunksOf(body, idleMillis)) {
          position += chunk.length;
          fruitless = 0;
          yield chunk;
        }
        return;
      } catch (error) {
        if (error instanceof KafkaInsightError) throw error;
        fruitless += 1;
        if (fruitless > MAX_FRUITLESS_READS)
          throw storeError(error, `Reading ${object.bucket}/${object.key} from byte ${position}`);
        await sleep(FIRST_PAUSE_MILLIS * 2 ** (fruitless - 1));
      }
    }
  }

  async function run<T>(doing: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw storeError(error, doing);
    }
  }

  return {
    read,
    async head(bucket, key, versionId) {
      const version = versionId === undefined ? {} : { VersionId: versionId };
      const facts = await run(
        `Looking up ${bucket}/${key}`,
        client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...version })),
      );
      return {
        bucket,
        key,
        etag: facts.ETag ?? '',
        ...(facts.VersionId === undefined ? {} : { versionId: facts.VersionId }),
        sizeBytes: facts.ContentLength ?? 0,
        modifiedMillis: modificationMillis(facts.Metadata ?? {}) ?? facts.LastModified?.getTime() ?? 0,
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
        for (const { Key, Size, LastModified } of page.value.Contents ?? []) {
          yield { key: Key ?? '', sizeBytes: Size ?? 0, storedMillis: LastModified?.getTime() ?? 0 };
        }
      }
    },
    /** CopyObject takes objects up to 5 GB; what is copied here are dead letters, a few megabytes at most. */
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

/** `bytes=a-b` counts its end in (RFC 9110, section 14.1.2). */
function rangeHeader(start: number, end: number | undefined): { readonly Range?: string } {
  if (end !== undefined) return { Range: `bytes=${start}-${end - 1}` };
  return start === 0 ? {} : { Range: `bytes=${start}-` };
}

/**
 * The chunks of a body. A silent connection counts as broken, but only while bytes are wanted: a slow consumer is no
 * fault of the store. However the iteration ends, the connection is closed or given back.
 */
async function* chunksOf(body: Readable, idleMillis: number): AsyncGenerator<Uint8Array> {
  const chunks = body.iterator() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const { done, value } = await within(
        idleMillis,
        chunks.next(),
        () => new Error(`no byte within ${idleMillis} ms`),
      );
      if (done === true) return;
      yield value;
    }
  } finally {
    body.destroy();
  }
}

function isStatus(error: unknown, status: number): boolean {
  return (
    error instanceof Error &&
    '$metadata' in error &&
    (error.$metadata as { httpStatusCode?: number }).httpStatusCode === status
  );
}
