import { isDigit, SLASH } from '../bytes/ascii.ts';
import type { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber, monthNumber, timeOfDay } from './time.ts';

/** No spelling is longer. */
const MAX_BYTES = 32;
/** Behind the clock there may be a narrow space (U+202F), as newer tables of languages have it: three bytes in UTF-8. */
const TIME =
  /^(?:(?<month>\d\d)\/(?<day>\d\d)|(?<name>[A-Z][a-z]{2}) (?<dayOfName>\d\d?)),? ?\/?(?<year>\d{4}),? (?<hour>\d\d?):(?<minute>\d\d):(?<second>\d\d)(?: |\xe2\x80\xaf)(?<half>[AP])M/;

/**
 * Where a time ends that the United States write: with the month first, and `AM` or `PM`; -1 where there is none.
 *
 *     11/22/2026, 10:02:52 AM      NestJS (the capitals tell it from other countries', which write the day first)
 *     Nov 22, 2026 10:02:52 AM     java.util.logging
 */
export function twelveHoursEnd(bytes: Buffer, start: number, end: number): number {
  const mayBegin = isDigit(bytes[start]) ? bytes[start + 2] === SLASH : monthNumber(bytes, start) > 0;
  if (!mayBegin) return -1;
  const found = TIME.exec(bytes.toString('latin1', start, Math.min(end, start + MAX_BYTES)));
  return found ? start + found[0].length : -1;
}

/** The time that {@link twelveHoursEnd} found, in the source's zone: epoch milliseconds, or NaN. */
export function readTwelveHours(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const parts = TIME.exec(bytes.toString('latin1', start, Math.min(end, start + MAX_BYTES)))?.groups;
  if (!parts) return NaN;
  const { month, day, name, dayOfName, year, hour, minute, second, half } = parts;
  const hours = Number(hour);
  if (hours < 1 || hours > 12) return NaN;
  const date = dayNumber(
    Number(year),
    name === undefined ? Number(month) : monthNumber(bytes, start),
    Number(day ?? dayOfName),
  );
  const time = timeOfDay((hours % 12) + (half === 'P' ? 12 : 0), Number(minute), Number(second), 0);
  return clock.zoneless(date * DAY_MILLIS + time);
}
