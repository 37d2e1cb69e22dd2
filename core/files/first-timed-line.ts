/**
 * The line by which a file is known under every name: the first that has a time. Rotation, compression and growth leave it as it is, and
 * no two logs of one name begin at the same moment with the same words, or hardly ever (see docs/reliability.md).
 *
 * The rule is one of bytes, independent of formats, sources and releases. FROZEN: a change gives files new ids; golden ids are in
 * file-id.test.ts. In the first 64 KiB of the decompressed content, or where they are all NULs, in the first 64 KiB after these:
 * 1. Skipped are NULs and U+FEFF at the start of a line, empty lines, and lines that begin with `#`.
 * 2. Of the others it is the first that is complete (to its line feed, or more than 4 KiB of it) and whose first 512 bytes hold a date and a time of
 *    day, or ten digits in a row.
 * 3. Its bytes: without what was skipped at its start, without line feed and the carriage return before it, at most 4 KiB.
 */
import { CARRIAGE_RETURN, LINE_FEED, NUMBER_SIGN } from '../bytes/ascii.ts';

/** Where it is looked for, in bytes of the decompressed content. */
export const IDENTITY_BYTES = 64 * 1024;
/** What counts of the line. */
const MAX_COUNTED_BYTES = 4 * 1024;
/** Where in the line its time is looked for. */
const TIME_BYTES = 512;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
/** `10:02`, `9:02`: hours and minutes. */
const TIME_OF_DAY = /(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)/;
const DATE = new RegExp(
  [
    // 2026-11-22, 2026/11/22, 2026.11.22, 20261122
    '(?<!\\d)\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)',
    '(?<!\\d)(?:19|20)\\d\\d[01]\\d[0-3]\\d(?!\\d)',
    // 11/22/2026, 22-11-26, 26/11/22, 22.11.2026
    '(?<!\\d)\\d{1,2}[-/]\\d{1,2}[-/]\\d{2}(?:\\d{2})?(?!\\d)',
    '(?<!\\d)\\d{1,2}\\.\\d{1,2}\\.\\d{4}(?!\\d)',
    // Nov 22, Nov  2, November 22; 22 Nov, 22. November, 22/Nov/2026, 22-Nov-2026
    `(?<![a-z])${MONTH}[ .]{1,2}\\d{1,2}(?!\\d)`,
    `(?<!\\d)\\d{1,2}[ ./-]{1,2}${MONTH}(?![a-z])`,
    // directly before the time: 11-22 10:02, 261122 10:02, and the header of glog and klog, I1122 10:02
    '(?<!\\d)(?:\\d{1,2}[-/.]\\d{1,2}|\\d{6}|(?<![a-z])[iwef]\\d{4})(?= +\\d{1,2}:\\d\\d)',
  ].join('|'),
  'i',
);
/** Epochs of seconds and finer; 20261122100252; 20261122T100252; 261122 100252; DB2's 2026-11-22-10.02.52. */
const TIME_AS_NUMBER =
  /\d{10}|(?<!\d)\d{8}T\d{4}|(?<!\d)\d{6} \d{6}(?!\d)|(?<!\d)\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d(?!\d)/;

/**
 * Finds the line.
 *
 * @param beginning the first IDENTITY_BYTES of the decompressed content, or all of it; what is after them is left out
 * @returns a part of `beginning`; `undefined` where no line of it is timed and complete
 */
export function firstTimedLine(beginning: Buffer): Buffer | undefined {
  const window = beginning.subarray(0, IDENTITY_BYTES);
  for (let start = 0; start < window.length;) {
    const lineFeed = window.indexOf(LINE_FEED, start);
    const lineEnd = lineFeed === -1 ? window.length : lineFeed;
    const from = skipPadding(window, start, lineEnd);
    const isComplete = lineFeed !== -1 || lineEnd - from > MAX_COUNTED_BYTES;
    if (isComplete && window[from] !== NUMBER_SIGN && isTimed(window, from, lineEnd)) {
      const end = window[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
      return window.subarray(from, Math.min(end, from + MAX_COUNTED_BYTES));
    }
    start = lineEnd + 1;
  }
  return undefined;
}

/** Where a line begins after NULs (copytruncate leaves them) and byte order marks. */
function skipPadding(bytes: Buffer, start: number, end: number): number {
  let from = start;
  for (;;) {
    if (from < end && bytes[from] === 0) from++;
    else if (BYTE_ORDER_MARK.equals(bytes.subarray(from, Math.min(end, from + BYTE_ORDER_MARK.length)))) {
      from += BYTE_ORDER_MARK.length;
    } else return from;
  }
}

function isTimed(bytes: Buffer, from: number, end: number): boolean {
  const text = bytes.toString('latin1', from, Math.min(end, from + TIME_BYTES));
  return TIME_AS_NUMBER.test(text) || (TIME_OF_DAY.test(text) && DATE.test(text));
}
