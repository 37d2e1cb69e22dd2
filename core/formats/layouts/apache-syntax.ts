import { apacheDirective } from './apache-directives.ts';
import type { ValueKind } from './kind.ts';
import { printedTime } from './strftime.ts';
import { type Parsed, PieceList } from './syntax.ts';
import { clfTime, epochFractions, epochSeconds, timeKind } from './time-kinds.ts';
import { target } from './web-kinds.ts';

/** The directive around its string, where somebody pasted it whole; its nickname follows the string. */
const DIRECTIVE = /^\s*LogFormat\s+"(?<layout>(?:[^"\\]|\\.)*)"(?:\s+\S+)?\s*$/d;
/** Conditions (`%!200,304{Referer}i`), original or final (`<`, `>`), a parameter, and letters. */
const VALUE = /%!?(?:\d{3}(?:,\d{3})*)?[<>]?(?:\{(?<parameter>[^}]*)\})?[<>]?(?<letters>\^(?:FB|ti|to)|[A-Za-z%])/y;
/** Path and query, from their parts. */
const TARGET = /%[<>]?U%[<>]?q/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['t', '\t'],
]);
const WHEN = /^(?:begin|end):/;
const CLOCK_TIMES: ReadonlyMap<string, ValueKind> = new Map([
  ['sec', epochSeconds],
  ['%s', epochSeconds],
  ['msec', epochFractions],
  ['usec', epochFractions],
]);
const FRACTIONS: ReadonlyMap<string, string> = new Map([
  ['msec_frac', '%L'],
  ['usec_frac', '%f'],
]);
/** Directives of times, with little between them. */
const TIMES = /%\{[^}]*\}t(?:[^%]{0,3}%\{[^}]*\}t)*/y;
/** Of a time that says as much as is wanted: before others. */
const PRINTED_RANK = 1;

/** Reads what Apache's `LogFormat` is given: its string, or the directive whole. */
export function parseApache(text: string): Parsed {
  const pieces = new PieceList();
  const [start, end] = DIRECTIVE.exec(text)?.indices?.groups?.['layout'] ?? [0, text.length];
  for (let at = start; at < end;) at += readPart(text.slice(0, end), at, pieces);
  return { pieces: pieces.all, escaping: 'backslashes', problems: pieces.problems };
}

/** Reads a directive or a character and returns how long it is. */
function readPart(text: string, at: number, pieces: PieceList): number {
  if (text[at] !== '%') return pieces.character(text, at, ESCAPES);
  TARGET.lastIndex = VALUE.lastIndex = at;
  const whole = TARGET.exec(text)?.[0];
  if (whole !== undefined) {
    pieces.value({ kind: target, name: 'target', at, length: whole.length });
    return whole.length;
  }
  const found = VALUE.exec(text);
  const { parameter, letters } = found?.groups ?? {};
  if (found === null || letters === undefined) {
    pieces.problem(at, 1, 'behind % has to be a directive of LogFormat; a percent sign is %%');
    return 1;
  }
  const { length } = found[0];
  if (letters === '%') pieces.literal('%', at);
  else if (letters === 't') return readTime(text, { at, length, parameter }, pieces);
  else {
    const directive = apacheDirective(letters, parameter);
    if (directive === undefined) pieces.problem(at, length, `${found[0]} is no directive of LogFormat`);
    else pieces.value({ ...directive, at, length });
  }
  return length;
}

interface TimeDirective {
  readonly at: number;
  readonly length: number;
  readonly parameter: string | undefined;
}

/**
 * `%t` is the time in brackets; `%{format}t` as strftime(3) prints it, or a count since 1970. A time may be printed by several directives,
 * with text between them, as Apache's documentation does it for milliseconds. Returns the length of what is read.
 */
function readTime(text: string, { at, length, parameter }: TimeDirective, pieces: PieceList): number {
  const format = parameter?.replace(WHEN, '') ?? '';
  if (format === '') {
    pieces.literal('[', at);
    pieces.value({ kind: clfTime, name: 'time', at, length });
    pieces.literal(']', at);
    return length;
  }
  const whole = wholeTime(text, at);
  const kind = CLOCK_TIMES.get(format) ?? whole?.kind;
  if (kind === undefined) {
    const message = `the time %{${format}}t cannot be read back: it takes year, month, day, hour and minute in conversions of a fixed length`;
    pieces.problem(at, length, message);
    return length;
  }
  const valueLength = CLOCK_TIMES.has(format) ? length : (whole?.length ?? length);
  pieces.value({ kind, name: 'time', at, length: valueLength });
  return valueLength;
}

/** The time that is printed by the directives from `at` on, as many as are needed for all that they say. */
function wholeTime(text: string, at: number): { readonly kind: ValueKind; readonly length: number } | undefined {
  TIMES.lastIndex = at;
  const run = TIMES.exec(text)?.[0] ?? '';
  const format = run.replaceAll(/%\{([^}]*)\}t|%%/g, (found, one: string | undefined) => {
    const plain = one?.replace(WHEN, '');
    return plain === undefined ? found : (FRACTIONS.get(plain) ?? plain);
  });
  const time = printedTime(format);
  return time && { kind: timeKind(time.lengthBytes, PRINTED_RANK, time.read), length: run.length };
}
