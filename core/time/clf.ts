import { COLON, DOT, MINUS, PLUS, SLASH, SPACE } from '../bytes/ascii.ts';
import type { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber, fourDigits, monthNumber, readFraction, timeOfDay, twoDigits } from './time.ts';

/** Bytes of `22/Nov/2026:10:02:52 +0000`. */
export const CLF_TIME_BYTES = 26;
/** Where its seconds are. */
const SECONDS_INDEX = 18;

/** The time of the common log format (Apache's `%t` without brackets) at `bytes[index]`, in epoch milliseconds or NaN. */
export function readClfTime(bytes: Buffer, index: number, clock: LineClock): number {
  const recent = clock.recallMinute(bytes, index, SECONDS_INDEX);
  if (!Number.isNaN(recent)) return recent;
  const sign = bytes[index + 21];
  if (bytes[index + 2] !== SLASH || bytes[index + 6] !== SLASH || bytes[index + 11] !== COLON) return NaN;
  if (bytes[index + 14] !== COLON || bytes[index + 17] !== COLON || bytes[index + 20] !== SPACE) return NaN;
  if (sign !== PLUS && sign !== MINUS) return NaN;
  const day = dayNumber(fourDigits(bytes, index + 7), monthNumber(bytes, index + 3), twoDigits(bytes, index));
  const time = timeOfDay(twoDigits(bytes, index + 12), twoDigits(bytes, index + 15), twoDigits(bytes, index + 18), 0);
  const offset = offsetMinutes(twoDigits(bytes, index + 22), twoDigits(bytes, index + 24));
  const instant = clock.zoned(day * DAY_MILLIS + time, sign === MINUS ? -offset : offset);
  return clock.rememberMinute(bytes, index, SECONDS_INDEX, CLF_TIME_BYTES, instant);
}

/** Bytes of `22/Nov/2026:10:02:52.123`. */
export const LOCAL_CLF_TIME_BYTES = 24;

/** The time that HAProxy prints, `22/Nov/2026:10:02:52.123` without an offset, at `bytes[index]`: epoch milliseconds, or NaN. */
export function readLocalClfTime(bytes: Buffer, index: number, clock: LineClock): number {
  const recent = clock.recall(bytes, index, LOCAL_CLF_TIME_BYTES);
  if (!Number.isNaN(recent)) return recent;
  if (bytes[index + 11] !== COLON || bytes[index + 20] !== DOT) return NaN;
  const instant = readLocal(bytes, index, readFraction(bytes, index + 21, index + LOCAL_CLF_TIME_BYTES), clock);
  return clock.remember(bytes, index, LOCAL_CLF_TIME_BYTES, instant);
}

/** Bytes of `22/Nov/2026 10:02:52`. */
export const SPACED_CLF_TIME_BYTES = 20;

/** The time that Python's http.server prints, `22/Nov/2026 10:02:52`, at `bytes[index]`: epoch milliseconds, or NaN. */
export function readSpacedClfTime(bytes: Buffer, index: number, clock: LineClock): number {
  return bytes[index + 11] === SPACE ? readLocal(bytes, index, 0, clock) : NaN;
}

/** A time without an offset. */
function readLocal(bytes: Buffer, index: number, millis: number, clock: LineClock): number {
  if (bytes[index + 2] !== SLASH || bytes[index + 6] !== SLASH) return NaN;
  if (bytes[index + 14] !== COLON || bytes[index + 17] !== COLON) return NaN;
  const day = dayNumber(fourDigits(bytes, index + 7), monthNumber(bytes, index + 3), twoDigits(bytes, index));
  const [hour, minute, second] = [index + 12, index + 15, index + 18] as const;
  return clock.zoneless(
    day * DAY_MILLIS + timeOfDay(twoDigits(bytes, hour), twoDigits(bytes, minute), twoDigits(bytes, second), millis),
  );
}

/** Minutes of a printed offset, NaN where it is out of range (RFC 3339, section 5.6). */
export function offsetMinutes(hours: number, minutes: number): number {
  return hours <= 23 && minutes <= 59 ? hours * 60 + minutes : NaN;
}
