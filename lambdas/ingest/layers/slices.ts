/** How much a decompressor is given at a time. */
const SLICE_BYTES = 16 * 1024;

/**
 * Cuts a stream into slices that begin at multiples of SLICE_BYTES, so that a damaged file breaks at the same byte each time;
 * into single bytes from the given offset on.
 */
export async function* slices(source: AsyncIterable<Uint8Array>, byteByByteFrom = Infinity): AsyncGenerator<Buffer> {
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

/** Slices of a file; what reading it threw, so that what else ends a decompression is known for damage. */
export class SlicedFile {
  readonly slices: AsyncGenerator<Buffer>;
  #failed = false;
  #sliceStart = 0;

  constructor(source: AsyncIterable<Uint8Array>, byteByByteFrom?: number) {
    this.slices = this.#read(slices(source, byteByByteFrom));
  }

  /** Whether reading the file threw. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Where the slice that was last given begins. */
  get sliceStart(): number {
    return this.#sliceStart;
  }

  async *#read(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      for await (const part of parts) {
        yield part;
        this.#sliceStart += part.length;
      }
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }
}
