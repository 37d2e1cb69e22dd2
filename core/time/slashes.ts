import { COLON, SLASH, SPACE } from '../bytes/ascii.ts';
import type { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber, fourDigits, timeOfDay, twoDigits } from './time.ts';

/** Bytes of `2026/11/22 10:02:52`. */
export const SLASHES_TIME_BYTES = 19;

/** The time of nginx's error log and Go's log package, `2026/11/22 10:02:52`, at `bytes[index]`: epoch milliseconds, or NaN. */
export function readSlashesTime(bytes: Buffer, index: number, clock: LineClock): number {
  const recent = clock.recall(bytes, index, SLASHES_TIME_BYTES);
  if (!Number.isNaN(recent)) return recent;
  if (bytes[index + 4] !== SLASH || bytes[index + 7] !== SLASH || bytes[index + 10] !== SPACE) return NaN;
  if (bytes[index + 13] !== COLON || bytes[index + 16] !== COLON) return NaN;
  const day = dayNumber(fourDigits(bytes, index), twoDigits(bytes, index + 5), twoDigits(bytes, index + 8));
  const time = timeOfDay(twoDigits(bytes, index + 11), twoDigits(bytes, index + 14), twoDigits(bytes, index + 17), 0);
  return clock.remember(bytes, index, SLASHES_TIME_BYTES, clock.zoneless(day * DAY_MILLIS + time));
}
