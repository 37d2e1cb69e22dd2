import { BitReader, OutOfInput } from './bit-reader.ts';
import { damaged } from './breaks.ts';
import { bytesOf, checkBlock, readBlock } from './bzip2-block.ts';
import type { Reread } from './reread.ts';
import { SlicedFile } from './slices.ts';

/** The size of the pieces that come out. */
const PIECE_BYTES = 64 * 1024;
/** A block's content, for each of the levels 1 to 9. */
const BLOCK_BYTES = 100_000;
/** How much of the input is kept before a block is begun: more than a block needs, unless it was crafted to need more. */
const HELD_BYTES = 1_100_000;
/** A block of 900,000 codes of 20 bits, the longest that there are, and its tables. */
const MAX_HELD_BYTES = 2_500_000;

const BLOCK_MAGIC = 0x314159;
const BLOCK_MAGIC_END = 0x265359;
const END_MAGIC = 0x177245;
const END_MAGIC_END = 0x385090;

/**
 * Decompresses bzip2. Several streams, one after the other, are one content, with zero bytes for padding. Memory is some
 * 8 MB: a block's links, and the input of one.
 *
 * @throws KafkaInsightError DECOMPRESSION_FAILED after everything up to there, and what reading throws
 */
export async function* decompressBzip2(read: Reread): AsyncGenerator<Buffer> {
  const file = new SlicedFile(read());
  const input = new Input(file.slices);
  const room = new Uint32Array(9 * BLOCK_BYTES);
  let producedBytes = 0;
  try {
    while (await input.skipPadding()) {
      const level = await input.readHeader();
      const links = room.subarray(0, level * BLOCK_BYTES);
      let checksum = 0;
      for (;;) {
        const block = await input.read((reader) => readPart(reader, links));
        if ('end' in block) {
          if (block.end !== checksum) throw new Error('a stream is not what its checksum says');
          break;
        }
        // before any of it continues: what is read wrong is worse than what is not read
        checkBlock(block);
        checksum = (((checksum << 1) | (checksum >>> 31)) ^ block.checksum) >>> 0;
        for (const piece of bytesOf(block, PIECE_BYTES)) {
          producedBytes += piece.length;
          yield piece;
        }
      }
    }
  } catch (error) {
    throw file.failed ? error : damaged('bzip2', producedBytes, error);
  } finally {
    await file.slices.return(undefined);
  }
}

/** A block, or the end of the stream and the checksum of all its blocks. */
function readPart(reader: BitReader, links: Uint32Array): ReturnType<typeof readBlock> | { readonly end: number } {
  const magic = reader.take(24);
  const magicEnd = reader.take(24);
  if (magic === BLOCK_MAGIC && magicEnd === BLOCK_MAGIC_END) return readBlock(reader, links);
  if (magic === END_MAGIC && magicEnd === END_MAGIC_END) return { end: reader.take32() };
  throw new Error('no block is where one has to be');
}

/** The compressed bytes; as many are kept as a block needs. */
class Input {
  readonly #slices: AsyncGenerator<Buffer>;
  #held = Buffer.alloc(0);
  #ended = false;
  /** Position within the kept bytes, in bits. */
  #position = 0;

  constructor(slices: AsyncGenerator<Buffer>) {
    this.#slices = slices;
  }

  /** Reads something that is in one piece. */
  async read<Result>(take: (reader: BitReader) => Result): Promise<Result> {
    await this.#hold(HELD_BYTES);
    for (;;) {
      try {
        const reader = new BitReader(this.#held, this.#position);
        const result = take(reader);
        this.#position = reader.position;
        return result;
      } catch (error) {
        if (!(error instanceof OutOfInput)) throw error;
        if (this.#ended || this.#held.length >= MAX_HELD_BYTES)
          throw new Error('it ends within a block', { cause: error });
        await this.#hold(MAX_HELD_BYTES);
      }
    }
  }

  /** Goes to the beginning of the next stream, at a whole byte; false where there is none. */
  async skipPadding(): Promise<boolean> {
    this.#position = Math.ceil(this.#position / 8) * 8;
    for (;;) {
      await this.#hold(1);
      const byte = this.#held[this.#position / 8];
      if (byte === undefined) return false;
      if (byte !== 0) return true;
      this.#position += 8;
    }
  }

  /** The level of a stream. */
  async readHeader(): Promise<number> {
    const level = await this.read((reader) => (reader.take(24) === 0x425a68 ? reader.take(8) - 0x30 : 0));
    if (level < 1 || level > 9) throw new Error('what follows is no bzip2');
    return level;
  }

  /** Holds at least so many bytes from the position on, as far as there are. */
  async #hold(bytes: number): Promise<void> {
    const used = this.#position >>> 3;
    if (this.#ended || this.#held.length - used >= bytes) return;
    const pieces: Uint8Array[] = [this.#held.subarray(used)];
    let length = this.#held.length - used;
    while (length < Math.max(bytes, HELD_BYTES)) {
      const next = await this.#slices.next();
      if (next.done === true) {
        this.#ended = true;
        break;
      }
      pieces.push(next.value);
      length += next.value.length;
    }
    this.#held = Buffer.concat(pieces);
    this.#position &= 7;
  }
}
