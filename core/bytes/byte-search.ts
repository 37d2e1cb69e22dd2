import { find } from './ascii.ts';
import { wordsOf } from './byte-view.ts';
import { bytesBefore, repeated, STEP_BYTES, WORD_BYTES, zeros } from './word-steps.ts';

/** Where a byte is in `bytes[start, end)`, or `end`: {@link find} for longer ways, eight bytes at a time. */
export function findFar(byte: number, bytes: Buffer, start: number, end: number): number {
  const words = wordsOf(bytes);
  const wanted = repeated(byte);
  // `| 0` tells V8 that these are whole numbers, which it else makes sure of in each step.
  const stop = end | 0;
  const lastStep = (words.byteLength - STEP_BYTES) | 0;
  const limit = stop <= lastStep ? stop : lastStep + 1;
  let index = start | 0;
  for (; index < limit; index = (index + STEP_BYTES) | 0) {
    const low = zeros(words.getInt32(index, true) ^ wanted);
    const high = zeros(words.getInt32((index + WORD_BYTES) | 0, true) ^ wanted);
    if ((low | high) !== 0) {
      index = (index + bytesBefore(low, high)) | 0;
      return index < stop ? index : stop;
    }
  }
  return index < stop ? find(byte, bytes, index, stop) : stop;
}
