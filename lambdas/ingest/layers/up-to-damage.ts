import { isDamage } from './breaks.ts';

/** How far a decompressor has come. */
export interface DecompressionProgress {
  /** Where the slice that it works on begins. */
  sliceStart: number;
  producedBytes: number;
}

/** What a decompressor says of bytes that it cannot decompress. */
export class Damage extends Error {}

/** Decompresses a file from its beginning, and says how far it has come; from `byteByByteFrom` on it is given single bytes. */
export type Decode = (progress: DecompressionProgress, byteByByteFrom?: number) => AsyncIterable<Buffer>;

/**
 * What a decompressor makes of a file. Of one that breaks off or is damaged, everything up to the break comes out first: since
 * decompressors withhold what they have made of the slice that holds the damage, the file is then read again, and that slice is given to
 * them byte by byte.
 *
 * @param report what is thrown then, of the decompressor's error and the bytes that came out
 */
export async function* upToDamage(
  decode: Decode,
  report: (cause: unknown, producedBytes: number) => Error,
): AsyncGenerator<Buffer> {
  const progress: DecompressionProgress = { sliceStart: 0, producedBytes: 0 };
  try {
    yield* decode(progress);
  } catch (error) {
    if (!isBroken(error)) throw error;
    yield* lastPieces(decode, progress);
    throw error instanceof Damage ? report(error.cause, progress.producedBytes) : error;
  }
}

/** What comes out of a damaged file after `known.producedBytes`, up to the damage. */
async function* lastPieces(decode: Decode, known: DecompressionProgress): AsyncGenerator<Buffer> {
  const progress: DecompressionProgress = { sliceStart: 0, producedBytes: 0 };
  try {
    for await (const piece of decode(progress, known.sliceStart)) {
      const unknownBytes = progress.producedBytes - known.producedBytes;
      if (unknownBytes <= 0) continue;
      known.producedBytes = progress.producedBytes;
      yield piece.subarray(Math.max(0, piece.length - unknownBytes));
    }
  } catch (error) {
    if (!isBroken(error)) throw error;
  }
}

function isBroken(error: unknown): boolean {
  return error instanceof Damage || isDamage(error);
}
