import { apacheDirective } from './apache-directives.ts';
import type { ValueKind } from './kind.ts';
import { printedTime } from './strftime.ts';
import { type Parsed, PieceList } from './syntax.ts';
import { clfTime, epochFractions, epochSeconds, timeKind } from './time-kinds.ts';
import { target } from './web-kinds.ts';

/** `LogFormat`, or the log itself, before the string; a nickname or a condition follows that. Apache ignores the case of directives. */
const DIRECTIVE = /^\s*(?:LogFormat|CustomLog\s+(?:"[^"]*"|[^\s"]\S*)(?:\s|\\\r?\n)*?)(?=\s|$)/i;
/** The string of a directive, or alone: with escaped quotes in it, so that those around it are no part of it. */
const QUOTED = /^(?:\s|\\\r?\n)*(?:"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)')(?:\s.*)?$/ds;
const ALONE = /^\s*"(?<double>(?:[^"\\]|\\.)*\\"(?:[^"\\]|\\.)*)"\s*$/ds;
/** What continues a line of a configuration. */
const CONTINUATION = /\\\r?\n/y;
/** Conditions (`%!200,304{Referer}i`), original or final (`<`, `>`), a parameter, and letters. */
const VALUE =
  /%!?(?:\d{3}(?:,\d{3})*)?(?<before>[<>]?)(?:\{(?<parameter>[^}]*)\})?(?<behind>[<>]?)(?<letters>\^(?:FB|ti|to)|[A-Za-z%])/y;
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
/** A count of seconds since 1970, and its fraction. */
const SECONDS = /%\{(?:begin:|end:)?(?:sec|%s)\}t\.%\{(?:begin:|end:)?[mu]sec_frac\}t/y;
/** Directives of times, with little between them. */
const TIMES = /%\{[^}]*\}t(?:[^%]{0,3}%\{[^}]*\}t)*/y;
/** Of a time that says as much as is wanted: before others. */
const PRINTED_RANK = 1;

/** Reads what Apache's `LogFormat` is given: its string, or the directive whole. */
export function parseApache(text: string): Parsed {
  const pieces = new PieceList();
  const string = stringOf(text);
  if (string === undefined) pieces.problem(0, text.length, 'its string, in quotes, was not found');
  const { start, end } = string ?? { start: 0, end: 0 };
  for (let at = start; at < end;) at += readPart(text.slice(0, end), at, pieces);
  return { pieces: pieces.all, escaping: 'backslashes', problems: pieces.problems };
}

/** Where the string is: undefined where it is not found in a directive. */
function stringOf(text: string): { readonly start: number; readonly end: number } | undefined {
  const directive = DIRECTIVE.exec(text)?.[0];
  const before = directive?.length ?? 0;
  const { double, single } = (directive === undefined ? ALONE : QUOTED).exec(text.slice(before))?.indices?.groups ?? {};
  const place = double ?? single;
  if (place === undefined) return directive === undefined ? { start: 0, end: text.length } : undefined;
  return { start: before + place[0], end: before + place[1] };
}

/** Reads a directive or a character and returns how long it is. */
function readPart(text: string, at: number, pieces: PieceList): number {
  CONTINUATION.lastIndex = at;
  const continuation = CONTINUATION.exec(text)?.[0];
  if (continuation !== undefined) return continuation.length;
  if (text[at] !== '%') return pieces.character(text, at, ESCAPES);
  TARGET.lastIndex = VALUE.lastIndex = at;
  const whole = TARGET.exec(text)?.[0];
  if (whole !== undefined) {
    pieces.value({ kind: target, name: 'target', at, length: whole.length });
    return whole.length;
  }
  const found = VALUE.exec(text);
  const { parameter, letters, before, behind } = found?.groups ?? {};
  if (found === null || letters === undefined) {
    pieces.problem(at, 1, 'behind % has to be a directive of LogFormat; a percent sign is %%');
    return 1;
  }
  const { length } = found[0];
  if (letters === '%') pieces.literal('%', at);
  else if (letters === 't') return readTime(text, { at, length, parameter }, pieces);
  else {
    const directive = apacheDirective(letters, parameter, before === '' ? behind : before);
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
  SECONDS.lastIndex = at;
  const seconds = SECONDS.exec(text)?.[0];
  const whole = seconds === undefined ? wholeTime(text, at) : { kind: epochSeconds, length: seconds.length };
  const kind = CLOCK_TIMES.get(format) ?? whole?.kind;
  if (kind === undefined) {
    const message = `the time %{${format}}t cannot be read back: it takes year, month, day, hour and minute in conversions of a fixed length`;
    pieces.problem(at, length, message);
    return length;
  }
  const valueLength = seconds === undefined && CLOCK_TIMES.has(format) ? length : (whole?.length ?? length);
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
