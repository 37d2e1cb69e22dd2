import { LINE_FEED } from '../bytes/ascii.ts';
import { FRAME } from '../files/event-starts.ts';
import type { FileLine } from '../files/file-line.ts';

/** Where an exception and its stack trace are in the lines of an event. */
export interface Trace {
  /** The lines `bytes[start, end)`, from the one that names the exception on. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly type?: string;
  readonly message?: string;
  /** Whether it is within a line of another log that continues after it: then it stays in that line's message. */
  readonly isQuoted?: true;
}

/** How nginx continues after what an upstream wrote: `" while reading response header from upstream, client: …`. */
const BEHIND_QUOTED = /" while [a-z ]+, client: /;

/** No more of a line is looked at. */
const MAX_LOOKED_AT_BYTES = 4096;

const TRACEBACK = 'Traceback (most recent call last)';
const PYTHON_FRAME = /^\s+File "/;
const GO_TRACE = /^(?:goroutine \d+ .*\[|\s+\S+\.(?:go|s):\d+)/;
const RUBY_FRAME = /^\s+from \S+:\d+/;

/** `java.lang.IllegalStateException: text`, after what a runtime may write before it. */
const NAMED =
  /^(?:.*\bException in thread "[^"]*" |.*\bUnhandled exception\.? |.*\bUncaught |.*\[ERROR\] )?(?<type>[A-Za-z_$][\w$]*(?:[.\\:][A-Za-z_$][\w$]*)*)(?:: (?<message>.*))?$/;
const ENDS_AS_EXCEPTION = /(?:Exception|Error|Throwable|Exit|Interrupt|Warning|Failure)$|\./;
const GO_PANIC = /^(?<type>panic|fatal error): (?<message>.*)$/;
const RUBY = /^.*:\d+:in .*: (?<message>.*) \((?<type>[A-Z][\w:]*)\)$/;

const INDENTED = /^\s/;

interface TextLine {
  readonly text: string;
  readonly start: number;
}

/** The stack trace in an event of several lines; undefined where there is none. */
export function traceOf({ bytes, end, contentStart = 0 }: FileLine): Trace | undefined {
  const lines = [...linesOf(bytes, contentStart, end)];
  const frame = lines.findIndex(({ text }) => FRAME.test(text));
  if (frame < 0) return undefined;
  const traceback = lines.findIndex(({ text }) => text.startsWith(TRACEBACK));
  const isPython = traceback >= 0 && traceback < frame;
  const named = isPython ? pythonException(lines, traceback) : exceptionBefore(lines, frame);
  const from = isPython ? traceback : (named?.at ?? frame);
  const start = lines[from]?.start ?? contentStart;
  return {
    ...{ bytes, start, end },
    ...(BEHIND_QUOTED.test(lines.at(-1)?.text ?? '') && { isQuoted: true }),
    ...(named?.type !== undefined && { type: named.type }),
    ...(named?.message !== undefined && named.message !== '' && { message: named.message }),
  };
}

interface Named {
  readonly at: number;
  readonly type?: string | undefined;
  readonly message?: string | undefined;
}

/** Python names the exception after the last of its frames, before what more it has to say. */
function pythonException(lines: readonly TextLine[], traceback: number): Named | undefined {
  const last = lines.findLastIndex(({ text }) => PYTHON_FRAME.test(text));
  for (let at = Math.max(last, traceback) + 1; at < lines.length; at++) {
    const text = lines[at]?.text ?? '';
    const groups = INDENTED.test(text) ? undefined : NAMED.exec(text)?.groups;
    if (groups !== undefined) return { at, type: groups['type'], message: groups['message'] };
  }
  return undefined;
}

/** The others name it in the line before the first frame, or at most a few lines of message before. */
function exceptionBefore(lines: readonly TextLine[], frame: number): Named | undefined {
  const first = lines[frame]?.text ?? '';
  const pattern = GO_TRACE.test(first) ? GO_PANIC : RUBY_FRAME.test(first) ? RUBY : NAMED;
  for (let at = frame - 1; at >= 0; at--) {
    const groups = pattern.exec(lines[at]?.text.trimStart() ?? '')?.groups;
    const type = groups?.['type'];
    if (type !== undefined && (pattern !== NAMED || ENDS_AS_EXCEPTION.test(type)))
      return { at, type, message: groups?.['message'] };
  }
  return undefined;
}

function* linesOf(bytes: Buffer, start: number, end: number): Generator<TextLine> {
  for (let from = start; from < end;) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const to = feed === -1 || feed > end ? end : feed;
    const text = bytes.toString('utf8', from, Math.min(to, from + MAX_LOOKED_AT_BYTES)).trimEnd();
    if (text !== '') yield { text, start: from };
    from = to + 1;
  }
}
