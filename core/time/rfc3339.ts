import { COLON, COMMA, digitsEnd, DOT, LETTER_T, LETTER_Z, MINUS, PLUS, SPACE } from '../bytes/ascii.ts';
import { wordsOf } from '../bytes/byte-view.ts';
import { KnownText } from '../bytes/known-text.ts';
import { offsetMinutes } from './clf.ts';
import type { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber, fourDigits, readFraction, timeOfDay, twoDigits } from './time.ts';

/** Bytes of `2026-11-22T10:02:52`. */
const SECONDS_END = 19;
/** Bytes of `2026-11-22`. */
const DAY_BYTES = 10;
const LOWER_CASE = 0x20;

/** The day that was last read: lines of one day follow each other, and the same text always is the same day. */
const recentDay = new KnownText(new Uint8Array(DAY_BYTES));
let recentDayNumber = NaN;

/**
 * The time of RFC 3339, `2026-11-22T10:02:52.123456+01:00`, which fills `bytes[start, end)`: epoch milliseconds, or NaN.
 * As loggers print it, a space may replace the `T`, a comma for the dot, `+0100` or `+01` for the offset, and a time
 * without any is the source's.
 */
export function readRfc3339Time(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const secondsEnd = start + SECONDS_END;
  if (end < secondsEnd || !hasSeparators(bytes, start)) return NaN;
  const hasFraction = secondsEnd < end && (bytes[secondsEnd] === DOT || bytes[secondsEnd] === COMMA);
  const fractionEnd = hasFraction ? digitsEnd(bytes, secondsEnd + 1, end) : secondsEnd;
  const millis = hasFraction ? readFraction(bytes, secondsEnd + 1, fractionEnd) : 0;
  const time = timeOfDay(
    twoDigits(bytes, start + 11),
    twoDigits(bytes, start + 14),
    twoDigits(bytes, start + 17),
    millis,
  );
  const localMillis = readDay(bytes, start) * DAY_MILLIS + time;
  if (fractionEnd === end) return clock.zoneless(localMillis);
  return clock.zoned(localMillis, readOffset(bytes, fractionEnd, end));
}

function readDay(bytes: Buffer, start: number): number {
  const words = wordsOf(bytes);
  if (recentDay.isAt(words, start, bytes.length)) return recentDayNumber;
  const day = dayNumber(fourDigits(bytes, start), twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
  if (!Number.isNaN(day)) {
    recentDay.set(words, start, DAY_BYTES);
    recentDayNumber = day;
  }
  return day;
}

function hasSeparators(bytes: Buffer, start: number): boolean {
  const middle = bytes[start + 10] ?? 0;
  return (
    bytes[start + 4] === MINUS &&
    bytes[start + 7] === MINUS &&
    (middle === SPACE || (middle & ~LOWER_CASE) === LETTER_T) &&
    bytes[start + 13] === COLON &&
    bytes[start + 16] === COLON
  );
}

/** Minutes of `Z`, `+01:00`, `+0100` or `+01`, which fills the range; NaN for anything else. */
export function readOffset(bytes: Buffer, start: number, end: number): number {
  const sign = bytes[start] ?? 0;
  const length = end - start;
  if (length === 1) return (sign & ~LOWER_CASE) === LETTER_Z ? 0 : NaN;
  if (sign !== PLUS && sign !== MINUS) return NaN;
  const hours = twoDigits(bytes, start + 1);
  let minutes = NaN;
  if (length === 3) minutes = 0;
  else if (length === 5) minutes = twoDigits(bytes, start + 3);
  else if (length === 6 && bytes[start + 3] === COLON) minutes = twoDigits(bytes, start + 4);
  const offset = offsetMinutes(hours, minutes);
  return sign === MINUS ? -offset : offset;
}
