import { createHash } from 'node:crypto';
import { modificationMillis } from '../../adapters/s3/modification-time.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { ObjectStore } from '../../core/ports.ts';

/** An object as the fake keeps it. */
interface StoredObject {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly storedMillis: number;
}

/** An object store in memory, whose contents a test can inspect and change. */
export interface MemoryObjectStore extends ObjectStore {
  /** By `bucket/key`. */
  readonly objects: Map<string, StoredObject>;
}

/**
 * @param options.chunkBytes size of the chunks that a read gives; default 64 KiB
 * @param options.now gives the time at which an object is stored, epoch milliseconds; default the clock
 */
export function memoryObjectStore(
  options: { readonly chunkBytes?: number; readonly now?: () => number } = {},
): MemoryObjectStore {
  const { chunkBytes = 64 * 1024, now = Date.now } = options;
  const objects = new Map<string, StoredObject>();

  function get(bucket: string, key: string): StoredObject {
    const object = objects.get(`${bucket}/${key}`);
    if (object === undefined) throw new KafkaInsightError('OBJECT_NOT_FOUND', `There is no ${bucket}/${key}.`);
    return object;
  }

  return {
    objects,
    head(bucket, key) {
      return attempt(() => {
        const { body, metadata, storedMillis } = get(bucket, key);
        const modified = modificationMillis(metadata) ?? storedMillis;
        return { bucket, key, etag: etagOf(body), sizeBytes: body.length, modifiedMillis: modified, storedMillis };
      });
    },
    async *read({ bucket, key, etag }, { start, end = Infinity } = { start: 0 }) {
      let position = start;
      for (;;) {
        const { body } = await attempt(() => get(bucket, key));
        if (etagOf(body) !== etag) throw new KafkaInsightError('OBJECT_CHANGED', `${bucket}/${key} is another by now.`);
        const chunk = body.subarray(position, Math.min(position + chunkBytes, end));
        if (chunk.length === 0) return;
        position += chunk.length;
        yield chunk;
      }
    },
    put(bucket, key, body, metadata = {}) {
      objects.set(`${bucket}/${key}`, { body: Buffer.from(body), metadata, storedMillis: now() });
      return Promise.resolve();
    },
    get(bucket, key) {
      const object = objects.get(`${bucket}/${key}`);
      return Promise.resolve(object && { body: Buffer.from(object.body), etag: etagOf(object.body) });
    },
    putIf(bucket, key, body, etag) {
      const object = objects.get(`${bucket}/${key}`);
      if ((object && etagOf(object.body)) !== etag) return Promise.resolve(undefined);
      const written = Buffer.from(body);
      objects.set(`${bucket}/${key}`, { body: written, metadata: {}, storedMillis: now() });
      return Promise.resolve(etagOf(written));
    },
    async *list(bucket, prefix) {
      const names = [...objects.keys()].filter((name) => name.startsWith(`${bucket}/${prefix}`)).sort();
      for (const name of names) {
        const key = name.slice(bucket.length + 1);
        const { body, storedMillis } = await attempt(() => get(bucket, key));
        yield { key, sizeBytes: body.length, etag: etagOf(body), storedMillis };
      }
    },
    copy(bucket, fromKey, toKey) {
      return attempt(() => {
        objects.set(`${bucket}/${toKey}`, { ...get(bucket, fromKey), storedMillis: now() });
      });
    },
    delete(bucket, key) {
      objects.delete(`${bucket}/${key}`);
      return Promise.resolve();
    },
  };
}

/** Bodies are never changed in place, so each is hashed only once, although every chunk of a read needs the hash. */
const etags = new WeakMap<Buffer, string>();

/** S3's etag of an object put in one piece: its MD5 in quotes. */
function etagOf(body: Buffer): string {
  const etag = etags.get(body) ?? `"${createHash('md5').update(body).digest('hex')}"`;
  etags.set(body, etag);
  return etag;
}

/** Turns a throw into a rejection, as with a real store. */
async function attempt<T>(work: () => T): Promise<T> {
  return Promise.resolve().then(work);
}
