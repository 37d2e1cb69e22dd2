import { COLON, DOT, isDigit, SPACE, ZERO } from '../bytes/ascii.ts';
import type { LineClock } from './line-clock.ts';
import { readRfc3339Time } from './rfc3339.ts';
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
/** Where a space is in `2026-11-22 10:02:52`. */
const ISO_SPACE = 10;

/** Bytes of `Sun Nov 22 10:02:52 2026`. */
const SHORT_BYTES = SECONDS_END + 1 + YEAR_BYTES;
/** Bytes of `2026-11-22 10:02:52`, the shortest of all. */
export const MIN_APACHE_ERROR_TIME_BYTES = 19;

const WEEKDAYS = new Set(
  ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].map((name) => Buffer.from(name).readUIntBE(0, 3)),
);

/**
 * The time of Apache's error log, `Sun Nov 22 10:02:52 2026` or (since 2.4) `Sun Nov 22 10:02:52.123456 2026`, which
 * fills `bytes[start, end)`: epoch milliseconds, or NaN. It never names a zone. The weekday is not compared with the date. A day of one
 * digit may have no padding; with `%{cu}t` in ErrorLogFormat the time is `2026-11-22 10:02:52.123456`.
 */
export function readApacheErrorTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const isShort = end - start === SHORT_BYTES;
  const recent = isShort ? clock.recall(bytes, start, SHORT_BYTES) : NaN;
  if (!Number.isNaN(recent)) return recent;
  if (isDigit(bytes[start]))
    return bytes[start + ISO_SPACE] === SPACE ? readRfc3339Time(bytes, start, end, clock) : NaN;
  const yearStart = end - YEAR_BYTES;
  const fractionEnd = yearStart - 1;
  const isUnpadded = isDigit(bytes[start + 8]) && bytes[start + 9] === SPACE;
  const hour = isUnpadded ? start + CLOCK_INDEX - 1 : start + CLOCK_INDEX;
  const secondsEnd = hour + SECONDS_END - CLOCK_INDEX;
  if (fractionEnd < secondsEnd || bytes[fractionEnd] !== SPACE || !hasSeparators(bytes, start, hour)) return NaN;
  const hasFraction = fractionEnd > secondsEnd;
  if (hasFraction && bytes[secondsEnd] !== DOT) return NaN;
  const millis = hasFraction ? readFraction(bytes, secondsEnd + 1, fractionEnd) : 0;
  const dayOfMonth = isUnpadded ? (bytes[start + 8] ?? 0) - ZERO : paddedDay(bytes, start + 8);
  const day = dayNumber(fourDigits(bytes, yearStart), monthNumber(bytes, start + 4), dayOfMonth);
  const time = timeOfDay(twoDigits(bytes, hour), twoDigits(bytes, hour + 3), twoDigits(bytes, hour + 6), millis);
  const instant = clock.zoneless(day * DAY_MILLIS + time);
  return isShort && !isUnpadded ? clock.remember(bytes, start, SHORT_BYTES, instant) : instant;
}

function hasSeparators(bytes: Buffer, start: number, hour: number): boolean {
  return (
    WEEKDAYS.has(bytes.readUIntBE(start, 3)) &&
    bytes[start + 3] === SPACE &&
    bytes[start + 7] === SPACE &&
    bytes[hour - 1] === SPACE &&
    bytes[hour + 2] === COLON &&
    bytes[hour + 5] === COLON
  );
}
