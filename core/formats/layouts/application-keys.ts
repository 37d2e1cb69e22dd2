import {
  AT_SIGN,
  CLOSING_BRACKET,
  CLOSING_PARENTHESIS,
  COLON,
  DOT,
  find,
  isDigit,
  LINE_FEED,
  OPENING_PARENTHESIS,
  readNumber,
  SPACE,
} from '../../bytes/ascii.ts';
import { stringKey, valueKey } from '../../bytes/document-keys.ts';
import { leadingTimeEnd, readInZone, readLocalTime } from '../../time/leading.ts';
import type { LineClock } from '../../time/line-clock.ts';
import { monthDayTimeEnd, readMonthDayTime } from '../../time/month-day.ts';
import { beginningWith, bytesEnd, byteSet, spanOf } from './extents.ts';
import { matches } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import {
  capitalLevel,
  classLogger,
  codeNameOf,
  digitsOf,
  leadingTime,
  LETTERS,
  level,
  levelWords,
  logger,
  message,
  origin,
  paddedLevel,
  paddedOf,
  qualifiedLogger,
  writeWithLine,
} from './row-kinds.ts';
import { timeKind } from './time-kinds.ts';

const LOGGER = stringKey('log.logger');
const THREAD = stringKey('process.thread.name');
const FUNCTION = stringKey('log.origin.function');
const LINE = valueKey('log.origin.file.line');
const TRACE_ID = stringKey('trace.id');
const SPAN_ID = stringKey('span.id');
const SERVICE = stringKey('service.name');

const MAX_TEXT_BYTES = 200;
const CLOCK = /^\d\d:\d\d:\d\d(?:[.,]\d{1,9})?$/;
const CLOCK_BYTES = byteSet('0123456789:.,');
const CHANNEL_BYTES = byteSet(`${LETTERS}0123456789_-`);
const DOTTED_FIRSTS = byteSet('abcdefghijklmnopqrstuvwxyz_');
const DOTTED_BYTES = byteSet(`${LETTERS}0123456789_.`);

/** A text without spaces that fits a pattern. */
function fitting(pattern: RegExp, parts: Partial<ValueKind> = {}): ValueKind {
  return kind({
    extent: 'word',
    fits: matches(pattern, MAX_TEXT_BYTES),
    ...parts,
  });
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ_';

/** A time of day without a day: it is kept, and is no time of the line. */
const clock = fitting(CLOCK, { extent: spanOf(CLOCK_BYTES) });

/** Of Tomcat's lines: the class and its method, `org.apache.catalina.startup.Catalina.start`. */
const methodLogger: ValueKind = {
  ...fitting(/^[a-z]\w*(?:\.[\w$-]+|\.?\[[^\s[\]]*\])*\.[A-Z][\w$]*\.(?:\[[^\s]*\]\.?)*[\w$<>]+$/),
  claims: ['log.logger'],
  isNeeded: true,
  write: codeNameOf('log.logger').write,
};

/** Up to the last ` (` of the line, which Kafka's loggers are after. */
const messageBeforeLogger: ValueKind = {
  ...message,
  extent(bytes, start, end) {
    const lineEnd = find(LINE_FEED, bytes, start, end);
    if (bytes[lineEnd - 1] !== CLOSING_PARENTHESIS) return -1;
    let index = lineEnd - 1;
    while (index > start && bytes[index] !== OPENING_PARENTHESIS) index--;
    return bytes[index - 1] === SPACE ? index - 1 : -1;
  },
};

/** loguru's `app.main:run:12`. */
const ORIGIN = /^(?<logger>[\w.]+):(?<function>[\w.<>]+):(?<line>\d{1,9})$/;
const loguruOrigin = fitting(ORIGIN, {
  claims: ['log.logger', 'log.origin.function', 'log.origin.file.line'],
  write({ item: { bytes, start, end }, writer }) {
    const first = find(COLON, bytes, start, end);
    const second = find(COLON, bytes, first + 1, end);
    writer.field(LOGGER, bytes, start, first);
    writer.field(FUNCTION, bytes, first + 1, second);
    writer.fragment(LINE);
    writer.integer(readNumber(bytes, second + 1, end));
    return true;
  },
});

/** A class and the line in it, `Cart:12`. */
const CLASS_AND_LINE = /^(?:[A-Za-z_]\w*\.)*[A-Z][\w$]*:\d{1,9}$/;
const classAndLine = fitting(CLASS_AND_LINE, {
  claims: ['log.logger', 'log.origin.file.line'],
  write: (line) => writeWithLine(LOGGER, line),
});

/** ZooKeeper's thread, class and line in it, `main:QuorumPeerConfig@136`; the thread's name may hold colons and brackets. */
const THREAD_AND_CLASS = /^.+:(?:[A-Za-z_]\w*\.)*[A-Z][\w$]*@\d{1,9}$/;
const threadAndClass = fitting(THREAD_AND_CLASS, {
  extent: 'text',
  claims: ['process.thread.name', 'log.logger', 'log.origin.file.line'],
  write({ item: { bytes, start, end }, writer }) {
    const at = bytes.lastIndexOf(AT_SIGN, end - 1);
    const colon = bytes.lastIndexOf(COLON, at);
    writer.field(THREAD, bytes, start, colon);
    writer.field(LOGGER, bytes, colon + 1, at);
    writer.fragment(LINE);
    writer.integer(readNumber(bytes, at + 1, end));
    return true;
  },
});

/** Micrometer's `6bfd228dc00d216b6bfd228dc00d216b-23030ab7a1b4d0e2`, empty after a line that has none. */
const traceAndSpan = fitting(/^ *(?:[\da-f]{16,32}-[\da-f]{16})? *$/, {
  extent: 'text',
  claims: ['trace.id', 'span.id'],
  write({ item: { bytes, start, end }, writer }) {
    const [trace = '', span = ''] = bytes.toString('latin1', start, end).trim().split('-');
    if (trace !== '') {
      writer.field(TRACE_ID, Buffer.from(trace), 0, trace.length);
      writer.field(SPAN_ID, Buffer.from(span), 0, span.length);
    }
    return true;
  },
});

/** Sleuth's `shop,6bfd228dc00d216b,6bfd228dc00d216b`, with `,true` after it up to version 2. */
const sleuth = fitting(/^[^,\s]*(?:,(?:[\da-f]{16,32})?,(?:[\da-f]{16})?(?:,(?:true|false)?)?)$/, {
  claims: ['service.name', 'trace.id', 'span.id'],
  write({ item: { bytes, start, end }, writer }) {
    const texts = bytes.toString('utf8', start, end).split(',');
    for (const [index, key] of [SERVICE, TRACE_ID, SPAN_ID].entries()) {
      const text = Buffer.from(texts[index] ?? '');
      if (text.length > 0) writer.field(key, text, 0, text.length);
    }
    return true;
  },
});

/** PHP's `22-Nov-2026 10:02:52 Europe/Zurich`; PHP-FPM's has no zone. */
const phpTime: ValueKind = { isNeeded: true, ...timeKind(phpTimeEnd, 1, readPhpTime) };

function phpTimeEnd(bytes: Buffer, start: number, end: number): number {
  const timeEnd = isDigit(bytes[start + 3]) ? -1 : leadingTimeEnd(bytes, start, end);
  return timeEnd < 0 ? -1 : find(CLOSING_BRACKET, bytes, timeEnd, end);
}

function readPhpTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const timeEnd = leadingTimeEnd(bytes, start, end);
  if (timeEnd < 0) return NaN;
  const localMillis = readLocalTime(bytes, start, timeEnd);
  if (timeEnd === end) return clock.zoneless(localMillis);
  return readInZone(bytes.toString('latin1', timeEnd + 1, end), localMillis, clock);
}

/** What PHP calls its errors (main/main.c, php_error_cb). */
const phpLevel = levelWords(
  {
    'Fatal error': 'error',
    'Recoverable fatal error': 'error',
    'Catchable fatal error': 'error',
    'Parse error': 'error',
    'Core error': 'error',
    'Compile error': 'error',
    Warning: 'warn',
    'Core warning': 'warn',
    'Compile warning': 'warn',
    Notice: 'notice',
    'Strict Standards': 'notice',
    Deprecated: 'notice',
  },
  byteSet(`${LETTERS} `),
);

/** klog's and glog's, one letter. */
const klogLevel = levelWords({ I: 'info', W: 'warn', E: 'error', F: 'critical' }, byteSet('IWEF'));
const klogTime = timeKind(monthDayTimeEnd, 1, readMonthDayTime);

/** The levels of .NET's console (Microsoft.Extensions.Logging.Console, "GetLogLevelString"). */
const dotnetLevel = levelWords(
  { trce: 'trace', dbug: 'debug', info: 'info', warn: 'warn', fail: 'error', crit: 'critical' },
  byteSet(LETTERS),
);

/** Python's, whose default begins a line with one. */
const pythonLevel: ValueKind = {
  ...capitalLevel,
  fits: matches(/^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)$/),
};
const pythonName: ValueKind = { ...codeNameOf('log.logger'), ...partsOf(/^[A-Za-z_][\w.-]*$/) };
const dottedName: ValueKind = {
  ...codeNameOf('log.logger'),
  ...partsOf(/^[a-z_]\w*(?:\.\w+)+$/),
  extent: beginningWith(DOTTED_FIRSTS, (bytes, start, end) => {
    const nameEnd = bytesEnd(DOTTED_BYTES, bytes, start, end);
    return find(DOT, bytes, start, nameEnd) < nameEnd ? nameEnd : -1;
  }),
};

function partsOf(pattern: RegExp): Pick<ValueKind, 'fits'> {
  return { fits: fitting(pattern).fits };
}

/** The letter that Ruby's logger puts before the level itself. */
const rubyLetter = fitting(/^[DIWEFA]$/, { extent: spanOf(byteSet('DIWEFA')), isTold: true });

/** The values of lines of applications, by names of our own. */
export const applicationKeys: readonly (readonly [string, ValueKind])[] = [
  ['time', leadingTime],
  ['clock', clock],
  ['level', level],
  ['capital_level', capitalLevel],
  ['padded_level', paddedLevel],
  ['thread', paddedOf('process.thread.name')],
  ['logger', logger],
  ['class_logger', classLogger],
  ['qualified_logger', qualifiedLogger],
  ['method_logger', methodLogger],
  ['bracketed_logger', paddedOf('log.logger')],
  ['node', paddedOf('service.node.name')],
  ['service', paddedOf('service.name')],
  ['pid', digitsOf('process.pid')],
  ['tid', digitsOf('process.thread.id')],
  ['process', { ...codeNameOf('process.thread.name'), ...partsOf(/^[\w.-]+$/) }],
  ['origin', origin],
  ['go_origin', { ...origin, ...partsOf(/^[\w$./@+-]{1,180}\.go:\d{1,9}$/) }],
  ['message_before_logger', messageBeforeLogger],
  ['loguru_origin', loguruOrigin],
  ['class_and_line', classAndLine],
  ['thread_and_class', threadAndClass],
  ['myid', { ...paddedOf('service.node.name'), isNeeded: false }],
  ['trace_and_span', traceAndSpan],
  ['sleuth', sleuth],
  ['php_time', phpTime],
  ['php_level', phpLevel],
  ['klog_level', klogLevel],
  ['klog_time', klogTime],
  ['dotnet_level', dotnetLevel],
  ['dotnet_category', { ...codeNameOf('log.logger'), ...partsOf(/^[A-Za-z_][\w.+`<>,-]*$/) }],
  ['python_level', pythonLevel],
  ['python_name', pythonName],
  ['dotted_name', dottedName],
  ['channel', { ...codeNameOf('log.logger'), ...partsOf(/^[\w-]+$/), extent: spanOf(CHANNEL_BYTES) }],
  ['message', message],
  ['rust_target', { ...codeNameOf('log.logger'), ...partsOf(/^[a-z_]\w*(?:::\w+)+$/) }],
  [
    'faas_execution',
    {
      ...fitting(UUID),
      extent: spanOf(byteSet('0123456789abcdef-')),
      claims: ['faas.execution'],
      write: codeNameOf('faas.execution').write,
    },
  ],
  ['platform_event', fitting(/^(?:START|END|REPORT|INIT_START)$/, { extent: spanOf(byteSet(CAPITALS)) })],
  [
    'timed_out',
    {
      ...message,
      fits: (bytes, start, end) =>
        /^Task timed out after [\d.]+ seconds\s*$/.test(
          bytes.toString('latin1', start, Math.min(end, start + MAX_TEXT_BYTES)),
        ),
    },
  ],
  ['progname', { ...codeNameOf('log.logger'), isNeeded: false }],
  ['ruby_letter', rubyLetter],
  ['pairs', kind({ fits: (bytes, start, end) => find(LINE_FEED, bytes, start, end) === end })],
];
