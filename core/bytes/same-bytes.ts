import { STEP_BYTES, WORD_BYTES } from './word-steps.ts';

/**
 * Whether the bytes from `textStart` in `text`, at least four and none of them NUL, are at `index` in `words` too. The last step
 * reaches back where the length is no multiple of a step's.
 */
export function isSame(
  text: DataView,
  textStart: number,
  words: DataView,
  index: number,
  lengthBytes: number,
): boolean {
  const last = lengthBytes - STEP_BYTES;
  if (last < 0) {
    const lastWord = last + WORD_BYTES;
    return (
      words.getInt32(index, true) === text.getInt32(textStart, true) &&
      words.getInt32(index + lastWord, true) === text.getInt32(textStart + lastWord, true)
    );
  }
  // As numbers, of which two are equal only if their bytes are, for there is no NUL in the text.
  for (let at = 0; at < last; at += STEP_BYTES) {
    if (words.getFloat64(index + at, true) !== text.getFloat64(textStart + at, true)) return false;
  }
  return words.getFloat64(index + last, true) === text.getFloat64(textStart + last, true);
}
