import { DOT, isDigit, LETTER_T, MINUS, OPENING_BRACE, SLASH, SPACE, startsWith, TAB, ZERO } from '../bytes/ascii.ts';
import { matchesStart } from './start-pattern.ts';

/** What is looked at of a line to say whether an event begins with it. */
export const LOOKED_AT_BYTES = 512;

const LEVEL = String.raw`(?:trace|debug|info|information|notice|warn|warning|error|err|crit|critical|alert|emerg|fatal|severe|fine|verbose|\d{1,10}:[A-Z]|\d{1,10}(?=\] )|[A-Z],)`;
const DATE = [
  String.raw`\d{4}[-/.]\d\d[-/.]\d\d[T _:-]{0,2}`,
  String.raw`\d\d/\d\d/\d\d `, // Spark
  String.raw`\d{1,2}[-/. ](?:\d\d|[A-Za-z]{3})[-/. ]\d{4}[T :-]`,
  String.raw`(?:[A-Za-z]{3},? )?[A-Za-z]{3} {1,2}\d{1,2},? (?:\d{4} )?`,
  String.raw`\d{1,2} [A-Za-z]{3} `,
  String.raw`[A-Z]?\d{4} `,
  String.raw`\d{6} {1,2}`,
  String.raw`[A-Z]?\d{8} `,
].join('|');
/** A time of day, after nothing but a date, brackets, and a level: how loggers begin a line. */
const TIME = new RegExp(
  String.raw`^[["(<]?(?:${LEVEL}[\])]?:?[ \t|]{1,8}(?:\[[^\]]{1,80}\] )?){0,2}[["(<]?(?:${DATE})?\d{1,2}:\d\d:\d\d(?!\d)`,
  'i',
);

/** What most lines begin with that {@link TIME} is for, told without making a text of their bytes: `2026-11-22 10:02:52`, `2026/11/22 10:02:52`. */
const USUAL_TIME = Buffer.from('0000-00-00 00:00:00');

function beginsWithUsualTime(bytes: Buffer, start: number, end: number): boolean {
  const timeEnd = start + USUAL_TIME.length;
  if (timeEnd > end || (timeEnd < end && isDigit(bytes[timeEnd]))) return false;
  for (let index = 0; index < USUAL_TIME.length; index++) {
    const byte = bytes[start + index] ?? 0;
    const usual = USUAL_TIME[index];
    const isAsUsual = usual === ZERO ? isDigit(byte) : byte === usual;
    const isOther = (usual === SPACE && byte === LETTER_T) || (usual === MINUS && (byte === SLASH || byte === DOT));
    if (!isAsUsual && !isOther) return false;
  }
  return true;
}

/** Frames of stack traces that are recognised alone: strict enough to match no prose, settings or queries. */
const FRAMES = {
  /** Java, .NET, Node: a call, or where it is. */
  at: String.raw`\s+at (?:[^\s(]+\(|.*\((?:.*:\d+|index \d+|native|<anonymous>|Native Method|Unknown Source)\)|(?:async )?[^\s\d]\S*:\d+:\d+|<anonymous>)`,
  python: String.raw`\s+File "[^"]*", line \d`,
  ruby: String.raw`\s+from \S.*:\d+:in \S`,
  go: String.raw`\s+\S+\.(?:go|s):\d+(?: \+0x.*)?\s*$`,
  goroutine: String.raw`goroutine \d+ (?:\w+=\S+ )*\[.*\]:\s*$`,
  php: String.raw`#\d+ (?:\S+\(\d+\): \S|\[internal function\]: \S|\{main\})`,
};
/** A line that is a frame of a stack trace, in any of its languages. */
export const FRAME: RegExp = beginsWithOneOf(Object.values(FRAMES));

/** Lines of other formats among those of a text: none of them belongs to a line before it. */
const WHOLE = beginsWithOneOf([
  String.raw`\{"`,
  String.raw`<\d{1,3}>`, // syslog
  String.raw`\S+ \S+ \S+ \[\d\d/[A-Za-z]{3}/\d{4}:`, // access logs
  String.raw`(?:time|ts)=`, // logfmt
  String.raw`(?:START|END|REPORT) RequestId: `, // Lambda
  String.raw`(?:(?:INFO|DEBUG): {5}|ERROR: {4}|WARNING: {2})\S`, // uvicorn, which pads its levels
  String.raw`\d{1,10}:signal-handler \(\d{10}\) `, // Redis
  String.raw`[A-Z]{4}\[\d{4,9}\] `, // logrus in a terminal
  String.raw`\[Nest\] \d{1,10} +- `,
]);

/** Lines that continue with a stack trace, whatever is before them. */
const CONTINUES = beginsWithOneOf([
  ...[FRAMES.at, FRAMES.python, FRAMES.ruby, FRAMES.go, FRAMES.goroutine],
  String.raw`\s+\.{3} \d+ (?:more|common frames omitted)`,
  String.raw`\s*--- End of (?:inner exception )?stack trace`, // .NET
  String.raw`\s+---> [^:]*[\w.]+: `,
  String.raw`\s*(?:Caused|Wrapped) by: [\w$/]*[A-Z.][\w.$/]*(?::|\s*$)`,
  String.raw`\s+\[Previous line repeated `,
  String.raw`During handling of the above exception, another exception occurred:`,
  String.raw`The above exception was the direct cause of the following exception:`,
  String.raw`\[signal SIG[A-Z]`,
  String.raw`\s+panic: `,
  String.raw`Stack trace:\s*$`, // PHP
  String.raw`\[stacktrace\]\s*$`,
  String.raw`\s+thrown in \S.* on line \d`,
]);
/** What is a frame of PHP after another one, or after what announces them. */
const PHP_FRAME = beginsWithOneOf([FRAMES.php]);
const PHP_FRAMES_FOLLOW = /^(?:Stack trace:|\[stacktrace\])\s*$/;
/** Lines that are part of a trace where the line before them is: a line of the source, a frame's function, the exception itself. */
const SOURCE_BEHIND_PYTHON_FRAME = /^\s{4}\s*\S/;
const EXCEPTION_BEHIND_PYTHON_SOURCE = /^[A-Za-z_][\w.]*(?::|$)/;
const FUNCTION_BEHIND_GO_FRAME = /^(?:[\w./*()[\]$@{}-]+\(.*\)$|created by \S)/;
const EXCEPTION_BEHIND_PHP_FRAME = /^Next [A-Za-z_][\w\\]*(?::| in )/;
const TRACEBACK = 'Traceback (most recent call last)';
/** Node writes an error's own members so, between braces; and what Java suppressed may not be indented. */
const BEHIND_FRAME = /^(?:\s|Suppressed: [\w.$]+(?::|\s*$))/;
const CLOSING_BEHIND_FRAME = /^[)\]}]+[,;]?$/;

/** What a line is to the one after it. */
export type LineClass =
  'python frame' | 'python source' | 'go frame' | 'php frame' | 'chained exception' | 'frame' | 'other';

/** How the first line of an event is recognised: it begins with a time; it is not indented; it continues with no stack trace; it begins an object, indented so far; a pattern is in it. */
export type EventStarts = 'time' | 'unindented' | 'trace' | { readonly object: number } | { readonly pattern: string };

/** What one line is: whether an event begins with it, and what that says of the line after it. */
export interface StartOfLine {
  readonly begins: boolean;
  /** Undefined where a blank line leaves it as it was. */
  readonly kind: LineClass | undefined;
}

const BEGINS: StartOfLine = { begins: true, kind: 'other' };
const GOES_ON: StartOfLine = { begins: false, kind: 'other' };
const BLANK: StartOfLine = { begins: false, kind: undefined };

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
    if (beginsWithUsualTime(bytes, start, end)) return BEGINS;
    const text = textOf(bytes, start, end);
    return TIME.test(text) || WHOLE.test(text) ? BEGINS : GOES_ON;
  }
  if (starts === 'unindented') return isSpace(first) || start >= end ? GOES_ON : BEGINS;
  if (starts === 'trace') return startOfTrace(bytes, start, end, before);
  if ('pattern' in starts) return matchesStart(starts.pattern, textOf(bytes, start, end, 'utf8')) ? BEGINS : GOES_ON;
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
  return TIME.test(textOf(bytes, start, end));
}

/** With what lines that {@link CONTINUES} is for begin, unless with a space: by their first byte, since most lines begin otherwise. */
const UNINDENTED: readonly (readonly Buffer[] | undefined)[] = byFirstByte([
  ...['Caused by: ', 'Wrapped by: ', 'During handling of ', 'The above exception ', 'Stack trace:', '[stacktrace]'],
  ...['goroutine ', '[signal SIG', '--- End of '],
]);

function byFirstByte(texts: readonly string[]): (Buffer[] | undefined)[] {
  const table = new Array<Buffer[] | undefined>(256);
  for (const text of texts.map((one) => Buffer.from(one))) (table[text[0] ?? 0] ??= []).push(text);
  return table;
}

/** A quick look, without making a text, whether a line may continue with a stack trace, whatever is before it. */
function mayContinue(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] ?? 0;
  return isSpace(first) || UNINDENTED[first]?.some((text) => startsWith(text, bytes, start, end)) === true;
}

function startOfTrace(bytes: Buffer, start: number, end: number, before: LineClass): StartOfLine {
  if (start >= end) return BLANK;
  if (before === 'other' && !mayContinue(bytes, start, end)) return BEGINS;
  const text = textOf(bytes, start, end);
  if (CONTINUES.test(text)) return { begins: false, kind: kindOf(text) };
  const kind = kindBehind(text, before);
  return kind === undefined ? BEGINS : { begins: false, kind };
}

/** What a line is in a trace, if only the line before it shows that; undefined otherwise. */
function kindBehind(text: string, before: LineClass): LineClass | undefined {
  if ((before === 'python frame' || before === 'python source') && SOURCE_BEHIND_PYTHON_FRAME.test(text))
    return 'python source';
  if ((before === 'python frame' || before === 'python source') && EXCEPTION_BEHIND_PYTHON_SOURCE.test(text))
    return 'other';
  if (before === 'go frame' && FUNCTION_BEHIND_GO_FRAME.test(text)) return 'other';
  if (before === 'chained exception' && text.startsWith(TRACEBACK)) return 'other';
  if (before === 'php frame' && PHP_FRAME.test(text)) return 'php frame';
  if (before === 'php frame' && EXCEPTION_BEHIND_PHP_FRAME.test(text)) return 'other';
  if (before === 'frame' && BEHIND_FRAME.test(text)) return 'frame';
  if (before === 'frame' && CLOSING_BEHIND_FRAME.test(text)) return 'other';
  return undefined;
}

function kindOf(text: string): LineClass {
  if (/^\s+File "/.test(text)) return 'python frame';
  if (/^\s+\[Previous/.test(text)) return 'python source';
  if (/^(?:\s+\S+\.(?:go|s):|goroutine )/.test(text)) return 'go frame';
  if (/^(?:During|The above)/.test(text)) return 'chained exception';
  if (PHP_FRAMES_FOLLOW.test(text)) return 'php frame';
  if (/^\s+panic: /.test(text)) return 'other';
  return 'frame';
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function beginsWithOneOf(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})`);
}

/** Each byte as a character, which is fastest; a pattern of a source is asked about the characters themselves. */
function textOf(bytes: Buffer, start: number, end: number, encoding: 'latin1' | 'utf8' = 'latin1'): string {
  return bytes.toString(encoding, start, Math.min(end, start + LOOKED_AT_BYTES));
}
