import { COLON, DOT, SPACE } from '../documents/ascii.ts';
import type { LineClock } from './line-clock.ts';
import {
  DAY_MILLIS,
  dayNumber,
  fourDigits,
  monthNumber,
  paddedDay,
  readFraction,
  timeOfDay,
  twoDigits,
} from './time.ts';

/** Where the time begins in `Sun Nov 22 10:02:52 2026`. */
const CLOCK_INDEX = 11;
const SECONDS_END = 19;
const YEAR_BYTES = 4;

/** Bytes of `Sun Nov 22 10:02:52 2026`. */
export const MIN_APACHE_ERROR_TIME_BYTES = SECONDS_END + 1 + YEAR_BYTES;

const WEEKDAYS = new Set(
  ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].map((name) => Buffer.from(name).readUIntBE(0, 3)),
);

/**
 * The time of Apache's error log, `Sun Nov 22 10:02:52 2026` or (since 2.4) `Sun Nov 22 10:02:52.123456 2026`, which
 * fills `bytes[start, end)`: epoch milliseconds, or NaN. It never names a zone. The weekday is not compared with the date.
 */
export function readApacheErrorTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const isShort = end - start === MIN_APACHE_ERROR_TIME_BYTES;
  const recent = isShort ? clock.recall(bytes, start, MIN_APACHE_ERROR_TIME_BYTES) : NaN;
  if (!Number.isNaN(recent)) return recent;
  const yearStart = end - YEAR_BYTES;
  const fractionEnd = yearStart - 1;
  if (fractionEnd < start + SECONDS_END || !WEEKDAYS.has(bytes.readUIntBE(start, 3))) return NaN;
  if (bytes[start + 3] !== SPACE || bytes[start + 7] !== SPACE || bytes[start + 10] !== SPACE) return NaN;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON || bytes[fractionEnd] !== SPACE) return NaN;
  const secondsEnd = start + SECONDS_END;
  const hasFraction = fractionEnd > secondsEnd;
  if (hasFraction && bytes[secondsEnd] !== DOT) return NaN;
  const millis = hasFraction ? readFraction(bytes, secondsEnd + 1, fractionEnd) : 0;
  const day = dayNumber(fourDigits(bytes, yearStart), monthNumber(bytes, start + 4), paddedDay(bytes, start + 8));
  const hour = start + CLOCK_INDEX;
  const time = timeOfDay(twoDigits(bytes, hour), twoDigits(bytes, hour + 3), twoDigits(bytes, hour + 6), millis);
  const instant = clock.zoneless(day * DAY_MILLIS + time);
  return isShort ? clock.remember(bytes, start, MIN_APACHE_ERROR_TIME_BYTES, instant) : instant;
}
