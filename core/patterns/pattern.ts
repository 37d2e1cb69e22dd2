import { Masker } from './masker.ts';
const masker = new Masker();
/** The text of the pattern. */
export function patternText(bytes: Uint8Array, start: number, end: number): string {
  masker.mask(bytes, start, end);
  return masker.bytes.toString('utf8', 0, masker.lengthBytes);
}
