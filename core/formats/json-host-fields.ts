import { isIpAddress } from '../addresses/ip-address.ts';
import { stringKey } from '../bytes/document-keys.ts';
import { Address } from './address.ts';
import { writeServer } from './http-fields.ts';
import { type JsonField, loggerField, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { isAboutRequest } from './json-request-fields.ts';
import { writeClient } from './json-web-fields.ts';

const HOST = fieldNumber('host.hostname');
const DOMAIN = fieldNumber('url.domain');
const PORT = fieldNumber('url.port');
const HOST_KEY = stringKey('host.hostname');
/** What the line of an application's logger has, and that of an access log has not. */
const OF_LOGGERS = (['log.level', 'log.logger', 'message'] as const).map(fieldNumber);
const LOCALHOST = Buffer.from('localhost');

const domain = textField('url.domain');
/** Reading is synchronous, so one serves all lines. */
const address = new Address();

/** Who was asked, as a request says it: with a port, if that is not the usual one. */
export const askedHost: JsonField = {
  paths: [
    'request.host',
    'RequestHost',
    'ClientRequestHost',
    ':authority',
    'http_host',
    'req.headers.host',
    'request.headers.Host',
    'reqHost',
  ],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    if (line.textIsAbsent) return !line.isClaimed(DOMAIN);
    return address.read(line.textBytes, line.textStart, line.textEnd) ? writeAsked(line) : domain.write(value, line);
  },
};

function writeAsked(line: JsonLine): boolean {
  if (!line.claim(DOMAIN)) return false;
  if (address.port >= 0 && !line.claim(PORT)) address.port = -1;
  writeServer(address, line.textBytes, line.writer);
  return true;
}

/** What shippers add to a line, beside the name of the machine: Logstash, Vector. */
const shipper = loggerField('shipper', '@version', 'source_type');

/**
 * `host` is the machine, except in a line about a request. There loggers and shippers mean the machine by it, servers and content delivery
 * networks, and Zeek whom the client asked, flog and fluentd the client itself. What it can only be says which; where it can be two, it is not read.
 */
const host: JsonField = {
  paths: ['host'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    if (line.logger === 'zeek') return askedHost.write(value, line);
    if (!isAboutRequest(line)) return writeMachine(value, line);
    line.decode(value);
    const { textBytes, textStart, textEnd, logger } = line;
    if (line.textIsAbsent) return !line.isClaimed(HOST);
    if (isIpAddress(textBytes, textStart, textEnd)) return writeClient(line, true);
    if (logger === 'fluentd') return false;
    if (logger !== undefined || line.isClaimed(DOMAIN)) return writeMachine(value, line);
    if (!address.read(textBytes, textStart, textEnd)) return writeMachine(value, line);
    if (address.isIp) return false;
    if (address.port >= 0 || isLocalhost(line)) return writeAsked(line);
    if (!address.isDotted) return writeMachine(value, line);
    return !OF_LOGGERS.some((field) => line.isClaimed(field)) && writeAsked(line);
  },
};

function isLocalhost({ textBytes, textStart, textEnd }: JsonLine): boolean {
  return LOCALHOST.equals(textBytes.subarray(textStart, textEnd));
}

function writeMachine(value: JsonValue, line: JsonLine): boolean {
  if (!line.claim(HOST)) return false;
  line.writeField(HOST_KEY, value);
  return true;
}

/** Whose line it is; those from which more follows first. */
export const hostFields: readonly JsonField[] = [shipper, textField('host.hostname', 'hostname', '_HOSTNAME'), host];
