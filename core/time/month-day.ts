import { COLON, digitsEnd, DOT, SPACE } from '../bytes/ascii.ts';
import type { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber, fourDigits, readFraction, timeOfDay, twoDigits } from './time.ts';

/** Bytes of `1126 12:00:00.000000` and of `20261126 12:00:00.000000`. */
const SHORT_BYTES = 20;
const LONG_BYTES = 24;

/** Where the time ends that klog (`1126 12:00:00.000000`) and glog (`20261126 12:00:00.000000`) write; -1 where there is none. */
export function monthDayTimeEnd(bytes: Buffer, start: number, end: number): number {
  const dateEnd = digitsEnd(bytes, start, end);
  const timeEnd = dateEnd - start === 4 ? start + SHORT_BYTES : dateEnd - start === 8 ? start + LONG_BYTES : -1;
  const isTime = bytes[dateEnd] === SPACE && bytes[dateEnd + 3] === COLON && bytes[dateEnd + 6] === COLON;
  return timeEnd <= end && isTime && bytes[dateEnd + 9] === DOT ? timeEnd : -1;
}

/** The time that {@link monthDayTimeEnd} found, in the source's zone: epoch milliseconds, or NaN. */
export function readMonthDayTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const clockStart = end - (SHORT_BYTES - 5);
  const time = timeOfDay(
    twoDigits(bytes, clockStart),
    twoDigits(bytes, clockStart + 3),
    twoDigits(bytes, clockStart + 6),
    readFraction(bytes, clockStart + 9, end),
  );
  const dayStart = clockStart - 5;
  const [month, day] = [twoDigits(bytes, dayStart), twoDigits(bytes, dayStart + 2)];
  if (end - start === SHORT_BYTES) return clock.yearless(month, day, time);
  return clock.zoneless(dayNumber(fourDigits(bytes, start), month, day) * DAY_MILLIS + time);
}
