/**
 * What stays of a file's name when it is rotated, dated or compressed: the part of the file's identity that comes from its key.
 *
 * FROZEN. A change of any of these patterns gives files new ids, and so doubles their documents; golden ids are in file-id.test.ts.
 */

/** One of these at the end of a name says how the file is compressed. */
const COMPRESSION = /(?<=.)\.(?:gz|zst|bz2|xz|Z)$/s;

const YEAR = '(?:19|20)\\d\\d';
const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const HOUR = '(?:[01]\\d|2[0-3])';
const SIXTIETH = '[0-5]\\d';
const COMPACT_DAY = YEAR + MONTH + DAY;
const DASHED_DAY = `${YEAR}-${MONTH}-${DAY}`;

/**
 * What rotation puts at the end of a name, one of:
 * - `.1`: logrotate, Docker, log4j's RollingFileAppender, Python. Not the last number of an IPv4 address: `rsyslog` names files by hosts.
 * - `-20261122`, `-2026112210`, `-1790000000`: logrotate's dateext, its hourly default, and `-%s`
 * - `-20261122-100252`, `.20261122-100252`: kubelet
 * - `.2026-11-22`, `-2026-11-22`, with `-10`, `_10`, `_10-02` or `_10-02-52` after it: log4j, logback, Python's
 *   TimedRotatingFileHandler
 */
const ROTATION = new RegExp(
  `(?<=.)(?:${[
    '(?<!\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})\\.\\d+',
    `-${COMPACT_DAY}`,
    '-[12]\\d{9}',
    `[-.]${COMPACT_DAY}-${HOUR}${SIXTIETH}${SIXTIETH}`,
    `[-.]${DASHED_DAY}(?:[-_]${HOUR}(?:-${SIXTIETH}){0,2})?`,
  ].join('|')})$`,
  's',
);

/** A segment of a path that is a date, a date with an hour, or a partition of a table by time (`dt=2026-11-22`, `hour=10`). */
const DATE_SEGMENT = new RegExp(
  `^(?:${[
    YEAR,
    `${YEAR}-${MONTH}`,
    `(?:${COMPACT_DAY}|${DASHED_DAY})(?:[-_T]?${HOUR})?`,
    '(?:dt|date|year|month|day|hour|minute|y|m|d|h)=\\d[\\d:T_-]*',
  ].join('|')})$`,
);
/** Months, days, hours and minutes: after a date only, since a lone `01` may name a server. */
const DATE_PART = /^\d{1,2}$/;

/**
 * A file's name without what compression and rotation put at its end. A number or a date before the extension stays
 * (`u_ex261122.log`, `app-1.log`): it may just as well distinguish two files.
 *
 * @param name the last segment of a key
 */
export function stemOf(name: string): string {
  return name.replace(COMPRESSION, '').replace(ROTATION, '');
}

/**
 * A file's folder without the segments that are dates or hours only, so that a file which moves into a dated folder stays the same.
 *
 * @param key with `/` between its segments
 */
export function folderOf(key: string): string {
  const kept: string[] = [];
  let isBehindDate = false;
  for (const segment of key.split('/').slice(0, -1)) {
    isBehindDate = DATE_SEGMENT.test(segment) || (isBehindDate && DATE_PART.test(segment));
    if (!isBehindDate) kept.push(segment);
  }
  return kept.join('/');
}

/** The last segment of a key. */
export function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
