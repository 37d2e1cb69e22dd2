import { KafkaInsightError } from '../../pipeline/errors.ts';
import { LOOK_BACK_BYTES } from '../../pipeline/documents/open-line.ts';
import { MAX_DECOMPRESSED_BYTES } from '../../pipeline/limits.ts';
import type { FileDecision } from '../../pipeline/files/parts.ts';
import type { ObjectStore } from '../../pipeline/ports.ts';
import { decompress } from './decompress.ts';

/** No piece is larger, whatever the store gives: it bounds the documents that are made before the topic is waited for. */
const MAX_PIECE_BYTES = 64 * 1024;

/** How far behind a part the first request reaches, so that the line that crosses its end seldom needs another one; reading begins before it. */
const TAIL_BYTES = 64 * 1024 + LOOK_BACK_BYTES;

/** What reading a file needs beside the file. */
export interface ContentTools {
  readonly store: ObjectStore;
  /** When to give up looking for the beginning of a part in a compressed file, epoch milliseconds. */
  readonly deadlineMillis: number;
  /** Default: MAX_DECOMPRESSED_BYTES. */
  readonly maxDecompressedBytes?: number;
}

/**
 * The decompressed content of a file from byte `position` on, in pieces that stay as they are. It goes on beyond the part that begins there: who
 * reads stops when it has enough.
 *
 * @throws KafkaInsightError DECOMPRESSION_FAILED and DECOMPRESSED_TOO_LARGE after everything up to there, TIME_LIMIT, and
 *   what the store throws
 */
export async function* readContent(file: FileDecision, position: number, tools: ContentTools): AsyncGenerator<Buffer> {
  const chunks = file.compression === 'none' ? plain(file, position, tools) : decompressed(file, position, tools);
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += MAX_PIECE_BYTES) {
      const length = Math.min(MAX_PIECE_BYTES, chunk.length - start);
      yield Buffer.from(chunk.buffer, chunk.byteOffset + start, length);
    }
  }
}

async function* plain(
  { pin, sizeBytes, partBytes }: FileDecision,
  position: number,
  { store }: ContentTools,
): AsyncGenerator<Uint8Array> {
  const end = Math.min(sizeBytes, position + partBytes + TAIL_BYTES);
  if (end > position) yield* store.read(pin, { start: position, end });
  if (end < sizeBytes) yield* store.read(pin, { start: end, end: sizeBytes });
}

/** Only by decompressing what stands before it is `position` reached; nothing is done with that. */
async function* decompressed(file: FileDecision, position: number, tools: ContentTools): AsyncGenerator<Uint8Array> {
  const { store, deadlineMillis, maxDecompressedBytes = MAX_DECOMPRESSED_BYTES } = tools;
  const { compression, pin } = file;
  if (compression === 'none') return;
  let bytes = 0;
  for await (const piece of decompress(() => store.read(pin), compression)) {
    const allowed = piece.subarray(0, maxDecompressedBytes - bytes);
    const wanted = allowed.subarray(Math.max(0, position - bytes));
    bytes += piece.length;
    if (wanted.length > 0) yield wanted;
    else if (Date.now() > deadlineMillis) throw tooLate(pin.key, position);
    if (bytes > maxDecompressedBytes) throw tooLarge(compression, maxDecompressedBytes);
  }
}

function tooLate(key: string, position: number): KafkaInsightError {
  return new KafkaInsightError(
    'TIME_LIMIT',
    `The time was over before byte ${position} of ${key} was reached by decompressing. It is tried again; give the ` +
      'function more time or memory, or drop the file in smaller pieces, where that goes on.',
  );
}

function tooLarge(compression: string, maxDecompressedBytes: number): KafkaInsightError {
  return new KafkaInsightError(
    'DECOMPRESSED_TOO_LARGE',
    `The ${compression} content is longer than ${maxDecompressedBytes} bytes and was read no further. ` +
      'If it is no bomb, drop it in smaller files.',
  );
}
