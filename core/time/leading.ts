import {
  COLON,
  COMMA,
  digitsEnd,
  DOT,
  isDigit,
  LETTER_T,
  LETTER_Z,
  MINUS,
  PLUS,
  SLASH,
  SPACE,
} from '../bytes/ascii.ts';
import { RecentCache } from '../bytes/recent-cache.ts';
import type { LineClock } from './line-clock.ts';
import { readOffset } from './rfc3339.ts';
import {
  DAY_MILLIS,
  dayNumber,
  fourDigits,
  MINUTE_MILLIS,
  monthNumber,
  readFraction,
  timeOfDay,
  twoDigits,
} from './time.ts';
import { isTimeZone, type ZoneOffset, zoneOffset } from './zone.ts';
import { isZoneWord, isZoneWordAt, zoneWordEnd, zoneWordMinutes } from './zone-words.ts';

const CLOCK_BYTES = 8;
const HALF_BYTES = 2;
const NOON = 12;
const [CAPITAL_A, CAPITAL_M, CAPITAL_P, SMALL_M, SMALL_P] = [0x41, 0x4d, 0x50, 0x6d, 0x70] as const;
/** Bytes of `2026-11-22 ` and of `22-Nov-2026 `. */
const NUMBERED_DATE_BYTES = 11;
const NAMED_DATE_BYTES = 12;
/** No more is remembered of a time than a clock has room for. */
const MAX_REMEMBERED_BYTES = 32;
/** `Europe/Zurich`, `America/Argentina/Ushuaia`. Asking the runtime for a name costs as much as some lines. */
const ZONE_NAME = /^[A-Z][A-Za-z]{2,14}(?:\/[A-Z][A-Za-z_+-]{1,24}){1,2}$/;
const ZONES_KEPT = 64;
const zones = new RecentCache<ZoneOffset | false>(ZONES_KEPT);

/**
 * Where the time ends with which loggers begin a line; -1 where there is none. Whether it exists is not looked at.
 *
 *     2026-11-22T10:02:52.123+01:00     RFC 3339; a space may be for the T, a comma for the dot, `+0100` or `+01` for the offset
 *     2026-11-22 10:02:52.123 +01:00    Serilog's; gunicorn's without colon
 *     2026/11/22 10:02:52.123456        Go's
 *     22-Nov-2026 10:02:52.123          Tomcat's, PHP's; Redis has spaces instead
 *     2026-11-22 10:02:52.123 PM        of twelve hours: without it the time would be wrong by half a day
 */
export function leadingTimeEnd(bytes: Buffer, start: number, end: number): number {
  const clockStart = start + dateBytes(bytes, start);
  const secondsEnd = clockStart + CLOCK_BYTES;
  if (clockStart === start || secondsEnd > end) return -1;
  if (bytes[clockStart + 2] !== COLON || bytes[clockStart + 5] !== COLON) return -1;
  const fractionEnd = fractionEndOf(bytes, secondsEnd, end);
  const halfEnd = halfEndOf(bytes, fractionEnd, end);
  if (halfEnd > fractionEnd) return halfEnd;
  const sign = bytes[fractionEnd] === SPACE ? bytes[fractionEnd + 1] : bytes[fractionEnd];
  if (sign !== PLUS && sign !== MINUS) return bytes[fractionEnd] === LETTER_Z ? fractionEnd + 1 : fractionEnd;
  const signAt = bytes[fractionEnd] === SPACE ? fractionEnd + 1 : fractionEnd;
  const hoursEnd = digitsEnd(bytes, signAt + 1, end);
  const offsetEnd = bytes[hoursEnd] === COLON && isDigit(bytes[hoursEnd + 1]) ? hoursEnd + 3 : hoursEnd;
  return Number.isNaN(readOffset(bytes, signAt, offsetEnd)) || offsetEnd > end ? fractionEnd : offsetEnd;
}

/** The same and the name of a zone after it: `2026-11-22 10:02:52.123 UTC`, or an offset in its place. */
export function zonedTimeEnd(bytes: Buffer, start: number, end: number): number {
  const timeEnd = leadingTimeEnd(bytes, start, end);
  if (timeEnd < 0 || bytes[timeEnd] !== SPACE) return timeEnd;
  const wordEnd = zoneWordEnd(bytes, timeEnd + 1, end);
  return isZoneWordAt(bytes, timeEnd + 1, wordEnd) ? wordEnd : timeEnd;
}

/** The time that {@link leadingTimeEnd} or {@link zonedTimeEnd} found: epoch milliseconds, or NaN. A zone that is not certain is none. */
export function readLeadingTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const lengthBytes = end - start;
  const recent = clock.recall(bytes, start, lengthBytes);
  if (!Number.isNaN(recent)) return recent;
  const instant = readTime(bytes, start, end, clock);
  return lengthBytes > MAX_REMEMBERED_BYTES ? instant : clock.remember(bytes, start, lengthBytes, instant);
}

function readTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const localMillis = readLocalTime(bytes, start, end);
  const fractionEnd = fractionEndOf(bytes, start + dateBytes(bytes, start) + CLOCK_BYTES, end);
  const zoneStart = bytes[fractionEnd] === SPACE ? fractionEnd + 1 : fractionEnd;
  if (zoneStart >= end || halfEndOf(bytes, fractionEnd, end) === end) return clock.zoneless(localMillis);
  const offset = readOffset(bytes, zoneStart, end);
  if (!Number.isNaN(offset)) return clock.zoned(localMillis, offset);
  return readInZone(bytes.toString('latin1', zoneStart, end), localMillis, clock);
}

/** A local time in the zone of an abbreviation, or of the tz database: NaN where there is none of this name. */
export function readInZone(name: string, localMillis: number, clock: LineClock): number {
  if (isZoneWord(name)) {
    const minutes = zoneWordMinutes(name);
    return Number.isNaN(minutes) ? clock.zoneless(localMillis) : clock.zoned(localMillis, minutes);
  }
  const zone = ZONE_NAME.test(name) && zones.get(name, (one) => isTimeZone(one) && zoneOffset(one));
  if (zone === false || Number.isNaN(localMillis)) return NaN;
  return clock.zoned(localMillis, zone(localMillis) / MINUTE_MILLIS);
}

/** The date and clock that {@link leadingTimeEnd} found, as if they were UTC's. */
export function readLocalTime(bytes: Buffer, start: number, end: number): number {
  const date = dateBytes(bytes, start);
  const day = date === NAMED_DATE_BYTES ? namedDay(bytes, start) : numberedDay(bytes, start);
  const clockStart = start + date;
  const secondsEnd = clockStart + CLOCK_BYTES;
  const fractionEnd = fractionEndOf(bytes, secondsEnd, end);
  const millis = fractionEnd > secondsEnd ? readFraction(bytes, secondsEnd + 1, fractionEnd) : 0;
  const printed = twoDigits(bytes, clockStart);
  const halfEnd = halfEndOf(bytes, fractionEnd, end);
  const hour = halfEnd > fractionEnd ? hourOfHalf(printed, bytes[halfEnd - HALF_BYTES] === CAPITAL_A) : printed;
  const [minute, second] = [twoDigits(bytes, clockStart + 3), twoDigits(bytes, clockStart + 6)];
  return day * DAY_MILLIS + timeOfDay(hour, minute, second, millis);
}

/** An hour of 1 to 12 in a half of the day. Programs that print 13 and `PM` mean 13. */
function hourOfHalf(hour: number, isMorning: boolean): number {
  if (isMorning) return hour === NOON ? 0 : hour;
  return hour < NOON ? hour + NOON : hour;
}

/** How long the date is that may be there, with what separates it from the clock; 0 where there is none. */
function dateBytes(bytes: Buffer, start: number): number {
  const separator = bytes[start + 4];
  if ((separator === MINUS || separator === SLASH) && bytes[start + 7] === separator) {
    const middle = bytes[start + 10];
    return middle === SPACE || middle === LETTER_T ? NUMBERED_DATE_BYTES : 0;
  }
  const mark = bytes[start + 2];
  const isNamed = (mark === MINUS || mark === SPACE) && bytes[start + 6] === mark && bytes[start + 11] === SPACE;
  return isNamed ? NAMED_DATE_BYTES : 0;
}

function numberedDay(bytes: Buffer, start: number): number {
  return dayNumber(fourDigits(bytes, start), twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
}

function namedDay(bytes: Buffer, start: number): number {
  return dayNumber(fourDigits(bytes, start + 7), monthNumber(bytes, start + 3), twoDigits(bytes, start));
}

/** Where `AM`, `PM` or `pm` ends that is behind a clock and a space; `start` where there is none. In German, `am` is a word. */
function halfEndOf(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start + 1];
  if (first !== CAPITAL_P && first !== CAPITAL_A && first !== SMALL_P) return start;
  const halfEnd = start + 1 + HALF_BYTES;
  const isHalf = bytes[start] === SPACE && bytes[start + 2] === (first === SMALL_P ? SMALL_M : CAPITAL_M);
  return isHalf && halfEnd <= end && (halfEnd === end || !isWordByte(bytes[halfEnd] ?? 0)) ? halfEnd : start;
}

function isWordByte(byte: number): boolean {
  const small = byte | 0x20;
  return isDigit(byte) || (small >= 0x61 && small <= 0x7a);
}

/** Where the fraction of a second ends, with its dot or comma; `start` where there is none. */
function fractionEndOf(bytes: Buffer, start: number, end: number): number {
  const hasFraction = (bytes[start] === DOT || bytes[start] === COMMA) && isDigit(bytes[start + 1]);
  return hasFraction ? digitsEnd(bytes, start + 1, end) : start;
}
