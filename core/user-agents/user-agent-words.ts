import { COLON, isDigit, SLASH, SMALL_A, SPACE } from '../bytes/ascii.ts';
import { wordsOf } from '../bytes/byte-view.ts';
import { KnownText } from '../bytes/known-text.ts';
import { beginningHash, nextHash } from '../bytes/word-hash.ts';

/** What words and versions are made of, as in `K-Meleon/1.5.4` and `x86_64`: the small letter of a letter, other bytes as they are. */
const WORD_BYTES = new Uint8Array(256);
for (const byte of Buffer.from('0123456789-_.')) WORD_BYTES[byte] = byte;
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')) {
  WORD_BYTES[byte] = byte | 0x20;
  WORD_BYTES[byte | 0x20] = byte | 0x20;
}

/** Most browsers have this after a product. It says nothing, and is a fifth of the text. */
const KHTML_LIKE_GECKO = new KnownText(Buffer.from(' (KHTML, like Gecko)'));
/** 1 for what ends an address. */
const ADDRESS_ENDS = new Uint8Array(256);
for (const byte of Buffer.from(' ;)')) ADDRESS_ENDS[byte] = 1;
/**
 * Finds the words of a user agent one by one, and the version after each, in one pass over its bytes. Words are recognised by
 * their hashes alone: who makes up a word with the hash of another could as well say that other.
 */
export class UserAgentWords {
  /** Where the word begins and ends. */
  start = 0;
  end = 0;
  /** As {@link wordHash} makes it. */
  hash = 0;
  /** The hash of the word before where one space parts them, else 0. */
  hashBefore = 0;
  /** The version after the word; both are the same where there is none. */
  versionStart = 0;
  versionEnd = 0;
  /** Where the letters end with which the word begins; set by {@link beginningHash}. */
  lettersEnd = 0;
  #next = 0;

  /** Begins with the user agent at `start`. */
  begin(start: number): void {
    this.#next = start;
    this.hash = 0;
  }

  /** Goes on to the next word before `end`; false where there is none. */
  advance(bytes: Buffer, end: number): boolean {
    const previousEnd = this.#next;
    let index = previousEnd;
    while (index < end && WORD_BYTES[bytes[index] ?? 0] === 0) index++;
    if (index >= end) return false;
    this.hashBefore = index === previousEnd + 1 && bytes[previousEnd] === SPACE ? this.hash : 0;
    this.start = index;
    let hash = 0;
    for (; index < end; index++) {
      const byte = WORD_BYTES[bytes[index] ?? 0] ?? 0;
      if (byte === 0) break;
      hash = nextHash(hash, byte);
    }
    this.hash = hash;
    this.end = index;
    this.#findVersion(bytes, end);
    return true;
  }

  /** A version begins with a digit, after `/` (and is then not a separate word), a space or a colon. */
  #findVersion(bytes: Buffer, end: number): void {
    const separator = bytes[this.end];
    let index = this.end + 1;
    this.#next = this.end;
    this.versionStart = index;
    this.versionEnd = index;
    if (index >= end || !isDigit(bytes[index])) return;
    if (separator !== SLASH && separator !== SPACE && separator !== COLON) return;
    while (index < end && WORD_BYTES[bytes[index] ?? 0] !== 0) index++;
    this.versionEnd = index;
    if (separator !== SLASH) return;
    this.#next = KHTML_LIKE_GECKO.isAt(wordsOf(bytes), index, end) ? index + KHTML_LIKE_GECKO.lengthBytes : index;
  }

  /** Continues after the address that begins with the word, to the next space, `;` or `)`. */
  skipAddress(bytes: Buffer, end: number): void {
    let index = this.end;
    while (index < end && ADDRESS_ENDS[bytes[index] ?? 0] === 0) index++;
    this.#next = index;
  }

  /** The hash of `nokia*` where the word is `Nokia5250`; 0 where it has nothing but letters, or begins with none. */
  beginningHash(bytes: Buffer): number {
    let hash = 0;
    let index = this.start;
    // `_`, which comes before the letters, counts as none.
    for (; index < this.end; index++) {
      const byte = WORD_BYTES[bytes[index] ?? 0] ?? 0;
      if (byte < SMALL_A) break;
      hash = nextHash(hash, byte);
    }
    this.lettersEnd = index;
    return index === this.start || index === this.end ? 0 : beginningHash(hash);
  }
}
