import {
  CLOSING_BRACKET,
  COLON,
  find,
  MINUS,
  OPENING_BRACKET,
  readNumber,
  SPACE,
  startsWith,
} from '../documents/ascii.ts';
import { field, Fragment, stringKey, valueKey } from '../documents/document-keys.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';
import { readApacheErrorTime } from '../time/apache-error.ts';
import { writeErrorMessage } from './apache-error-message.ts';
import { type Format, type FormatContext, refuse } from './format.ts';

const LEVEL = stringKey('log.level');
const MODULE = stringKey('apache.error.module');
const PROCESS_ID = valueKey('process.pid');
const THREAD_ID = valueKey('process.thread.id');
const ERROR_TYPE = new Fragment(field('event.type', ['error']));
const INFO_TYPE = new Fragment(field('event.type', ['info']));

/** The levels from `error` up (Apache's LogLevel directive). */
const ERROR_LEVELS = ['emerg', 'alert', 'crit', 'error'].map((level) => Buffer.from(level));
const PROCESS = Buffer.from('[pid ');
const THREAD = Buffer.from('tid ');

/**
 * Apache's error log, from 2.2 on:
 *
 *     [Sun Nov 22 10:02:52 2026] [error] [client 192.0.2.1] message
 *     [Sun Nov 22 10:02:52.123456 2026] [module:level] [pid 1231:tid 8304] [client 192.0.2.1:8304] AH00123: message
 *
 * Thread, process and client may be missing. A level is any word and is kept as printed: some generators print
 * `trace1-8`.
 */
export const apacheError: Format = {
  name: 'apache_error',
  dataset: 'apache.error',
  fields: field('event.category', ['web']),
  read(bytes, start, end, writer, context) {
    const timeEnd = find(CLOSING_BRACKET, bytes, start, end);
    if (bytes[start] !== OPENING_BRACKET || !isGroupAt(bytes, timeEnd + 1, end)) return noTime(context);
    const time = readApacheErrorTime(bytes, start + 1, timeEnd, context.clock);
    if (Number.isNaN(time)) return noTime(context);

    const levelStart = timeEnd + 3;
    const levelEnd = find(CLOSING_BRACKET, bytes, levelStart, end);
    const colon = find(COLON, bytes, levelStart, levelEnd);
    const hasModule = colon < levelEnd;
    const wordStart = hasModule ? colon + 1 : levelStart;
    if (levelEnd === end || !isWord(bytes, wordStart, levelEnd) || (hasModule && !isModule(bytes, levelStart, colon))) {
      return refuse(context, 'its time is not followed by [level] or [module:level]');
    }
    writeLevel(bytes, wordStart, levelEnd, writer);
    if (colon > levelStart && hasModule) {
      writer.fragment(MODULE);
      writer.string(bytes, levelStart, colon);
    }
    const processEnd = writeProcess(bytes, levelEnd + 1, end, writer);
    const isCurrent = hasModule || processEnd > levelEnd + 1;
    if (processEnd < end && bytes[processEnd] !== SPACE)
      return refuse(context, 'its groups are not followed by a space');
    writeErrorMessage(bytes, Math.min(processEnd + 1, end), end, writer, context, isCurrent);
    return time;
  },
};

function noTime(context: FormatContext): number {
  return refuse(context, 'it does not begin with an existing time [Sun Nov 22 10:02:52 2026] and a level');
}

function isGroupAt(bytes: Buffer, index: number, end: number): boolean {
  return index + 1 < end && bytes[index] === SPACE && bytes[index + 1] === OPENING_BRACKET;
}

function writeLevel(bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  writer.fragment(LEVEL);
  writer.string(bytes, start, end);
  writer.fragment(isErrorLevel(bytes, start, end) ? ERROR_TYPE : INFO_TYPE);
}

function isErrorLevel(bytes: Buffer, start: number, end: number): boolean {
  for (const level of ERROR_LEVELS) {
    if (level.length === end - start && startsWith(level, bytes, start, end)) return true;
  }
  return false;
}

/** Writes what ` [pid 1231:tid 8304]` or ` [pid 1231]` says, and answers where it ends; `start` where there is none. */
function writeProcess(bytes: Buffer, start: number, end: number, writer: DocumentWriter): number {
  if (bytes[start] !== SPACE || !startsWith(PROCESS, bytes, start + 1, end)) return start;
  const close = find(CLOSING_BRACKET, bytes, start, end);
  const processStart = start + 1 + PROCESS.length;
  const colon = find(COLON, bytes, processStart, close);
  const processId = readNumber(bytes, processStart, colon);
  const hasThread = startsWith(THREAD, bytes, colon + 1, close);
  const threadId = hasThread ? readNumber(bytes, colon + 1 + THREAD.length, close) : -1;
  if (close === end || processId < 0 || (colon < close && threadId < 0)) return start;
  writer.fragment(PROCESS_ID);
  writer.integer(processId);
  if (hasThread) {
    writer.fragment(THREAD_ID);
    writer.integer(threadId);
  }
  return close + 1;
}

/** A module's name, which some versions leave out: `[:error]`. */
function isModule(bytes: Buffer, start: number, end: number): boolean {
  return start === end || isWord(bytes, start, end);
}

/** Letters, digits, `_` and `-`, at least one. */
function isWord(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    const letter = byte | 0x20;
    const isLetter = letter >= 0x61 && letter <= 0x7a;
    if (!isLetter && byte !== MINUS && byte !== 0x5f && (byte < 0x30 || byte > 0x39)) return false;
  }
  return end > start;
}
