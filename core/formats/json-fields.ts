import { BACKSLASH } from '../bytes/ascii.ts';
import { stringKey } from '../bytes/document-keys.ts';
import { awsFields, awsServiceFields, readSplitTime } from './json-aws-fields.ts';
import { EVENT_ARRAYS } from './json-event-finder.ts';
import {
  integerField,
  ipField,
  type JsonField,
  namesField,
  optionalTextField,
  textField,
  textsField,
} from './json-field.ts';
import { gitHubActor, gitHubDocument, userOrTarget } from './json-github-fields.ts';
import { askedHost, hostFields } from './json-host-fields.ts';
import { identityFields, identityServiceFields } from './json-identity-fields.ts';
import { ARRAY, ESCAPED_STRING, isString, OBJECT } from './json-kinds.ts';
import { auditId, journalLevelField, levelField, mongodbLevelField, postgresLevelField } from './json-level.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { mongodbFields } from './json-mongodb-fields.ts';
import { suricataFields, transport } from './json-network-fields.ts';
import { loggerNameField, originFields } from './json-origin-fields.ts';
import { firstShapedFields, shapedFields } from './json-shaped-fields.ts';
import { readJsonTime } from './json-time.ts';
import { webFields } from './json-web-fields.ts';
import { containerFields } from './wrappers/json-container-fields.ts';

const LEVEL = fieldNumber('log.level');
const MESSAGE = fieldNumber('message');
const METHOD = fieldNumber('http.request.method');
const STATUS = fieldNumber('http.response.status_code');
const MESSAGE_KEY = stringKey('message');
const SMALL_N = 0x6e;

const serviceText = textField('service.name', 'service', 'service_name');
/** Who wrote the line; Zeek's is the protocol of a connection. */
const serviceName: JsonField = {
  ...serviceText,
  write: (value, line) => line.logger !== 'zeek' && serviceText.write(value, line),
};

/** The program that wrote a line. */
export const processNameField = textField('process.name', 'SYSLOG_IDENTIFIER');

/** The times of a line; the first valid one counts. */
const time: JsonField = {
  paths: [
    'timestamp(ms)',
    '@timestamp',
    'timestamp',
    'time',
    'ts',
    'datetime',
    'time_iso8601',
    'time_local',
    'msec',
    'asctime',
    '@t',
    'Timestamp',
    'Time',
    'TIMESTAMP',
    'timeStamp',
    'timeMillis',
    'instant',
    'eventTime',
    'requestTimeEpoch',
    'requestTime',
    'requestReceivedTimestamp',
    'event_time',
    'date',
    '_time',
    '__REALTIME_TIMESTAMP',
    'EdgeStartTimestamp',
    'EdgeEndTimestamp',
    'StartUTC',
    'reqTimeSec',
    // Cloudflare's other logs; Azure's; and words that can be nothing else
    ...['Datetime', 'TimeGenerated', 'eventTimestamp', 'event_timestamp', 'eventDateTime', 'activityDateTime'],
  ],
  write(value, line) {
    if (!Number.isNaN(line.timeMillis)) return false;
    line.timeMillis = readJsonTime(value, line);
    if (Number.isNaN(line.timeMillis)) line.timeMillis = readSplitTime(value, line);
    return !Number.isNaN(line.timeMillis);
  },
};

/** Envoy's time: of a request, and of its response. A job's `start_time` is not when the line was written. */
const requestTime: JsonField = {
  paths: ['start_time'],
  write: (value, line) => line.isClaimed(STATUS) && line.isClaimed(METHOD) && time.write(value, line),
};

/** `2026-11-22T10:02:52`, in quotes. */
const LEAST_TIME_BYTES = 21;

/**
 * MongoDB's time, `{"t":{"$date":…}}`, and that of Grafana and of other programs that log with log15. A key so short is one only with an
 * object that can be nothing else, or with a date and a clock.
 */
const shortTime: JsonField = {
  paths: ['t'],
  write(value, line) {
    const isTime = value.kind === OBJECT || (isString(value.kind) && value.end - value.start >= LEAST_TIME_BYTES);
    if (!isTime || !time.write(value, line)) return false;
    if (value.kind === OBJECT) line.logger = 'mongodb';
    return true;
  },
};

/** The text of a line; the line feed that a container's engine leaves at its end is none of it. */
export const messageField: JsonField = {
  paths: [
    'message',
    'msg',
    'log',
    'event',
    '@m',
    ...['RenderedMessage', 'fields.message', 'textPayload', 'jsonPayload.message'],
    'MESSAGE',
    'Message',
    '@mt',
    'MessageTemplate',
  ],
  write(value, line) {
    if (!isString(value.kind) || !line.claim(MESSAGE)) return false;
    const feedBytes = value.kind === ESCAPED_STRING ? escapedFeedBytes(value, line) : 0;
    if (feedBytes === 0) {
      line.writeField(MESSAGE_KEY, value);
    } else {
      line.writer.fragment(MESSAGE_KEY);
      line.writer.escapedString(line.bytes, value.start + 1, value.end - 1 - feedBytes);
    }
    return true;
  },
};

/** Bytes of the `\\n` at the end of a string, 0 where there is none: the backslash before `n` may be escaped itself. */
function escapedFeedBytes({ start, end }: JsonValue, { bytes }: JsonLine): number {
  if (bytes[end - 2] !== SMALL_N) return 0;
  let index = end - 3;
  while (index > start && bytes[index] === BACKSLASH) index--;
  return (end - 3 - index) % 2 === 1 ? 2 : 0;
}

/** An array of events is noted; it is no field of the line that holds it. */
const eventArray: JsonField = {
  paths: EVENT_ARRAYS,
  write({ kind }, line) {
    if (kind === ARRAY) line.context.holdsEvents = true;
    return false;
  },
};

/** GELF's message, by which a line shows itself to be one (Graylog, "GELF payload specification"). */
const gelfMessage: JsonField = {
  paths: ['short_message'],
  write(value, line) {
    line.logger = 'gelf';
    return messageField.write(value, line);
  },
};

/** `name` is a logger's in lines of loggers, which have a level; elsewhere it can be anybody's. */
const loggerName = textField('log.logger', 'name');
const loggerNameBesideLevel: JsonField = {
  paths: ['name'],
  write: (value, line) => line.isClaimed(LEVEL) && loggerName.write(value, line),
};

/**
 * The keys that are known: those of ECS, and those that flog, nginx's JSON formats, pino, bunyan and most other loggers
 * use for the same. In order of precedence, across fields too. What we say of a line ourselves (`event.dataset`,
 * `event.kind`, `file.mtime`, `log.offset`, `kafkainsight.*` and their like) is not among them: a line cannot say it.
 */
export const jsonFields: readonly JsonField[] = [
  eventArray,
  ...firstShapedFields,
  time,
  shortTime,
  ...awsServiceFields,
  ...identityServiceFields,
  gitHubDocument,
  ...webFields,
  askedHost,
  requestTime,
  textsField('event.category'),
  textsField('event.type'),
  ...awsFields,
  ...identityFields,
  textField('event.action', 'eventName'),
  textField('event.code'),
  textField('event.provider'),
  ...originFields,
  ...mongodbFields,
  textField('event.id', 'eventID', 'RayID'),
  integerField('event.severity'),
  textField('observer.vendor'),
  textField('observer.product'),
  textField('observer.version'),
  integerField('event.duration'),
  messageField,
  gelfMessage,
  auditId,
  levelField,
  journalLevelField,
  mongodbLevelField,
  postgresLevelField,
  loggerNameField,
  loggerNameBesideLevel,
  textsField('tags'),
  gitHubActor,
  namesField('user', 'user.name'),
  userOrTarget,
  namesField(
    'user',
    'user.name',
    'user-identifier',
    'username',
    'user_name',
    'remote_user',
    'ClientUsername',
    'user.username',
    'winlog.event_data.TargetUserName',
  ),
  namesField('user', 'user.id', 'user_id', 'userId'),
  namesField('user', 'user.email', 'email'),
  integerField(
    'source.port',
    'remote_port',
    'remotePort',
    'req.remotePort',
    'request.remote_port',
    'ClientPort',
    'ClientSrcPort',
    'src_port',
    'c-port',
    'srcport',
    'id.orig_p',
  ),
  // of Suricata and others; Zeek's
  ipField('destination.ip', 'dest_ip', 'dst_ip', 'id.resp_h'),
  integerField('destination.port', 'dest_port', 'dst_port', 'id.resp_p'),
  transport,
  ...suricataFields,
  namesField('address', 'client.address'),
  ipField('client.ip'),
  integerField('client.port'),
  textField('http.request.id', 'request_id', 'requestId', 'reqId', 'req.id', 'x-request-id', 'x-edge-request-id'),
  integerField('http.request.body.bytes'),
  integerField('process.parent.pid'),
  textField('process.executable'),
  integerField('process.pid', 'pid', 'process_id', '_PID'),
  processNameField,
  integerField('process.thread.id', 'thread_id', 'threadId'),
  textField('process.thread.name', 'thread', 'thread_name', 'threadName', '_thread_name'),
  optionalTextField(
    'error.message',
    'err.message',
    'exception.message',
    'thrown.message',
    'error',
    'err',
    'errorMessage',
  ),
  textField('error.type', 'err.type', 'err.name', 'exception.type', 'thrown.name', 'errorType'),
  optionalTextField('error.code', 'err.code', 'errorCode', 'state_code'),
  textField('error.id'),
  textField(
    'error.stack_trace',
    'err.stack',
    'error.stack',
    'stack_trace',
    'stacktrace',
    'stack',
    'exc_info',
    '@x',
    'Exception',
    'thrown.extendedStackTrace',
  ),
  serviceName,
  textField('postgresql.log.database', 'dbname'),
  textField('service.version'),
  textField('service.environment'),
  textField('service.node.name'),
  textField('trace.id', 'trace_id', 'traceId', 'TraceId', '@tr', 'dd.trace_id'),
  textField('span.id', 'span_id', 'spanId', 'SpanId', '@sp', 'dd.span_id'),
  textField('transaction.id', 'transaction_id'),
  textField('host.name'),
  ...hostFields,
  ...containerFields,
  // last, since keys of others have their own precedence
  ...shapedFields,
];
