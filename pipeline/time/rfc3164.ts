import { COLON, DOT, isDigit, SPACE } from '../documents/ascii.ts';
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

const TIME_BYTES = 8;
const YEAR_BYTES = 4;
/** Bytes of `Nov 22 10:02:52`. */
const PLAIN_BYTES = 15;

/**
 * Reads the time that begins a syslog message of the old kind. {@link read} answers it and sets {@link end}, so that
 * nothing is made for each line.
 *
 *     Nov 22 10:02:52          RFC 3164, section 4.1.2: the day is padded with a space; many pad it with a zero
 *     Nov 22 10:02:52.123      some devices
 *     Nov 22 2026 10:02:52     Cisco's
 *     Nov 22 10:02:52 2026     others
 *     2026-11-22T10:02:52Z     rsyslog's
 */
export class Rfc3164TimeReader {
  /** Where the time that was read ends. */
  end = 0;

  /** The time at `bytes[start]` in epoch milliseconds; NaN where there is none before `end`. */
  read(bytes: Buffer, start: number, end: number, clock: LineClock): number {
    if (isDigit(bytes[start])) {
      this.end = start;
      while (this.end < end && bytes[this.end] !== SPACE) this.end++;
      return readRfc3339Time(bytes, start, this.end, clock);
    }
    if (start + 7 + TIME_BYTES > end || bytes[start + 3] !== SPACE || bytes[start + 6] !== SPACE) return NaN;
    // Behind a time without year and fraction of a second stands neither: then its text tells it wholly.
    const isPlain = bytes[start + PLAIN_BYTES] === SPACE && !isDigit(bytes[start + PLAIN_BYTES + 1]);
    const recent = isPlain ? clock.recall(bytes, start, PLAIN_BYTES) : NaN;
    if (!Number.isNaN(recent)) {
      this.end = start + PLAIN_BYTES;
      return recent;
    }
    const month = monthNumber(bytes, start);
    const day = paddedDay(bytes, start + 4);
    const yearFirst = bytes[start + 7 + YEAR_BYTES] === SPACE;
    const timeStart = yearFirst ? start + 8 + YEAR_BYTES : start + 7;
    if (timeStart + TIME_BYTES > end || bytes[timeStart + 2] !== COLON || bytes[timeStart + 5] !== COLON) return NaN;
    const time = this.#readTimeOfDay(bytes, timeStart, end);
    const year = yearFirst ? fourDigits(bytes, start + 7) : this.#readTrailingYear(bytes, end);
    if (!yearFirst && Number.isNaN(year)) {
      const instant = clock.yearless(month, day, time);
      return isPlain ? clock.remember(bytes, start, PLAIN_BYTES, instant) : instant;
    }
    return clock.zoneless(dayNumber(year, month, day) * DAY_MILLIS + time);
  }

  #readTimeOfDay(bytes: Buffer, start: number, end: number): number {
    const secondsEnd = start + TIME_BYTES;
    this.end = secondsEnd;
    if (bytes[secondsEnd] === DOT) {
      this.end++;
      while (this.end < end && isDigit(bytes[this.end])) this.end++;
    }
    const millis = this.end > secondsEnd ? readFraction(bytes, secondsEnd + 1, this.end) : 0;
    return timeOfDay(twoDigits(bytes, start), twoDigits(bytes, start + 3), twoDigits(bytes, start + 6), millis);
  }

  /**
   * A year of this or the last century behind the time; NaN where something else follows, such as a host. The IPv6 address
   * 2001:db8::1 begins like a year too.
   */
  #readTrailingYear(bytes: Buffer, end: number): number {
    const yearEnd = this.end + 1 + YEAR_BYTES;
    if (bytes[this.end] !== SPACE || yearEnd >= end) return NaN;
    const behind = bytes[yearEnd] === COLON ? yearEnd + 1 : yearEnd;
    if (behind < end && bytes[behind] !== SPACE) return NaN;
    const year = fourDigits(bytes, this.end + 1);
    if (!(year >= 1900 && year <= 2099)) return NaN;
    this.end = yearEnd;
    return year;
  }
}
