import { isIpAddress } from '../addresses/ip-address.ts';
import { CLOSING_BRACKET, find, MINUS, OPENING_BRACKET, QUOTE, readNumber, skipSpaces, SPACE } from '../bytes/ascii.ts';
import { findFar } from '../bytes/byte-search.ts';
import { stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { CLF_TIME_BYTES, readClfTime } from '../time/clf.ts';
import type { LineClock } from '../time/line-clock.ts';
import { AccessClient, isNothing, isOddUser, isUser } from './access-client.ts';
import { type FormatContext, type LineReader, refuse } from './format.ts';
import { isStatus, USER_AGENT, writeBodyBytes, writeRequest, writeStatus } from './http-fields.ts';
import { LogItem } from './log-item.ts';
import { writeSource, writeUserName } from './network-fields.ts';
import { REFERRER, writeReferrerDomain } from './referrer.ts';
import { writeAgentDetails } from './request-sender.ts';

const REST = stringKey('kafkainsight.rest');
const STATUS_DIGITS = 3;

/** The value and the client at hand; reading is synchronous, so one of each serves all lines. */
const item = new LogItem();
const client = new AccessClient();

/** Apache's `combined` log format, which is also nginx's: referrer and user agent follow the byte count. */
export const apacheCombined: LineReader = {
  isLikely: hasTime,
  read: (bytes, start, end, writer, context) => readAccess(bytes, start, end, writer, context, true),
};

/** Apache's `common` log format, also known as common_log and NCSA common: nothing follows the byte count. */
export const apacheCommon: LineReader = {
  isLikely: hasTime,
  read: (bytes, start, end, writer, context) => readAccess(bytes, start, end, writer, context, false),
};

/**
 * The core of Apache's `common` and `combined` formats (nginx writes the latter):
 *
 *     host ident user [time] "request" status bytes
 *     host ident user [time] "request" status bytes "referrer" "user agent"
 *
 * Both servers escape quotes, backslashes and control bytes in what a client sent, so a bare quote always ends its
 * value. A user name may hold spaces and brackets: it ends where ` [time] "` follows; but none holds what a client and an identity look
 * like, which is how a line inside another log's line is recognised. The identity (RFC 1413), which servers request only if configured to, has
 * no field. What follows the last value that is known is kept as `kafkainsight.rest`.
 */
function readAccess(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
  combined: boolean,
): number {
  const hostEnd = find(SPACE, bytes, start, end);
  const isPlain = isNothing(bytes, hostEnd + 1, end) && isIpAddress(bytes, start, hostEnd);
  const identity = isPlain ? hostEnd + 1 : client.read(bytes, start, end);
  if (identity < 0) return refuse(context, 'it begins with no client and identity');
  const identityEnd = isPlain ? identity + 1 : find(SPACE, bytes, identity, end);
  const userStart = skipSpaces(bytes, identityEnd, end);

  let bracket = find(OPENING_BRACKET, bytes, userStart, end);
  let time = timeAt(bytes, bracket, end, context.clock);
  while (Number.isNaN(time) && bracket < end) {
    bracket = find(OPENING_BRACKET, bytes, bracket + 1, end);
    time = timeAt(bytes, bracket, end, context.clock);
  }
  if (Number.isNaN(time)) return refuse(context, 'it has no existing time [dd/Mon/yyyy:hh:mm:ss ±hhmm] before a quote');
  if (isPlain) writeSource(bytes, start, hostEnd, false, writer, context, true);
  else client.write(bytes, writer, context);
  const isRead = writeUser(bytes, userStart, bracket - 1, isNothing(bytes, identity, end), writer, context);
  if (!isRead) return refuse(context, 'where its user should be is the client of another line');

  if (!item.readQuoted(bytes, bracket + CLF_TIME_BYTES + 4, end)) return refuse(context, 'its request has no end');
  writeRequest(item.bytes, item.start, item.end, item.isPlain, writer);
  return readResponse(bytes, item.next, end, writer, context, combined) ? time : NaN;
}

/** Reads ` status bytes`, and for `combined` the two values after them; the rest of the line is kept. */
function readResponse(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
  combined: boolean,
): boolean {
  const isThreeBytes = bytes[start] === SPACE && bytes[start + 1 + STATUS_DIGITS] === SPACE;
  const status = isThreeBytes ? readNumber(bytes, start + 1, start + 1 + STATUS_DIGITS) : -1;
  const countStart = status < 0 ? start + 3 : start + 2 + STATUS_DIGITS;
  const countEnd = find(SPACE, bytes, countStart, end);
  const noCount = countEnd === countStart + 1 && bytes[countStart] === MINUS;
  const count = noCount ? 0 : readNumber(bytes, countStart, countEnd);
  if (countStart >= end || count < 0 || (status < 0 && !(bytes[start] === SPACE && isNothing(bytes, start + 1, end)))) {
    refuse(context, 'behind its request is no status and byte count');
    return false;
  }
  const isKnown = status < 0 || isStatus(status);
  if (isKnown && status >= 0) writeStatus(status, writer);
  if (!noCount) writeBodyBytes(count, bytes, countStart, countEnd, writer);
  const rest = combined
    ? readVisitor(bytes, countEnd, end, writer, context)
    : readNoVisitor(bytes, countEnd, end, context);
  if (rest < 0) return false;
  if (rest < end || !isKnown) writeRest(bytes, isKnown ? 0 : start + 1, rest, end, writer, context);
  return true;
}

/** Reads ` "referrer" "user agent"` and returns where it ends: before a user agent in which bare quotes are, -1 where it is missing. */
function readVisitor(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
): number {
  refuse(context, 'behind its byte count is no quoted referrer and user agent');
  if (!isQuoteAt(bytes, start, end) || !item.writeQuoted(REFERRER, bytes, start + 2, end, writer)) return -1;
  if (!item.absent) writeReferrerDomain(item.bytes, item.start, item.end, writer, context);
  const agent = item.next;
  const mark = writer.lengthBytes;
  if (!isQuoteAt(bytes, agent, end) || !item.writeQuoted(USER_AGENT, bytes, agent + 2, end, writer)) return -1;
  if (item.next < end && bytes[item.next] !== SPACE) {
    writer.rewind(mark);
    return agent;
  }
  if (!item.absent) writeAgentDetails(item.bytes, item.start, item.end, writer, context);
  return item.next;
}

/** Makes sure that no referrer and user agent are at `start`, and no quote that does not close, as in a line that was cut. -1 else. */
function readNoVisitor(bytes: Buffer, start: number, end: number, context: FormatContext): number {
  if (!isQuoteAt(bytes, start, end)) return start;
  refuse(context, 'behind its byte count is a referrer, or a quote that does not close');
  return item.readQuoted(bytes, start + 2, end) && !isQuoteAt(bytes, item.next, end) ? start : -1;
}

/**
 * Writes what was not read: the status at `status`, unless that is 0, and what is after `start`. Not where pseudonyms are wanted: an address
 * or a name may be in it.
 */
function writeRest(
  bytes: Buffer,
  status: number,
  start: number,
  end: number,
  writer: DocumentWriter,
  { pseudonyms }: FormatContext,
): void {
  const rest = bytes.toString('utf8', start, end).trim();
  const parts = status === 0 ? [rest] : [bytes.toString('latin1', status, status + STATUS_DIGITS), rest];
  const text = parts.filter((part) => part !== '').join(' ');
  if (text === '' || pseudonyms !== undefined) return;
  writer.fragment(REST);
  writer.text(text);
}

function isQuoteAt(bytes: Buffer, index: number, end: number): boolean {
  return index + 1 < end && bytes[index] === SPACE && bytes[index + 1] === QUOTE;
}

/** Writes the user, unless it is `-`, empty or `""`, as Apache writes an empty name. False where it is part of another line. */
function writeUser(
  bytes: Buffer,
  start: number,
  bracket: number,
  mayHaveSpaces: boolean,
  writer: DocumentWriter,
  context: FormatContext,
): boolean {
  let end = bracket;
  while (end > start && bytes[end - 1] === SPACE) end--;
  if (end <= start || (bytes[start] === MINUS && end - start === 1)) return true;
  if (isOddUser(bytes, start, end) && !isUser(bytes, start, end, mayHaveSpaces)) return false;
  item.readBare(bytes, start, end);
  const empty = end - start === 2 && bytes[start] === QUOTE && bytes[start + 1] === QUOTE;
  if (!empty) writeUserName(item.bytes, item.start, item.end, writer, context);
  return true;
}

/** A quick look at a line: whether what ends a time and begins a request is in it. */
function hasTime(bytes: Buffer, start: number, end: number): boolean {
  let quote = findFar(QUOTE, bytes, start, end);
  while (quote < end && (bytes[quote - 1] !== SPACE || bytes[quote - 2] !== CLOSING_BRACKET))
    quote = findFar(QUOTE, bytes, quote + 1, end);
  return quote < end;
}

/** The time in ` [time] "` around the bracket, NaN where there is none. */
function timeAt(bytes: Buffer, bracket: number, end: number, clock: LineClock): number {
  const close = bracket + 1 + CLF_TIME_BYTES;
  if (close + 2 >= end || bytes[bracket - 1] !== SPACE) return NaN;
  if (bytes[close] !== CLOSING_BRACKET || bytes[close + 1] !== SPACE || bytes[close + 2] !== QUOTE) return NaN;
  return readClfTime(bytes, bracket + 1, clock);
}
