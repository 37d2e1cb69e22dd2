import { isDigit } from '../documents/ascii.ts';
import { CLF_TIME_BYTES, readClfTime } from '../time/clf.ts';
import { MAX_TIME_MILLIS } from '../time/iso.ts';
import { readRfc3339Time } from '../time/rfc3339.ts';
import { isString, NUMBER } from './json-kinds.ts';
import type { JsonLine, JsonValue } from './json-line.ts';

/** Numbers below are no times: 1973 in seconds. */
const MIN_SECONDS = 1e8;
/** From here on a number is taken for the next finer unit; as seconds it would be the year 5138. */
const MIN_MILLIS = 1e11;
const MIN_MICROS = 1e14;
const MIN_NANOS = 1e17;
const MAX_NANOS = MAX_TIME_MILLIS * 1e6;

/**
 * The time of a value, in epoch milliseconds or NaN: RFC 3339, the common log format's (as flog has it), or a number of
 * seconds, milliseconds, microseconds or nanoseconds since 1970, which its size tells.
 */
export function readJsonTime(value: JsonValue, line: JsonLine): number {
  if (value.kind === NUMBER) return epochMillis(Number(line.bytes.toString('latin1', value.start, value.end)));
  if (!isString(value.kind)) return NaN;
  line.decode(value);
  const { textBytes, textStart, textEnd, context } = line;
  const isClf = textEnd - textStart === CLF_TIME_BYTES && !isDigit(textBytes[textStart + 2]);
  return isClf
    ? readClfTime(textBytes, textStart, context.clock)
    : readRfc3339Time(textBytes, textStart, textEnd, context.clock);
}

function epochMillis(number: number): number {
  if (number < MIN_SECONDS || number > MAX_NANOS) return NaN;
  if (number < MIN_MILLIS) return Math.floor(number * 1e3);
  if (number < MIN_MICROS) return Math.floor(number);
  return Math.floor(number < MIN_NANOS ? number / 1e3 : number / 1e6);
}
