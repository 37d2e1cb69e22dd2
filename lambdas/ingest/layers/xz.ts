import { damaged, unsupported } from './breaks.ts';
import type { Reread } from './reread.ts';
import { SlicedFile } from './slices.ts';
import { Damage, type DecompressionProgress, upToDamage } from './up-to-damage.ts';

/** The code of xz-embedded's XZ_MEMLIMIT_ERROR (linux/include/linux/xz.h): it is built with 64 MiB, the dictionary of xz -9. */
const NEEDS_MEMORY = 'error code 4';
/** XZ_OPTIONS_ERROR: filters for programs, and checks by SHA-256. */
const NEEDS_OPTIONS = 'error code 6';

/**
 * Decompresses xz. Several streams, one after the other, are one content. Memory is the dictionary that the file names, at
 * most 64 MiB. Only one file of a process is decompressed at a time: another waits, so xz inside xz would never end.
 *
 * @throws KafkaInsightError DECOMPRESSION_FAILED, COMPRESSION_UNSUPPORTED, and what reading throws
 */
export function decompressXz(read: Reread): AsyncGenerator<Buffer> {
  return upToDamage((progress, byteByByteFrom) => decode(read(), progress, byteByByteFrom), failure);
}

async function* decode(
  source: AsyncIterable<Uint8Array>,
  progress: DecompressionProgress,
  byteByByteFrom?: number,
): AsyncGenerator<Buffer> {
  // Its WebAssembly is compiled when it is needed: few files are compressed so.
  const { default: xz } = await import('xz-decompress');
  const file = new SlicedFile(source, byteByByteFrom);
  let isLeft = false;
  try {
    for await (const piece of new xz.XzReadableStream(ReadableStream.from(file.slices))) {
      progress.producedBytes += piece.length;
      if (piece.length === 0) continue;
      isLeft = true;
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      isLeft = false;
    }
  } catch (error) {
    // whoever reads has enough, and the library fails where its end is cancelled
    if (isLeft) return;
    progress.sliceStart = file.sliceStart;
    throw file.failed ? error : new Damage('xz', { cause: error });
  }
}

function failure(error: unknown, producedBytes: number): Error {
  const message = error instanceof Error ? error.message : '';
  if (message.endsWith(NEEDS_MEMORY)) return unsupported('xz', 'a dictionary of more than 64 MiB', 'xz -d', error);
  if (message.endsWith(NEEDS_OPTIONS)) {
    return unsupported('xz', 'a filter other than LZMA2, or a check other than CRC', 'xz -d', error);
  }
  return damaged('xz', producedBytes, error);
}
