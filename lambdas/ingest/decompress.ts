import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Compression } from '../../pipeline/files/compression.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';

/** How much zlib is given at a time. Cut at fixed places, so that a damaged file breaks at the same byte each time. */
const SLICE_BYTES = 16 * 1024;
/** The size of the pieces that come out. */
const PIECE_BYTES = 64 * 1024;

type Format = Exclude<Compression, 'none'>;

/**
 * Decompresses a stream. Several gzip members or zstd frames, one after the other, are one content; zero bytes after a
 * gzip member are padding, as they are for gzip(1). Memory is bounded whatever the ratio: the next piece is made only when
 * the last one was taken.
 *
 * Of a file that breaks off or is damaged, everything up to the break comes out first. Since zlib withholds what it has
 * made of the slice that holds the damage, the file is then read again and that slice is given to it byte by byte.
 *
 * @param read begins to read the compressed bytes; the same bytes each time
 * @throws KafkaInsightError DECOMPRESSION_FAILED, and what reading throws
 */
export async function* decompress(read: () => AsyncIterable<Uint8Array>, format: Format): AsyncGenerator<Buffer> {
  const progress: Progress = { sliceStart: 0, producedBytes: 0 };
  try {
    yield* decode(read(), format, progress);
  } catch (error) {
    if (isDamage(error)) yield* lastPieces(read(), format, progress);
    throw error;
  }
}

interface Progress {
  /** Where the slice that zlib works on begins. */
  sliceStart: number;
  producedBytes: number;
}

/** What comes out of a damaged file after `known.producedBytes`, up to the damage. */
async function* lastPieces(source: AsyncIterable<Uint8Array>, format: Format, known: Progress): AsyncGenerator<Buffer> {
  const progress: Progress = { sliceStart: 0, producedBytes: 0 };
  try {
    for await (const piece of decode(source, format, progress, known.sliceStart)) {
      const unknownBytes = progress.producedBytes - known.producedBytes;
      if (unknownBytes > 0) yield piece.subarray(Math.max(0, piece.length - unknownBytes));
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof KafkaInsightError && error.code === 'DECOMPRESSION_FAILED';
}

async function* decode(
  source: AsyncIterable<Uint8Array>,
  format: Format,
  progress: Progress,
  byteByByteFrom = Infinity,
): AsyncGenerator<Buffer> {
  let engine = new Engine(format, progress);
  try {
    for await (const slice of slices(source, byteByByteFrom)) {
      for (let rest = slice; rest.length > 0; rest = engine.remainder(rest)) {
        if (engine.ended) {
          rest = format === 'gzip' ? withoutPadding(rest) : rest;
          if (rest.length === 0) break;
          engine.destroy();
          engine = new Engine(format, progress);
        }
        yield* engine.run(rest);
      }
      progress.sliceStart += slice.length;
    }
    if (!engine.ended) yield* engine.run(undefined);
  } finally {
    engine.destroy();
  }
}

function withoutPadding(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}

/** Cuts a stream into slices that begin at multiples of SLICE_BYTES; into single bytes from the given offset on. */
async function* slices(source: AsyncIterable<Uint8Array>, byteByByteFrom: number): AsyncGenerator<Buffer> {
  let offset = 0;
  let held = Buffer.alloc(0);
  for await (const chunk of source) {
    held = Buffer.concat([held, chunk]);
    let sliceBytes = offset < byteByByteFrom ? SLICE_BYTES : 1;
    let start = 0;
    while (held.length - start >= sliceBytes) {
      yield held.subarray(start, start + sliceBytes);
      start += sliceBytes;
      offset += sliceBytes;
      if (offset >= byteByByteFrom) sliceBytes = 1;
    }
    held = held.subarray(start);
  }
  if (held.length > 0) yield held;
}

/** zlib, asked for one piece at a time. It ends with the frame (or the run of gzip members) that it was made for. */
class Engine {
  readonly #format: Format;
  readonly #progress: Progress;
  readonly #stream: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>;
  #takenBytes = 0;
  #ended = false;
  #failure: Error | undefined;
  #wake = (): void => undefined;

  constructor(format: Format, progress: Progress) {
    this.#format = format;
    this.#progress = progress;
    this.#stream =
      format === 'gzip' ? createGunzip({ chunkSize: PIECE_BYTES }) : createZstdDecompress({ chunkSize: PIECE_BYTES });
    this.#stream.on('readable', () => {
      this.#wake();
    });
    this.#stream.on('error', (error: Error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  /** It has come to the end of its frame and takes no more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What of the bytes that were last given was not taken. */
  remainder(given: Buffer): Buffer {
    return given.subarray(this.#takenBytes);
  }

  /** Gives it bytes, or the end of the input, and yields what it makes of them. */
  async *run(bytes: Buffer | undefined): AsyncGenerator<Buffer> {
    const before = this.#stream.bytesWritten;
    // widened: the callback sets it, which the compiler cannot see
    let worked = false as boolean;
    const whenWorked = (): void => {
      worked = true;
      this.#wake();
    };
    if (bytes === undefined) this.#stream.once('end', whenWorked).end();
    else this.#stream.write(bytes, whenWorked);
    for (;;) {
      const piece = this.#stream.read() as Buffer | null;
      if (piece !== null) {
        this.#progress.producedBytes += piece.length;
        yield piece;
      } else if (this.#failure !== undefined) {
        throw this.#failed(this.#failure);
      } else if (worked) {
        break;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
    this.#takenBytes = this.#stream.bytesWritten - before;
    this.#ended = bytes !== undefined && this.#takenBytes < bytes.length;
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #failed(cause: Error): KafkaInsightError {
    return new KafkaInsightError(
      'DECOMPRESSION_FAILED',
      `The ${this.#format} content breaks off or is damaged after ${this.#progress.producedBytes} decompressed bytes ` +
        `(${cause.message}). What stands before the break was read; drop a whole file to have the rest.`,
      { cause },
    );
  }
}
