import { CLOSING_BRACKET, COLON, find, isDigit, OPENING_BRACKET, readNumber, SPACE } from '../documents/ascii.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';
import { Rfc3164TimeReader } from '../time/rfc3164.ts';
import { type Format, type FormatContext, refuse } from './format.ts';
import { HOST_NAME, MESSAGE, priorityEnd, priorityFields, PROCESS_ID, PROCESS_NAME } from './syslog-fields.ts';

const timeReader = new Rfc3164TimeReader();

/**
 * Syslog of the old kind (RFC 3164), as sent and as kept in files, where the priority is left out:
 *
 *     <34>Oct 11 22:14:15 host tag[pid]: message
 *     Oct 11 22:14:15 host tag[pid]: message
 *
 * The host may be missing, and so may the tag, except in lines without priority: those would be mere guesses.
 */
export const rfc3164: Format = {
  name: 'rfc3164',
  dataset: 'syslog',
  fields: '',
  read(bytes, start, end, writer, context) {
    const priority = priorityEnd(bytes, start, end);
    const timeStart = priority < 0 ? start : priority;
    // Without priority an ISO time may begin a line of any log.
    if (priority < 0 && isDigit(bytes[start])) return noTime(context);
    const time = timeReader.read(bytes, timeStart, end, context.clock);
    if (Number.isNaN(time)) return noTime(context);
    if (priority >= 0) {
      const fields = priorityFields(bytes, start, priority);
      if (!fields) return refuse(context, 'its priority is over 191');
      writer.fragment(fields);
    }
    const wordStart = bytes[timeReader.end] === COLON ? timeReader.end + 2 : timeReader.end + 1;
    if (wordStart >= end || bytes[wordStart - 1] !== SPACE) return refuse(context, 'its time is followed by nothing');
    const hasTag = writeBody(bytes, wordStart, end, writer);
    return hasTag || priority >= 0 ? time : refuse(context, 'it has neither priority nor tag');
  },
};

function noTime(context: FormatContext): number {
  return refuse(context, 'it does not begin with a priority and an existing time Mmm dd hh:mm:ss');
}

/** Writes host, tag and message; answers whether there was a tag. */
function writeBody(bytes: Buffer, start: number, end: number, writer: DocumentWriter): boolean {
  if (tagEnd(bytes, start, end) > start) return writeMessage(bytes, start, end, writer);
  const hostEnd = find(SPACE, bytes, start, end);
  writer.field(HOST_NAME, bytes, start, hostEnd);
  return writeMessage(bytes, Math.min(hostEnd + 1, end), end, writer);
}

/** Writes the tag, where there is one, and the message behind it; answers whether there was a tag. */
function writeMessage(bytes: Buffer, start: number, end: number, writer: DocumentWriter): boolean {
  const close = tagEnd(bytes, start, end);
  let messageStart = start;
  if (close > start) {
    writeTag(bytes, start, close, writer);
    messageStart = bytes[close] === COLON && close < end ? close + 1 : close;
    if (bytes[messageStart] === SPACE) messageStart++;
  }
  if (messageStart < end) {
    writer.field(MESSAGE, bytes, messageStart, end);
  }
  return close > start;
}

/**
 * Where the tag `name:`, `name[pid]:` or `name[pid]` ends, before its colon; `start` where there is none. A colon within a
 * word (`http://host`) ends no tag.
 */
function tagEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== SPACE && bytes[index] !== COLON && bytes[index] !== OPENING_BRACKET) index++;
  if (index === start || index === end) return start;
  if (bytes[index] === OPENING_BRACKET) {
    const close = find(CLOSING_BRACKET, bytes, index, end);
    if (close === end || find(SPACE, bytes, index, close) < close) return start;
    const isNumber = readNumber(bytes, index + 1, close) >= 0;
    index = close + 1;
    if (isNumber && (index === end || bytes[index] === SPACE)) return index;
  }
  const isColon = bytes[index] === COLON && index < end;
  return isColon && (index + 1 === end || bytes[index + 1] === SPACE) ? index : start;
}

/** Writes process.name and process.pid of the tag `bytes[start, end)`; what is in brackets and no number is part of the name. */
function writeTag(bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  const open = find(OPENING_BRACKET, bytes, start, end);
  const processId = open < end ? readNumber(bytes, open + 1, end - 1) : -1;
  writer.field(PROCESS_NAME, bytes, start, processId < 0 ? end : open);
  if (processId < 0) return;
  writer.fragment(PROCESS_ID);
  writer.number(processId, bytes, open + 1, end - 1);
}
