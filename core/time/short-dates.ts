import { COLON, digitsEnd, DOT, SLASH, SPACE } from '../bytes/ascii.ts';
import type { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber, monthNumber, readFraction, timeOfDay, twoDigits } from './time.ts';

/** Bytes of `10:02:52`. */
const CLOCK_BYTES = 8;
/** Bytes of `26/11/22 `. */
const SHORT_DATE_BYTES = 9;
/** Bytes of `22 Nov `. */
const YEARLESS_DATE_BYTES = 7;
const CENTURY = 2000;

/** Where the time ends that Spark and Hadoop's console print, year first and of two digits (`26/11/22 10:02:52`); -1 where there is none. */
export function shortTimeEnd(bytes: Buffer, start: number, end: number): number {
  const isDate = bytes[start + 2] === SLASH && bytes[start + 5] === SLASH;
  return isDate && digitsEnd(bytes, start, end) === start + 2 ? clockEnd(bytes, start + SHORT_DATE_BYTES, end) : -1;
}

/** The time that {@link shortTimeEnd} found, in the source's zone: epoch milliseconds, or NaN. */
export function readShortTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const [year, month, day] = [twoDigits(bytes, start), twoDigits(bytes, start + 3), twoDigits(bytes, start + 6)];
  return clock.zoneless(dayNumber(CENTURY + year, month, day) * DAY_MILLIS + clockOf(bytes, end - CLOCK_BYTES));
}

/** Where the time ends that Redis printed up to 3.2 (`22 Nov 10:02:52.123`, or without fraction); -1 where there is none. */
export function yearlessTimeEnd(bytes: Buffer, start: number, end: number): number {
  const secondsEnd = clockEnd(bytes, start + YEARLESS_DATE_BYTES, end);
  if (secondsEnd < 0 || !(monthNumber(bytes, start + 3) > 0)) return -1;
  return bytes[secondsEnd] === DOT ? digitsEnd(bytes, secondsEnd + 1, end) : secondsEnd;
}

/** The time that {@link yearlessTimeEnd} found, in the year that the file tells and the source's zone: epoch milliseconds, or NaN. */
export function readYearlessTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const clockStart = start + YEARLESS_DATE_BYTES;
  const secondsEnd = clockStart + CLOCK_BYTES;
  const millis = end > secondsEnd ? readFraction(bytes, secondsEnd + 1, end) : 0;
  const time = clockOf(bytes, clockStart) + millis;
  return clock.yearless(monthNumber(bytes, start + 3), twoDigits(bytes, start), time);
}

function clockEnd(bytes: Buffer, start: number, end: number): number {
  const isClock = bytes[start - 1] === SPACE && bytes[start + 2] === COLON && bytes[start + 5] === COLON;
  return isClock && start + CLOCK_BYTES <= end ? start + CLOCK_BYTES : -1;
}

function clockOf(bytes: Buffer, start: number): number {
  return timeOfDay(twoDigits(bytes, start), twoDigits(bytes, start + 3), twoDigits(bytes, start + 6), 0);
}
