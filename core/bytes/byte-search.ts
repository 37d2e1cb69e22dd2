import { find } from './ascii.ts';
import { wordsOf } from './byte-view.ts';
import { bytesBefore, repeated, STEP_BYTES, WORD_BYTES, zeros } from './word-steps.ts';

/** Where a byte is in `bytes[start, end)`, or `end`: {@link find} for longer ways, eight bytes at a time. */
export function findFar(byte: number, bytes: Buffer, start: number, end: number): number {
  const words = wordsOf(bytes);
  const wanted = repeated(byte);
  const lastStep = words.byteLength - STEP_BYTES;
  const limit = end <= lastStep ? end : lastStep + 1;
  let index = start;
  for (; index < limit; index += STEP_BYTES) {
    const low = zeros(words.getInt32(index, true) ^ wanted);
    const high = zeros(words.getInt32(index + WORD_BYTES, true) ^ wanted);
    if ((low | high) !== 0) {
      index += bytesBefore(low, high);
      return index < end ? index : end;
    }
  }
  return index < end ? find(byte, bytes, index, end) : end;
}
