import { gunzipSync } from 'node:zlib';
import { MAX_BATCH_BYTES } from '../../core/limits.ts';

/** The size of the field ISIZE. */
const SIZE_BYTES = 4;
/** zlib accepts no less (Z_MIN_CHUNK). */
const MIN_CHUNK_BYTES = 64;

/** The records of a batch that is compressed with gzip. @throws where the bytes are not gzip */
export function gunzip(compressed: Buffer): Buffer {
  return gunzipSync(compressed, { chunkSize: roomFor(compressed) });
}

/**
 * Size of the output buffer: the length in gzip's trailer (RFC 1952, 2.3.1: ISIZE), and one byte more, from which zlib sees that it is
 * done. The result keeps all of that memory, even for a batch of one short record.
 */
function roomFor(compressed: Buffer): number {
  const claimed = compressed.length < SIZE_BYTES ? 0 : compressed.readUInt32LE(compressed.length - SIZE_BYTES);
  return Math.min(Math.max(claimed + 1, MIN_CHUNK_BYTES), MAX_BATCH_BYTES);
}
