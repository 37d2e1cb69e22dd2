import { ZERO } from './ascii.ts';

/** Digits of the largest safe integer. */
export const MAX_DIGITS = 16;

/** Writes a safe integer that is not negative, without making a string, and returns where it ends. */
export function writeInteger(target: DataView, position: number, value: number): number {
  const end = position + digitCount(value);
  let rest = value;
  for (let at = end - 1; at >= position; at--) {
    target.setUint8(at, ZERO + (rest % 10));
    rest = Math.floor(rest / 10);
  }
  return end;
}

/** Zero has a digit too. */
function digitCount(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
