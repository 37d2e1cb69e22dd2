import { CLOSING_BRACKET, COLON, DigitReader, find, isDigit, OPENING_BRACKET, SPACE } from '../bytes/ascii.ts';
import { wordsOf } from '../bytes/byte-view.ts';
import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { KnownText } from '../bytes/known-text.ts';
import { MIN_APACHE_ERROR_TIME_BYTES, readApacheErrorTime } from '../time/apache-error.ts';
import { writeErrorMessage } from './apache-error-message.ts';
import { type FormatContext, type LineReader, refuse } from './format.ts';
import { writePrintedLevel } from './log-level.ts';

const MODULE = stringKey('apache.error.module');
const PROCESS_ID = valueKey('process.pid');
const THREAD_ID = valueKey('process.thread.id');
const ERROR_TYPE = new Fragment(field('event.type', ['error']));
const INFO_TYPE = new Fragment(field('event.type', ['info']));

const WORD_BYTES = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'))
  WORD_BYTES[byte] = 1;
const PROCESS = new KnownText(Buffer.from(' [pid '));
const THREAD = new KnownText(Buffer.from(':tid '));

/** The number at hand; reading is synchronous, so one serves all lines. */
const digits = new DigitReader();

/**
 * Apache's error log, from 2.2 on:
 *
 *     [Sun Nov 22 10:02:52 2026] [error] [client 192.0.2.1] message
 *     [Sun Nov 22 10:02:52.123456 2026] [module:level] [pid 1231:tid 8304] [client 192.0.2.1:8304] AH00123: message
 *     [2026-11-22 10:02:52.123456] [module:level] [pid 1231:tid 8304] [remote 192.0.2.1:8304] message
 *
 * Thread, process and client may be missing. A level may be any word: some generators print `trace1-8`.
 */
export const apacheError: LineReader = {
  read(bytes, start, end, writer, context) {
    const timeEnd = find(CLOSING_BRACKET, bytes, Math.min(start + 1 + MIN_APACHE_ERROR_TIME_BYTES, end), end);
    if (bytes[start] !== OPENING_BRACKET || !isGroupAt(bytes, timeEnd + 1, end)) return noTime(context);
    const time = readApacheErrorTime(bytes, start + 1, timeEnd, context.clock);
    if (Number.isNaN(time)) return noTime(context);

    const levelStart = timeEnd + 3;
    const colon = wordEnd(bytes, levelStart, end);
    const hasModule = bytes[colon] === COLON;
    const wordStart = hasModule ? colon + 1 : levelStart;
    const levelEnd = hasModule ? wordEnd(bytes, wordStart, end) : colon;
    if (levelEnd === wordStart || levelEnd >= end || bytes[levelEnd] !== CLOSING_BRACKET) {
      return refuse(context, 'its time is not followed by [level] or [module:level]');
    }
    writer.fragment(writePrintedLevel(bytes, wordStart, levelEnd, writer) ? ERROR_TYPE : INFO_TYPE);
    if (colon > levelStart && hasModule) {
      writer.field(MODULE, bytes, levelStart, colon);
    }
    const processEnd = writeProcess(bytes, levelEnd + 1, end, writer);
    const hasProcess = processEnd > levelEnd + 1;
    const isCurrent = hasModule || hasProcess;
    // Many loggers begin lines with an ISO time and a level in brackets.
    if (isDigit(bytes[start + 1]) && !(hasModule && hasProcess)) return noTime(context);
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

/** Writes what ` [pid 1231:tid 8304]` or ` [pid 1231]` says, and returns where it ends; `start` where there is none. */
function writeProcess(bytes: Buffer, start: number, end: number, writer: DocumentWriter): number {
  const words = wordsOf(bytes);
  if (!PROCESS.isAt(words, start, end)) return start;
  const processStart = start + PROCESS.lengthBytes;
  const processId = digits.read(bytes, processStart, end);
  const processEnd = digits.end;
  const threadStart = processEnd + THREAD.lengthBytes;
  const hasThread = THREAD.isAt(words, processEnd, end);
  const threadId = hasThread ? digits.read(bytes, threadStart, end) : 0;
  const close = digits.end;
  if (close >= end || bytes[close] !== CLOSING_BRACKET || processId < 0 || threadId < 0) return start;
  writer.fragment(PROCESS_ID);
  writer.number(processId, bytes, processStart, processEnd);
  if (hasThread) {
    writer.fragment(THREAD_ID);
    writer.number(threadId, bytes, threadStart, close);
  }
  return close + 1;
}

/** Where the letters, digits, `_` and `-` from `start` on end: a level, or a module, which some versions leave out (`[:error]`). */
function wordEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && WORD_BYTES[bytes[index] ?? 0] === 1) index++;
  return index;
}
