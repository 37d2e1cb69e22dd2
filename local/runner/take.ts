import { createReadStream, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { LINE_FEED } from '../../core/bytes/ascii.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { lookInto } from '../../lambdas/ingest/layers/take-off.ts';
import { ConditionFailed, type Objects, type StoredObject } from '../store/objects.ts';

/** S3's limit of a key in UTF-8 bytes (AWS: "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;
/** The last moment of the year 9999. */
const LAST_MILLIS = Date.UTC(10_000, 0) - 1;
const BLOCK_BYTES = 64 * 1024;

/** Stores a file in the bucket as it is now, streamed, with its modification time. Errors: FILE_NOT_FOUND, FILE_UNREADABLE, DISK_FULL. */
export async function uploadFile(objects: Objects, path: string, key: string): Promise<StoredObject> {
  requireKey(path, key);
  try {
    const stats = await stat(path);
    // Only up to its current end: what a writer adds meanwhile belongs to the next upload.
    return await objects.put(key, bytesOf(path, 0, stats.size), metadataOf(stats));
  } catch (error) {
    throw fileError(path, error);
  }
}

/**
 * Stores the first `end` bytes of a file in the bucket: where the bucket already has its beginning, only what follows is copied. Errors:
 * FILE_NOT_FOUND, FILE_UNREADABLE, DISK_FULL.
 *
 * @param stats of the file, from which `end` follows
 */
export async function takeUpTo(
  objects: Objects,
  { path, key }: { readonly path: string; readonly key: string },
  end: number,
  stats: Stats,
): Promise<StoredObject> {
  requireKey(path, key);
  try {
    const before = objects.find(key);
    if (before !== undefined && before.sizeBytes < end && (await beginsAlike(objects, before, path))) {
      return await objects.append(before, bytesOf(path, before.sizeBytes, end), metadataOf(stats));
    }
    return await objects.begin(key, bytesOf(path, 0, end), metadataOf(stats));
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Whether the file is uncompressed text, so that reading can continue where it ended before. */
export async function isFollowed(path: string): Promise<boolean> {
  try {
    const { layers, kind } = await lookInto(() => createReadStream(path));
    return layers.length === 0 && kind === undefined;
  } catch (error) {
    throw fileError(path, error);
  }
}

/** The end of the last whole line in `[from, to)`; `from` where there is none. */
export async function wholeLinesEnd(path: string, from: number, to: number): Promise<number> {
  try {
    await using file = await open(path);
    const block = Buffer.alloc(Math.min(BLOCK_BYTES, to - from));
    for (let end = to; end > from;) {
      const start = Math.max(from, end - BLOCK_BYTES);
      const { bytesRead } = await file.read(block, 0, end - start, start);
      const lineFeed = block.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
      if (lineFeed !== -1) return start + lineFeed + 1;
      end = start;
    }
    return from;
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Whether the bucket holds the file, as far as can be known without reading it: same size and time. */
export function isTaken(object: StoredObject | undefined, stats: Stats): boolean {
  return object?.sizeBytes === stats.size && object.metadata['mtime'] === metadataOf(stats)['mtime'];
}

/** Converts an error of the file system. */
export function fileError(path: string, cause: unknown): KafkaInsightError {
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

function codeOf(error: unknown): string {
  if (error instanceof ConditionFailed) return 'another program writes the same object';
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

function requireKey(path: string, key: string): void {
  if (Buffer.byteLength(key) <= MAX_KEY_BYTES) return;
  throw new KafkaInsightError(
    'FILE_UNREADABLE',
    `The path of ${path} is too long for an object key (${Buffer.byteLength(key)} bytes; ${MAX_KEY_BYTES} are allowed). Shorten its name.`,
  );
}

/** A time that no document can have is omitted: then the object's time counts. */
function metadataOf({ mtimeMs }: Stats): Readonly<Record<string, string>> {
  return mtimeMs >= 0 && mtimeMs <= LAST_MILLIS ? { mtime: new Date(mtimeMs).toISOString() } : {};
}

function bytesOf(path: string, start: number, end: number): AsyncIterable<Uint8Array> {
  return start < end ? createReadStream(path, { start, end: end - 1 }) : noBytes();
}

async function* noBytes(): AsyncGenerator<Uint8Array> {
  // An empty file has no chunk.
}

/**
 * Whether the file begins with the object, judging by the object's first and last bytes: they differ if the file was rewritten, or
 * changed in between so that it grew. Logs are appended to; like `tail -F`, this does not detect changes in the middle.
 */
async function beginsAlike(objects: Objects, object: StoredObject, path: string): Promise<boolean> {
  const { sizeBytes } = object;
  for (const start of new Set([0, Math.max(0, sizeBytes - BLOCK_BYTES)])) {
    const end = Math.min(sizeBytes, start + BLOCK_BYTES);
    const [stored, now] = await Promise.all([
      textOf(objects.read(object, start, end)).catch(() => undefined),
      textOf(bytesOf(path, start, end)),
    ]);
    if (stored?.equals(now) !== true) return false;
  }
  return true;
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
