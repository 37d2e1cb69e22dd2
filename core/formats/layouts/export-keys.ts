import { DOT, LETTER_T, LETTER_Z } from '../../bytes/ascii.ts';
import { readRfc3339Time } from '../../time/rfc3339.ts';
import type { ValueKind } from './kind.ts';
import { message } from './row-kinds.ts';
import { timeKind } from './time-kinds.ts';

/** Bytes of `2026-11-22T10:02:52.123Z`. */
const TIME_BYTES = 24;
const DOT_AT = 19;
const LETTER_T_AT = 10;

/**
 * When CloudWatch Logs received an event of a group that it exports to S3: each line is the time, a space, and the event
 * (AWS, "Exporting log data to Amazon S3").
 */
const exportedTime: ValueKind = timeKind(
  (bytes, start, end) => {
    const isTime =
      bytes[start + LETTER_T_AT] === LETTER_T &&
      bytes[start + DOT_AT] === DOT &&
      bytes[start + TIME_BYTES - 1] === LETTER_Z;
    return isTime && start + TIME_BYTES < end ? start + TIME_BYTES : -1;
  },
  1,
  readRfc3339Time,
);

/** The event, which may be a line of any format. */
const exportedLine: ValueKind = {
  ...message,
  write(line) {
    const { bytes, start, end } = line.item;
    line.context.inner.note('cloudwatch', bytes, start, end);
    return message.write(line);
  },
};

/** Values of lines that CloudWatch Logs exports, by names of our own. */
export const exportKeys: readonly (readonly [string, ValueKind])[] = [
  ['exported_time', exportedTime],
  ['exported_line', exportedLine],
];
