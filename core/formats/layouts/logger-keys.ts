import { digitsEnd, find, LINE_FEED, NUMBER_SIGN, SPACE } from '../../bytes/ascii.ts';
import { stringKey } from '../../bytes/document-keys.ts';
import { readShortTime, readYearlessTime, shortTimeEnd, yearlessTimeEnd } from '../../time/short-dates.ts';
import { readTwelveHours, twelveHoursEnd } from '../../time/twelve-hours.ts';
import { beginningWith, byteSet, spanOf } from './extents.ts';
import { matching } from './field-kinds.ts';
import { type ValueKind } from './kind.ts';
import { codeNameOf, LETTERS, levelWords, message, paddedOf } from './row-kinds.ts';
import { timeKind } from './time-kinds.ts';

const LOGGER = stringKey('log.logger');
const FUNCTION = stringKey('log.origin.function');

/** NestJS' levels: what it only logs has no other name. */
const nestLevel = levelWords(
  { VERBOSE: 'trace', DEBUG: 'debug', LOG: 'info', WARN: 'warn', ERROR: 'error', FATAL: 'critical' },
  byteSet(LETTERS),
);

/** Those of java.util.logging, `CONFIG` among them, which no other has. */
const javaLevel = levelWords(
  {
    FINEST: 'trace',
    FINER: 'trace',
    FINE: 'debug',
    CONFIG: 'debug',
    INFO: 'info',
    WARNING: 'warn',
    SEVERE: 'error',
  },
  byteSet(LETTERS),
);

/** A class and its method, with a mark between them that no name has. */
function methodBehind(mark: number, pattern: RegExp): ValueKind {
  return matching(pattern, {
    isNeeded: true,
    claims: ['log.logger', 'log.origin.function'],
    write({ item: { bytes, start, end }, writer }) {
      const at = find(mark, bytes, start, end);
      writer.field(LOGGER, bytes, start, at);
      writer.field(FUNCTION, bytes, at + 1, end);
      return true;
    },
  });
}

/** Jenkins' `hudson.WebAppMain$3#run`. */
const hashedMethod = methodBehind(NUMBER_SIGN, /^(?:\w+\.)+[\w$]+#[\w$<>]+$/);

/** java.util.logging's `org.apache.catalina.startup.Catalina start`: the rest of the line. */
const spacedMethod: ValueKind = {
  ...methodBehind(SPACE, /^(?:\w+\.)+[\w$]+ [\w$<>]+$/),
  extent: 'text',
};

const LABEL_BYTES = byteSet(`${LETTERS}0123456789_.-`);

/** A word that names a part of a program, `API`, `shop-cart`, `queries`. */
const label: ValueKind = {
  ...codeNameOf('log.logger'),
  ...matching(/^[A-Za-z][\w.-]*$/, { isNeeded: true, extent: beginningWith(byteSet(LETTERS), spanOf(LABEL_BYTES)) }),
  claims: ['log.logger'],
  write: codeNameOf('log.logger').write,
};

/** What a line of the Java machine's unified logging is of, padded: `gc,start    `. */
const collectorTags: ValueKind = {
  ...paddedOf('log.logger'),
  fits: matching(/^(?:gc|safepoint)(?:,\w+)* *$/).fits,
};

/** Seconds since the program began, which are no time: four digits, or more. */
const uptime = matching(/^\d{4,9}$/, { extent: (bytes, start, end) => digitsEnd(bytes, start, end) });

/** A database of Odoo's, or `?` where none is opened yet. */
const odooDatabase = matching(/^(?:[\w.-]+|\?)$/);

const BAR = Buffer.from(' | ');
/** Up to the last but one ` | ` of the line, which ActiveMQ's loggers are after. */
const messageBeforeBars: ValueKind = {
  ...message,
  extent(bytes, start, end) {
    const line = bytes.subarray(start, find(LINE_FEED, bytes, start, end));
    const last = line.lastIndexOf(BAR);
    const first = last > 0 ? line.lastIndexOf(BAR, last - 1) : -1;
    return first < 0 ? -1 : start + first;
  },
};

/** Values of lines of further loggers, by names of our own. */
export const loggerKeys: readonly (readonly [string, ValueKind])[] = [
  ['american_time', timeKind(beginningWith(byteSet('0123456789JFMASOND'), twelveHoursEnd), 1, readTwelveHours)],
  ['nest_level', nestLevel],
  ['java_level', javaLevel],
  ['hashed_method', hashedMethod],
  ['spaced_method', spacedMethod],
  ['label', label],
  ['uptime', uptime],
  ['collector_tags', collectorTags],
  ['odoo_database', odooDatabase],
  // Elasticsearch's log4j2.properties: the pattern of its deprecation log has no `[%node_name]`
  [
    'deprecation_logger',
    { ...paddedOf('log.logger'), fits: matching(/^(?:o\.e\.d\.|o\.o\.d\.|deprecation\.)[\w.$]+ *$/).fits },
  ],
  ['message_before_bars', messageBeforeBars],
  ['erlang_process', matching(/^\d{1,9}(?:\.\d{1,9}){2}$/, { isNeeded: true })],
  // a class below some of its packages, `scheduler.TaskSetManager`; or the end of another name, `Configuration.deprecation`
  ['hadoop_logger', { ...codeNameOf('log.logger'), fits: matching(/^[A-Za-z]\w*(?:\.[\w$]+)+$/).fits }],
  ['short_time', timeKind(shortTimeEnd, 1, readShortTime)],
  ['yearless_time', timeKind(yearlessTimeEnd, 1, readYearlessTime)],
];
