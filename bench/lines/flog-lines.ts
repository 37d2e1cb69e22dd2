import { readFileSync } from 'node:fs';

/** The formats that are measured: those that flog writes. */
export const lineFormats = ['apache_combined', 'apache_common', 'apache_error', 'rfc3164', 'rfc5424', 'json'] as const;

/** One of them. */
export type LineFormat = (typeof lineFormats)[number];

const SAMPLES = new URL('../../local/sample-logs/', import.meta.url);
/** The samples' own time, so that the lines are as long as flog's. */
const FIRST_MILLIS = Date.parse('2026-11-22T10:02:52Z');
/** What is between two lines where a hundred of them share a second, and where none do. */
export const STEP_MILLIS = 10;
export const SECOND_STEP_MILLIS = 1_000;
const SEED = 0x9e3779b9;

/** Whole numbers from 0 to below `limit`, the same sequence for the same seed (Marsaglia's xorshift32). */
type Pick = (limit: number) => number;

/** What each format's line is cut into: the parts between the times, addresses and numbers that are made again. */
const COLUMNS: Readonly<Record<LineFormat, RegExp>> = {
  apache_common: /^\S+ - (\S+) \[[^\]]+\] ("[^"]*" \d+) (\d+)$/,
  apache_combined: /^\S+ - (\S+) \[[^\]]+\] ("[^"]*" \d+) (\d+) ("[^"]*") ("[^"]*")$/,
  apache_error: /^\[[^\]]+\] (\[[^\]]+\]) \[pid (\d+):tid (\d+)\] \[client [^\]]+:(\d+)\] (.*)$/,
  rfc3164: /^(<\d+>).{15} (\S+) ([^[]+\[)(\d+)(\]: .*)$/,
  rfc5424: /^(<\d+>\d) \S+ (.+) (\S+ \d+ ID)(\d+) - (.*)$/,
  json: /^.*"user-identifier":("[^"]*"), "datetime":"[^"]*", ("method": .*), "bytes":(\d+), ("referer": .*)$/,
};

/**
 * Makes lines as flog makes them, any number, the same at every run: each is put together from columns of different lines of
 * the shipped samples; addresses, numbers and the digits of user agents are new in each, and times are `stepMillis` apart. So the
 * lines are of flog's lengths and oddities, and hardly a user agent or message comes twice.
 *
 * `seed`: another gives other lines.
 */
export function flogLines(format: LineFormat, { seed = SEED, stepMillis = STEP_MILLIS } = {}): () => string {
  const rows = readFileSync(new URL(`${format}.log`, SAMPLES), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => COLUMNS[format].exec(line)?.slice(1))
    .filter((row) => row !== undefined);
  const pick = picker(seed);
  const column = (index: number): string => rows[pick(rows.length)]?.[index] ?? '';
  const compose = COMPOSERS[format];
  let timeMillis = FIRST_MILLIS;
  return () => {
    const time = new Date(timeMillis);
    timeMillis += stepMillis;
    return compose(column, time, pick);
  };
}

/** Whether lines of a format of this name are made. */
export function isLineFormat(name: string): name is LineFormat {
  return lineFormats.some((format) => format === name);
}

/** The instant that line `number` (from 0) of {@link flogLines} says, epoch milliseconds: only RFC 5424 has parts of a second. */
export function lineTimeMillis(format: LineFormat, number: number): number {
  const millis = FIRST_MILLIS + number * STEP_MILLIS;
  return format === 'rfc5424' ? millis : Math.floor(millis / 1000) * 1000;
}

type Compose = (column: (index: number) => string, time: Date, pick: Pick) => string;

const COMPOSERS: Readonly<Record<LineFormat, Compose>> = {
  apache_common: (column, time, pick) =>
    `${address(pick)} - ${renewed(column(0), pick)} [${clf(time)}] ${column(1)} ${pick(100_000)}`,
  apache_combined: (column, time, pick) =>
    `${COMPOSERS.apache_common(column, time, pick)} ${column(3)} ${renewed(column(4), pick)}`,
  apache_error: (column, time, pick) =>
    `[${weekdayDate(time)} ${clock(time)} ${time.getUTCFullYear()}] ${column(0)} [pid ${pick(10_000)}:tid ${pick(10_000)}] ` +
    `[client ${address(pick)}:${pick(65_536)}] ${column(4)}`,
  rfc3164: (column, time, pick) =>
    `${column(0)}${weekdayDate(time).slice(4)} ${clock(time)} ${renewed(column(1), pick)} ${column(2)}${pick(10_000)}${column(4)}`,
  rfc5424: (column, time, pick) =>
    `${column(0)} ${time.toISOString()} ${column(1)} ${column(2)}${pick(1_000)} - ${column(4)}`,
  json: (column, time, pick) =>
    `{"host":"${address(pick)}", "user-identifier":${renewed(column(0), pick)}, "datetime":"${clf(time)}", ` +
    `${column(1)}, "bytes":${pick(100_000)}, ${column(3)}`,
};

function picker(seed: number): Pick {
  let state = seed | 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

function address(pick: Pick): string {
  return `${pick(256)}.${pick(256)}.${pick(256)}.${pick(256)}`;
}

/** The text with other digits: those that follow a digit, so that no number begins with a zero that it had not. */
function renewed(text: string, pick: Pick): string {
  return text.replaceAll(/(?<=\d)\d/g, () => String(pick(10)));
}

/** `22/Nov/2026:10:02:52 +0000` */
function clf(time: Date): string {
  const [, month, day] = weekdayDate(time).split(' ');
  return `${day}/${month}/${time.getUTCFullYear()}:${clock(time)} +0000`;
}

/** `Sun Nov 22` */
function weekdayDate(time: Date): string {
  const [weekday = '', day, month] = time.toUTCString().split(/,? /);
  return `${weekday} ${month} ${day}`;
}

/** `10:02:52` */
function clock(time: Date): string {
  return time.toISOString().slice(11, 19);
}
