import {
  CARRIAGE_RETURN,
  CLOSING_BRACE,
  COLON,
  isDigit,
  LESS_THAN,
  LINE_FEED,
  OPENING_BRACE,
  SPACE,
  startsWith,
  TAB,
} from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import { ESCAPE } from '../colours.ts';

/** What puts a program's lines into lines of another log, and how people call it. */
export const wrapperTitles = {
  syslog: 'syslog',
  cri: "Kubernetes' files of containers (CRI)",
  docker: "Docker's json-file",
  fluent: 'objects of Fluent Bit or Fluentd',
  journald: "systemd's journal as JSON",
  cloudwatch: 'events of CloudWatch Logs',
  timestamps: 'lines behind a time (CloudWatch Logs, docker or kubectl logs --timestamps)',
  filebeat: 'objects of Filebeat',
  logstash: 'objects of Logstash',
  vector: 'objects of Vector',
  otlp: 'records of OpenTelemetry',
  rails: "Rails' logger",
} as const;

/** One of {@link wrapperTitles}. */
export type WrapperName = keyof typeof wrapperTitles;

/** The cookie before JSON in syslog (CEE, "Common Log Transport", section 4.1). */
const CEE_COOKIE = Buffer.from('@cee:');
/** Bytes of `:02`. */
const MINUTES_BYTES = 3;
/**
 * With what lines begin whose times are numbers, of security products, auditd and flow logs, or that have none: Lambda's about invocations,
 * those of Heroku's router and of lograge, and Sidekiq's on Heroku.
 */
const CLOCKLESS_HEADS = [
  ...['CEF:', 'LEEF:', 'type=', 'node=', '2 '],
  ...['START RequestId: ', 'END RequestId: ', 'REPORT RequestId: '],
  ...['at=', 'sock=', 'pid=', 'method='],
].map((head) => Buffer.from(head));
/** 1 for the bytes with which {@link CLOCKLESS_HEADS} begin: most messages begin with none of them. */
const CLOCKLESS_FIRST_BYTES = new Uint8Array(256);
for (const head of CLOCKLESS_HEADS) CLOCKLESS_FIRST_BYTES[head[0] ?? 0] = 1;

/**
 * The line that the line at hand holds: the readers of formats that are wrappers note it, as well as reading their line as if the inner one
 * were a text. Their caller finds out whether it has a format.
 */
export class InnerLine {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  /** What holds it; undefined where the line at hand holds none. */
  wrapper: WrapperName | undefined = undefined;
  /** Where the name of the program is that has written it; equal where none is known. */
  readonly program: { bytes: Buffer; start: number; end: number } = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  /** Whether the line at hand is a piece of a longer one that the wrapper has cut. */
  isPiece = false;

  /**
   * Whether it may be of one of the formats: an object, a syslog line, or anything with a time of day, which lines of all others have. Most
   * messages are none of these, and asking every format would cost half as much again as reading the outer line.
   */
  get mayBeLine(): boolean {
    const { bytes, start, end } = this;
    const first = bytes[start];
    if (first === OPENING_BRACE) return bytes[end - 1] === CLOSING_BRACE;
    if (first === LESS_THAN || first === ESCAPE || hasTimeOfDay(bytes, start, end)) return true;
    if (CLOCKLESS_FIRST_BYTES[first ?? 0] === 0) return false;
    return CLOCKLESS_HEADS.some((head) => startsWith(head, bytes, start, end));
  }

  /** Forgets what was noted: the next line begins. */
  reset(): void {
    this.wrapper = undefined;
    this.isPiece = false;
    this.program.end = this.program.start;
  }

  /** Notes that `bytes[start, end)` is the name of the program that has written the inner line. */
  noteProgram(bytes: Buffer, start: number, end: number): void {
    const { program } = this;
    if (program.bytes !== bytes) program.bytes = bytes;
    program.start = start;
    program.end = end;
  }

  /** Notes that `bytes[start, end)` is the inner line, less the white space around it. */
  note(wrapper: WrapperName, bytes: Buffer, start: number, end: number): void {
    let to = end;
    while (to > start && isSpace(bytes[to - 1])) to--;
    const from = skip(bytes, start, to);
    if (from === to) return;
    this.wrapper = wrapper;
    if (this.bytes !== bytes) this.bytes = bytes;
    this.start = wrapper === 'syslog' && hasCookie(bytes, from, to) ? skip(bytes, from + CEE_COOKIE.length, to) : from;
    this.end = to;
  }
}

/** Whether `10:02:52` is somewhere in `bytes[start, end)`. */
function hasTimeOfDay(bytes: Buffer, start: number, end: number): boolean {
  const last = end - MINUTES_BYTES - 2;
  for (let colon = start + 2; (colon = findFar(COLON, bytes, colon, last)) < last; colon++) {
    if (bytes[colon + MINUTES_BYTES] !== COLON) continue;
    if (isDigit(bytes[colon - 1]) && isDigit(bytes[colon + 1]) && isDigit(bytes[colon + MINUTES_BYTES + 2]))
      return true;
  }
  return false;
}

function hasCookie(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== CEE_COOKIE[0] || start + CEE_COOKIE.length > end) return false;
  return CEE_COOKIE.equals(bytes.subarray(start, start + CEE_COOKIE.length));
}

function skip(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && isSpace(bytes[index])) index++;
  return index;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === LINE_FEED || byte === CARRIAGE_RETURN;
}
