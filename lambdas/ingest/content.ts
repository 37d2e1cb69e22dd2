import { LOOK_BACK_BYTES } from '../../core/documents/open-line.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { MAX_DECOMPRESSED_BYTES } from '../../core/limits.ts';
import type { FileTools } from './file-tools.ts';
import { takeOff } from './layers/take-off.ts';

/** No piece is larger, whatever the store returns: it bounds the documents made before the topic is awaited. */
const MAX_PIECE_BYTES = 64 * 1024;

/** How far beyond a part the first request reaches, so that the line that crosses its end seldom needs a second request; reading begins before the part. */
const TAIL_BYTES = 64 * 1024 + LOOK_BACK_BYTES;

/** What is read of a content. */
export interface ContentRange {
  /** Byte offset from which on it is read. */
  readonly start: number;
  /** Bytes of a plain file that are left out. */
  readonly gap?: { readonly start: number; readonly end: number };
}

/**
 * The content of a file without its layers, from byte `start` on, in pieces that stay as they are. It continues beyond the part that begins there: who
 * reads stops when it has enough.
 *
 * @throws KafkaInsightError DECOMPRESSION_FAILED, COMPRESSION_UNSUPPORTED and DECOMPRESSED_TOO_LARGE after everything up to
 *   there, TIME_LIMIT, and what the store throws
 */
export async function* readContent(tools: FileTools, range: ContentRange): AsyncGenerator<Buffer> {
  const chunks = tools.file.layers.length === 0 ? plain(tools, range) : layered(tools, range.start);
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += MAX_PIECE_BYTES) {
      const length = Math.min(MAX_PIECE_BYTES, chunk.length - start);
      yield Buffer.from(chunk.buffer, chunk.byteOffset + start, length);
    }
  }
}

async function* plain(
  { file: { pin, sizeBytes, partBytes }, store }: FileTools,
  { start, gap }: ContentRange,
): AsyncGenerator<Uint8Array> {
  const end = gap?.start ?? Math.min(sizeBytes, start + partBytes + TAIL_BYTES);
  const next = gap?.end ?? end;
  if (end > start) yield* store.read(pin, { start, end });
  if (next < sizeBytes) yield* store.read(pin, { start: next, end: sizeBytes });
}

/** `position` is reached only by decompressing everything before it. */
async function* layered(
  { file: { pin, layers }, store, deadlineMillis, maxDecompressedBytes = MAX_DECOMPRESSED_BYTES }: FileTools,
  position: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of takeOff(() => store.read(pin), layers, maxDecompressedBytes)()) {
    const wanted = piece.subarray(Math.max(0, position - bytes));
    bytes += piece.length;
    if (wanted.length > 0) yield wanted;
    else if (Date.now() > deadlineMillis) throw tooLate(pin.key, position);
  }
}

function tooLate(key: string, position: number): KafkaInsightError {
  return new KafkaInsightError(
    'TIME_LIMIT',
    `The time was over before byte ${position} of ${key} was reached. The part is retried; if this happens again, give the ` +
      'function more time or memory, or drop the file in smaller pieces.',
  );
}
