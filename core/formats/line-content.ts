import { coloursEnd, ESCAPE, trailingColoursStart } from './colours.ts';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** Whether something that {@link contentStart} skips may be at `bytes[start]`: most lines are recognised by their first byte. */
export function mayBePadded(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start];
  return first === 0 || first === ESCAPE || first === BYTE_ORDER_MARK[0];
}

/**
 * Where the content of the line `bytes[start, end)` begins: after NUL bytes, which a file has where it was truncated under a program that
 * continues writing at its old place (logrotate's `copytruncate`), byte order marks, which programs write whenever they open a file, and
 * colours. `start` where nothing else is in the line.
 */
export function contentStart(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  for (let next = skipOnce(bytes, index, end); next > index; next = skipOnce(bytes, index, end)) index = next;
  return index === end ? start : index;
}

/** Where the content that begins at `start` ends: before the colours that end the line. */
export function contentEnd(bytes: Uint8Array, start: number, end: number): number {
  const colours = trailingColoursStart(bytes, start, end);
  return colours === start ? end : colours;
}

function skipOnce(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] === 0) index++;
  const isMark =
    index + BYTE_ORDER_MARK.length <= end && BYTE_ORDER_MARK.every((byte, at) => bytes[index + at] === byte);
  return coloursEnd(bytes, isMark ? index + BYTE_ORDER_MARK.length : index, end);
}
