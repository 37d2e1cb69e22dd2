import { digitsEnd, DOT, QUOTE, SLASH, startsWith } from '../documents/ascii.ts';
import { field, Fragment, stringKey, valueKey } from '../documents/document-keys.ts';
import { isIpAddress } from '../documents/ip-address.ts';
import { isMethod, isStatus, request, USER_AGENT, writeBodyBytes, writeStatus, writeUrl } from './http-fields.ts';
import { type JsonField, optionalTextField, readCount, textField } from './json-field.ts';
import { ARRAY, isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { JsonScanner, skipSpace } from './json-scanner.ts';
import { writeSource } from './network-fields.ts';

const OUTCOME = fieldNumber('event.outcome');
const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const METHOD = fieldNumber('http.request.method');
const VERSION = fieldNumber('http.version');
const STATUS = fieldNumber('http.response.status_code');
const BODY_BYTES = fieldNumber('http.response.body.bytes');
const URL = fieldNumber('url.original');
const URL_PATH = fieldNumber('url.path');
const URL_QUERY = fieldNumber('url.query');
const USER_AGENT_NUMBER = fieldNumber('user_agent.original');
const SOURCE = fieldNumber('source.address');
const SOURCE_IP = fieldNumber('source.ip');
const HOST = fieldNumber('host.hostname');

const VERSION_KEY = stringKey('http.version');
const STATUS_KEY = valueKey('http.response.status_code');
const OUTCOME_KEY = stringKey('event.outcome');
const HOST_KEY = stringKey('host.hostname');
const WEB_CATEGORY = new Fragment(field('event.category', ['web']));
const ACCESS_TYPE = new Fragment(field('event.type', ['access']));
const PROTOCOL = Buffer.from('HTTP/');
/** ECS: the outcomes there are. */
const OUTCOMES = new Set(['success', 'failure', 'unknown']);

const outcome: JsonField = {
  paths: ['event.outcome'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const text = line.textBytes.toString('latin1', line.textStart, line.textEnd);
    if (!OUTCOMES.has(text) || !line.claim(OUTCOME)) return false;
    line.writer.fragment(OUTCOME_KEY);
    line.writer.text(text);
    return true;
  },
};

/** A URL, a path, or a whole request line, from which method and version follow too. Where it is absent, the line is about a request all the same. */
const url: JsonField = {
  paths: [
    'url.original',
    'request',
    'request_uri',
    'req.url',
    'url',
    'uri',
    'request.uri',
    'RequestPath',
    'ClientRequestURI',
    'httpRequest.uri',
    'httpRequest.requestUrl',
    'http.url',
  ],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    if (!line.claim(URL)) return false;
    if (line.textIsAbsent) return true;
    line.claim(URL_PATH);
    line.claim(URL_QUERY);
    const { textBytes, textStart, textEnd, textIsPlain } = line;
    if (request.read(textBytes, textStart, textEnd)) {
      line.claim(METHOD);
      line.claim(VERSION);
      request.write(textBytes, textStart, textEnd, textIsPlain, line.writer);
    } else {
      writeUrl(textBytes, textStart, textEnd, textIsPlain, line.writer);
    }
    return true;
  },
};

/** `HTTP/1.1` or `1.1`. */
const version: JsonField = {
  paths: [
    'http.version',
    'protocol',
    'http_version',
    'server_protocol',
    'request.proto',
    'RequestProtocol',
    'ClientRequestProtocol',
    'httpRequest.httpVersion',
  ],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const { textBytes, textStart, textEnd } = line;
    const start = startsWith(PROTOCOL, textBytes, textStart, textEnd) ? textStart + PROTOCOL.length : textStart;
    const dot = digitsEnd(textBytes, start, textEnd);
    const end = textBytes[dot] === DOT ? digitsEnd(textBytes, dot + 1, textEnd) : dot;
    if (dot === start || end !== textEnd || !line.claim(VERSION)) return false;
    line.writer.field(VERSION_KEY, textBytes, start, end, true);
    return true;
  },
};

/** The status also tells the outcome, unless the line does. */
const status: JsonField = {
  paths: [
    'http.response.status_code',
    'status_code',
    'statusCode',
    'http_status',
    'res.statusCode',
    'DownstreamStatus',
    'EdgeResponseStatus',
    'httpRequest.status',
    'http.status',
  ],
  write(value, line) {
    const code = readCount(value, line);
    if (!isStatus(code) || !line.claim(STATUS)) return false;
    if (line.claim(OUTCOME)) {
      writeStatus(code, line.writer);
    } else {
      line.writer.fragment(STATUS_KEY);
      line.writer.integer(code);
    }
    return true;
  },
};

/** `path` means the URL's only beside a method. */
const barePath: JsonField = {
  paths: ['path'],
  write: (value, line) => line.isClaimed(METHOD) && line.bytes[value.start + 1] === SLASH && url.write(value, line),
};

/** `status` means HTTP's only in a line that is about a request. */
const bareStatus: JsonField = {
  paths: ['status'],
  write: (value, line) => hasRequest(line) && status.write(value, line),
};

/** A method is in capitals, as all registered ones are (RFC 9110, section 9.1): `{"method":"card"}` is about no request. */
const method: JsonField = {
  paths: [
    'http.request.method',
    'method',
    'http_method',
    'request_method',
    'req.method',
    'request.method',
    'RequestMethod',
    'ClientRequestMethod',
    'httpRequest.httpMethod',
    'httpRequest.requestMethod',
    'http.http_method',
  ],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    if (line.textIsAbsent) return !line.isClaimed(METHOD);
    return isMethod(line.textBytes, line.textStart, line.textEnd) && methodText.write(value, line);
  },
};
const methodText = textField('http.request.method');

const bodyBytes: JsonField = {
  paths: [
    'http.response.body.bytes',
    'body_bytes_sent',
    'bytes_sent',
    'DownstreamContentSize',
    'EdgeResponseBytes',
    'httpRequest.responseSize',
  ],
  write(value, line) {
    const count = readCount(value, line);
    if (count < 0 || !line.claim(BODY_BYTES)) return false;
    const quotes = isString(value.kind) ? 1 : 0;
    writeBodyBytes(count, line.bytes, value.start + quotes, value.end - quotes, line.writer);
    return true;
  },
};

/** `bytes` (flog) and `size` (Caddy) mean the body's only in a line that tells a response's status. */
const bareBytes: JsonField = {
  paths: ['bytes', 'size'],
  write: (value, line) => hasRequest(line) && line.isClaimed(STATUS) && bodyBytes.write(value, line),
};

/** What is told from the user agent is left out where the line tells any of it itself. */
const userAgent: JsonField = {
  paths: [
    'user_agent.original',
    'user_agent',
    'userAgent',
    'useragent',
    'http_user_agent',
    'agent',
    'req.headers.user-agent',
    'request.headers.User-Agent',
    'request_User-Agent',
    'ClientRequestUserAgent',
    'httpRequest.userAgent',
    'http.http_user_agent',
  ],
  write(given, line) {
    const value = given.kind === ARRAY ? soleText(given, line) : given;
    if (value === undefined || !isString(value.kind)) return false;
    line.decode(value);
    if (line.textIsAbsent) return !line.isClaimed(USER_AGENT_NUMBER);
    if (!line.claim(USER_AGENT_NUMBER)) return false;
    const { writer, context, textBytes, textStart, textEnd } = line;
    line.writeField(USER_AGENT, value);
    if (context.userAgents && !toldUserAgent.some((told) => line.isClaimed(told))) {
      context.userAgents(textBytes, textStart, textEnd, writer);
    }
    return true;
  },
};

const referrer: JsonField = {
  paths: [
    'http.request.referrer',
    'referer',
    'referrer',
    'http_referer',
    'req.headers.referer',
    'request.headers.Referer',
    'request_Referer',
    'ClientRequestReferer',
    'httpRequest.referer',
  ],
  write(given, line) {
    const value = given.kind === ARRAY ? soleText(given, line) : given;
    return value !== undefined && referrerText.write(value, line);
  },
};
const referrerText = optionalTextField('http.request.referrer');

/** The text of an array of one, as Caddy has each header: undefined for any other. */
function soleText({ start, end }: JsonValue, { bytes }: JsonLine): JsonValue | undefined {
  const open = skipSpace(bytes, start + 1, end);
  if (bytes[open] !== QUOTE) return undefined;
  const close = scanner.valueEnd(bytes, open, end);
  const { kind } = scanner;
  return skipSpace(bytes, close, end) === end - 1 ? { start: open, end: close, kind, integer: -1 } : undefined;
}
const scanner = new JsonScanner();

const toldUserAgentFields = [
  textField('user_agent.name'),
  textField('user_agent.version'),
  textField('user_agent.os.name'),
  textField('user_agent.os.version'),
  textField('user_agent.device.name'),
];
const toldUserAgent = [
  fieldNumber('user_agent.name'),
  fieldNumber('user_agent.version'),
  fieldNumber('user_agent.os.name'),
  fieldNumber('user_agent.os.version'),
  fieldNumber('user_agent.device.name'),
];

const source: JsonField = {
  paths: [
    'source.ip',
    'source.address',
    'remote_addr',
    'remote_address',
    'remoteAddress',
    'remote_ip',
    'client_ip',
    'clientip',
    'clientIp',
    'req.remoteAddress',
    'ip',
    'request.client_ip',
    'request.remote_ip',
    'ClientHost',
    'ClientIP',
    'sourceIPAddress',
    'httpRequest.clientIp',
    'httpRequest.remoteIp',
    'src_ip',
    'sourceIPs',
    'ClientAddr',
  ],
  names: 'address',
  write(given, line) {
    const value = given.kind === ARRAY ? soleText(given, line) : given;
    if (value === undefined || !isString(value.kind)) return false;
    line.decode(value);
    if (line.textIsAbsent) return !line.isClaimed(SOURCE);
    return writeClient(line, isIpAddress(line.textBytes, line.textStart, line.textEnd));
  },
};

/** Writes the decoded string. */
function writeClient(line: JsonLine, isIp: boolean): boolean {
  if (!line.claim(SOURCE)) return false;
  line.claim(SOURCE_IP);
  writeSource(line.textBytes, line.textStart, line.textEnd, line.textIsPlain, line.writer, line.context, isIp);
  return true;
}

/** In a line about a request `host` is the client where it is an IP address, as flog has it; else the machine. */
export const host: JsonField = {
  paths: ['host.hostname', 'hostname', 'host', '_HOSTNAME'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    if (isWeb(line) && isIpAddress(line.textBytes, line.textStart, line.textEnd) && writeClient(line, true))
      return true;
    if (!line.claim(HOST)) return false;
    line.writeField(HOST_KEY, value);
    return true;
  },
};

function isWeb(line: JsonLine): boolean {
  return line.isClaimed(STATUS) && hasRequest(line);
}

/** Whether the line tells of a request, so that keys that have other meanings elsewhere mean HTTP's. */
function hasRequest(line: JsonLine): boolean {
  return line.isClaimed(METHOD) || line.isClaimed(URL) || line.isClaimed(VERSION);
}

/** Writes what every line about a request has in common, as far as the line does not say it itself. */
export function writeWebEvent(line: JsonLine): void {
  if (!isWeb(line)) return;
  if (line.claim(CATEGORY)) line.writer.fragment(WEB_CATEGORY);
  if (line.claim(TYPE)) line.writer.fragment(ACCESS_TYPE);
}

/** The fields of requests, those from which others follow first. */
export const webFields: readonly JsonField[] = [
  outcome,
  url,
  textField('url.path'),
  textField('url.query', 'httpRequest.args'),
  textField('url.full'),
  textField('url.domain', 'request.host', 'RequestHost', 'ClientRequestHost'),
  method,
  version,
  status,
  barePath,
  bareStatus,
  bodyBytes,
  bareBytes,
  referrer,
  ...toldUserAgentFields,
  userAgent,
  source,
];
