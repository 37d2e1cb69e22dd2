import { readNumber } from '../../bytes/ascii.ts';
import type { LineClock } from '../../time/line-clock.ts';
import { readOffset } from '../../time/rfc3339.ts';
import { DAY_MILLIS, dayNumber, monthNumber, paddedDay, timeOfDay } from '../../time/time.ts';

/** What a printed time says. Numbers that are none are NaN. */
interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millis: number;
  /** Minutes from UTC; undefined where none are printed. */
  offset: number | undefined;
}

/** A conversion: always of so many bytes, which say a part of a time. */
interface Conversion {
  readonly lengthBytes: number;
  readonly part?: keyof Parts;
  readonly read?: (bytes: Buffer, at: number) => number;
}

const digits =
  (count: number) =>
  (bytes: Buffer, at: number): number => {
    const number = readNumber(bytes, at, at + count);
    return number < 0 ? NaN : number;
  };
const MONTH_NAME: Conversion = { lengthBytes: 3, part: 'month', read: monthNumber };

/** Conversions of C's strftime(3) of a fixed length, and `%L` and `%f` for the fractions of a second that Apache prints. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  Y: { lengthBytes: 4, part: 'year', read: digits(4) },
  m: { lengthBytes: 2, part: 'month', read: digits(2) },
  b: MONTH_NAME,
  h: MONTH_NAME,
  d: { lengthBytes: 2, part: 'day', read: digits(2) },
  e: { lengthBytes: 2, part: 'day', read: paddedDay },
  H: { lengthBytes: 2, part: 'hour', read: digits(2) },
  M: { lengthBytes: 2, part: 'minute', read: digits(2) },
  S: { lengthBytes: 2, part: 'second', read: digits(2) },
  L: { lengthBytes: 3, part: 'millis', read: digits(3) },
  f: { lengthBytes: 6, part: 'millis', read: (bytes, at) => Math.floor(digits(6)(bytes, at) / 1000) },
  z: { lengthBytes: 5, part: 'offset', read: (bytes, at) => readOffset(bytes, at, at + 5) },
  a: { lengthBytes: 3 },
};
/** Conversions that are several others. */
const COMPOSED: Readonly<Record<string, string>> = { F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M' };

/** A piece of a printed time, `at` bytes after its beginning: a conversion, or text. */
type Piece = { readonly at: number } & ({ readonly conversion: Conversion } | { readonly text: Buffer });

/** A time as strftime(3) prints it: always of the same length. */
interface PrintedTime {
  readonly lengthBytes: number;
  /** The time that begins at `start`, in epoch milliseconds or NaN. */
  readonly read: (bytes: Buffer, start: number, end: number, clock: LineClock) => number;
}

/** How a time is read that is printed so. Undefined where a conversion is not known, or where date or time of day are missing. */
export function printedTime(format: string): PrintedTime | undefined {
  const plain = format.replaceAll(/%([FTR])/g, (_, letter: string) => COMPOSED[letter] ?? '');
  const pieces: Piece[] = [];
  let at = 0;
  for (const [found, letter] of plain.matchAll(/%(.?)|[^%]+/gsu)) {
    const conversion = letter === undefined || !Object.hasOwn(CONVERSIONS, letter) ? undefined : CONVERSIONS[letter];
    if (letter !== undefined && letter !== '%' && conversion === undefined) return undefined;
    const text = Buffer.from(letter === '%' ? '%' : found);
    pieces.push(conversion === undefined ? { text, at } : { conversion, at });
    at += conversion?.lengthBytes ?? text.length;
  }
  const said = new Set(pieces.map((piece) => ('conversion' in piece ? piece.conversion.part : undefined)));
  if (!(['year', 'month', 'day', 'hour', 'minute'] as const).every((part) => said.has(part))) return undefined;
  return { lengthBytes: at, read: (bytes, start, _end, clock) => readPieces(pieces, bytes, start, clock) };
}

function readPieces(pieces: readonly Piece[], bytes: Buffer, start: number, clock: LineClock): number {
  const parts: Parts = {
    ...{ year: NaN, month: NaN, day: NaN, hour: NaN, minute: NaN },
    ...{ second: 0, millis: 0, offset: undefined },
  };
  for (const piece of pieces) {
    const at = start + piece.at;
    if ('text' in piece) {
      if (!piece.text.equals(bytes.subarray(at, at + piece.text.length))) return NaN;
    } else if (piece.conversion.part && piece.conversion.read) {
      parts[piece.conversion.part] = piece.conversion.read(bytes, at);
    }
  }
  const { year, month, day, hour, minute, second, millis, offset } = parts;
  const local = dayNumber(year, month, day) * DAY_MILLIS + timeOfDay(hour, minute, second, millis);
  if (Number.isNaN(local)) return NaN;
  return offset === undefined ? clock.zoneless(local) : clock.zoned(local, offset);
}
