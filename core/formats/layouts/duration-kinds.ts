import { digitsEnd, DOT, readNumber, ZERO } from '../../bytes/ascii.ts';
import { powerOfTen } from '../../bytes/decimal.ts';
import { valueKey } from '../../bytes/document-keys.ts';
import { isNumber } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';

const DURATION = valueKey('event.duration');
const NANOS_DIGITS = 9;
/** So many whole units are a safe integer in nanoseconds, whatever the unit. */
const MAX_WHOLE_DIGITS = 6;
const MAX_NUMBER_BYTES = 25;
const NGINX_DECIMALS = 3;

/** How long it took, in a unit of so many digits of nanoseconds: seconds have 9. The finer, the lower its rank. */
function duration(unitDigits: number, rank: number, fits: ValueKind['fits']): ValueKind {
  return kind({
    extent: 'word',
    rank,
    claims: ['event.duration'],
    fits,
    write({ item, writer }) {
      const nanos = scaledDecimal(item.bytes, item.start, item.end, unitDigits);
      if (nanos < 0) return false;
      writer.fragment(DURATION);
      writer.integer(nanos);
      return true;
    },
  });
}

/**
 * A decimal number times a power of ten, without the errors of fractions in binary; further decimals are left out. -1 where it is none
 * ({@link isDecimal}), or no safe integer of nanoseconds.
 */
export function scaledDecimal(bytes: Buffer, start: number, end: number, decimals: number): number {
  if (!isDecimal(bytes, start, end)) return -1;
  const wholeEnd = digitsEnd(bytes, start, end);
  if (wholeEnd - start > MAX_WHOLE_DIGITS + NANOS_DIGITS - decimals) return -1;
  const fractionEnd = Math.min(end, wholeEnd + 1 + decimals);
  let value = readNumber(bytes, start, wholeEnd);
  for (let index = wholeEnd + 1; index < fractionEnd; index++) value = value * 10 + (bytes[index] ?? 0) - ZERO;
  return value * powerOfTen(decimals - Math.max(0, fractionEnd - wholeEnd - 1));
}

/** Whether it is a number of seconds with three decimals, as nginx writes them. */
export function isNginxSeconds(bytes: Buffer, start: number, end: number): boolean {
  const dot = end - NGINX_DECIMALS - 1;
  return (
    dot > start && bytes[dot] === DOT && digitsEnd(bytes, start, dot) === dot && digitsEnd(bytes, dot + 1, end) === end
  );
}

/** Whether it is a number with nine decimals at most. */
export function isDecimal(bytes: Buffer, start: number, end: number): boolean {
  const wholeEnd = digitsEnd(bytes, start, end);
  if (wholeEnd === start || end - start > MAX_NUMBER_BYTES) return false;
  if (wholeEnd === end) return true;
  const isFraction = bytes[wholeEnd] === DOT && digitsEnd(bytes, wholeEnd + 1, end) === end;
  return isFraction && end - wholeEnd - 1 > 0 && end - wholeEnd - 1 <= NANOS_DIGITS;
}

/** Seconds with three decimals, as nginx writes them. */
export const nginxSeconds = duration(NANOS_DIGITS, 2, isNginxSeconds);
export const seconds = duration(NANOS_DIGITS, 2, isDecimal);
export const millis = duration(6, 1, isDecimal);
export const micros = duration(3, 0, isNumber);
