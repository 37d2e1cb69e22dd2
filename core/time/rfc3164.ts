import {
  COLON,
  COMMA,
  digitsEnd,
  DOT,
  isCapital,
  isDigit,
  LETTER_T,
  LETTER_Z,
  MINUS,
  PLUS,
  readNumber,
  skipSpaces,
  SPACE,
} from '../bytes/ascii.ts';
import type { LineClock } from './line-clock.ts';
import { readOffset } from './rfc3339.ts';
import {
  DAY_MILLIS,
  dayNumber,
  monthNumber,
  paddedDay,
  readFraction,
  SECOND_MILLIS,
  timeOfDay,
  twoDigits,
} from './time.ts';
import { isZoneWord, zoneWordEnd, zoneWordMinutes } from './zone-words.ts';

const CLOCK_BYTES = 8;
const YEAR_BYTES = 4;
/** Bytes of `Nov 22 10:02:52`. */
const PLAIN_BYTES = 15;
const EPOCH_DIGITS = 10;
/** Of `+0100`. */
const MIN_APART_BYTES = 5;

/** How a time is printed. */
export type TimeShape = 'month' | 'iso' | 'other';

/**
 * Reads the time that begins a syslog message of the old kind. {@link read} returns it and sets the fields, so that
 * nothing is made for each line.
 *
 *     Nov 22 10:02:52             RFC 3164, section 4.1.2: the day is padded with a space; many pad it with a zero, or not at all
 *     Nov 22 10:02:52.123         some devices; the fraction may follow a comma
 *     Nov 22 2026 10:02:52        Cisco's
 *     Nov 22 10:02:52 CET 2026    others: a zone or a year, or both, after the time
 *     Nov 22 10:02:52+01:00       a space may be before the offset
 *     2026-11-22T10:02:52Z        rsyslog's; a space may replace the T
 *     2026 Nov 22 10:02:52        and `22 Nov 2026`, `22 Nov`, `Sun Nov 22`
 *     1795341772                  seconds since 1970
 */
export class Rfc3164TimeReader {
  /** Where the time that was read ends. */
  end = 0;
  shape: TimeShape = 'month';
  /** Digits of the fraction of a second. */
  fractionDigits = 0;
  /** Whether an offset is printed as a number, which no zone's name and no `Z` is. */
  hasNumericOffset = false;
  /** Whether an offset is printed after the time. */
  hasOffset = false;

  #offsetMinutes = NaN;
  #year = NaN;

  /** The time at `bytes[start]` in epoch milliseconds; NaN where there is none before `end`. */
  read(bytes: Buffer, start: number, end: number, clock: LineClock): number {
    const isPlain = isPlainAt(bytes, start, end);
    const recent = isPlain ? clock.recall(bytes, start, PLAIN_BYTES) : NaN;
    if (!Number.isNaN(recent)) {
      this.shape = 'month';
      this.end = start + PLAIN_BYTES;
      return recent;
    }
    if (isPlain) return this.#readPlain(bytes, start, end, clock);
    if (!isDigit(bytes[start])) return this.#readMonthFirst(bytes, start, end, clock);
    const digits = digitsEnd(bytes, start, end) - start;
    if (digits === EPOCH_DIGITS) return this.#readEpoch(bytes, start, end);
    if (digits === YEAR_BYTES && bytes[start + YEAR_BYTES] === MINUS) return this.#readIso(bytes, start, end, clock);
    return this.#readDigitsFirst(bytes, start, digits, end, clock);
  }

  #begin(shape: TimeShape): void {
    this.shape = shape;
    this.fractionDigits = 0;
    this.hasOffset = this.hasNumericOffset = false;
    this.#offsetMinutes = this.#year = NaN;
  }

  /** `Nov 22 10:02:52` and a space, after which is neither year nor zone: the text alone determines it. */
  #readPlain(bytes: Buffer, start: number, end: number, clock: LineClock): number {
    this.#begin('month');
    const month = monthNumber(bytes, start);
    const day = paddedDay(bytes, start + 4);
    const time = this.#readClock(bytes, start + 7, end);
    return clock.remember(bytes, start, PLAIN_BYTES, clock.yearless(month, day, time));
  }

  #readMonthFirst(bytes: Buffer, start: number, end: number, clock: LineClock): number {
    const hasWeekday =
      bytes[start + 3] === SPACE && monthNumber(bytes, start) === 0 && monthNumber(bytes, start + 4) > 0;
    const monthStart = hasWeekday ? start + 4 : start;
    this.#begin(hasWeekday ? 'other' : 'month');
    const dayStart = skipSpaces(bytes, monthStart + 3, end);
    const dayEnd = digitsEnd(bytes, dayStart, end);
    if (bytes[monthStart + 3] !== SPACE || dayEnd - dayStart > 2) return NaN;
    const month = monthNumber(bytes, monthStart);
    return this.#readRest(month, readNumber(bytes, dayStart, dayEnd), bytes, dayEnd, end, clock);
  }

  /** `2026 Nov 22 10:02:52`, `22 Nov 2026 10:02:52` or `22 Nov 10:02:52`. */
  #readDigitsFirst(bytes: Buffer, start: number, digits: number, end: number, clock: LineClock): number {
    this.#begin('other');
    const monthStart = start + digits + 1;
    if (bytes[monthStart - 1] !== SPACE || bytes[monthStart + 3] !== SPACE) return NaN;
    const month = monthNumber(bytes, monthStart);
    const first = readNumber(bytes, start, start + digits);
    if (digits <= 2) return this.#readRest(month, first, bytes, monthStart + 3, end, clock);
    const dayStart = skipSpaces(bytes, monthStart + 3, end);
    const dayEnd = digitsEnd(bytes, dayStart, end);
    if (digits !== YEAR_BYTES || dayEnd - dayStart > 2) return NaN;
    this.#year = first;
    return this.#readRest(month, readNumber(bytes, dayStart, dayEnd), bytes, dayEnd, end, clock);
  }

  /** What is after month and day: perhaps a year, the clock, and perhaps zone and year. */
  #readRest(month: number, day: number, bytes: Buffer, start: number, end: number, clock: LineClock): number {
    let clockStart = skipSpaces(bytes, start, end);
    if (bytes[start] !== SPACE) return NaN;
    if (bytes[clockStart + YEAR_BYTES] === SPACE && digitsEnd(bytes, clockStart, end) === clockStart + YEAR_BYTES) {
      this.#year = readNumber(bytes, clockStart, clockStart + YEAR_BYTES);
      clockStart = skipSpaces(bytes, clockStart + YEAR_BYTES, end);
    }
    const time = this.#readClock(bytes, clockStart, end);
    if (Number.isNaN(time)) return NaN;
    this.#readOffset(bytes, end);
    if (!this.hasOffset) this.#readZoneWord(bytes, end);
    if (Number.isNaN(this.#year)) this.#readTrailingYear(bytes, end);
    if (!this.hasOffset) this.#readZoneWord(bytes, end);
    if (Number.isNaN(this.#year)) return clock.yearless(month, day, time, this.#offsetMinutes);
    return this.#complete(dayNumber(this.#year, month, day) * DAY_MILLIS + time, clock);
  }

  #readIso(bytes: Buffer, start: number, end: number, clock: LineClock): number {
    this.#begin(bytes[start + 10] === LETTER_T ? 'iso' : 'other');
    if (bytes[start + 7] !== MINUS || (this.shape === 'other' && bytes[start + 10] !== SPACE)) return NaN;
    const year = readNumber(bytes, start, start + YEAR_BYTES);
    const day = dayNumber(year, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
    const time = this.#readClock(bytes, start + 11, end);
    if (Number.isNaN(time)) return NaN;
    this.#readOffset(bytes, end);
    if (!this.hasOffset) this.#readZoneWord(bytes, end);
    return this.#complete(day * DAY_MILLIS + time, clock);
  }

  #readEpoch(bytes: Buffer, start: number, end: number): number {
    this.#begin('other');
    const secondsEnd = start + EPOCH_DIGITS;
    const millis = this.#readFraction(bytes, secondsEnd, end);
    return readNumber(bytes, start, secondsEnd) * SECOND_MILLIS + millis;
  }

  #complete(localMillis: number, clock: LineClock): number {
    if (Number.isNaN(this.#offsetMinutes)) return clock.zoneless(localMillis);
    return clock.zoned(localMillis, this.#offsetMinutes);
  }

  /** Milliseconds of `10:02:52.123`, NaN where it is none. */
  #readClock(bytes: Buffer, start: number, end: number): number {
    const secondsEnd = start + CLOCK_BYTES;
    if (secondsEnd > end || bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return NaN;
    const millis = this.#readFraction(bytes, secondsEnd, end);
    return timeOfDay(twoDigits(bytes, start), twoDigits(bytes, start + 3), twoDigits(bytes, start + 6), millis);
  }

  #readFraction(bytes: Buffer, start: number, end: number): number {
    this.end = start;
    if ((bytes[start] !== DOT && bytes[start] !== COMMA) || !isDigit(bytes[start + 1])) return 0;
    this.end = digitsEnd(bytes, start + 1, end);
    this.fractionDigits = this.end - start - 1;
    return readFraction(bytes, start + 1, this.end);
  }

  /** `Z`, `+01:00` or `+0100` right after the time, or a space and four digits: two could be anything. */
  #readOffset(bytes: Buffer, end: number): void {
    const isApart = bytes[this.end] === SPACE && isSign(bytes[this.end + 1]);
    const start = isApart ? this.end + 1 : this.end;
    const sign = bytes[start];
    const isNumeric = isSign(sign);
    if (!isNumeric && sign !== LETTER_Z) return;
    let offsetEnd = start + 1;
    while (offsetEnd < end && bytes[offsetEnd] !== SPACE) offsetEnd++;
    if (offsetEnd > start + 1 && bytes[offsetEnd - 1] === COLON) offsetEnd--;
    const minutes = readOffset(bytes, start, offsetEnd);
    if (Number.isNaN(minutes) || (isApart && offsetEnd - start < MIN_APART_BYTES)) return;
    this.hasOffset = true;
    this.hasNumericOffset = isNumeric;
    this.#offsetMinutes = minutes;
    this.end = offsetEnd;
  }

  /** ` UTC`: of a zone that is not certain only that it is no host is known. */
  #readZoneWord(bytes: Buffer, end: number): void {
    const start = this.end + 1;
    if (bytes[this.end] !== SPACE || !isCapital(bytes[start])) return;
    const wordEnd = zoneWordEnd(bytes, start, end);
    if (wordEnd < end && bytes[wordEnd] !== SPACE && bytes[wordEnd] !== COLON) return;
    const word = bytes.toString('latin1', start, wordEnd);
    if (!isZoneWord(word)) return;
    this.hasOffset = true;
    this.#offsetMinutes = zoneWordMinutes(word);
    this.end = wordEnd;
  }

  /**
   * A year of this or the last century after the time; not where something else follows, such as a host. The IPv6 address
   * 2001:db8::1 begins like a year too.
   */
  #readTrailingYear(bytes: Buffer, end: number): void {
    const yearEnd = this.end + 1 + YEAR_BYTES;
    if (bytes[this.end] !== SPACE || yearEnd >= end) return;
    const behind = bytes[yearEnd] === COLON ? yearEnd + 1 : yearEnd;
    if (behind < end && bytes[behind] !== SPACE) return;
    const year = readNumber(bytes, this.end + 1, yearEnd);
    if (!(year >= 1900 && year <= 2099)) return;
    this.#year = year;
    this.end = yearEnd;
  }
}

function isSign(byte: number | undefined): boolean {
  return byte === PLUS || byte === MINUS;
}

/** Whether `Nov 22 10:02:52` and a space may be there, and neither a year nor an offset nor the capitals of a zone after it. */
function isPlainAt(bytes: Buffer, start: number, end: number): boolean {
  if (start + PLAIN_BYTES >= end) return false;
  if (bytes[start + PLAIN_BYTES] !== SPACE || bytes[start + 3] !== SPACE || bytes[start + 6] !== SPACE) return false;
  const behind = bytes[start + PLAIN_BYTES + 1];
  return (
    !isDigit(bytes[start]) && !isDigit(behind) && !isCapital(behind) && !isSign(behind) && bytes[start + 9] === COLON
  );
}
