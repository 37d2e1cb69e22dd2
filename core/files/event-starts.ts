import { OPENING_BRACE, SPACE, TAB } from '../bytes/ascii.ts';
import { matchesStart } from './start-pattern.ts';

/** What is looked at of a line to say whether an event begins with it. */
const LOOKED_AT_BYTES = 512;

const LEVEL = String.raw`(?:trace|debug|info|information|notice|warn|warning|error|err|crit|critical|alert|emerg|fatal|severe|fine|verbose|\d{1,10}:[A-Z]|[A-Z],)`;
const DATE = [
  String.raw`\d{4}[-/.]\d\d[-/.]\d\d[T _:-]{0,2}`,
  String.raw`\d{1,2}[-/. ](?:\d\d|[A-Za-z]{3})[-/. ]\d{4}[T :-]`,
  String.raw`(?:[A-Za-z]{3},? )?[A-Za-z]{3} {1,2}\d{1,2} (?:\d{4} )?`,
  String.raw`[A-Z]?\d{4} `,
  String.raw`\d{6} {1,2}`,
  String.raw`\d{8} `,
].join('|');
/** A time of day, behind nothing but a date, brackets, and a level: how loggers begin a line. */
const TIME = new RegExp(
  String.raw`^[["(<]?(?:${LEVEL}[\])]?:?[ \t|]{1,8}){0,2}[["(<]?(?:${DATE})?\d{1,2}:\d\d:\d\d\b`,
  'i',
);

/** Lines that go on with a stack trace, whatever is before them. */
const CONTINUES = new RegExp(
  [
    String.raw`\s+at \S`, // Java, .NET, Node
    String.raw`\s+\.{3} \d+ (?:more|common frames omitted)`,
    String.raw`\s+(?:--- End of|---> )`, // .NET
    String.raw`\s*(?:Caused by|Suppressed|Wrapped by): `,
    String.raw`\s+File "[^"]*", line \d`, // Python
    String.raw`\s+[~^]+\s*$`,
    String.raw`\s+\[Previous line repeated `,
    String.raw`(?:During handling of the above exception|The above exception was the direct cause)`,
    String.raw`\s+from \S+:\d+(?::in )?`, // Ruby
    String.raw`\s+\S+\.(?:go|s):\d+`, // Go
    String.raw`goroutine \d+ (?:\w+=\S+ )*\[`,
    String.raw`created by \S`,
    String.raw`\[signal [A-Z]`,
    String.raw`#\d+ \S`, // PHP
    String.raw`Stack trace:\s*$`,
    String.raw`\s+thrown in \S`,
  ]
    .map((pattern) => `(?:${pattern})`)
    .join('|')
    .replace(/^/, '^(?:')
    .concat(')'),
);
/** Lines that are part of a trace where the line before them is: a line of the source, a frame's function, the exception itself. */
const SOURCE_BEHIND_PYTHON_FRAME = /^\s{4}\s*\S/;
const EXCEPTION_BEHIND_PYTHON_SOURCE = /^[A-Za-z_][\w.]*(?::|$)/;
const FUNCTION_BEHIND_GO_FRAME = /^[\w./*()[\]$@{}-]+\(.*\)$/;
const TRACEBACK = 'Traceback (most recent call last)';
/** Node writes an error's own members so, between braces. */
const INDENTED = /^\s/;
const CLOSING_BEHIND_FRAME = /^[)\]}]+[,;]?$/;

/** What a line is to the one behind it. */
export type LineClass = 'python frame' | 'python source' | 'go frame' | 'chained exception' | 'frame' | 'other';

/** How the first line of an event is told: it begins with a time; it goes on with no stack trace; it begins an object, indented so far; a pattern is in it. */
export type EventStarts = 'time' | 'trace' | { readonly object: number } | { readonly pattern: string };

/** What one line is: whether an event begins with it, and what that says of the line behind it. */
export interface StartOfLine {
  readonly begins: boolean;
  readonly kind: LineClass;
}

const BEGINS: StartOfLine = { begins: true, kind: 'other' };
const GOES_ON: StartOfLine = { begins: false, kind: 'other' };

/**
 * Whether an event begins with the line `bytes[start, end)`. That follows from the line alone, and with 'trace' from what the line before
 * it was: so every part of a file, and every retry, finds the same events.
 *
 * @param before what the line before it is, where that is near
 */
export function startOfLine(
  starts: EventStarts,
  bytes: Buffer,
  range: { readonly start: number; readonly end: number },
  before: LineClass,
): StartOfLine {
  const { start, end } = range;
  const first = bytes[start] ?? 0;
  if (starts === 'time') {
    if (isSpace(first)) return GOES_ON;
    return TIME.test(textOf(bytes, start, end)) ? BEGINS : GOES_ON;
  }
  if (starts === 'trace') return startOfTrace(bytes, start, end, before);
  if ('pattern' in starts) return matchesStart(starts.pattern, textOf(bytes, start, end)) ? BEGINS : GOES_ON;
  return indentedBrace(bytes, start, end) === starts.object ? BEGINS : GOES_ON;
}

/** How far the brace is indented with which the line begins; undefined where it begins with something else. */
export function indentedBrace(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  while (at < end && isSpace(bytes[at])) at++;
  return bytes[at] === OPENING_BRACE ? at - start : undefined;
}

/** Whether the line begins with a time, as loggers write it. */
export function beginsWithTime(bytes: Buffer, start: number, end: number): boolean {
  return startOfLine('time', bytes, { start, end }, 'other').begins;
}

const FIRST_OF_CONTINUATION: ReadonlySet<number> = new Set(Buffer.from(' \t#CSWDTgc['));

function startOfTrace(bytes: Buffer, start: number, end: number, before: LineClass): StartOfLine {
  // most lines are told by their first byte
  if (before === 'other' && !FIRST_OF_CONTINUATION.has(bytes[start] ?? 0)) return BEGINS;
  const text = textOf(bytes, start, end);
  if (CONTINUES.test(text)) return { begins: false, kind: kindOf(text) };
  const kind = kindBehind(text, before);
  return kind === undefined ? BEGINS : { begins: false, kind };
}

/** What a line is of a trace that is none without the line before it; undefined where it is not. */
function kindBehind(text: string, before: LineClass): LineClass | undefined {
  if (before === 'python frame' && SOURCE_BEHIND_PYTHON_FRAME.test(text)) return 'python source';
  if ((before === 'python frame' || before === 'python source') && EXCEPTION_BEHIND_PYTHON_SOURCE.test(text))
    return 'other';
  if (before === 'go frame' && FUNCTION_BEHIND_GO_FRAME.test(text)) return 'other';
  if (before === 'chained exception' && text.startsWith(TRACEBACK)) return 'other';
  if (before === 'frame' && INDENTED.test(text)) return 'frame';
  if (before === 'frame' && CLOSING_BEHIND_FRAME.test(text)) return 'other';
  return undefined;
}

function kindOf(text: string): LineClass {
  if (/^\s+File "/.test(text)) return 'python frame';
  if (/^\s+[~^]/.test(text)) return 'python source';
  if (/^(?:\s+\S+\.(?:go|s):|goroutine )/.test(text)) return 'go frame';
  if (/^(?:During|The above)/.test(text)) return 'chained exception';
  return 'frame';
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function textOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('latin1', start, Math.min(end, start + LOOKED_AT_BYTES));
}
