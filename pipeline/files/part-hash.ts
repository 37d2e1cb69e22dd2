import { createHash, type Hash } from 'node:crypto';

/** As much of a SHA-256 as is kept: 128 bits tell any two contents apart. */
const HASH_BYTES = 16;

/**
 * Hashes the parts of a content one by one while it is read. It runs ahead of the lines: a line can end many parts behind the one in
 * which it begins.
 */
export class PartHasher {
  readonly #partBytes: number;
  /** Of the parts that ended and were not asked for, by where they begin. */
  readonly #ended = new Map<number, string>();
  /** Where the open part begins, and what was added of it so far. */
  #start: number;
  #addedBytes = 0;
  #hash: Hash = createHash('sha256');

  /**
   * @param start where the first part begins, in bytes of the decompressed content
   * @param partBytes of every part but the last
   */
  constructor(start: number, partBytes: number) {
    this.#start = start;
    this.#partBytes = partBytes;
  }

  /**
   * Adds the next piece of the content; what is before the first part is passed over.
   *
   * @param start its byte offset in the content
   */
  add(piece: Uint8Array, start: number): void {
    let at = Math.max(0, this.#start + this.#addedBytes - start);
    while (at < piece.length) {
      const bytes = piece.subarray(at, at + this.#partBytes - this.#addedBytes);
      this.#hash.update(bytes);
      this.#addedBytes += bytes.length;
      at += bytes.length;
      if (this.#addedBytes === this.#partBytes) this.#endPart();
    }
  }

  /** SHA-256 of what was added of a part: its first 16 bytes in base64url. Each part can be asked for once, in their order. */
  take(start: number): string {
    const ended = this.#ended.get(start);
    this.#ended.delete(start);
    return ended ?? shortened(this.#hash.copy());
  }

  #endPart(): void {
    this.#ended.set(this.#start, shortened(this.#hash));
    this.#start += this.#partBytes;
    this.#addedBytes = 0;
    this.#hash = createHash('sha256');
  }
}

function shortened(hash: Hash): string {
  return hash.digest().toString('base64url', 0, HASH_BYTES);
}
