import { find } from './ascii.ts';
import { wordsOf } from './byte-view.ts';
import { repeated, STEP_BYTES, WORD_BYTES, zeros } from './word-steps.ts';

/** Where a byte stands in `bytes[start, end)`, or `end`: {@link find} for longer ways, eight bytes at a time. */
export function findFar(byte: number, bytes: Buffer, start: number, end: number): number {
  const words = wordsOf(bytes);
  const wanted = repeated(byte);
  let index = start;
  for (; index + STEP_BYTES <= end; index += STEP_BYTES) {
    const low = words.getInt32(index, true) ^ wanted;
    const high = words.getInt32(index + WORD_BYTES, true) ^ wanted;
    if ((zeros(low) | zeros(high)) !== 0) break;
  }
  return find(byte, bytes, index, end);
}
