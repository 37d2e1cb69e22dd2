import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { transaction } from './database.ts';

/** One object of the bucket. */
export interface StoredObject {
  readonly key: string;
  /** Quoted, as S3 gives it: the MD5 of the content. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Epoch milliseconds. */
  readonly storedMillis: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Name of the file that holds the content. */
  readonly blob: string;
}

/** What made an object, in the words of S3's events. */
export type ObjectEvent = 'ObjectCreated:Put' | 'ObjectCreated:Copy';

/** The bucket: rows in the database, contents in files, both written by streaming, so that size never costs memory. */
export interface Objects {
  /** Replaces an object as a whole, or not at all. Errors: DISK_FULL. */
  put(key: string, body: AsyncIterable<Uint8Array>, metadata: Readonly<Record<string, string>>): Promise<StoredObject>;
  find(key: string): StoredObject | undefined;
  /** Opens the bytes from `start` up to, not including, `end`. */
  read(object: StoredObject, start: number, end: number): Readable;
  /** The next objects behind the key `after`, in the order of their keys' bytes. */
  list(prefix: string, after: string, limit: number): readonly StoredObject[];
  /** Copies content and metadata; undefined where there is nothing to copy. */
  copy(fromKey: string, toKey: string): StoredObject | undefined;
  delete(key: string): void;
}

interface State {
  readonly database: DatabaseSync;
  readonly blobs: string;
  readonly onCreated: (object: StoredObject, event: ObjectEvent) => void;
}

/**
 * Makes the bucket over the database and a folder beside it. Contents that no row names (of uploads that broke off) are removed.
 * @param onCreated Called within the transaction that stores the object: what it writes to the database stands or falls with it.
 */
export function createObjects(database: DatabaseSync, folder: string, onCreated: State['onCreated']): Objects {
  const state: State = { database, blobs: join(folder, 'objects'), onCreated };
  mkdirSync(state.blobs, { recursive: true });
  for (const blob of readdirSync(state.blobs)) removeUnused(state, blob);
  return {
    put: (key, body, metadata) => put(state, key, body, metadata),
    find: (key) => find(database, key),
    read: (object, start, end) =>
      start < end ? createReadStream(join(state.blobs, object.blob), { start, end: end - 1 }) : Readable.from([]),
    list: (prefix, after, limit) => list(database, prefix, after, limit),
    copy: (fromKey, toKey) => {
      const from = find(database, fromKey);
      return from && keep(state, { ...from, key: toKey, storedMillis: Date.now() }, 'ObjectCreated:Copy');
    },
    delete: (key) => {
      const before = find(database, key);
      database.prepare('DELETE FROM objects WHERE key = ?').run(key);
      if (before) removeUnused(state, before.blob);
    },
  };
}

async function put(
  state: State,
  key: string,
  body: AsyncIterable<Uint8Array>,
  metadata: Readonly<Record<string, string>>,
): Promise<StoredObject> {
  const blob = randomUUID();
  const path = join(state.blobs, blob);
  const hash = createHash('md5');
  let sizeBytes = 0;
  try {
    await using file = await open(path, 'wx');
    for await (const chunk of body) {
      hash.update(chunk);
      await file.writeFile(chunk);
      sizeBytes += chunk.length;
    }
  } catch (error) {
    await rm(path, { force: true });
    throw isDiskFull(error) ? diskFull(state.blobs, error) : error;
  }
  const etag = `"${hash.digest('hex')}"`;
  return keep(state, { key, etag, sizeBytes, storedMillis: Date.now(), metadata, blob }, 'ObjectCreated:Put');
}

function keep(state: State, object: StoredObject, event: ObjectEvent): StoredObject {
  const before = transaction(state.database, () => {
    const replaced = find(state.database, object.key);
    state.database
      .prepare(
        'INSERT OR REPLACE INTO objects (key, etag, size_bytes, stored_millis, metadata, blob) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(
        object.key,
        object.etag,
        object.sizeBytes,
        object.storedMillis,
        JSON.stringify(object.metadata),
        object.blob,
      );
    state.onCreated(object, event);
    return replaced;
  });
  if (before) removeUnused(state, before.blob);
  return object;
}

/** Removes a content once no object has it (copies share theirs). Whoever is reading it keeps the open file. */
function removeUnused({ database, blobs }: State, blob: string): void {
  const used = database.prepare('SELECT 1 FROM objects WHERE blob = ? LIMIT 1').get(blob) !== undefined;
  if (!used) rmSync(join(blobs, blob), { force: true });
}

function find(database: DatabaseSync, key: string): StoredObject | undefined {
  const row = database.prepare('SELECT * FROM objects WHERE key = ?').get(key);
  return row && toObject(row);
}

/** Larger than every key that begins with the prefix: UTF-8 never holds the byte that U+10FFFF's successor would need. */
const LAST_CHARACTER = '\u{10FFFF}';

function list(database: DatabaseSync, prefix: string, after: string, limit: number): StoredObject[] {
  return database
    .prepare('SELECT * FROM objects WHERE key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?')
    .all(prefix, prefix + LAST_CHARACTER, after, limit)
    .map(toObject);
}

function toObject(row: Record<string, SQLOutputValue>): StoredObject {
  return {
    key: String(row['key']),
    etag: String(row['etag']),
    sizeBytes: Number(row['size_bytes']),
    storedMillis: Number(row['stored_millis']),
    metadata: JSON.parse(String(row['metadata'])) as Record<string, string>,
    blob: String(row['blob']),
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function diskFull(folder: string, cause: unknown): KafkaInsightError {
  const { bavail, bsize } = statfsSync(folder);
  const freeMib = Math.floor((bavail * bsize) / 2 ** 20);
  return new KafkaInsightError(
    'DISK_FULL',
    `The disk of ${folder} is full (${freeMib} MiB free). Nothing was taken from the file; make room and drop it again.`,
    { cause },
  );
}
