import { valueKey } from '../../bytes/document-keys.ts';
import { type Kind, kind } from './kind.ts';

const DURATION = valueKey('event.duration');
const NANOS_DIGITS = 9;
/** So many whole units are a safe integer in nanoseconds, whatever the unit. */
const MAX_WHOLE_DIGITS = 6;
const NUMBER = /^(?<whole>\d+)(?:\.(?<fraction>\d{1,9}))?$/;
const MAX_NUMBER_BYTES = 25;

/** How long it took, in a unit of so many digits of nanoseconds: seconds have 9. The finer, the lower its rank. */
function duration(unitDigits: number, rank: number, isShape: RegExp): Kind {
  return kind({
    extent: 'word',
    rank,
    claims: ['event.duration'],
    fits: (bytes, start, end) => end - start <= MAX_NUMBER_BYTES && isShape.test(bytes.toString('latin1', start, end)),
    write({ item, writer }) {
      const nanos = nanosOf(item.bytes.toString('latin1', item.start, item.end), unitDigits);
      if (nanos === undefined) return false;
      writer.fragment(DURATION);
      writer.integer(nanos);
      return true;
    },
  });
}

/** Whole nanoseconds of a decimal number, without the errors of fractions in binary; undefined where they are no safe integer. */
function nanosOf(text: string, unitDigits: number): number | undefined {
  const { whole = '', fraction = '' } = NUMBER.exec(text)?.groups ?? {};
  if (whole.length > MAX_WHOLE_DIGITS + NANOS_DIGITS - unitDigits) return undefined;
  return Number(whole + fraction.slice(0, unitDigits).padEnd(unitDigits, '0'));
}

/** Seconds with three decimals, as nginx writes them. */
export const nginxSeconds = duration(NANOS_DIGITS, 2, /^\d+\.\d{3}$/);
export const seconds = duration(NANOS_DIGITS, 2, /^\d+(?:\.\d{1,9})?$/);
export const millis = duration(6, 1, /^\d+(?:\.\d{1,6})?$/);
export const micros = duration(3, 0, /^\d+$/);
