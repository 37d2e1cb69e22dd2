import { startsWith } from '../../bytes/ascii.ts';
import type { OwnExtent } from './kind.ts';

/** Bytes of a value, as a set to look them up in. */
export function byteSet(ascii: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(ascii)) set[byte] = 1;
  return set;
}

export const DIGITS: Uint8Array = byteSet('0123456789');

/** Says of an extent with which bytes its values begin: a quick look at a line that begins otherwise does not ask it. */
export function beginningWith(firsts: Uint8Array, extent: OwnExtent): OwnExtent {
  return Object.assign(extent, { firsts });
}

/** Where the bytes of a set end that begin at `start`; -1 where there is none. */
export function bytesEnd(set: Uint8Array, bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && set[bytes[index] ?? 0] === 1) index++;
  return index > start ? index : -1;
}

/** A value that ends with the last byte of a set. */
export function spanOf(set: Uint8Array): OwnExtent {
  return beginningWith(set, (bytes, start, end) => bytesEnd(set, bytes, start, end));
}

/** A value that is one text. */
export function exactly(ascii: Buffer): OwnExtent {
  const firsts = byteSet(ascii.toString('latin1', 0, 1));
  return beginningWith(firsts, (bytes, start, end) =>
    startsWith(ascii, bytes, start, end) ? start + ascii.length : -1,
  );
}
