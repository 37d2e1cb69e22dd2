import { isIpAddress } from '../../addresses/ip-address.ts';
import { COLON, digitsEnd, find, MINUS, OPENING_PARENTHESIS, SPACE, startsWith } from '../../bytes/ascii.ts';
import { field, Fragment, valueKey } from '../../bytes/document-keys.ts';
import type { LogField } from '../../fields.ts';
import { leadingTimeEnd, readLeadingTime } from '../../time/leading.ts';
import type { LineClock } from '../../time/line-clock.ts';
import { DAY_MILLIS, dayNumber, timeOfDay, twoDigits } from '../../time/time.ts';
import { MONGODB_LEVELS } from '../json-level.ts';
import { writeMessageEvent } from '../messages/message-events.ts';
import { writeSource, writeUserName } from '../network-fields.ts';
import { scaledDecimal } from './duration-kinds.ts';
import { byteSet, spanOf } from './extents.ts';
import { matching, textOf } from './field-kinds.ts';
import { haproxyErrorKeys } from './haproxy-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import { postgresSeverity } from './postgresql-severities.ts';
import { csvOf } from './query-keys.ts';
import { codeNameOf, digitsExtent, digitsOf, LETTERS, levelWords, message, zonedTime } from './row-kinds.ts';
import { timeKind } from './time-kinds.ts';

const DATABASE_CATEGORY = new Fragment(field('event.category', ['database']));
const SOURCE_PORT = valueKey('source.port');
const DURATION = valueKey('event.duration');
/** Of nanoseconds. */
const MILLI_DIGITS = 6;
const MAX_NAME_BYTES = 200;

/** A name of PostgreSQL's: whoever connects chooses it, so anything but what ends it. */
const isName: ValueKind['fits'] = (bytes, start, end) =>
  end - start <= MAX_NAME_BYTES && find(SPACE, bytes, start, end) === end;

const databaseUser = known(
  kind({
    extent: 'word',
    claims: ['user.name'],
    mayName: true,
    fits: isName,
    write({ item: { bytes, start, end }, writer, context }) {
      writeUserName(bytes, start, end, writer, context);
      return true;
    },
  }),
);

/** What PostgreSQL calls whom and what it does not know yet (elog.c, log_line_prefix). */
const UNKNOWN = Buffer.from('[unknown]');

/** The same value, less the word for none. */
function known(value: ValueKind): ValueKind {
  return {
    ...value,
    write(line) {
      const { bytes, start, end } = line.item;
      const isNone = end - start === UNKNOWN.length && startsWith(UNKNOWN, bytes, start, end);
      return isNone || value.write(line);
    },
  };
}

const databaseApplication = known(textOf('postgresql.log.application_name'));
const database = known(textOf('postgresql.log.database', { fits: isName }));

/** `203.0.113.9(50412)`, or `[local]`. */
const databaseClient = kind({
  extent: 'word',
  claims: ['source.address', 'source.ip', 'source.port'],
  mayName: true,
  fits: isName,
  write({ item: { bytes, start, end }, writer, context }) {
    const open = find(OPENING_PARENTHESIS, bytes, start, end);
    if (!isIpAddress(bytes, start, open)) return false;
    writeSource(bytes, start, open, true, writer, context, true);
    const portEnd = digitsEnd(bytes, open + 1, end);
    if (portEnd > open + 1 && portEnd === end - 1) {
      writer.fragment(SOURCE_PORT);
      writer.number(Number(bytes.toString('latin1', open + 1, portEnd)), bytes, open + 1, portEnd);
    }
    return true;
  },
});

const sqlState = textOf('error.code', {
  isNeeded: true,
  fits: (bytes, start, end) => /^[\dA-Z]{5}$/.test(bytes.toString('latin1', start, Math.min(end, start + 6))),
});

/** That all is well is no error. */
const stateOfAny: ValueKind = {
  ...sqlState,
  write: (line) =>
    line.item.bytes.toString('latin1', line.item.start, line.item.end) === '00000' || sqlState.write(line),
};

/** Bytes of `261122  9:02:52` up to its clock. */
const SHORT_CLOCK_AT = 7;
const CLOCK_BYTES = 8;

/** Bytes of `2026-11-22 10:02:52`, and of `2026-11-22T10:02:52.123456` with `Z` or an offset. */
const PLAIN_BYTES = 19;
const MICROS_BYTES: readonly number[] = [27, 32];
const DATE_BYTES = 10;

/** MySQL's, RFC 3339 with microseconds; MariaDB's and MySQL's up to 5.6, without fraction and offset. Others have times much like them. */
const mysqlTime = timeKind(mysqlTimeEnd, 1, readMysqlTime);
/** `261122  9:02:52`, up to MySQL 5.5, which prints no thread. */
const mysqlShortTime = timeKind(mysqlShortTimeEnd, 1, readMysqlTime);

function mysqlTimeEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + 4] !== MINUS) return -1;
  const isPlain = bytes[start + DATE_BYTES] === SPACE;
  if (isPlain && bytes[start + DATE_BYTES + 1] === SPACE) return clockEnd(bytes, start + DATE_BYTES + 1, end);
  const timeEnd = leadingTimeEnd(bytes, start, end);
  const lengthBytes = timeEnd - start;
  return (isPlain ? lengthBytes === PLAIN_BYTES : MICROS_BYTES.includes(lengthBytes)) ? timeEnd : -1;
}

function mysqlShortTimeEnd(bytes: Buffer, start: number, end: number): number {
  const isDate = digitsEnd(bytes, start, end) === start + SHORT_CLOCK_AT - 1;
  return isDate ? clockEnd(bytes, start + SHORT_CLOCK_AT, end) : -1;
}

function clockEnd(bytes: Buffer, start: number, end: number): number {
  const isClock = bytes[start + 2] === COLON && bytes[start + 5] === COLON;
  return isClock && start + CLOCK_BYTES <= end ? start + CLOCK_BYTES : -1;
}

function readMysqlTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const clockStart = end - CLOCK_BYTES;
  const isShort = clockStart === start + SHORT_CLOCK_AT;
  if (!isShort && bytes[clockStart] !== SPACE) return readLeadingTime(bytes, start, end, clock);
  const [year, month, day] = bytes.toString('latin1', start, clockStart).match(isShort ? /\d\d/g : /\d+/g) ?? [];
  // MySQL 5.5 is younger than 2000
  const fullYear = isShort ? 2000 + Number(year) : Number(year);
  const hour =
    bytes[clockStart] === SPACE
      ? Number(String.fromCharCode(bytes[clockStart + 1] ?? 0))
      : twoDigits(bytes, clockStart);
  const time = timeOfDay(hour, twoDigits(bytes, clockStart + 3), twoDigits(bytes, clockStart + 6), 0);
  return clock.zoneless(dayNumber(fullYear, Number(month), Number(day)) * DAY_MILLIS + time);
}

const mysqlLevels = levelWords({ System: 'info', Note: 'notice', Warning: 'warn', ERROR: 'error' }, byteSet(LETTERS));

/** Redis's (`log` in server.c): `.` debug, `-` verbose, `*` notice, `#` warning. */
const redisLevel: ValueKind = {
  ...levelWords({ '.': 'debug', '-': 'debug', '*': 'notice', '#': 'warn' }, byteSet('.-*#')),
  isNeeded: true,
};

/** A message of a database, which may tell a sign-in, and then has that category instead: core/formats/messages/database-messages.ts. */
function messageOf(database: string, claims: readonly LogField[] = ['user.name', 'source.ip']): ValueKind {
  const bytes = Buffer.from(database);
  const program = { bytes, start: 0, end: bytes.length };
  return {
    ...message,
    claims: ['message', 'event.category', 'event.type', 'event.action', 'event.outcome', ...claims],
    write(line) {
      const { item, writer, context } = line;
      const mark = writer.lengthBytes;
      writeMessageEvent(program, item, writer, context);
      if (writer.lengthBytes === mark) writer.fragment(DATABASE_CATEGORY);
      return message.write(line);
    },
  };
}

/** The prefix of PostgreSQL's lines says who it is. */
const postgresqlText = messageOf('postgresql', ['event.duration']);

/** How long a statement took (`log_duration`, `log_min_duration_statement`). */
const STATEMENT = Buffer.from('duration: ');
const MILLISECONDS = Buffer.from(' ms');
const postgresqlMessage: ValueKind = {
  ...postgresqlText,
  write(line) {
    const { bytes, start, end } = line.item;
    if (startsWith(STATEMENT, bytes, start, end)) {
      const from = start + STATEMENT.length;
      const to = find(SPACE, bytes, from, end);
      const nanos = startsWith(MILLISECONDS, bytes, to, end) ? scaledDecimal(bytes, from, to, MILLI_DIGITS) : -1;
      if (nanos >= 0) {
        line.writer.fragment(DURATION);
        line.writer.integer(nanos);
      }
    }
    return postgresqlText.write(line);
  },
};

const mysqlMessage = messageOf('mysql');
/** Of lines without level: a line of any program may begin with six digits and a time of day. */
const OLD_MYSQL = ['mysqld_safe ', 'InnoDB: ', 'mysqld '].map((text) => Buffer.from(text));
const isOldMysqlMessage: ValueKind['fits'] = (bytes, start, end) =>
  OLD_MYSQL.some((text) => startsWith(text, bytes, start, end));

const mongodbLevel = levelWords(MONGODB_LEVELS, byteSet('FEWID12345'));

/** The values of lines of databases, by names of our own. */
export const databaseKeys: readonly (readonly [string, ValueKind])[] = [
  ['zoned_time', zonedTime],
  ['severity', postgresSeverity],
  ['session_line', kind({ extent: digitsExtent })],
  ['database_user', databaseUser],
  ['database', database],
  ['database_application', databaseApplication],
  ['database_client', databaseClient],
  ['database_host', databaseClient],
  ['leading_host', { ...databaseClient, extent: spanOf(byteSet('0123456789abcdefABCDEF:.')) }],
  ['sql_state', sqlState],
  ['state', stateOfAny],
  // `%s` and `%c` of log_line_prefix
  ['session_start', kind({ extent: zonedTime.extent, fits: zonedTime.fits })],
  ['session_id', matching(/^[\da-f]{1,16}\.[\da-f]{1,8}$/)],
  ['csv_user', csvOf(databaseUser, 'user')],
  ['csv_database', csvOf(database, 'database')],
  ['csv_client', csvOf(haproxyErrorKeys.find(([name]) => name === 'haproxy_client')?.[1] ?? kind({}), 'client')],
  ['csv_severity', csvOf(postgresSeverity, 'severity')],
  ['csv_state', csvOf(stateOfAny, 'sql_state')],
  ['csv_application', csvOf(databaseApplication, 'application')],
  ['mysql_time', mysqlTime],
  ['mysql_short_time', mysqlShortTime],
  ['mysql_thread', digitsOf('mysql.thread_id')],
  ['mysql_level', mysqlLevels],
  [
    'mysql_code',
    textOf('error.code', {
      isNeeded: true,
      fits: (bytes, start, end) => /^MY-\d{6}$/.test(bytes.toString('latin1', start, Math.min(end, start + 10))),
    }),
  ],
  ['mysql_subsystem', textOf('event.provider', { fits: isName })],
  ['redis_role', kind({ extent: spanOf(byteSet('XCSM')), fits: (_bytes, start, end) => end - start === 1 })],
  ['redis_level', redisLevel],
  ['mongodb_level', mongodbLevel],
  ['mongodb_component', { ...codeNameOf('mongodb.log.component'), extent: spanOf(byteSet(`${LETTERS}_-`)) }],
  ['mongodb_message', messageOf('mongodb')],
  ['mysql_message', mysqlMessage],
  ['old_mysql_message', { ...mysqlMessage, fits: isOldMysqlMessage }],
  ['postgresql_message', postgresqlMessage],
  ['csv_message', csvOf(postgresqlMessage, 'message')],
  ['sqlserver_message', messageOf('mssql')],
  ['mongodb_context', textOf('mongodb.log.context', { fits: isName })],
];
