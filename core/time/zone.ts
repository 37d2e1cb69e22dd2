import { KafkaInsightError } from '../errors.ts';
import { DAY_MILLIS, dayNumber, MINUTE_MILLIS, SECOND_MILLIS, timeOfDay } from './time.ts';

/** Returns how many milliseconds a zone is ahead of UTC when its clocks show this time (given as if it were UTC). */
export type ZoneOffset = (localMillis: number) => number;

/**
 * The offset of an IANA zone by local time. Where clocks were put back and a time came twice, it is the first; where
 * they were put forward and it never came, it is read with the offset before the change, so 02:30 becomes 03:30
 * (RFC 5545, section 3.3.5, and Temporal's `compatible` decide the same way).
 *
 * Errors: TIME_ZONE_UNKNOWN.
 */
export function zoneOffset(timeZone: string): ZoneOffset {
  const known = zoneOffsets.get(timeZone) ?? createZoneOffset(timeZone);
  zoneOffsets.set(timeZone, known);
  return known;
}

/** Making a DateTimeFormat takes as long as reading a hundred lines, and each record of another producer asks for one. */
const zoneOffsets = new Map<string, ZoneOffset>();

function createZoneOffset(timeZone: string): ZoneOffset {
  const format = dateFormat(timeZone);
  // All changes since 1972 are at a full minute; lines of one minute follow each other.
  let cachedMinute = NaN;
  let cachedOffset = 0;
  return (localMillis) => {
    const minute = Math.floor(localMillis / MINUTE_MILLIS);
    if (minute !== cachedMinute) {
      cachedMinute = minute;
      cachedOffset = offsetOfLocalTime(format, minute * MINUTE_MILLIS);
    }
    return cachedOffset;
  };
}

/** Whether the name is an IANA zone that this runtime knows (`Europe/Zurich`, `UTC`; no offsets such as `+01:00`). */
export function isTimeZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  if (!isTimeZone(timeZone)) {
    throw new KafkaInsightError(
      'TIME_ZONE_UNKNOWN',
      `Time zone ${JSON.stringify(timeZone)} is unknown. Give an IANA name such as Europe/Zurich or UTC.`,
    );
  }
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

/** Zones change at most once within the two days around a time, so the offsets a day before and after are all there are. */
function offsetOfLocalTime(format: Intl.DateTimeFormat, localMillis: number): number {
  const before = offsetAt(format, localMillis - DAY_MILLIS);
  const after = offsetAt(format, localMillis + DAY_MILLIS);
  if (before === after || offsetAt(format, localMillis - before) === before) return before;
  return offsetAt(format, localMillis - after) === after ? after : before;
}

/** The offset at an instant, in milliseconds. */
function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const second = Math.floor(instant / SECOND_MILLIS) * SECOND_MILLIS;
  const parts = Object.fromEntries(format.formatToParts(second).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts[name]);
  const year = parts['era'] === 'BC' ? 1 - part('year') : part('year');
  const day = dayNumber(year, part('month'), part('day'));
  return day * DAY_MILLIS + timeOfDay(part('hour'), part('minute'), part('second'), 0) - second;
}
