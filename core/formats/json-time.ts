import { isDigit, OPENING_BRACKET } from '../bytes/ascii.ts';
import { CLF_TIME_BYTES, readClfTime } from '../time/clf.ts';
import type { LineClock } from '../time/line-clock.ts';
import { readRfc3339Time } from '../time/rfc3339.ts';
import { readEpoch, readSpelledTime } from '../time/spelled.ts';
import { isString, NUMBER, OBJECT } from './json-kinds.ts';
import type { JsonLine, JsonValue } from './json-line.ts';

/** Longer objects are no times. */
const MAX_OBJECT_BYTES = 128;

/**
 * The time of a value, in epoch milliseconds or NaN: RFC 3339, the common log format's (as flog has it, or in brackets),
 * another spelling of spelled.ts, a number since 1970, or an object that holds one of them (see {@link readTimeObject}).
 */
export function readJsonTime(value: JsonValue, line: JsonLine): number {
  if (value.kind === NUMBER) return readEpoch(Number(line.bytes.toString('latin1', value.start, value.end)));
  if (value.kind === OBJECT) return readTimeObject(value, line);
  if (!isString(value.kind)) return NaN;
  line.decode(value);
  return readTimeText(line.textBytes, line.textStart, line.textEnd, line.context.clock);
}

function readTimeText(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const isBracketed = bytes[start] === OPENING_BRACKET && end - start === CLF_TIME_BYTES + 2;
  const from = isBracketed ? start + 1 : start;
  const isClf = (isBracketed || end - start === CLF_TIME_BYTES) && !isDigit(bytes[from + 2]);
  const millis = isClf ? readClfTime(bytes, from, clock) : readRfc3339Time(bytes, start, end, clock);
  return Number.isNaN(millis) ? readSpelledTime(bytes, start, end, clock) : millis;
}

/**
 * The time that an object holds: Log4j 2's `instant` (`epochSecond`, `nanoOfSecond`), Protocol Buffers' Timestamp (`seconds`,
 * `nanos`), MongoDB's extended JSON (`$date`: a text, a number, or `$numberLong`). NaN for any other.
 */
function readTimeObject({ start, end }: JsonValue, { bytes, context }: JsonLine): number {
  if (end - start > MAX_OBJECT_BYTES) return NaN;
  const object = JSON.parse(bytes.toString('utf8', start, end)) as Readonly<Record<string, unknown>>;
  const seconds = object['epochSecond'] ?? object['seconds'];
  const nanos = object['nanoOfSecond'] ?? object['nanos'] ?? 0;
  if (typeof seconds === 'number' && typeof nanos === 'number') return readEpoch(seconds) + Math.floor(nanos / 1e6);
  return readExtendedDate(object['$date'], context.clock);
}

/** MongoDB Extended JSON (v2), "Date". */
function readExtendedDate(date: unknown, clock: LineClock): number {
  if (typeof date === 'number') return readEpoch(date);
  if (typeof date === 'string') return readTimeText(Buffer.from(date), 0, Buffer.byteLength(date), clock);
  const isLong = typeof date === 'object' && date !== null && '$numberLong' in date;
  return isLong ? readEpoch(Number(date.$numberLong)) : NaN;
}
