import { CLOSING_BRACKET, find, MINUS, OPENING_BRACKET, QUOTE, readNumber, SPACE } from '../documents/ascii.ts';
import { field } from '../documents/document-keys.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';
import { isIpAddress } from '../documents/ip-address.ts';
import { CLF_TIME_BYTES, readClfTime } from '../time/clf.ts';
import type { LineClock } from '../time/line-clock.ts';
import { type FormatContext, refuse } from './format.ts';
import { isStatus, REFERRER, USER_AGENT, writeBodyBytes, writeRequest, writeStatus } from './http-fields.ts';
import { LogItem } from './log-item.ts';
import { writeSource, writeUserName } from './network-fields.ts';

/** The fields that every line of both access formats has. */
export const accessFields = field('event.category', ['web']) + field('event.type', ['access']);

/** The value at hand; reading is synchronous, so one serves all lines. */
const item = new LogItem();

/**
 * The core of Apache's `common` and `combined` formats (nginx writes the latter):
 *
 *     host ident user [time] "request" status bytes
 *     host ident user [time] "request" status bytes "referrer" "user agent"
 *
 * Both servers escape quotes, backslashes and control bytes in what a client sent, so a bare quote always ends its
 * value. A user name may hold spaces and brackets: it ends where ` [time] "` follows. The identity (RFC 1413), which
 * servers do not ask for unless told to, has no field. An address in its place is the client of a line that begins with
 * something else (`vhost_combined`): taken as it comes, the virtual host would be the client.
 */
export function readAccess(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
  combined: boolean,
): number {
  const hostEnd = find(SPACE, bytes, start, end);
  const userStart = find(SPACE, bytes, hostEnd + 1, end) + 1;
  if (hostEnd === start || userStart === hostEnd + 2) return refuse(context, 'it begins with no client and identity');
  if (isIpAddress(bytes, hostEnd + 1, userStart - 1))
    return refuse(context, 'an address is where its identity should be');

  let bracket = find(OPENING_BRACKET, bytes, userStart + 1, end);
  let time = timeAt(bytes, bracket, end, context.clock);
  while (Number.isNaN(time) && bracket < end) {
    bracket = find(OPENING_BRACKET, bytes, bracket + 1, end);
    time = timeAt(bytes, bracket, end, context.clock);
  }
  if (Number.isNaN(time)) return refuse(context, 'it has no existing time [dd/Mon/yyyy:hh:mm:ss ±hhmm] before a quote');
  writeSource(bytes, start, hostEnd, false, writer, context);
  writeUser(bytes, userStart, bracket - 1, writer, context);

  if (!item.readQuoted(bytes, bracket + CLF_TIME_BYTES + 4, end)) return refuse(context, 'its request has no end');
  writeRequest(item.bytes, item.start, item.end, item.isPlain, writer);
  return readResponse(bytes, item.next, end, writer, context, combined) ? time : NaN;
}

/** Reads ` status bytes`, and for `combined` the two values behind them, to the end of the line. */
function readResponse(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
  combined: boolean,
): boolean {
  const status = bytes[start] === SPACE && bytes[start + 4] === SPACE ? readNumber(bytes, start + 1, start + 4) : -1;
  const countStart = start + 5;
  const countEnd = find(SPACE, bytes, countStart, end);
  const noCount = countEnd === countStart + 1 && bytes[countStart] === MINUS;
  const count = noCount ? 0 : readNumber(bytes, countStart, countEnd);
  if (countStart >= end || !isStatus(status) || count < 0) {
    refuse(context, 'behind its request is no status and byte count');
    return false;
  }
  writeStatus(status, writer);
  if (!noCount) writeBodyBytes(count, bytes, countStart, countEnd, writer);
  if (!combined) {
    if (countEnd !== end) refuse(context, 'there is more behind its byte count');
    return countEnd === end;
  }
  return readClient(bytes, countEnd, end, writer, context);
}

/** Reads ` "referrer" "user agent"` to the end of the line. */
function readClient(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
): boolean {
  refuse(context, 'behind its byte count is no quoted referrer and user agent');
  if (!isQuoteAt(bytes, start, end) || !item.writeQuoted(REFERRER, bytes, start + 2, end, writer)) return false;
  const agent = item.next;
  if (!isQuoteAt(bytes, agent, end) || !item.writeQuoted(USER_AGENT, bytes, agent + 2, end, writer)) return false;
  if (context.userAgents && !item.absent) {
    context.userAgents(item.bytes, item.start, item.end, writer);
  }
  return item.next === end;
}

function isQuoteAt(bytes: Buffer, index: number, end: number): boolean {
  return index + 1 < end && bytes[index] === SPACE && bytes[index + 1] === QUOTE;
}

/** `-` stands for no user; Apache writes `""` for an empty name. */
function writeUser(bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext): void {
  if (bytes[start] === MINUS && end - start === 1) return;
  item.readBare(bytes, start, end);
  const empty = end - start === 2 && bytes[start] === QUOTE && bytes[start + 1] === QUOTE;
  if (!empty) writeUserName(item.bytes, item.start, item.end, writer, context);
}

/** The time in ` [time] "` around the bracket, NaN where there is none. */
function timeAt(bytes: Buffer, bracket: number, end: number, clock: LineClock): number {
  const close = bracket + 1 + CLF_TIME_BYTES;
  if (close + 2 >= end || bytes[bracket - 1] !== SPACE) return NaN;
  if (bytes[close] !== CLOSING_BRACKET || bytes[close + 1] !== SPACE || bytes[close + 2] !== QUOTE) return NaN;
  return readClfTime(bytes, bracket + 1, clock);
}
