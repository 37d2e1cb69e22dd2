import { counted, grouped } from '../../core/wording.ts';

/**
 * What is to be said of a line that is shown: of how many lines it was joined, and how much of it is left out; nothing of a single whole one.
 *
 * @param shownBytes how many of its bytes are shown
 */
export function extentOf(
  { lines, lengthBytes }: { readonly lines: number; readonly lengthBytes: number },
  shownBytes: number,
): string[] {
  return [
    ...(lines > 1 ? [`${counted(lines, 'line')} joined`] : []),
    ...(lengthBytes > shownBytes ? [`the first ${grouped(shownBytes)} of ${counted(lengthBytes, 'byte')}`] : []),
  ];
}
