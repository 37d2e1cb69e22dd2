const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Prints a time given in epoch milliseconds, in UTC. */
type PrintTime = (timeMillis: number) => string;

const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => value.toString().padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, value) => value.toString().padStart(3, '0'));

const two = (value: number): string => TWO_DIGITS[value] ?? '';

/** `10:02:52` of so many seconds since midnight. */
function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/**
 * Prints each day and each second once: lines come in order of time, many in the same second.
 * `before` and `after` print what of the day is before and after the clock.
 */
function printer(before: (day: Date) => string, after: (day: Date) => string): PrintTime {
  let printedDay = NaN;
  let beforeClock = '';
  let afterClock = '';
  let printedSecond = NaN;
  let printed = '';
  return (timeMillis) => {
    const second = Math.floor(timeMillis / 1000);
    if (second === printedSecond) return printed;
    const day = Math.floor(second / DAY_SECONDS);
    if (day !== printedDay) {
      const date = new Date(day * DAY_SECONDS * 1000);
      beforeClock = before(date);
      afterClock = after(date);
      printedDay = day;
    }
    printedSecond = second;
    printed = beforeClock + clock(second - day * DAY_SECONDS) + afterClock;
    return printed;
  };
}

const month = (day: Date): string => MONTHS[day.getUTCMonth()] ?? '';

/** `22/Nov/2026:10:02:52 +0000`: the Common Log Format's time (Apache, mod_log_config, `%t`). */
export const createCommonLogTime = (): PrintTime =>
  printer(
    (day) => `${two(day.getUTCDate())}/${month(day)}/${day.getUTCFullYear()}:`,
    () => ' +0000',
  );

/** `Sun Nov 22 10:02:52 2026`: the error log's time (Apache, ErrorLogFormat, `%t`), without microseconds as flog prints it. */
export const createErrorLogTime = (): PrintTime =>
  printer(
    (day) => `${DAYS[day.getUTCDay()] ?? ''} ${month(day)} ${two(day.getUTCDate())} `,
    (day) => ` ${day.getUTCFullYear()}`,
  );

/** `Nov  2 10:02:52`: the time of RFC 3164, section 4.1.2; a day below ten begins with a space. */
export const createBsdTime = (): PrintTime =>
  printer(
    (day) => `${month(day)} ${day.getUTCDate().toString().padStart(2)} `,
    () => '',
  );

/** `2026-11-22T10:02:52.856Z`: the time of RFC 5424, section 6.2.3, with milliseconds. */
export const createIsoTime = (): PrintTime => {
  const printSecond = printer(
    (day) => day.toISOString().slice(0, 'yyyy-mm-ddT'.length),
    () => '.',
  );
  return (timeMillis) => `${printSecond(timeMillis)}${THREE_DIGITS[timeMillis % 1000] ?? ''}Z`;
};
