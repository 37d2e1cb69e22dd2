import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { Readable } from 'node:stream';
import { INBOX_PREFIX } from '../../core/names.ts';
import { appendableEtag, appendContent, copyContent, writeContent } from './contents.ts';
import { transaction } from './database.ts';
import { spentContents } from './prune.ts';

/** One object of the bucket. */
export interface StoredObject {
  readonly key: string;
  /** Quoted, as in S3: the MD5 of the content or, where bytes can be appended, {@link appendableEtag}. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Epoch milliseconds. */
  readonly storedMillis: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Name of the content's file. */
  readonly blob: string;
}

/** The condition of a write: that there is no object, or that it has this etag. */
export type WriteCondition = { readonly absent: true } | { readonly etag: string };

/** Why a conditional write was rejected: the existing object, or a change while the body was read. */
export class ConditionFailed extends Error {
  readonly reason: 'present' | 'absent' | 'other' | 'changed meanwhile';

  constructor(reason: ConditionFailed['reason']) {
    super('At least one of the pre-conditions you specified did not hold');
    this.reason = reason;
  }
}

/** How an object was created, as named in S3's events. */
export type ObjectEvent = 'ObjectCreated:Put' | 'ObjectCreated:Copy';

/** The bucket: rows in the database, contents in files. Contents are streamed, so that memory does not depend on their size. */
export interface Objects {
  /** Replaces an object, completely or not at all. Errors: DISK_FULL, and ConditionFailed. */
  put(
    key: string,
    body: AsyncIterable<Uint8Array>,
    metadata: Readonly<Record<string, string>>,
    condition?: WriteCondition,
  ): Promise<StoredObject>;
  /** Replaces an object by one that bytes can be appended to while it is read. Errors: DISK_FULL. */
  begin(
    key: string,
    body: AsyncIterable<Uint8Array>,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredObject>;
  /**
   * Appends bytes to an object; nothing is copied, and readers of its previous state can continue. Errors: DISK_FULL, and ConditionFailed
   * where it has changed.
   */
  append(
    before: StoredObject,
    body: AsyncIterable<Uint8Array>,
    metadata: Readonly<Record<string, string>>,
  ): Promise<StoredObject>;
  find(key: string): StoredObject | undefined;
  /** Opens the bytes from `start` up to, not including, `end`. */
  read(object: StoredObject, start: number, end: number): Readable;
  /** The next objects after the key `after`, ordered by the bytes of their keys. */
  list(prefix: string, after: string, limit: number): readonly StoredObject[];
  /** Copies content and metadata; undefined where there is nothing to copy. */
  copy(fromKey: string, toKey: string): StoredObject | undefined;
  delete(key: string): void;
  /** Whether the content still exists: see {@link spentContents}. */
  isKept(object: StoredObject): boolean;
  /** Removes contents that are no longer needed; the objects stay. */
  prune(nowMillis: number): void;
}

const SECOND_MILLIS = 1000;

interface State {
  readonly database: DatabaseSync;
  readonly blobs: string;
  /** Appends in progress, by key. */
  readonly appending: Map<string, Promise<unknown>>;
  readonly onCreated: (object: StoredObject, event: ObjectEvent) => void;
}

/**
 * Creates the bucket from the database and a folder next to it. Removes contents that no row refers to (of aborted uploads).
 * @param onCreated Called within the transaction that stores the object: what it writes to the database is part of the same transaction.
 */
export function createObjects(database: DatabaseSync, folder: string, onCreated: State['onCreated']): Objects {
  const state: State = { database, blobs: join(folder, 'objects'), appending: new Map(), onCreated };
  mkdirSync(state.blobs, { recursive: true });
  for (const blob of readdirSync(state.blobs)) removeUnused(state, blob);
  return {
    put: async (key, body, metadata, condition) => {
      checkCondition(find(database, key), condition);
      const { md5, ...content } = await writeContent(state.blobs, body);
      return arrive(state, { key, metadata, condition }, { ...content, etag: md5 });
    },
    begin: async (key, body, metadata) => {
      const content = await writeContent(state.blobs, body);
      return arrive(state, { key, metadata }, { ...content, etag: appendableEtag(content) });
    },
    append: (before, body, metadata) => append(state, before, body, metadata),
    find: (key) => find(database, key),
    read: (object, start, end) =>
      start < end ? createReadStream(join(state.blobs, object.blob), { start, end: end - 1 }) : Readable.from([]),
    list: (prefix, after, limit) => list(database, prefix, after, limit),
    copy: (fromKey, toKey) => {
      const from = find(database, fromKey);
      return from && keep(state, { ...from, key: toKey, storedMillis: Date.now() }, 'ObjectCreated:Copy');
    },
    isKept: ({ blob }) => existsSync(join(state.blobs, blob)),
    prune: (nowMillis) => {
      for (const blob of spentContents(database, nowMillis)) rmSync(join(state.blobs, blob), { force: true });
    },
    delete: (key) => {
      const before = find(database, key);
      database.prepare('DELETE FROM objects WHERE key = ?').run(key);
      if (before) removeUnused(state, before.blob);
    },
  };
}

interface Arrival {
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly condition?: WriteCondition | undefined;
}

/** Assigns a new content to an object; if that is rejected, deletes the content. */
function arrive(
  state: State,
  { key, metadata, condition }: Arrival,
  content: Pick<StoredObject, 'blob' | 'sizeBytes' | 'etag'>,
): StoredObject {
  try {
    return keep(state, { ...content, key, storedMillis: Date.now(), metadata }, 'ObjectCreated:Put', (before) => {
      checkCondition(before, condition, true);
    });
  } catch (error) {
    removeUnused(state, content.blob);
    throw error;
  }
}

/** Appends the bytes to the object, which must be unchanged. */
async function append(
  state: State,
  before: StoredObject,
  body: AsyncIterable<Uint8Array>,
  metadata: StoredObject['metadata'],
): Promise<StoredObject> {
  const { key, etag, blob } = before;
  return oneByOne(state.appending, key, async () => {
    checkCondition(find(state.database, key), { etag });
    const isShared = state.database.prepare('SELECT 1 FROM objects WHERE blob = ? AND key <> ?').get(blob, key);
    const own = isShared === undefined ? before : await copyContent(state.blobs, before);
    const content = await appendContent(state.blobs, own, body);
    return arrive(state, { key, metadata, condition: { etag } }, { ...content, etag: appendableEtag(content) });
  });
}

/** Runs work for a name once earlier work for it has ended. */
async function oneByOne<Result>(
  running: Map<string, Promise<unknown>>,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const result = (running.get(name) ?? Promise.resolve()).then(work, work);
  running.set(name, result);
  try {
    return await result;
  } finally {
    if (running.get(name) === result) running.delete(name);
  }
}

/** @param check throws where the existing object must not be overwritten */
function keep(
  state: State,
  given: StoredObject,
  event: ObjectEvent,
  check: (before: StoredObject | undefined) => void = () => undefined,
): StoredObject {
  const { object, before } = transaction(state.database, () => {
    const replaced = find(state.database, given.key);
    check(replaced);
    const dated = { ...given, storedMillis: storedMillisOf(given, replaced) };
    state.database
      .prepare(
        'INSERT OR REPLACE INTO objects (key, etag, size_bytes, stored_millis, metadata, blob) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(dated.key, dated.etag, dated.sizeBytes, dated.storedMillis, JSON.stringify(dated.metadata), dated.blob);
    state.onCreated(dated, event);
    return { object: dated, before: replaced };
  });
  if (before) removeUnused(state, before.blob);
  return object;
}

/**
 * The time at which an object is stored. The next content of a file always gets a later LastModified, in whole seconds, since that is the
 * version of documents: a clock can be set back, and two contents can arrive within one second.
 */
function storedMillisOf({ key, storedMillis }: StoredObject, before: StoredObject | undefined): number {
  const secondOf = (millis: number): number => Math.floor(millis / SECOND_MILLIS);
  const isLater = before === undefined || secondOf(storedMillis) > secondOf(before.storedMillis);
  if (isLater || !key.startsWith(INBOX_PREFIX)) return storedMillis;
  return (secondOf(before.storedMillis) + 1) * SECOND_MILLIS;
}

/** @param meanwhile whether the condition held before the body was read */
function checkCondition(
  before: StoredObject | undefined,
  condition: WriteCondition | undefined,
  meanwhile = false,
): void {
  const reason = refusalOf(before, condition);
  if (reason !== undefined) throw new ConditionFailed(meanwhile ? 'changed meanwhile' : reason);
}

function refusalOf(
  before: StoredObject | undefined,
  condition: WriteCondition | undefined,
): ConditionFailed['reason'] | undefined {
  if (condition === undefined) return undefined;
  if ('absent' in condition) return before === undefined ? undefined : 'present';
  if (before === undefined) return 'absent';
  return before.etag === condition.etag ? undefined : 'other';
}

/** Removes a content once no object uses it (copies share theirs). Current readers keep the open file. */
function removeUnused({ database, blobs }: State, blob: string): void {
  const used = database.prepare('SELECT 1 FROM objects WHERE blob = ? LIMIT 1').get(blob) !== undefined;
  if (!used) rmSync(join(blobs, blob), { force: true });
}

function find(database: DatabaseSync, key: string): StoredObject | undefined {
  const row = database.prepare('SELECT * FROM objects WHERE key = ?').get(key);
  return row && toObject(row);
}

/** Greater than any character after the prefix: no code point follows U+10FFFF. */
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
