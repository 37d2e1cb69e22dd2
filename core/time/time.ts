import { SPACE, ZERO } from '../bytes/ascii.ts';
import { DAY_MILLIS, HOUR_MILLIS, MINUTE_MILLIS, SECOND_MILLIS } from './units.ts';

/**
 * Civil time without Date: what a line prints, to epoch milliseconds. All times here are proleptic Gregorian, in years
 * 0000 to 9999; NaN means a time that does not exist.
 */

export { DAY_MILLIS, MINUTE_MILLIS, SECOND_MILLIS };

const MAX_FRACTION_DIGITS = 9;
const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_OF_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days from 0000-01-01 to 1970-01-01: 1,970 years of 365 days and 478 leap days. */
const DAYS_TO_EPOCH = 719_528;

function isLeapYear(year: number): boolean {
  return (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 to a day; NaN where the month (1 to 12) has no such day. */
export function dayNumber(year: number, month: number, day: number): number {
  const leap = isLeapYear(year);
  if (month < 1 || month > 12 || day < 1) return NaN;
  if (day > (DAYS_OF_MONTH[month] ?? 0) + (leap && month === 2 ? 1 : 0)) return NaN;
  const before = year - 1;
  const leapDays = year === 0 ? 0 : 1 + (before >> 2) - Math.floor(before / 100) + Math.floor(before / 400);
  const dayOfYear = (DAYS_BEFORE_MONTH[month] ?? 0) + (leap && month > 2 ? 1 : 0) + day - 1;
  return year * 365 + leapDays + dayOfYear - DAYS_TO_EPOCH;
}

/**
 * Milliseconds from midnight; NaN where a part is out of range. A leap second (`:60`) is read as the last millisecond of
 * its minute: POSIX time has no number for it, so it stays on its day.
 */
export function timeOfDay(hour: number, minute: number, second: number, millis: number): number {
  if (hour > 23 || minute > 59 || second > 60) return NaN;
  if (second === 60) return hour * HOUR_MILLIS + minute * MINUTE_MILLIS + MINUTE_MILLIS - 1;
  return hour * HOUR_MILLIS + minute * MINUTE_MILLIS + second * SECOND_MILLIS + millis;
}

/** The number of two digits, NaN where they are none. */
export function twoDigits(bytes: Uint8Array, index: number): number {
  const tens = (bytes[index] ?? 0) - ZERO;
  const units = (bytes[index + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : NaN;
}

/** The number of four digits, NaN where they are none. */
export function fourDigits(bytes: Uint8Array, index: number): number {
  return twoDigits(bytes, index) * 100 + twoDigits(bytes, index + 2);
}

/** A day of the month in two places, the first of which may be a space. */
export function paddedDay(bytes: Uint8Array, index: number): number {
  if (bytes[index] !== SPACE) return twoDigits(bytes, index);
  const units = (bytes[index + 1] ?? 0) - ZERO;
  return units >= 1 && units <= 9 ? units : NaN;
}

/** Milliseconds of the fraction of a second `bytes[start, end)`, one to nine digits; what is finer is cut off. */
export function readFraction(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > MAX_FRACTION_DIGITS) return NaN;
  let millis = 0;
  let weight = 100;
  for (let index = start; index < end; index++) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    millis += digit * weight;
    weight = Math.floor(weight / 10);
  }
  return millis;
}

/** The month (1 to 12) of an English abbreviation such as `Nov`, 0 where it is none. */
export function monthNumber(bytes: Uint8Array, index: number): number {
  const name = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
  return MONTHS.get(name) ?? 0;
}

const MONTHS = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, index) => [
    Buffer.from(name).readUIntBE(0, 3),
    index + 1,
  ]),
);
