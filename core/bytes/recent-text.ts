import { wordsOf } from './byte-view.ts';
import { KnownText } from './known-text.ts';
import { WORD_BYTES } from './word-steps.ts';

/** Longer texts are created each time. */
const MAX_BYTES = 64;

/** Makes strings of bytes, and the last one but once while the same bytes come again and again. */
export class RecentText {
  readonly #bytes = new KnownText(new Uint8Array(MAX_BYTES));
  #text: string | undefined;

  /** The UTF-8 text `bytes[start, end)`. */
  of(bytes: Buffer, start: number, end: number): string {
    const lengthBytes = end - start;
    const words = wordsOf(bytes);
    const isKnown = this.#bytes.lengthBytes === lengthBytes && this.#bytes.isAt(words, start, end);
    if (isKnown && this.#text !== undefined) return this.#text;
    const text = bytes.toString('utf8', start, end);
    if (lengthBytes >= WORD_BYTES && lengthBytes <= MAX_BYTES && !text.includes('\0')) {
      this.#bytes.set(words, start, lengthBytes);
      this.#text = text;
    }
    return text;
  }
}
