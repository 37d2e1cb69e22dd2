import { CARRIAGE_RETURN, LINE_FEED, OPENING_BRACE } from '../bytes/ascii.ts';
import type { FileLine } from '../files/file-line.ts';
import { JsonScanner } from '../formats/json-scanner.ts';
import type { Line } from './line.ts';
import { type Trace, traceOf } from './trace.ts';

/** Reading is synchronous, so one serves all lines. */
const scanner = new JsonScanner();

/** The lines of an event apart: its message, and its stack trace if there is one, which may begin with the first line already. */
export function withTrace(event: FileLine): Line {
  const { bytes, start, offset, contentStart = start } = event;
  const held = heldText(event);
  if (held !== undefined) return withHeldTrace(event, held);
  const trace = traceOf(event);
  const end = messageEnd(event, contentStart, trace);
  return { bytes, start, end, offset, lengthBytes: end - start, ...(trace && { trace }) };
}

function messageEnd({ bytes, end: eventEnd }: FileLine, contentStart: number, trace: Trace | undefined): number {
  const feed = bytes.indexOf(LINE_FEED, contentStart);
  let end = eventEnd;
  if (trace !== undefined && trace.isQuoted === undefined)
    end = trace.start > contentStart ? trace.start : feed === -1 ? eventEnd : feed;
  while (end > contentStart && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === CARRIAGE_RETURN)) end--;
  return end;
}

/** What lines of Docker hold, in whose objects the line feeds are escaped: the string, and where it ends. */
interface HeldText {
  readonly text: string;
  readonly end: number;
}

function heldText({ bytes, start, end, contentStart = start }: FileLine): HeldText | undefined {
  if (bytes[start] !== OPENING_BRACE || contentStart === start) return undefined;
  const textEnd = scanner.valueEnd(bytes, contentStart - 1, end);
  return textEnd < 0
    ? undefined
    : { text: String(JSON.parse(bytes.toString('utf8', contentStart - 1, textEnd))), end: textEnd };
}

/** The object with the message alone in it, which ends with a line feed if all of it does: else it would be a piece. */
function withHeldTrace(event: FileLine, { text, end: textEnd }: HeldText): Line {
  const { bytes, start, end, offset } = event;
  const lines = Buffer.from(text);
  const held = { bytes: lines, start: 0, end: lines.length, offset: 0, lengthBytes: lines.length };
  const trace = traceOf({ ...held, end: messageEnd(held, 0, undefined) });
  const whole = { bytes, start, end, offset, lengthBytes: end - start };
  if (trace === undefined || trace.isQuoted) return { ...whole, ...(trace && { trace }) };
  const message = lines.toString('utf8', 0, messageEnd(held, 0, trace)) + (text.endsWith('\n') ? '\n' : '');
  const head = bytes.subarray(start, (event.contentStart ?? start) - 1);
  const line = Buffer.concat([head, Buffer.from(JSON.stringify(message)), bytes.subarray(textEnd, end)]);
  return { bytes: line, start: 0, end: line.length, offset, lengthBytes: line.length, trace, original: whole };
}
