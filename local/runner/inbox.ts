import { isUtf8 } from 'node:buffer';
import { createReadStream, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { INBOX_PREFIX } from '../../pipeline/names.ts';
import type { Objects, StoredObject } from '../store/objects.ts';

/** What the inbox tells of. */
export interface InboxEvents {
  readonly onUploaded?: (object: StoredObject) => void;
  /** A file or folder that cannot be read; said once, and it is tried again once its content or its rights change. */
  readonly onProblem?: (path: string, error: KafkaInsightError) => void;
}

export interface InboxSettings {
  /** The watched folder, with all folders below it. */
  readonly folder: string;
  /** How often it is looked at. */
  readonly intervalMillis: number;
  /** A file that never stops changing is taken as it is this often. */
  readonly patienceMillis: number;
}

/** A watched inbox folder. */
export interface Inbox {
  /** Files that are seen but not taken yet. */
  readonly waiting: number;
  stop(): Promise<void>;
}

/** What is remembered of a file that has not been taken in its present state. */
interface Sighting {
  readonly sizeBytes: number;
  readonly modifiedMillis: number;
  /** When its inode last changed: rights and owner count, which the time of modification does not show. */
  readonly changedMillis: number;
  readonly firstSeenMillis: number;
  readonly failed: boolean;
  /** Whether it was said that there is no room for it. */
  readonly refused: boolean;
}

/** What is remembered from look to look. */
interface Memory {
  /** By key of the object that the file becomes. */
  readonly sightings: Map<string, Sighting>;
  /** Paths that could not be read at the last look. */
  unreadable: ReadonlySet<string>;
}

/** Names that programs give to files which they are still writing, and hidden ones. */
const UNFINISHED = /^\.|~$|\.(part|partial|filepart|crdownload|download|tmp|temp|swp)$/i;
/** S3's limit of a key in UTF-8 bytes (AWS: "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;

/**
 * Watches a folder and puts each file of it into the bucket under `inbox/` and its path, once it has not changed between two
 * looks. It looks instead of being notified: that works on every file system, shared folders of containers included.
 * What the bucket already holds with the same size and modification time is not put again, over restarts too.
 */
export function startInbox(objects: Objects, settings: InboxSettings, events: InboxEvents = {}): Inbox {
  const memory: Memory = { sightings: new Map(), unreadable: new Set() };
  const { sightings } = memory;
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await look(objects, settings, memory, events, stopping.signal);
      await sleep(settings.intervalMillis, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    get waiting() {
      return sightings.size;
    },
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}

/**
 * Puts a file into the bucket as it is now, streamed, with its modification time.
 * Errors: FILE_NOT_FOUND, FILE_UNREADABLE, DISK_FULL.
 */
export async function uploadFile(objects: Objects, path: string, key: string): Promise<StoredObject> {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new KafkaInsightError(
      'FILE_UNREADABLE',
      `The path of ${path} is too long for an object key (${Buffer.byteLength(key)} bytes; ${MAX_KEY_BYTES} are allowed). Shorten its name.`,
    );
  }
  try {
    const { size, mtimeMs } = await stat(path);
    // No further than it reaches now: what a writer adds meanwhile belongs to the next upload.
    const body = size === 0 ? emptyBody() : (createReadStream(path, { end: size - 1 }) as AsyncIterable<Uint8Array>);
    return await objects.put(key, body, { mtime: isoOf(mtimeMs) });
  } catch (error) {
    throw fileError(path, error);
  }
}

async function look(
  objects: Objects,
  settings: InboxSettings,
  memory: Memory,
  events: InboxEvents,
  stopping: AbortSignal,
): Promise<void> {
  const { sightings } = memory;
  const present = new Set<string>();
  const unreadable = new Set<string>();
  const cannotRead = (path: string, error: unknown): void => {
    unreadable.add(path);
    if (!memory.unreadable.has(path)) events.onProblem?.(path, fileError(path, error));
  };
  for await (const { path, key, stats } of files(settings.folder, '', cannotRead)) {
    if (stopping.aborted) return;
    present.add(key);
    if (isTaken(objects.find(key), stats)) {
      sightings.delete(key);
      continue;
    }
    const before = sightings.get(key);
    const now = sighting(stats, before);
    sightings.set(key, now);
    if (before === undefined || now.failed || !isDue(before, now, settings.patienceMillis)) continue;
    try {
      const object = await uploadFile(objects, path, key);
      sightings.delete(key);
      events.onUploaded?.(object);
    } catch (error) {
      // a full disk is nothing that the file has to change for: it is tried again at every look, and said once
      const isFull = error instanceof KafkaInsightError && error.code === 'DISK_FULL';
      sightings.set(key, { ...now, failed: !isFull, refused: true });
      if (!now.refused) events.onProblem?.(path, fileError(path, error));
    }
  }
  memory.unreadable = unreadable;
  for (const key of sightings.keys()) if (!present.has(key)) sightings.delete(key);
}

interface FoundFile {
  readonly path: string;
  readonly key: string;
  readonly stats: Stats;
}

/** Links to files are followed, links to folders are not: they may lead in circles. */
async function* files(
  folder: string,
  below: string,
  cannotRead: (path: string, error: unknown) => void,
): AsyncGenerator<FoundFile> {
  const options = { withFileTypes: true, encoding: 'buffer' } as const;
  const entries = await readdir(join(folder, below), options).catch((error: unknown) => {
    cannotRead(join(folder, below), error);
    return [];
  });
  for (const entry of entries) {
    const name = entry.name.toString(isUtf8(entry.name) ? 'utf8' : 'latin1');
    if (UNFINISHED.test(name)) continue;
    const relative = below === '' ? name : `${below}/${name}`;
    if (!isUtf8(entry.name)) cannotRead(join(folder, relative), nameError(join(folder, relative)));
    else if (entry.isDirectory()) yield* files(folder, relative, cannotRead);
    else {
      const path = join(folder, relative);
      const stats = await stat(path).catch((error: unknown) => {
        // Gone since the folder was listed, or a link that leads nowhere: there is nothing to take.
        if (codeOf(error) !== 'ENOENT') cannotRead(path, error);
        return undefined;
      });
      if (stats?.isFile()) yield { path, key: INBOX_PREFIX + relative, stats };
    }
  }
}

/** @param path with its bytes as Latin-1, which they mostly are where they are not UTF-8 */
function nameError(path: string): KafkaInsightError {
  return new KafkaInsightError(
    'FILE_UNREADABLE',
    `The name of ${path} is not UTF-8, which the key of an object has to be; in Latin-1 it would be this one. ` +
      'Rename it: convmv -f latin1 -t utf8 --notest NAME, or mv.',
  );
}

function isTaken(object: StoredObject | undefined, { size, mtimeMs }: Stats): boolean {
  return object?.sizeBytes === size && object.metadata['mtime'] === isoOf(mtimeMs);
}

function sighting({ size, mtimeMs, ctimeMs }: Stats, before: Sighting | undefined): Sighting {
  return {
    sizeBytes: size,
    modifiedMillis: mtimeMs,
    changedMillis: ctimeMs,
    firstSeenMillis: before?.firstSeenMillis ?? Date.now(),
    failed: before?.failed === true && before.changedMillis === ctimeMs,
    refused: before?.refused === true && before.changedMillis === ctimeMs,
  };
}

function isDue(before: Sighting, now: Sighting, patienceMillis: number): boolean {
  const unchanged = before.sizeBytes === now.sizeBytes && before.modifiedMillis === now.modifiedMillis;
  return unchanged || Date.now() - now.firstSeenMillis > patienceMillis;
}

function isoOf(millis: number): string {
  return new Date(millis).toISOString();
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // An empty file has no chunk.
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

function fileError(path: string, cause: unknown): KafkaInsightError {
  if (cause instanceof KafkaInsightError) return cause;
  const code = codeOf(cause);
  return code === 'ENOENT'
    ? new KafkaInsightError('FILE_NOT_FOUND', `There is no file ${path}. Check the name.`, { cause })
    : new KafkaInsightError(
        'FILE_UNREADABLE',
        `${path} cannot be read (${code}). Make it readable (chmod a+r; a folder a+rx), and check that it is what its name says.`,
        { cause },
      );
}
