import { LineClock } from '../../time/line-clock.ts';
import { apacheDirective } from './apache-directives.ts';
import type { Kind } from './kind.ts';
import { strftime } from './strftime.ts';
import { type Parsed, Pieces } from './syntax.ts';
import { anyTime, clfTime, epochFractions, epochSeconds, readAnyTime } from './time-kinds.ts';
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
const CLOCK_TIMES: ReadonlyMap<string, Kind> = new Map([
  ['sec', epochSeconds],
  ['msec', epochFractions],
  ['usec', epochFractions],
]);
const SAMPLE_MILLIS = Date.parse('2026-11-22T10:02:52Z');

/** Reads what Apache's `LogFormat` is given: its string, or the directive whole. */
export function parseApache(text: string): Parsed {
  const pieces = new Pieces();
  const [start, end] = DIRECTIVE.exec(text)?.indices?.groups?.['layout'] ?? [0, text.length];
  for (let at = start; at < end;) at += readPart(text.slice(0, end), at, pieces);
  return { pieces: pieces.all, escaping: 'backslashes', problems: pieces.problems };
}

/** Reads a directive or a character and returns how long it is. */
function readPart(text: string, at: number, pieces: Pieces): number {
  const character = text[at] ?? '';
  if (character !== '%') {
    const escaped = character === '\\' ? ESCAPES.get(text[at + 1] ?? '') : undefined;
    pieces.literal(escaped ?? character, at);
    return escaped === undefined ? 1 : 2;
  }
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
  else if (letters === 't') readTime(parameter, at, length, pieces);
  else {
    const directive = apacheDirective(letters, parameter);
    if (directive === undefined) pieces.problem(at, length, `${found[0]} is no directive of LogFormat`);
    else pieces.value({ ...directive, at, length });
  }
  return length;
}

/** `%t` is the time in brackets; `%{format}t` as strftime(3) prints it, or a count since 1970. */
function readTime(parameter: string | undefined, at: number, length: number, pieces: Pieces): void {
  const format = parameter?.replace(WHEN, '') ?? '';
  if (format === '') {
    pieces.literal('[', at);
    pieces.value({ kind: clfTime, name: 'time', at, length });
    pieces.literal(']', at);
    return;
  }
  const kind = CLOCK_TIMES.get(format) ?? (isReadable(format) ? anyTime : undefined);
  if (kind === undefined) {
    pieces.problem(
      at,
      length,
      `the time %{${format}}t cannot be read back; use %t, %{msec}t, %{%Y-%m-%dT%H:%M:%S%z}t or another with date, time and zone in one`,
    );
    return;
  }
  pieces.value({ kind, name: 'time', at, length });
}

/** Whether a time that is printed so is read as the same. */
function isReadable(format: string): boolean {
  const printed = strftime(format, new Date(SAMPLE_MILLIS));
  if (printed === undefined) return false;
  const bytes = Buffer.from(printed);
  return readAnyTime(bytes, 0, bytes.length, new LineClock({ modifiedMillis: SAMPLE_MILLIS })) === SAMPLE_MILLIS;
}
