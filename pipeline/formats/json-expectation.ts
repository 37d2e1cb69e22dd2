import { SPACE } from '../documents/ascii.ts';
import { KnownText } from '../documents/known-text.ts';
import type { KnownKey } from './json-keys.ts';

/** More than stands between two values of most lines, as in `, "a.rather.long.key": `. */
const MAX_GAP_BYTES = 64;
/** The least that is compared at once. */
const MIN_GAP_BYTES = 4;

/**
 * The gap that stood before the value of one member of an earlier line, `, "status": `, and what it meant. Lines of one logger
 * have the same members in the same order, so most often the very same bytes stand there again: then the key need be
 * neither looked for nor looked up. Where they do not, the line is read as if nothing had been expected.
 */
export class JsonExpectation {
  /** Of the member; undefined where it is not known. */
  key: KnownKey | undefined = undefined;
  /** Where the key's content begins and ends, and where the value begins, counted from the beginning of the gap. */
  keyStart = 0;
  keyEnd = 0;
  value = 0;
  #isSet = false;
  #prefix: KnownKey | undefined = undefined;
  #isFirst = false;
  readonly #gap = new KnownText(new Uint8Array(MAX_GAP_BYTES));

  /**
   * Whether the same gap stands at `index`, and behind it a value.
   *
   * @param prefix the path of the object that the member is in
   * @param isFirst whether it is the first there, so that no comma belongs to its gap
   */
  isMet(words: DataView, index: number, end: number, prefix: KnownKey | undefined, isFirst: boolean): boolean {
    if (!this.#isSet || prefix !== this.#prefix || isFirst !== this.#isFirst) return false;
    const start = index + this.value;
    return start < end && this.#gap.isAt(words, index, end) && words.getUint8(start) > SPACE;
  }

  /** Expects from now on what stands at `index`: the gap whose ends are set, unless it is too long or too short. */
  learn(words: DataView, index: number, prefix: KnownKey | undefined, isFirst: boolean): void {
    this.#isSet = this.value >= MIN_GAP_BYTES && this.value <= MAX_GAP_BYTES;
    this.#prefix = prefix;
    this.#isFirst = isFirst;
    if (this.#isSet) this.#gap.set(words, index, this.value);
  }
}
