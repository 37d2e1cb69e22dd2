import type { LineClock } from './line-clock.ts';
import { DAY_MILLIS, dayNumber, timeOfDay } from './time.ts';

/** No spelling below is longer; so that hostile text costs little. */
const MAX_SPELLED_BYTES = 64;

const YEAR_2100 = Date.UTC(2100) / 1e3;

/** Numbers of seconds, milliseconds, microseconds or nanoseconds since 1970 in the years 2001 to 2099: outside, a number is not a time. */
const EPOCH_UNITS = [
  // by whole microseconds: 1795341772.123 * 1000 is a little less than it should be
  { from: 1e9, to: YEAR_2100, toMillis: (seconds: number) => Math.round(seconds * 1e6) / 1e3 },
  { from: 1e12, to: YEAR_2100 * 1e3, toMillis: (millis: number) => millis },
  { from: 1e15, to: YEAR_2100 * 1e6, toMillis: (micros: number) => micros / 1e3 },
  { from: 1e18, to: YEAR_2100 * 1e9, toMillis: (nanos: number) => nanos / 1e6 },
] as const;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const CLOCK = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:[.,](?<fraction>\d*))?`;
const OFFSET = String.raw`(?<offset>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)`;

/**
 * The spellings of times that loggers use beside RFC 3339. A zone's name counts only where it is UTC's or follows
 * an offset: `CET` alone is several zones.
 */
const SPELLINGS: readonly RegExp[] = [
  // Go's time.String() `2026-11-22 10:02:52.123456789 +0000 UTC m=+0.1`; Java's ZonedDateTime `…+01:00[Europe/Zurich]`;
  // Go's log `2026/11/22 10:02:52`; ISO 8601 without seconds `2026-11-22T10:02Z`.
  new RegExp(
    String.raw`^(?<year>\d{4})(?<separator>[-/])(?<month>\d\d)\k<separator>(?<day>\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d*))?)?(?: ?${OFFSET}(?: [A-Z]{3,5}| [+-]\d{4})?(?: m=[+-][\d.]+)?(?:\[[\w/+-]+\])?)?$`,
  ),
  // RFC 5322, section 3.3, and HTTP's date (RFC 9110, section 5.6.7): `Sun, 22 Nov 2026 10:02:52 GMT`.
  new RegExp(String.raw`^(?:[A-Z][a-z]{2}, )?(?<day>\d{1,2}) ${MONTH} (?<year>\d{4}) ${CLOCK} ${OFFSET}$`),
  // C's ctime(3): `Sun Nov 22 10:02:52 2026`.
  new RegExp(String.raw`^[A-Z][a-z]{2} ${MONTH} {1,2}(?<day>\d{1,2}) ${CLOCK}(?: ${OFFSET})? (?<year>\d{4})$`),
  // CEF and LEEF: `Nov 22 2026 10:02:52.123 GMT`.
  new RegExp(String.raw`^${MONTH} {1,2}(?<day>\d{1,2}) (?<year>\d{4}) ${CLOCK}(?: ${OFFSET})?$`),
  // ISO 8601's basic form: `20261122T100252Z`.
  new RegExp(
    String.raw`^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)T(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)(?:[.,](?<fraction>\d*))?${OFFSET}?$`,
  ),
  // Java's pattern `yyyyMMddHHmmss`, perhaps with milliseconds: as a number it would be of the year 2612, or 2611.
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)(?<fraction>\d{3})?$/,
];

/**
 * The time that fills `bytes[start, end)` in one of {@link SPELLINGS}, or a number in quotes: epoch milliseconds, or NaN.
 * For what {@link readRfc3339Time} does not read; blanks around it are nothing.
 */
export function readSpelledTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  if (end - start > MAX_SPELLED_BYTES) return NaN;
  const text = bytes.toString('latin1', start, end).trim();
  const epoch = /^\d{10,19}(?:\.\d+)?$/.test(text) ? readEpoch(Number(text)) : NaN;
  if (!Number.isNaN(epoch)) return epoch;
  for (const spelling of SPELLINGS) {
    const parts = spelling.exec(text)?.groups;
    if (parts) return readParts(parts, clock);
  }
  return NaN;
}

/** Milliseconds of a number of seconds, milliseconds, microseconds or nanoseconds since 1970, recognised by its size; or NaN. */
export function readEpoch(number: number): number {
  const unit = EPOCH_UNITS.find(({ from, to }) => number >= from && number < to);
  return unit === undefined ? NaN : Math.floor(unit.toMillis(number));
}

function readParts(parts: Readonly<Record<string, string | undefined>>, clock: LineClock): number {
  const { year, month = '', day, hour, minute, second = '00', fraction = '', offset } = parts;
  const monthNumber = MONTHS.indexOf(month) + 1 || Number(month);
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const localMillis =
    dayNumber(Number(year), monthNumber, Number(day)) * DAY_MILLIS +
    timeOfDay(Number(hour), Number(minute), Number(second), millis);
  return offset === undefined ? clock.zoneless(localMillis) : clock.zoned(localMillis, minutesOf(offset));
}

/** Minutes of an offset that fits {@link OFFSET}; NaN where it is out of range. */
function minutesOf(offset: string): number {
  if (/^[A-Z]/.test(offset)) return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return NaN;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
