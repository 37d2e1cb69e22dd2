import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import { isUnhashed } from '../../core/files/kept-etag.ts';
import { layersOf } from '../../core/files/layers.ts';
import { PartHasher } from '../../core/files/part-hash.ts';
import type { FileContent } from '../../core/ledger/contents.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { takeOff } from '../ingest/layers/take-off.ts';

/** Reads contents, up to a limit in decompressed bytes. */
export interface ContentReader {
  /**
   * The hash of the bytes `[start, end)` of a content, as ledger entries have it; `undefined` where they cannot be read: the object is
   * gone, has changed, or is shorter.
   */
  hashOf(content: FileContent, start: number, end: number): Promise<string | undefined>;
  /** Contents that were not read because of the limit. */
  readonly leftOut: number;
}

/** Errors of reading an object that is gone or broken. */
const UNREADABLE: ReadonlySet<ErrorCode> = new Set([
  // without permission to list the bucket, S3 denies access instead of saying that an object is missing
  'OBJECT_STORE_UNAVAILABLE',
  'OBJECT_NOT_FOUND',
  'OBJECT_CHANGED',
  'DECOMPRESSION_FAILED',
  'COMPRESSION_UNSUPPORTED',
  'DECOMPRESSED_TOO_LARGE',
]);

/** Reads at most `maxBytes` of all contents together; for compressed ones, the bytes before the wanted ones count too. */
export function createContentReader(store: Pick<ObjectStore, 'read'>, bucket: string, maxBytes: number): ContentReader {
  let leftBytes = maxBytes;
  let leftOut = 0;
  return {
    get leftOut() {
      return leftOut;
    },
    async hashOf(content, start, end) {
      // its hash is keyed, and this function does not have the key
      if (isUnhashed(content.etag)) return undefined;
      const from = content.compression === 'none' ? start : 0;
      if (end - from > leftBytes) {
        leftOut++;
        return undefined;
      }
      leftBytes -= end - from;
      try {
        return await hashOfRange(read(store, { ...content, bucket }, from, end), from, start, end);
      } catch (error) {
        if (error instanceof KafkaInsightError && UNREADABLE.has(error.code)) return undefined;
        throw error;
      }
    },
  };
}

/** The decompressed content from byte `from` on, which is 0 where there are layers to remove. */
function read(
  store: Pick<ObjectStore, 'read'>,
  { bucket, key, etag, versionId, compression }: FileContent & { readonly bucket: string },
  from: number,
  end: number,
): AsyncIterable<Uint8Array> {
  const pin = { bucket, key, etag, ...(versionId !== undefined && { versionId }) };
  const layers = layersOf(compression);
  if (layers.length === 0) return store.read(pin, { start: from, end });
  return takeOff(() => store.read(pin), layers, Infinity)();
}

async function hashOfRange(
  pieces: AsyncIterable<Uint8Array>,
  from: number,
  start: number,
  end: number,
): Promise<string | undefined> {
  const hasher = new PartHasher(start, end - start);
  let at = from;
  for await (const piece of pieces) {
    hasher.add(piece, at);
    at += piece.length;
    if (at >= end) return hasher.take(start).hash;
  }
  return undefined;
}
