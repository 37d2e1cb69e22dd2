import { isIpAddress } from '../addresses/ip-address.ts';
import {
  ASTERISK,
  CLOSING_BRACKET,
  COLON,
  digitsEnd,
  DOT,
  find,
  isCapital,
  isDigit,
  LESS_THAN,
  LETTER_T,
  skipSpaces,
  SMALL_A,
  SMALL_Z,
  SPACE,
  startsWith,
} from '../bytes/ascii.ts';
import { Rfc3164TimeReader } from '../time/rfc3164.ts';
import { monthNumber } from '../time/time.ts';
import { Address } from './address.ts';
import { type FormatContext, type LineReader, refuse } from './format.ts';
import { isLevel } from './log-level.ts';
import { SyslogBody } from './syslog-body.ts';
import { HOST_NAME, isFrame, messageOfFrame, OVERFULL_FRAME, priorityEnd, priorityFields } from './syslog-fields.ts';

/** Of `2026-11-22`. */
const DATE_BYTES = 10;
/** Heroku, "Log format": the source is an application or Heroku itself, and what is in brackets the process that has written. */
const HEROKU_SOURCES = ['app[', 'heroku['].map((source) => Buffer.from(source));
/** RFC 5424, section 6.2.3.1: no more digits of a second. Containers' logs have nine. */
const MAX_FRACTION_DIGITS = 6;

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const timeReader = new Rfc3164TimeReader();
const body = new SyslogBody();
const address = new Address();

/**
 * Syslog of the old kind (RFC 3164), as sent and as kept in files, where the priority is left out:
 *
 *     <34>Oct 11 22:14:15 host tag[pid]: message
 *     Oct 11 22:14:15 host tag[pid]: message
 *     2026-10-11T22:14:15.123456+02:00 host tag[pid]: message       rsyslog's files
 *     2026-10-11T22:14:15.123456+02:00 203.0.113.9  message         the same of a sender that names no program
 *     2026-10-11T22:14:15.123456+00:00 app[web.1]: message          `heroku logs`
 *     <189>45: host: *Oct 11 22:14:15.123: %SYS-5-CONFIG_I: message     Cisco's, with its number, host and clock's state
 *
 * The host may be missing, and so may the tag: time and host are kept where the rest is not understood.
 */
export const rfc3164: LineReader = {
  isLikely: isBegun,
  read(bytes, lineStart, end, writer, context) {
    const start = messageOfFrame(bytes, lineStart, end);
    if (start < 0) return refuse(context, OVERFULL_FRAME);
    const priority = priorityEnd(bytes, start, end);
    const timeStart = priority < 0 ? start : skipSpaces(bytes, priority, end);
    let hostStart = timeStart;
    let hostEnd = timeStart;
    let time = timeReader.read(bytes, timeStart, end, context.clock);
    if (Number.isNaN(time) && priority >= 0) {
      hostStart = numberEnd(bytes, timeStart, end);
      hostEnd = hostBeforeTimeEnd(bytes, hostStart, end);
      const clockStart = hostEnd > hostStart ? hostEnd + 2 : hostStart;
      const isMarked = bytes[clockStart] === ASTERISK || bytes[clockStart] === DOT;
      time = timeReader.read(bytes, isMarked ? clockStart + 1 : clockStart, end, context.clock);
    }
    if (Number.isNaN(time)) return noTime(context);
    if (priority >= 0) {
      const fields = priorityFields(bytes, start, priority);
      if (!fields) return refuse(context, 'its priority is over 191');
      writer.fragment(fields);
    }
    const wordStart = bytes[timeReader.end] === COLON ? timeReader.end + 1 : timeReader.end;
    const bodyStart = skipSpaces(bytes, wordStart, end);
    if (bodyStart >= end || bodyStart === wordStart) return refuse(context, 'its time is followed by nothing');
    body.read(bytes, bodyStart, end, hostEnd > hostStart);
    if (priority < 0 && !isFileLine(bytes, end)) return noTime(context);
    if (hostEnd > hostStart) writer.field(HOST_NAME, bytes, hostStart, hostEnd);
    body.write(bytes, end, writer, context);
    return time;
  },
};

/** A quick look at a line: whether it begins with a priority, with the length of a frame, or with a time that marks syslog without a priority. */
function isBegun(bytes: Buffer, start: number, end: number): boolean {
  const isIso = isDigit(bytes[start]) && bytes[start + DATE_BYTES] === LETTER_T;
  return isIso || bytes[start] === LESS_THAN || monthNumber(bytes, start) > 0 || isFrame(bytes, start, end);
}

function noTime(context: FormatContext): number {
  return refuse(context, 'it does not begin with a priority and an existing time Mmm dd hh:mm:ss');
}

/** Where the number of a message and its colon end (`45: `; NX-OS has the colon alone), `start` where there is none. */
function numberEnd(bytes: Buffer, start: number, end: number): number {
  const colon = digitsEnd(bytes, start, end);
  return isColonAt(bytes, colon, end) ? colon + 2 : start;
}

/** Where the host of `sw1: ` ends, `start` where there is none. */
function hostBeforeTimeEnd(bytes: Buffer, start: number, end: number): number {
  const colon = find(SPACE, bytes, start, end) - 1;
  return colon > start && isColonAt(bytes, colon, end) && address.read(bytes, start, colon) ? colon : start;
}

function isColonAt(bytes: Buffer, index: number, end: number): boolean {
  return index + 1 < end && bytes[index] === COLON && bytes[index + 1] === SPACE;
}

/**
 * Whether a line without priority is syslog's: a month's name may begin it, and then a line of any text has a time and perhaps a host. An
 * ISO time may begin a line of any log: it needs an offset, a host and a tag, as rsyslog and journald write them.
 */
function isFileLine(bytes: Buffer, end: number): boolean {
  if (timeReader.shape === 'iso') return isIsoFileLine(bytes);
  if (timeReader.shape === 'other') return false;
  // `Something happened` is a sentence, and a word alone a message.
  const isSentence = isCapitalized(bytes, body.hostStart, body.hostEnd) || body.hostEnd === end;
  if (!body.hasTag && isSentence) body.dropHost();
  return true;
}

function isIsoFileLine(bytes: Buffer): boolean {
  const { fractionDigits, hasOffset, hasNumericOffset } = timeReader;
  const { hostStart, hostEnd, tagStart, tagEnd, hasTag } = body;
  if (!hasOffset || fractionDigits > MAX_FRACTION_DIGITS) return false;
  if (hostEnd === hostStart) return hasNumericOffset && isHerokuTag(bytes, tagStart, tagEnd);
  if (!hasTag) return hasNumericOffset && isSenderWithoutTag(bytes, hostStart, hostEnd);
  if (!address.read(bytes, hostStart, hostEnd) || isLevel(bytes, hostStart, hostEnd)) return false;
  if (body.hasProcessId(bytes)) return true;
  return hasNumericOffset && !isLevel(bytes, tagStart, tagEnd);
}

/** Of Heroku's lines as `heroku logs` prints them, which have no host: `app[web.1]:`, `heroku[router]:`. */
function isHerokuTag(bytes: Buffer, start: number, end: number): boolean {
  const source = HEROKU_SOURCES.find((known) => startsWith(known, bytes, start, end));
  return source !== undefined && !isDigit(bytes[start + source.length]) && bytes[end - 1] === CLOSING_BRACKET;
}

/**
 * Whether an address is followed by no tag: rsyslog writes `%HOSTNAME% %syslogtag%%msg%` with a space before the message, so that two are
 * behind the host. Of a name no one can tell whether it is a host.
 */
function isSenderWithoutTag(bytes: Buffer, start: number, end: number): boolean {
  return isIpAddress(bytes, start, end) && bytes[end] === SPACE && bytes[end + 1] === SPACE;
}

function isCapitalized(bytes: Buffer, start: number, end: number): boolean {
  if (!isCapital(bytes[start])) return false;
  let index = start + 1;
  while (index < end && (bytes[index] ?? 0) >= SMALL_A && (bytes[index] ?? 0) <= SMALL_Z) index++;
  return index === end;
}
