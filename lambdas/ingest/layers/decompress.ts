import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { Compression } from '../../../core/files/layers.ts';
import { damaged, unsupported } from './breaks.ts';
import type { Reread } from './reread.ts';
import { slices } from './slices.ts';
import { Damage, type DecompressionProgress, upToDamage } from './up-to-damage.ts';

/** The size of the pieces that come out. */
const PIECE_BYTES = 64 * 1024;

/** The compressions that Node has. */
type Format = Extract<Compression, 'gzip' | 'zstd'>;

/**
 * Decompresses gzip or zstd. Several gzip members or zstd frames, one after the other, are one content; zero bytes after one
 * are padding, as they are for gzip(1). Memory is bounded whatever the ratio: the next piece is made only when the last one
 * was taken.
 *
 * @throws KafkaInsightError DECOMPRESSION_FAILED, COMPRESSION_UNSUPPORTED, and what reading throws
 */
export function decompress(read: Reread, format: Format): AsyncGenerator<Buffer> {
  return upToDamage(
    (progress, byteByByteFrom) => decode(read(), format, progress, byteByByteFrom),
    (cause, producedBytes) => failure(format, cause, producedBytes),
  );
}

function failure(format: Format, cause: unknown, producedBytes: number): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ZSTD_error_frameParameter_windowTooLarge'
    ? unsupported(format, 'a window of more than 128 MiB', 'zstd -d --long=31', cause)
    : damaged(format, producedBytes, cause);
}

async function* decode(
  source: AsyncIterable<Uint8Array>,
  format: Format,
  progress: DecompressionProgress,
  byteByByteFrom = Infinity,
): AsyncGenerator<Buffer> {
  let engine = new Engine(format, progress);
  try {
    for await (const slice of slices(source, byteByByteFrom)) {
      for (let rest = slice; rest.length > 0; rest = engine.remainder(rest)) {
        if (engine.ended) {
          rest = withoutPadding(rest);
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

/** Whether zstd says that no frame begins where one has to. */
function isNoFrame(failure: Error): boolean {
  return 'code' in failure && failure.code === 'ZSTD_error_prefix_unknown';
}

/** zlib, read one piece at a time. It ends with the frame (or the run of gzip members) that it was made for. */
class Engine {
  readonly #progress: DecompressionProgress;
  readonly #stream: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>;
  #takenBytes = 0;
  #ended = false;
  #failure: Error | undefined;
  #wake = (): void => undefined;

  constructor(format: Format, progress: DecompressionProgress) {
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

  /** It has come to the end of its frame and accepts no more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What of the bytes that were last given was not taken. */
  remainder(given: Buffer): Buffer {
    return given.subarray(this.#takenBytes);
  }

  /** Gives it bytes, or the end of the input, and yields the decompressed bytes. */
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
      } else if (this.#failure !== undefined && bytes?.[0] === 0 && isNoFrame(this.#failure)) {
        // its frame had ended with the bytes before: what follows is padding
        this.#takenBytes = 0;
        this.#ended = true;
        return;
      } else if (this.#failure !== undefined) {
        throw new Damage(this.#failure.message, { cause: this.#failure });
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
}
