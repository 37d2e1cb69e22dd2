import { field, Fragment, stringKey } from '../documents/document-keys.ts';
import { integerField, ipField, type JsonField, namesField, textField, textsField } from './json-field.ts';
import { isString, NUMBER } from './json-kinds.ts';
import { fieldNumber } from './json-line.ts';
import { readJsonTime } from './json-time.ts';
import { host, webFields } from './json-web-fields.ts';

const LEVEL = fieldNumber('log.level');
const LEVEL_KEY = stringKey('log.level');

/** The levels of pino and bunyan by their numbers. */
const LEVEL_FIELDS = new Map(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level, index) => [
    String((index + 1) * 10),
    new Fragment(field('log.level', level)),
  ]),
);

const time: JsonField = {
  paths: ['@timestamp', 'timestamp', 'time', 'ts', 'datetime', 'time_iso8601', 'time_local'],
  write(value, line) {
    if (!Number.isNaN(line.timeMillis)) return false;
    line.timeMillis = readJsonTime(value, line);
    return !Number.isNaN(line.timeMillis);
  },
};

/** A word, or one of pino's numbers. */
const level: JsonField = {
  paths: ['log.level', 'level', 'severity', 'loglevel', 'log_level', 'levelname', 'level_name', 'lvl'],
  write(value, line) {
    const number = value.kind === NUMBER ? line.bytes.toString('latin1', value.start, value.end) : '';
    const known = LEVEL_FIELDS.get(number);
    if ((known === undefined && !isString(value.kind)) || !line.claim(LEVEL)) return false;
    if (known) {
      line.writer.fragment(known);
    } else {
      line.writeField(LEVEL_KEY, value);
    }
    return true;
  },
};

/**
 * The keys that are known: those of ECS, and those that flog, nginx's JSON formats, pino, bunyan and most other loggers
 * use for the same. In order of precedence, across fields too. What we say of a line ourselves (`event.dataset`,
 * `event.kind`, `file.mtime`, `log.offset`, `kafkainsight.*` and their like) is not among them: a line cannot say it.
 */
export const jsonFields: readonly JsonField[] = [
  time,
  ...webFields,
  textsField('event.category'),
  textsField('event.type'),
  textField('event.action'),
  textField('event.code'),
  textField('event.id'),
  integerField('event.duration'),
  textField('message', 'msg', 'log', 'event'),
  level,
  textField('log.logger', 'logger', 'logger_name', 'loggerName', 'name'),
  textsField('tags'),
  namesField('user', 'user.name', 'user', 'user-identifier', 'username', 'user_name', 'remote_user'),
  namesField('user', 'user.id', 'user_id', 'userId'),
  namesField('user', 'user.email', 'email'),
  integerField('source.port', 'remote_port', 'remotePort', 'req.remotePort'),
  namesField('address', 'client.address'),
  ipField('client.ip'),
  integerField('client.port'),
  textField('http.request.id', 'request_id', 'requestId', 'reqId', 'req.id'),
  integerField('http.request.body.bytes'),
  integerField('process.pid', 'pid', 'process_id'),
  textField('process.name'),
  integerField('process.thread.id', 'thread_id'),
  textField('process.thread.name', 'thread', 'thread_name', 'threadName'),
  textField('error.message', 'err.message', 'exception.message', 'error', 'err'),
  textField('error.type', 'err.type', 'err.name', 'exception.type'),
  textField('error.code', 'err.code'),
  textField('error.id'),
  textField('error.stack_trace', 'err.stack', 'error.stack', 'stack_trace', 'stack', 'exc_info'),
  textField('service.name', 'service', 'service_name'),
  textField('service.version'),
  textField('service.environment'),
  textField('service.node.name'),
  textField('trace.id', 'trace_id', 'traceId', 'dd.trace_id'),
  textField('span.id', 'span_id', 'spanId', 'dd.span_id'),
  textField('transaction.id', 'transaction_id'),
  textField('host.name'),
  host,
];
