import { digitsEnd, DOT } from '../../bytes/ascii.ts';
import { valueKey } from '../../bytes/document-keys.ts';
import { isNumber } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';

const DURATION = valueKey('event.duration');
const NANOS_DIGITS = 9;
/** So many whole units are a safe integer in nanoseconds, whatever the unit. */
const MAX_WHOLE_DIGITS = 6;
const NUMBER = /^(?<whole>\d+)(?:\.(?<fraction>\d{1,9}))?$/;
const MAX_NUMBER_BYTES = 25;
const NGINX_DECIMALS = 3;

/** How long it took, in a unit of so many digits of nanoseconds: seconds have 9. The finer, the lower its rank. */
function duration(unitDigits: number, rank: number, fits: ValueKind['fits']): ValueKind {
  return kind({
    extent: 'word',
    rank,
    claims: ['event.duration'],
    fits,
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

/** Whether it is a number of seconds with three decimals, as nginx writes them. */
export function isNginxSeconds(bytes: Buffer, start: number, end: number): boolean {
  const dot = end - NGINX_DECIMALS - 1;
  return (
    dot > start && bytes[dot] === DOT && digitsEnd(bytes, start, dot) === dot && digitsEnd(bytes, dot + 1, end) === end
  );
}

function isDecimal(bytes: Buffer, start: number, end: number): boolean {
  return end - start <= MAX_NUMBER_BYTES && NUMBER.test(bytes.toString('latin1', start, end));
}

/** Seconds with three decimals, as nginx writes them. */
export const nginxSeconds = duration(NANOS_DIGITS, 2, isNginxSeconds);
export const seconds = duration(NANOS_DIGITS, 2, isDecimal);
export const millis = duration(6, 1, isDecimal);
export const micros = duration(3, 0, isNumber);
