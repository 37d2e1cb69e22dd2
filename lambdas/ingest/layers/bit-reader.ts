/** The bytes at hand end within what is read. */
export class OutOfInput extends Error {}

/** Reads bits from the highest of a byte to its lowest. */
export class BitReader {
  readonly #bytes: Buffer;
  #next: number;
  #window = 0;
  #windowBits = 0;

  /** @param position where to begin, in bits */
  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.#next = position >>> 3;
    this.take(position & 7);
  }

  /** Where the next bit is, in bits. */
  get position(): number {
    return this.#next * 8 - this.#windowBits;
  }

  /**
   * The next bits as a number, at most 24 of them.
   *
   * @throws OutOfInput
   */
  take(bits: number): number {
    while (this.#windowBits < bits) {
      const byte = this.#bytes[this.#next];
      if (byte === undefined) throw new OutOfInput();
      this.#next++;
      this.#window = (this.#window << 8) | byte;
      this.#windowBits += 8;
    }
    this.#windowBits -= bits;
    return (this.#window >>> this.#windowBits) & ((1 << bits) - 1);
  }

  /** The next 32 bits, as a number that is not negative. */
  take32(): number {
    return this.take(16) * 0x10000 + this.take(16);
  }
}
