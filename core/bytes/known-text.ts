import { viewOf } from './byte-view.ts';
import { isSame } from './same-bytes.ts';
import { WORD_BYTES } from './word-steps.ts';

/**
 * A text of at least four bytes, none of them NUL, that is looked for at given places, compared eight bytes at a time: a loop over
 * bytes costs V8 some twenty instructions for each.
 */
export class KnownText {
  #words: DataView;
  #lengthBytes: number;

  /** @param bytes the text, or as many zeros as the longest that {@link set} will be given */
  constructor(bytes: Uint8Array) {
    this.#words = viewOf(bytes);
    this.#lengthBytes = bytes.length;
  }

  get lengthBytes(): number {
    return this.#lengthBytes;
  }

  /** Becomes the text at `words[start, start + lengthBytes)`. */
  set(words: DataView, start: number, lengthBytes: number): void {
    this.#lengthBytes = lengthBytes;
    const last = lengthBytes - WORD_BYTES;
    for (let at = 0; at < last; at += WORD_BYTES) this.#words.setInt32(at, words.getInt32(start + at, true), true);
    this.#words.setInt32(last, words.getInt32(start + last, true), true);
  }

  /** Whether the text is at `index`, and ends before `end`. */
  isAt(words: DataView, index: number, end: number): boolean {
    return index + this.#lengthBytes <= end && isSame(this.#words, 0, words, index, this.#lengthBytes);
  }
}
