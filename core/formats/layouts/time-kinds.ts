import { isDigit, OPENING_BRACKET } from '../../bytes/ascii.ts';
import { CLF_TIME_BYTES, readClfTime } from '../../time/clf.ts';
import type { LineClock } from '../../time/line-clock.ts';
import { Rfc3164TimeReader } from '../../time/rfc3164.ts';
import { readRfc3339Time } from '../../time/rfc3339.ts';
import { readEpoch, readSpelledTime } from '../../time/spelled.ts';
import { beginningWith, DIGITS } from './extents.ts';
import { kind, type ValueKind } from './kind.ts';

type ReadTime = (bytes: Buffer, start: number, end: number, clock: LineClock) => number;

/** Bytes of `2026-11-22T10:02:52+01:00`. */
const ISO_TIME_BYTES = 25;
const MICROS_DIGITS = 16;
const SECONDS = /^\d{10}(?:\.\d{1,9})?$/;
const MAX_SECONDS_BYTES = 20;

/** The time at hand; reading is synchronous, so one serves all lines. */
const oldSyslogTime = new Rfc3164TimeReader();

/** A time that is read so; the finer, the lower its rank. It begins with a digit, unless its extent says otherwise. */
export function timeKind(extent: ValueKind['extent'], rank: number, read: ReadTime): ValueKind {
  return kind({
    extent: typeof extent === 'function' ? beginningWith(extent.firsts ?? DIGITS, extent) : extent,
    rank,
    claims: ['@timestamp'],
    fits: (bytes, start, end, { clock }) => !Number.isNaN(read(bytes, start, end, clock)),
    write(line) {
      line.timeMillis = read(line.item.bytes, line.item.start, line.item.end, line.context.clock);
      return true;
    },
  });
}

/** `22/Nov/2026:10:02:52 +0000`. */
export const clfTime = timeKind(CLF_TIME_BYTES, 3, readClf);

/** `2026-11-22T10:02:52+01:00`. */
export const isoTime = timeKind(ISO_TIME_BYTES, 2, readRfc3339Time);

/** Seconds since 1970, perhaps with a fraction. */
export const epochSeconds = timeKind('word', 1, (bytes, start, end) => {
  const text = end - start <= MAX_SECONDS_BYTES ? bytes.toString('latin1', start, end) : '';
  return SECONDS.test(text) ? readEpoch(Number(text)) : NaN;
});

/** Milliseconds or microseconds since 1970. */
export const epochFractions = timeKind('word', 0, (bytes, start, end) => {
  const text = end - start <= MICROS_DIGITS ? bytes.toString('latin1', start, end) : '';
  return /^\d{13}(?:\d{3})?$/.test(text) ? readEpoch(Number(text)) : NaN;
});

/** A time in any spelling that is known. */
export const anyTime = timeKind('text', 1, readAnyTime);

/** The time that fills `bytes[start, end)`, in any spelling that is known: epoch milliseconds, or NaN. */
function readAnyTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const isBracketed = bytes[start] === OPENING_BRACKET && end - start === CLF_TIME_BYTES + 2;
  const from = isBracketed ? start + 1 : start;
  const isClf = (isBracketed || end - start === CLF_TIME_BYTES) && !isDigit(bytes[from + 2]);
  if (isClf) return readClf(bytes, from, end, clock);
  const iso = readRfc3339Time(bytes, start, end, clock);
  if (!Number.isNaN(iso)) return iso;
  const spelled = readSpelledTime(bytes, start, end, clock);
  if (!Number.isNaN(spelled)) return spelled;
  const old = oldSyslogTime.read(bytes, start, end, clock);
  return oldSyslogTime.end === end ? old : NaN;
}

function readClf(bytes: Buffer, start: number, _end: number, clock: LineClock): number {
  return readClfTime(bytes, start, clock);
}
