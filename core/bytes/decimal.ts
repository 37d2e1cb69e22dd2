/** Digits of the largest safe integer. */
export const MAX_DIGITS = 16;
const ZERO = 0x30;
const BILLION = 1e9;
const BILLION_DIGITS = 9;
const POWERS = Uint32Array.from({ length: BILLION_DIGITS + 1 }, (_, digits) => 10 ** digits);
/** `00` to `99` as big-endian words. */
const PAIRS = Uint16Array.from({ length: 100 }, (_, number) =>
  Buffer.from(String(number).padStart(2, '0')).readUInt16BE(),
);

/** Writes a safe integer that is not negative, without making a string, and returns where it ends. */
export function writeInteger(target: DataView, position: number, value: number): number {
  if (value < BILLION) return writeDigits(target, position, value, digitCount(value));
  const billions = Math.floor(value / BILLION);
  const rest = writeDigits(target, position, billions, digitCount(billions));
  return writeDigits(target, rest, value - billions * BILLION, BILLION_DIGITS);
}

/** Writes a number below a billion, with which V8 reckons in whole numbers, in so many digits: two at a time. */
function writeDigits(target: DataView, start: number, value: number, count: number): number {
  let rest = value | 0;
  let position = start + count - 2;
  for (; position >= start; position -= 2) {
    const hundreds = (rest / 100) | 0;
    target.setUint16(position, PAIRS[rest - hundreds * 100] ?? 0);
    rest = hundreds;
  }
  if (position + 1 === start) target.setUint8(start, ZERO + rest);
  return start + count;
}

/** How many digits a number below a billion has. That of its bits tells it within one; zero has a digit too. */
function digitCount(value: number): number {
  const digits = ((32 - Math.clz32(value | 1)) * 1233) >> 12;
  return value >= (POWERS[digits] ?? 0) ? digits + 1 : digits === 0 ? 1 : digits;
}
