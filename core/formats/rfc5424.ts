import {
  find,
  isDigit,
  LESS_THAN,
  LETTER_T,
  MINUS,
  readNumber,
  SMALL_Z,
  SPACE,
  startsWith,
  ZERO,
} from '../bytes/ascii.ts';
import { stringKey } from '../bytes/document-keys.ts';
import { readRfc3339Time } from '../time/rfc3339.ts';
import { type FormatContext, type LineReader, refuse } from './format.ts';
import { Rfc5424Header } from './rfc5424-header.ts';
import { SyslogBody } from './syslog-body.ts';
import { isFrame, messageOfFrame, OVERFULL_FRAME, priorityEnd, priorityFields, writeMessage } from './syslog-fields.ts';

const VERSION = stringKey('log.syslog.version');
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const MAX_VERSION_DIGITS = 3;

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const header = new Rfc5424Header();
const body = new SyslogBody();

/**
 * Syslog (RFC 5424):
 *
 *     <165>1 2003-10-11T22:14:15.003Z host app 8710 ID47 [id param="value"] message
 *
 * `-` is any value that is missing. The version may be any, since the one of 2009 is the only one there is and
 * some generators make up others. After the time there may also be what follows it in RFC 3164, `host tag: message`. Before all of it there
 * may be its length ({@link messageOfFrame}).
 */
export const rfc5424: LineReader = {
  isLikely: (bytes, start, end) => bytes[start] === LESS_THAN || isFrame(bytes, start, end),
  read(bytes, lineStart, end, writer, context) {
    const start = messageOfFrame(bytes, lineStart, end);
    if (start < 0) return refuse(context, OVERFULL_FRAME);
    const priority = priorityEnd(bytes, start, end);
    const fields = priority < 0 ? undefined : priorityFields(bytes, start, priority);
    if (!fields) return refuse(context, 'it does not begin with a priority of 0 to 191');
    const versionEnd = find(SPACE, bytes, priority, end);
    if (!isVersion(bytes, priority, versionEnd)) return refuse(context, 'its priority is not followed by a version');
    const timeEnd = find(SPACE, bytes, versionEnd + 1, end);
    const hasTime = timeEnd - versionEnd > 2;
    const time = hasTime ? readTime(bytes, versionEnd + 1, timeEnd, context) : noTime(bytes, versionEnd + 1, context);
    if (Number.isNaN(time)) return refuse(context, 'its version is not followed by an existing RFC 3339 time');
    const headerStart = timeEnd + 1;
    const hasHeader = header.read(bytes, headerStart, end, hasTime);
    if (!hasHeader && !(hasTime && isOldBody(bytes, headerStart, end))) {
      return refuse(context, 'its time is not followed by host, application, process, id and data');
    }

    writer.fragment(fields);
    writer.field(VERSION, bytes, priority, versionEnd);
    if (!hasHeader) {
      body.write(bytes, end, writer, context);
      return time;
    }
    header.write(bytes, headerStart, writer, context);
    const { messageStart } = header;
    const contentStart = startsWith(BYTE_ORDER_MARK, bytes, messageStart, end) ? messageStart + 3 : messageStart;
    writeMessage(bytes, contentStart, end, writer, context);
    return time;
  },
};

/** Whether a host and a tag are there. */
function isOldBody(bytes: Buffer, start: number, end: number): boolean {
  body.read(bytes, start, end, false);
  return body.hasTag && body.hostEnd > body.hostStart;
}

/** The time; NaN where it is none. Its letters are capitals (section 6.2.3). */
function readTime(bytes: Buffer, start: number, end: number, { clock }: FormatContext): number {
  const time = readRfc3339Time(bytes, start, end, clock);
  return bytes[start + 10] === LETTER_T && bytes[end - 1] !== SMALL_Z ? time : NaN;
}

/** Where the time is `-`, that of the file; else NaN. */
function noTime(bytes: Buffer, start: number, { clock }: FormatContext): number {
  return bytes[start] === MINUS ? clock.none() : NaN;
}

/** One to three digits, the first of them not zero (RFC 5424, section 6). */
function isVersion(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start <= MAX_VERSION_DIGITS &&
    isDigit(bytes[start]) &&
    bytes[start] !== ZERO &&
    readNumber(bytes, start, end) > 0
  );
}
