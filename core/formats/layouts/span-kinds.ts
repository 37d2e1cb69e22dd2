import { COLON, digitsEnd, DOT, LETTER_T, LETTER_Z, MINUS, QUOTE, readNumber } from '../../bytes/ascii.ts';
import { viewOf } from '../../bytes/byte-view.ts';
import { powerOfTen } from '../../bytes/decimal.ts';
import { type Fragment, stringKey, valueKey } from '../../bytes/document-keys.ts';
import { IsoWriter } from '../../bytes/iso.ts';
import { STEP_BYTES } from '../../bytes/word-steps.ts';
import { DAY_MILLIS, dayNumber, fourDigits, timeOfDay, twoDigits } from '../../time/time.ts';
import { isDecimal, scaledDecimal } from './duration-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import type { LayoutLine } from './layout-line.ts';

/** From when to when something lasted, and how long its steps took: values that belong together. */

const START = stringKey('event.start');
const END = stringKey('event.end');
const DURATION = valueKey('event.duration');

/** Seconds, or -1 for a step that never ended. */
const STEP_SECONDS = /^(?:-1|\d+(?:\.\d+)?)$/;
const MAX_NUMBER_BYTES = 25;
const SECOND_NANOS = 1e9;
const NANOS_DIGITS = 9;
const MINUTE_SECONDS = 60;
const EPOCH_DIGITS = 10;
const MIN_EPOCH = 1e9;
const YEAR_2100 = Date.UTC(2100) / 1000;
const SECOND_MICROS = 1e6;
/** Bytes of `2026-11-22T10:02:52`, and of `2026-11-22T10:02:52.000Z`. */
const SECONDS_BYTES = 19;
const DATE_BYTES = 24;
const MAX_FRACTION_DIGITS = 9;
const MICRO_DIGITS = 6;

/** Seconds that a step took, or -1 where it never ended; what is written of them all is {@link firstStep}. */
export const laterStep = kind({
  extent: 'word',
  fits: isStep,
  note(line, start, end) {
    line.stepsNanos += stepNanos(line.bytes, start, end);
  },
});
export const firstStep: ValueKind = {
  ...laterStep,
  claims: ['event.duration'],
  write({ writer, stepsNanos }) {
    if (Number.isSafeInteger(stepsNanos)) {
      writer.fragment(DURATION);
      writer.integer(stepsNanos);
    }
    return false;
  },
};

/** Whether it is how long a step took. */
export function isStep(bytes: Buffer, start: number, end: number): boolean {
  if (isDecimal(bytes, start, end)) return true;
  return end - start <= MAX_NUMBER_BYTES && STEP_SECONDS.test(bytes.toString('latin1', start, end));
}

function stepNanos(bytes: Buffer, start: number, end: number): number {
  const nanos = scaledDecimal(bytes, start, end, NANOS_DIGITS);
  if (nanos >= 0) return nanos;
  const seconds = Number(bytes.toString('latin1', start, end));
  return seconds < 0 ? NaN : Math.round(seconds * SECOND_NANOS);
}

/** When the line was written, in UTC whether it says so or not; noted as the end of what it reports. */
export const endTime = kind({
  extent: 'word',
  claims: ['@timestamp'],
  fits: isIsoTime,
  note(line, start, end) {
    line.endMicros = isoMicros(line.bytes, start, end);
  },
  write(line) {
    line.timeMillis = line.context.clock.zoned(Math.floor(line.endMicros / 1000), 0);
    return true;
  },
});

/** When the request came in, or the connection: the duration is from then to {@link endTime}. */
export const startTime = kind({
  extent: 'word',
  claims: ['event.start', 'event.duration'],
  rank: 0,
  fits: isIsoTime,
  note(line, start, end) {
    line.startMicros = isoMicros(line.bytes, start, end);
  },
  write(line) {
    writeDate(START, line.startMicros, line);
    writeSpan(line);
    return true;
  },
});
/** The same where the line says how long it took. */
export const connectionStart: ValueKind = {
  ...startTime,
  claims: ['event.start'],
  write(line) {
    writeDate(START, line.startMicros, line);
    return true;
  },
};

/** A date as text, with what a writer copies beyond it; reading is synchronous, so one serves all lines. */
const date = viewOf(Buffer.alloc(DATE_BYTES + 2 * STEP_BYTES));
const isoWriter = new IsoWriter();

function writeDate(key: Fragment, micros: number, { writer }: LayoutLine): void {
  isoWriter.write(date, 0, Math.floor(micros / 1000));
  writer.fragment(key);
  writer.copy(date, 0, DATE_BYTES);
  writer.byte(QUOTE);
}

function writeSpan({ startMicros, endMicros, writer }: LayoutLine): void {
  const nanos = (endMicros - startMicros) * 1000;
  if (!Number.isSafeInteger(nanos) || nanos < 0) return;
  writer.fragment(DURATION);
  writer.integer(nanos);
}

function isIsoTime(bytes: Buffer, start: number, end: number): boolean {
  return !Number.isNaN(isoMicros(bytes, start, end));
}

/** Microseconds since 1970 of `2026-11-22T10:02:52.123456Z`, whose fraction may be missing, and `Z`; NaN where it is no such time. */
function isoMicros(bytes: Buffer, start: number, end: number): number {
  const secondsEnd = start + SECONDS_BYTES;
  if (end < secondsEnd || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return NaN;
  if (bytes[start + 10] !== LETTER_T || bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return NaN;
  const hasFraction = secondsEnd < end && bytes[secondsEnd] === DOT;
  const fractionEnd = hasFraction ? digitsEnd(bytes, secondsEnd + 1, end) : secondsEnd;
  const digits = hasFraction ? fractionEnd - secondsEnd - 1 : 0;
  if (hasFraction && (digits === 0 || digits > MAX_FRACTION_DIGITS)) return NaN;
  if (fractionEnd !== end && !(fractionEnd + 1 === end && bytes[fractionEnd] === LETTER_Z)) return NaN;
  const fraction = hasFraction ? readNumber(bytes, secondsEnd + 1, fractionEnd) : 0;
  // dividing by a power of ten is exact where multiplying by a fraction is not
  const micros =
    digits > MICRO_DIGITS ? fraction / powerOfTen(digits - MICRO_DIGITS) : fraction * powerOfTen(MICRO_DIGITS - digits);
  const day = dayNumber(fourDigits(bytes, start), twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
  const second = twoDigits(bytes, start + 17);
  const time = timeOfDay(twoDigits(bytes, start + 11), twoDigits(bytes, start + 14), second, 0);
  // what follows a leap second belongs to it
  return (day * DAY_MILLIS + time) * 1000 + (second < MINUTE_SECONDS ? Math.floor(micros) : 0);
}

/** Seconds since 1970 with which an aggregation interval of flow logs begins. */
export const flowStart = kind({
  extent: 'word',
  claims: ['event.start'],
  fits: isEpoch,
  note(line, start, end) {
    line.startMicros = epochMicros(line.bytes, start, end);
  },
  write(line) {
    writeDate(START, line.startMicros, line);
    return true;
  },
});

/** The same as the time of a line that does not say when the interval ended. */
export const flowStartAsTime: ValueKind = {
  ...flowStart,
  claims: ['@timestamp', 'event.start'],
  write(line) {
    line.timeMillis = line.startMicros / 1000;
    return flowStart.write(line);
  },
};

/** The same with which it ends, which is the time of the line, as Elastic has it. */
export const flowEnd = kind({
  extent: 'word',
  claims: ['@timestamp', 'event.end', 'event.duration'],
  fits: isEpoch,
  note(line, start, end) {
    line.endMicros = epochMicros(line.bytes, start, end);
  },
  write(line) {
    line.timeMillis = line.endMicros / 1000;
    writeDate(END, line.endMicros, line);
    writeSpan(line);
    return true;
  },
});

/** Whether it is a second of the years 2001 to 2099, as all numbers of ten digits are that are not of later ones. */
function isEpoch(bytes: Buffer, start: number, end: number): boolean {
  const seconds = end - start === EPOCH_DIGITS ? readNumber(bytes, start, end) : -1;
  return seconds >= MIN_EPOCH && seconds < YEAR_2100;
}

function epochMicros(bytes: Buffer, start: number, end: number): number {
  return readNumber(bytes, start, end) * SECOND_MICROS;
}
