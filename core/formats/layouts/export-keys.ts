import { digitsEnd, DOT, LETTER_T, LETTER_Z } from '../../bytes/ascii.ts';
import { readRfc3339Time } from '../../time/rfc3339.ts';
import type { ValueKind } from './kind.ts';
import { message } from './row-kinds.ts';
import { timeKind } from './time-kinds.ts';

/** `2026-11-22T10:02:52`. */
const SECONDS_BYTES = 19;
const LETTER_T_AT = 10;
/** `+01:00`. */
const OFFSET_BYTES = 6;
/** CloudWatch Logs writes milliseconds, always in UTC; other programs write them with an offset in front of lines that are not exported. */
const MILLISECOND_DIGITS = 3;
/** Container runtimes write nanoseconds, in the zone of their machine. */
const NANOSECOND_DIGITS = 9;

/**
 * When somebody else received the line behind it: CloudWatch Logs in lines of a group that it exports to S3 (AWS, "Exporting log data to
 * Amazon S3"), or the runtime of a container (`docker logs --timestamps`; `kubectl logs --timestamps`: the time format of
 * kubernetes/kubernetes, `timeFormatOut` in kuberuntime/logs/logs.go).
 */
const exportedTime: ValueKind = timeKind(
  (bytes, start, end) => {
    const dot = start + SECONDS_BYTES;
    if (bytes[start + LETTER_T_AT] !== LETTER_T || bytes[dot] !== DOT) return -1;
    const zone = digitsEnd(bytes, dot + 1, end);
    const isUtc = bytes[zone] === LETTER_Z;
    const timeEnd = isUtc ? zone + 1 : zone + OFFSET_BYTES;
    const digits = zone - dot - 1;
    const isExported = digits === NANOSECOND_DIGITS || (digits === MILLISECOND_DIGITS && isUtc);
    return isExported && timeEnd < end ? timeEnd : -1;
  },
  1,
  readRfc3339Time,
);

/** The event, which may be a line of any format. */
const exportedLine: ValueKind = {
  ...message,
  write(line) {
    const { bytes, start, end } = line.item;
    line.context.inner.note('timestamps', bytes, start, end);
    return message.write(line);
  },
};

/** Values of lines that were exported with a time in front, by names of our own. */
export const exportKeys: readonly (readonly [string, ValueKind])[] = [
  ['exported_time', exportedTime],
  ['exported_line', exportedLine],
];
