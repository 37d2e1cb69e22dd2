import { isIpAddress } from '../addresses/ip-address.ts';
import { QUOTE } from '../bytes/ascii.ts';
import { field, Fragment } from '../bytes/document-keys.ts';
import { Client } from './client.ts';
import { USER_AGENT } from './http-fields.ts';
import { type JsonField, optionalTextField, textField } from './json-field.ts';
import { encodedHeaders, headerListField } from './json-header-fields.ts';
import { ARRAY, isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { isAboutRequest, requestFields } from './json-request-fields.ts';
import { JsonScanner, skipSpace } from './json-scanner.ts';
import { writeSource } from './network-fields.ts';
import { writeReferrerDomain } from './referrer.ts';
import { writeAgentDetails } from './request-sender.ts';
import { writeSession } from './session.ts';

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const USER_AGENT_NUMBER = fieldNumber('user_agent.original');
const SOURCE = fieldNumber('source.address');
const SOURCE_IP = fieldNumber('source.ip');
const SOURCE_PORT = fieldNumber('source.port');
const SESSION = fieldNumber('session.id');

const WEB_CATEGORY = new Fragment(field('event.category', ['web']));
const ACCESS_TYPE = new Fragment(field('event.type', ['access']));

/** What is derived from the user agent is left out if the line states any of it. */
export const agentField: JsonField = {
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
    'request_user_agent',
    'user-agent',
  ],
  write(given, line) {
    const value = given.kind === ARRAY ? soleText(given, line) : given;
    if (value === undefined || !isString(value.kind)) return false;
    line.decode(value);
    if (line.textIsAbsent) return !line.isClaimed(USER_AGENT_NUMBER);
    if (!line.claim(USER_AGENT_NUMBER)) return false;
    const { writer, context, textBytes, textStart, textEnd } = line;
    line.writeField(USER_AGENT, value);
    if (!toldUserAgent.some((told) => line.isClaimed(told))) {
      writeAgentDetails(textBytes, textStart, textEnd, writer, context);
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
    'request_referer',
  ],
  write(given, line) {
    const value = given.kind === ARRAY ? soleText(given, line) : given;
    if (value === undefined || !referrerText.write(value, line)) return false;
    if (!line.textIsAbsent)
      writeReferrerDomain(line.textBytes, line.textStart, line.textEnd, line.writer, line.context);
    return true;
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

/** The client at hand; reading is synchronous, so one serves all lines. */
const client = new Client();

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
    'downstream_remote_address',
    'remote_host',
    'winlog.event_data.IpAddress',
    'c-ip',
    'srcaddr',
    'sourceIp',
    'identity.sourceIp',
    'cliIP',
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

/** The same of loggers whose other keys have meanings of their own. */
export const clientFieldOf = (logger: JsonLine['logger'], path: string): JsonField => ({
  ...source,
  paths: [path],
  write(value, line) {
    line.logger ??= logger;
    return source.write(value, line);
  },
});

/** fluentd's client; elsewhere `remote` is anything. */
const fluentdSource: JsonField = {
  paths: ['remote'],
  names: 'address',
  write: (value, line) => line.logger === 'fluentd' && source.write(value, line),
};

/** The session of a request. What the line says stays where it is: the field is no more than its fingerprint. */
const session: JsonField = {
  paths: ['session.id', 'session_id', 'sessionId', 'sessionid'],
  names: 'user',
  write(value, line) {
    if (!isString(value.kind) || line.isClaimed(SESSION)) return false;
    line.decode(value);
    if (writeSession(line.textBytes, line.textStart, line.textEnd, line.writer, line.context)) line.claim(SESSION);
    return false;
  },
};

/** Where the client is, in the words of Fastly. */
const places = [textField('source.geo.country_name', 'geo_country'), textField('source.geo.city_name', 'geo_city')];

/** Writes the decoded string as the client, after separating a port, or the addresses of a list. */
export function writeClient(line: JsonLine, isIp: boolean): boolean {
  if (!line.claim(SOURCE)) return false;
  line.claim(SOURCE_IP);
  const { textBytes, textStart, textEnd, textIsPlain, writer, context } = line;
  if (isIp || !client.read(textBytes, textStart, textEnd)) {
    writeSource(textBytes, textStart, textEnd, textIsPlain, writer, context, isIp);
    return true;
  }
  if (client.hasPort) line.claim(SOURCE_PORT);
  client.write(textBytes, writer, context);
  return true;
}

/** Writes what every line about a request has in common, as far as the line does not say it itself. */
export function writeWebEvent(line: JsonLine): void {
  if (!isAboutRequest(line)) return;
  if (line.claim(CATEGORY)) line.writer.fragment(WEB_CATEGORY);
  if (line.claim(TYPE)) line.writer.fragment(ACCESS_TYPE);
}

/** The fields of lines about requests, those from which others follow first. */
export const webFields: readonly JsonField[] = [
  ...requestFields,
  referrer,
  ...toldUserAgentFields,
  agentField,
  headerListField,
  ...encodedHeaders,
  source,
  clientFieldOf('nextcloud', 'remoteAddr'),
  clientFieldOf('zeek', 'id.orig_h'),
  clientFieldOf('github', 'actor_ip'),
  fluentdSource,
  ...places,
  session,
];
