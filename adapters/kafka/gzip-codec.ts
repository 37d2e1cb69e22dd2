import kafkajs from 'kafkajs';
import { gunzipSync } from 'node:zlib';
import { MAX_BATCH_BYTES } from '../../core/limits.ts';

/** What kafkajs compresses and decompresses record batches by. */
interface Codec {
  readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
  /** Rejects where the bytes are not gzip. */
  readonly decompress: (compressed: Buffer) => Promise<Buffer>;
}

/** Of ISIZE. */
const SIZE_BYTES = 4;
/** zlib takes no fewer (Z_MIN_CHUNK). */
const MIN_CHUNK_BYTES = 64;

const { CompressionCodecs, CompressionTypes } = kafkajs;

/**
 * Lets kafkajs's consumers decompress a batch at once. Its own way goes by 16 KiB and takes a turn of the event loop for each,
 * sixty for one of our batches: behind an ingest function that is busy in the same process, as in the local pipeline, they took
 * 400 milliseconds, in which the search engine had nothing to do. At once, a batch takes two.
 */
export function decompressAtOnce(): void {
  const { compress } = gzipCodec();
  CompressionCodecs[CompressionTypes.GZIP] = (): Codec => ({ compress, decompress });
}

/** The codec that kafkajs uses now. */
export function gzipCodec(): Codec {
  return CompressionCodecs[CompressionTypes.GZIP]() as Codec;
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is not gzip is to be a rejection, as kafkajs expects
async function decompress(compressed: Buffer): Promise<Buffer> {
  return gunzipSync(compressed, { chunkSize: roomFor(compressed) });
}

/**
 * Bytes to be decompressed into at a time: as many as gzip says at its end that there are (RFC 1952, 2.3.1: ISIZE), and one more, by
 * which zlib sees that it is done. What was decompressed keeps all of that memory, be it a batch of one short record.
 */
function roomFor(compressed: Buffer): number {
  const claimed = compressed.length < SIZE_BYTES ? 0 : compressed.readUInt32LE(compressed.length - SIZE_BYTES);
  return Math.min(Math.max(claimed + 1, MIN_CHUNK_BYTES), MAX_BATCH_BYTES);
}
