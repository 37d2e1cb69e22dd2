import { ZERO } from './ascii.ts';

/** Digits of the largest safe integer. */
export const MAX_DIGITS = 16;

/** So many digits are an integer of 32 bits: of a greater one V8 has each remainder computed by a call of C's `fmod`. */
const PART_DIGITS = 9;
const PART = 10 ** PART_DIGITS;

/** By their exponents: V8 computes `10 ** digits` by a call too, if it does not know the digits beforehand. */
const POWERS_OF_TEN = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, digits) => 10 ** digits);

/** A power of ten whose exponent is from 0 to {@link MAX_DIGITS}. */
export function powerOfTen(digits: number): number {
  return POWERS_OF_TEN[digits] ?? NaN;
}

/** Writes a safe integer that is not negative, without making a string, and returns where it ends. */
export function writeInteger(target: DataView, position: number, value: number): number {
  if (value < PART) return writeDigits(target, position, value | 0, digitCount(value));
  const high = Math.floor(value / PART);
  const lowStart = writeDigits(target, position, high | 0, digitCount(high));
  return writeDigits(target, lowStart, (value - high * PART) | 0, PART_DIGITS);
}

function writeDigits(target: DataView, position: number, value: number, digits: number): number {
  const end = position + digits;
  let rest = value;
  for (let at = end - 1; at >= position; at--) {
    const tens = (rest / 10) | 0;
    target.setUint8(at, ZERO + rest - tens * 10);
    rest = tens;
  }
  return end;
}

/** Zero has a digit too. */
function digitCount(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
