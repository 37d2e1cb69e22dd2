import { APOSTROPHE, BACKSLASH, EQUALS, QUOTE, SPACE } from '../../bytes/ascii.ts';
import { byteSet } from '../layouts/extents.ts';

const KEY_BYTES = byteSet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@/-');

/** Where the key ends that begins at `start` and is followed by `=`; -1 where there is none. */
export function keyEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && KEY_BYTES[bytes[index] ?? 0] === 1) index++;
  return index > start && index < end && bytes[index] === EQUALS ? index : -1;
}

/** The value at hand. */
export class PairValue {
  start = 0;
  end = 0;
  /** After it, and its quote. */
  next = 0;
  isQuoted = false;

  /** Reads the value that begins at `start`: in quotes, or up to a space. False where a quote is not closed, or is within a bare value. */
  read(bytes: Buffer, start: number, end: number, hasApostrophes = false): boolean {
    const mark = bytes[start];
    this.isQuoted = start < end && (mark === QUOTE || (hasApostrophes && mark === APOSTROPHE));
    let index = this.isQuoted ? start + 1 : start;
    this.start = index;
    if (!this.isQuoted) {
      while (index < end && bytes[index] !== SPACE && bytes[index] !== QUOTE) index++;
      this.end = this.next = index;
      return index === end || bytes[index] === SPACE;
    }
    while (index < end && bytes[index] !== mark) index += bytes[index] === BACKSLASH ? 2 : 1;
    this.end = index;
    this.next = index + 1;
    return index < end && (this.next === end || bytes[this.next] === SPACE);
  }
}
