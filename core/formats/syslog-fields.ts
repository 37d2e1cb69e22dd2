import { digitsEnd, GREATER_THAN, isDigit, LESS_THAN, readNumber, SPACE, ZERO } from '../bytes/ascii.ts';
import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { LogLevel } from '../log-levels.ts';
import type { FormatContext } from './format.ts';

export const HOST_NAME = stringKey('host.hostname');
export const PROCESS_NAME = stringKey('process.name');
export const PROCESS_ID = valueKey('process.pid');
const MESSAGE = stringKey('message');

/** RFC 5424, section 6.2.1, table 1, in the words of Elastic's syslog processor. */
const facilities = [
  'kernel',
  'user-level',
  'mail',
  'system',
  'security/authorization',
  'syslogd',
  'line printer',
  'network news',
  'UUCP',
  'clock',
  'security/authorization',
  'FTP',
  'NTP',
  'log audit',
  'log alert',
  'clock',
  ...Array.from({ length: 8 }, (_, number) => `local${number}`),
];

/** RFC 5424, section 6.2.1, table 2, and the levels that they are. */
const severities: readonly { readonly name: string; readonly level: LogLevel }[] = [
  { name: 'Emergency', level: 'emergency' },
  { name: 'Alert', level: 'alert' },
  { name: 'Critical', level: 'critical' },
  { name: 'Error', level: 'error' },
  { name: 'Warning', level: 'warn' },
  { name: 'Notice', level: 'notice' },
  { name: 'Informational', level: 'info' },
  { name: 'Debug', level: 'debug' },
];

/** What every priority says, ready-made: it is facility × 8 + severity. */
const PRIORITY_FIELDS = facilities.flatMap((facility, facilityCode) =>
  severities.map(
    ({ name, level }, severityCode) =>
      new Fragment(
        field('log.level', level) +
          field('log.syslog.priority', facilityCode * severities.length + severityCode) +
          field('log.syslog.facility.code', facilityCode) +
          field('log.syslog.facility.name', facility) +
          field('log.syslog.severity.code', severityCode) +
          field('log.syslog.severity.name', name),
      ),
  ),
);

/** Why a frame is refused. */
export const OVERFULL_FRAME = 'it is longer than the length before its priority says';
/** Digits of a frame's length: a message has 512 KiB at most. */
const MAX_LENGTH_DIGITS = 6;

/**
 * Where the message begins in a line that may be a frame of octet counting (RFC 6587, section 3.4.1), `83 <165>1 …`, its length before it:
 * of Heroku's drains it counts the line feed, too. `start` of a line without a length; -1 where more is in the line than the length says,
 * such as the next frame. A length that says more is that of a message of several lines, of which this is the first.
 */
export function messageOfFrame(bytes: Buffer, start: number, end: number): number {
  if (!isFrame(bytes, start, end)) return start;
  const lengthEnd = digitsEnd(bytes, start, end);
  return readNumber(bytes, start, lengthEnd) < end - lengthEnd - 1 ? -1 : lengthEnd + 1;
}

/** Whether a length and a priority begin the line: `83 <`. */
export function isFrame(bytes: Buffer, start: number, end: number): boolean {
  if (!isDigit(bytes[start]) || bytes[start] === ZERO) return false;
  const lengthEnd = digitsEnd(bytes, start, Math.min(end, start + MAX_LENGTH_DIGITS));
  return bytes[lengthEnd] === SPACE && bytes[lengthEnd + 1] === LESS_THAN && lengthEnd + 1 < end;
}

/** Where the priority `<0>` to `<191>` at `bytes[start]` ends, after its bracket; -1 where there is none. */
export function priorityEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== LESS_THAN) return -1;
  let index = start + 1;
  while (index < end && index < start + 4 && isDigit(bytes[index])) index++;
  return index > start + 1 && index < end && bytes[index] === GREATER_THAN ? index + 1 : -1;
}

/** The fields of the priority that {@link priorityEnd} found; undefined where it is out of range. */
export function priorityFields(bytes: Buffer, start: number, end: number): Fragment | undefined {
  return PRIORITY_FIELDS[readNumber(bytes, start + 1, end - 1)];
}

/** Writes a message, which may be a line of another format. */
export function writeMessage(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  { inner }: FormatContext,
): void {
  if (start >= end) return;
  writer.field(MESSAGE, bytes, start, end);
  inner.note('syslog', bytes, start, end);
}
