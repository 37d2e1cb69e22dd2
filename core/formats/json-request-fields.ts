import { digitsEnd, DOT, SLASH, startsWith } from '../bytes/ascii.ts';
import { stringKey, valueKey } from '../bytes/document-keys.ts';
import { writeCampaign } from './campaign.ts';
import {
  isAnyMethod,
  isMethod,
  isStatus,
  notePath,
  requestLine,
  writeBodyBytes,
  writeStatus,
  writeUrl,
} from './http-fields.ts';
import { type JsonField, optionalTextField, readCount, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';

const OUTCOME = fieldNumber('event.outcome');
const METHOD = fieldNumber('http.request.method');
const VERSION = fieldNumber('http.version');
const STATUS = fieldNumber('http.response.status_code');
const BODY_BYTES = fieldNumber('http.response.body.bytes');
const URL = fieldNumber('url.original');
const URL_PATH = fieldNumber('url.path');
const URL_QUERY = fieldNumber('url.query');

const METHOD_KEY = stringKey('http.request.method');
const VERSION_KEY = stringKey('http.version');
const STATUS_KEY = valueKey('http.response.status_code');
const OUTCOME_KEY = stringKey('event.outcome');
const PROTOCOL = Buffer.from('HTTP/');
const HTTP_VERSIONS: ReadonlySet<string> = new Set(['0.9', '1', '1.0', '1.1', '2', '2.0', '3', '3.0']);
const SIP = Buffer.from('sip:');
const SIPS = Buffer.from('sips:');
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

/** A URL, a path, or a whole request line, from which method and version follow too; Fastly's `request` is the method alone. Where it is absent, the line is about a request all the same. */
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
    'x-envoy-origin-path',
    'x-envoy-original-path',
  ],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const { textBytes, textStart, textEnd, textIsPlain } = line;
    if (isMethod(textBytes, textStart, textEnd)) return method.write(value, line);
    if (isSip(textBytes, textStart, textEnd)) line.logger = 'sip';
    if (line.logger === 'sip' || !line.claim(URL)) return false;
    if (line.textIsAbsent) return true;
    line.claim(URL_PATH);
    const isRequestLine = requestLine.read(textBytes, textStart, textEnd);
    if (isRequestLine) {
      line.claim(METHOD);
      line.claim(VERSION);
    }
    const hasQuery = isRequestLine
      ? requestLine.write(textBytes, textStart, textEnd, textIsPlain, line.writer)
      : writeUrl(textBytes, textStart, textEnd, textIsPlain, line.writer);
    if (hasQuery) line.claim(URL_QUERY);
    return true;
  },
};

/** Whether HTTP has such a version: `6` is the number of TCP. */
function isHttpVersion(bytes: Buffer, start: number, end: number): boolean {
  return end - start <= 3 && HTTP_VERSIONS.has(bytes.toString('latin1', start, end));
}

/** Whether it is who is called (RFC 3261, section 19.1): then method and status are not HTTP's. */
function isSip(bytes: Buffer, start: number, end: number): boolean {
  return startsWith(SIP, bytes, start, end) || startsWith(SIPS, bytes, start, end);
}

/** `HTTP/1.1` or `1.1`. */
export const httpVersion: JsonField = {
  paths: [
    'http.version',
    'protocol',
    'http_version',
    'server_protocol',
    'request.proto',
    'RequestProtocol',
    'ClientRequestProtocol',
    'httpRequest.httpVersion',
    'httpRequest.protocol',
    'cs-protocol-version',
    'request_protocol',
  ],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const { textBytes, textStart, textEnd } = line;
    const start = startsWith(PROTOCOL, textBytes, textStart, textEnd) ? textStart + PROTOCOL.length : textStart;
    const dot = digitsEnd(textBytes, start, textEnd);
    const end = textBytes[dot] === DOT ? digitsEnd(textBytes, dot + 1, textEnd) : dot;
    if (dot === start || end !== textEnd || !isHttpVersion(textBytes, start, end) || !line.claim(VERSION)) return false;
    line.writer.field(VERSION_KEY, textBytes, start, end, true);
    return true;
  },
};

/** The outcome follows from the status, unless the line states it. */
function writeResponseStatus(value: JsonValue, line: JsonLine): boolean {
  const code = readCount(value, line);
  if (line.logger === 'sip' || !isStatus(code) || !line.claim(STATUS)) return false;
  if (line.claim(OUTCOME)) {
    writeStatus(code, line.writer);
  } else {
    line.writer.fragment(STATUS_KEY);
    line.writer.integer(code);
  }
  return true;
}

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
    'response_status',
    'sc-status',
  ],
  write: writeResponseStatus,
};

/** `path` means the URL's only next to a method. */
const barePath: JsonField = {
  paths: ['path', 'http_path'],
  write: (value, line) => line.isClaimed(METHOD) && line.bytes[value.start + 1] === SLASH && url.write(value, line),
};

/** `status`, and Envoy's `response_code`, mean HTTP's only in a line that is about a request. */
const bareStatus: JsonField = {
  paths: ['status', 'response_code'],
  write: (value, line) => hasRequest(line) && writeResponseStatus(value, line),
};

/** fluentd's, of what its parsers made of an access log. */
const fluentdStatus: JsonField = {
  paths: ['code'],
  write(value, line) {
    if (!line.isClaimed(METHOD) || !line.isClaimed(URL) || !writeResponseStatus(value, line)) return false;
    line.logger ??= 'fluentd';
    return true;
  },
};

/** `method` alone is one of HTTP in capitals only, as all registered ones are: `{"method":"card"}` is about no request. */
const method: JsonField = { paths: ['method'], write: methodOf(isMethod) };

/** Keys of nothing but requests, whose methods clients may send in any case (RFC 9110, section 9.1); hapi's are in lower case. */
const certainMethod: JsonField = {
  paths: [
    'http.request.method',
    'http_method',
    'request_method',
    'req.method',
    'request.method',
    'RequestMethod',
    'ClientRequestMethod',
    'httpRequest.httpMethod',
    'httpRequest.requestMethod',
    'http.http_method',
    'httpMethod',
    'cs-method',
    'reqMethod',
  ],
  write: methodOf(isAnyMethod),
};

function methodOf(isOne: typeof isMethod): JsonField['write'] {
  return (value, line) => {
    if (!isString(value.kind)) return false;
    line.decode(value);
    if (line.textIsAbsent) return !line.isClaimed(METHOD);
    if (line.logger === 'sip' || !isOne(line.textBytes, line.textStart, line.textEnd) || !line.claim(METHOD))
      return false;
    line.writeField(METHOD_KEY, value);
    return true;
  };
}

function writeResponseBytes(value: JsonValue, line: JsonLine): boolean {
  const count = readCount(value, line);
  if (count < 0 || !line.claim(BODY_BYTES)) return false;
  const quotes = isString(value.kind) ? 1 : 0;
  writeBodyBytes(count, line.bytes, value.start + quotes, value.end - quotes, line.writer);
  return true;
}

const bodyBytes: JsonField = {
  paths: [
    'http.response.body.bytes',
    'body_bytes_sent',
    'bytes_sent',
    'DownstreamContentSize',
    'EdgeResponseBodyBytes',
    'response_body_size',
  ],
  write: writeResponseBytes,
};

/** `bytes` (flog), `size` (Caddy), `bytes_out` (Echo) and `responseLength` (API Gateway) mean the body's only in a line with a response's status. */
const bareBytes: JsonField = {
  paths: ['bytes', 'size', 'responseLength', 'bytes_out'],
  write: (value, line) => hasRequest(line) && line.isClaimed(STATUS) && writeResponseBytes(value, line),
};

/** Whether the line is about a request: then keys that have other meanings elsewhere mean HTTP's. */
function hasRequest(line: JsonLine): boolean {
  return line.isClaimed(METHOD) || line.isClaimed(URL) || line.isClaimed(VERSION);
}

const pathText = textField('url.path', 'cs-uri-stem');
const path: JsonField = {
  ...pathText,
  write(value, line) {
    notePath(line.writer);
    return pathText.write(value, line);
  },
};

/** Whether the line is about a request and its response. */
export function isAboutRequest(line: JsonLine): boolean {
  return line.isClaimed(STATUS) && hasRequest(line);
}

const queryText = optionalTextField('url.query', 'httpRequest.args', 'cs-uri-query');
const query: JsonField = {
  paths: queryText.paths,
  write(value, line) {
    if (!queryText.write(value, line)) return false;
    line.decode(value);
    if (line.textIsAbsent) return true;
    writeCampaign(line.textBytes, line.textStart, line.textEnd, line.writer);
    return true;
  },
};

/** The fields of a request and its response, those from which others follow first. */
export const requestFields: readonly JsonField[] = [
  outcome,
  url,
  path,
  query,
  textField('url.full'),
  textField('url.domain'),
  method,
  certainMethod,
  httpVersion,
  status,
  barePath,
  bareStatus,
  fluentdStatus,
  bodyBytes,
  bareBytes,
];
