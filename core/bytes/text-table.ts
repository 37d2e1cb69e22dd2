/** A power of two, so that the remainder of a hash is a mask. */
const SLOTS = 256;
/** What is made of longer texts is not kept. */
const MAX_BYTES = 64;

interface Kept<T> {
  readonly bytes: Buffer;
  readonly made: T;
}

/** What is made of short texts that come again and again, such as keys: what was made last is kept by their bytes. */
export class TextTable<T> {
  readonly #make: (text: string) => T;
  readonly #slots = new Array<Kept<T> | undefined>(SLOTS);

  /** @param make what to make of a text; it must return the same each time */
  constructor(make: (text: string) => T) {
    this.#make = make;
  }

  /** What is made of the ASCII text `bytes[start, end)`. */
  of(bytes: Buffer, start: number, end: number): T {
    const slot = hash(bytes, start, end) & (SLOTS - 1);
    const kept = this.#slots[slot];
    if (kept !== undefined && isAt(kept.bytes, bytes, start, end)) return kept.made;
    const made = this.#make(bytes.toString('latin1', start, end));
    if (end - start <= MAX_BYTES) this.#slots[slot] = { bytes: Buffer.from(bytes.subarray(start, end)), made };
    return made;
  }
}

function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) value = (Math.imul(value, 31) + (bytes[index] ?? 0)) | 0;
  return value;
}

function isAt(text: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) if (text[index] !== bytes[start + index]) return false;
  return true;
}
