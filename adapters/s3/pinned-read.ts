import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { KafkaInsightError } from '../../core/errors.ts';
import type { ByteRange, ObjectPin } from '../../core/ports.ts';
import { within } from '../deadline.ts';
import { storeError } from './s3-errors.ts';

/** How many reads in a row may break without a single byte. */
const MAX_FRUITLESS_READS = 5;
/** Wait before the first resumption; doubled each time. */
const FIRST_PAUSE_MILLIS = 100;

/**
 * Streams a range of an object, provided it is still the pinned one. Where the connection breaks, it resumes after the last byte it
 * yielded.
 *
 * @param idleMillis how long the next bytes may take, once they are requested
 * @throws KafkaInsightError OBJECT_CHANGED, OBJECT_NOT_FOUND, OBJECT_STORE_UNAVAILABLE
 */
export async function* pinnedRead(
  client: S3Client,
  object: ObjectPin,
  { start, end }: ByteRange,
  idleMillis: number,
): AsyncGenerator<Uint8Array> {
  let position = start;
  let fruitless = 0;
  while (end === undefined || position < end) {
    try {
      const body = await open(client, object, position, end);
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
      if (fruitless > MAX_FRUITLESS_READS) {
        throw storeError(error, `Reading ${object.bucket}/${object.key} from byte ${position}`);
      }
      await sleep(FIRST_PAUSE_MILLIS * 2 ** (fruitless - 1));
    }
  }
}

async function open(
  client: S3Client,
  { bucket, key, etag, versionId }: ObjectPin,
  start: number,
  end: number | undefined,
): Promise<Readable | undefined> {
  const version = versionId === undefined ? {} : { VersionId: versionId };
  const range = rangeHeader(start, end);
  try {
    const { Body: body } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag, ...version, ...range }),
    );
    return body instanceof Readable ? body : undefined;
  } catch (error) {
    // Conditions are evaluated before the range (RFC 9110, section 13.2.2): the object is the pinned one, and has no byte from here on.
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416) return undefined;
    throw storeError(error, `Reading ${bucket}/${key}`);
  }
}

/** `bytes=a-b` includes its end (RFC 9110, section 14.1.2). */
function rangeHeader(start: number, end: number | undefined): { readonly Range?: string } {
  if (end !== undefined) return { Range: `bytes=${start}-${end - 1}` };
  return start === 0 ? {} : { Range: `bytes=${start}-` };
}

/**
 * The chunks of a body. An idle connection counts as broken, but only while bytes are requested: a slow consumer is no fault of the
 * store. However the iteration ends, the connection is closed or returned to the pool.
 */
async function* chunksOf(body: Readable, idleMillis: number): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  const silent = (): Error => new Error(`no byte came within ${idleMillis} ms`);
  try {
    for (;;) {
      const next = await within(idleMillis, chunks.next(), silent);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}
