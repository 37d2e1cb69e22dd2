import { isIpAddress } from '../../addresses/ip-address.ts';
import { QUESTION_MARK, readNumber, startsWith } from '../../bytes/ascii.ts';
import { stringKey, valueKey } from '../../bytes/document-keys.ts';
import type { LogField } from '../../fields.ts';
import { isOddUser, isUser } from '../access-client.ts';
import { Address } from '../address.ts';
import { writeCampaign } from '../campaign.ts';
import {
  isAnyMethod,
  isMethod,
  isStatus,
  notePath,
  USER_AGENT,
  writeRequest,
  writeServer,
  writeStatus,
  writeUrl,
} from '../http-fields.ts';
import { writeUserName } from '../network-fields.ts';
import { writeReferrer } from '../referrer.ts';
import { writeAgentDetails } from '../request-sender.ts';
import { writeSession } from '../session.ts';
import { isNumber, numberOf, textOf, wordOf } from './field-kinds.ts';
import { kind } from './kind.ts';

const SOURCE_PORT = valueKey('source.port');
const VERSION = stringKey('http.version');
const QUERY = stringKey('url.query');
const DESTINATION = stringKey('destination.address');
const DESTINATION_IP = stringKey('destination.ip');
const PROTOCOL = Buffer.from('HTTP/');
const STATUS_DIGITS = 3;

/** The address at hand; reading is synchronous, so one serves all lines. */
const address = new Address();

const URL: readonly LogField[] = ['url.original', 'url.path', 'url.query'];
const USER_AGENT_FIELDS: readonly LogField[] = [
  'user_agent.original',
  'user_agent.name',
  'user_agent.version',
  'user_agent.os.name',
  'user_agent.os.version',
  'user_agent.device.name',
];

/** A request line, `GET /path?query HTTP/1.1`, or whatever a client sent in its place. */
export const request = kind({
  claims: ['http.request.method', 'http.version', ...URL],
  rank: 0,
  write({ item, writer }) {
    writeRequest(item.bytes, item.start, item.end, item.isPlain, writer);
    return true;
  },
});

/** What was asked for, as it was sent: path and query. */
export const target = kind({
  claims: URL,
  begins: '/',
  write({ item, writer }) {
    writeUrl(item.bytes, item.start, item.end, item.isPlain, writer);
    return true;
  },
});

const pathText = textOf('url.path', { rank: 2, begins: '/' });
/** The path alone. */
export const path = kind({
  ...pathText,
  write(line) {
    notePath(line.writer);
    return pathText.write(line);
  },
});

/** The query alone, with its question mark or without. */
export const query = kind({
  claims: ['url.query'],
  rank: 2,
  write({ item, writer }) {
    const isMarked = item.bytes[item.start] === QUESTION_MARK;
    const start = isMarked ? item.start + 1 : item.start;
    writer.field(QUERY, item.bytes, start, item.end);
    writeCampaign(item.bytes, start, item.end, writer);
    return true;
  },
});

/** The method of a request. */
export const method = wordOf('http.request.method', { fits: isAnyMethod, isCertain: isMethod });

/** `HTTP/1.1`. */
export const protocol = kind({
  extent: 'word',
  claims: ['http.version'],
  fits: (bytes, start, end) =>
    startsWith(PROTOCOL, bytes, start, end) && end - start <= PROTOCOL.length + STATUS_DIGITS,
  write({ item, writer }) {
    writer.field(VERSION, item.bytes, item.start + PROTOCOL.length, item.end);
    return true;
  },
});

/** The status of the response; one that HTTP does not have is kept under its name. */
export const statusCode = kind({
  extent: 'word',
  claims: ['http.response.status_code', 'event.outcome'],
  fits: (bytes, start, end) => end - start <= STATUS_DIGITS && isNumber(bytes, start, end),
  write({ item, writer }) {
    const code = readNumber(item.bytes, item.start, item.end);
    if (!isStatus(code)) return false;
    writeStatus(code, writer);
    return true;
  },
});

/** Bytes of the response without its head. */
export const bodyBytes = numberOf('http.response.body.bytes');

/** From where a visitor came. */
export const referrer = kind({
  claims: ['http.request.referrer'],
  write({ item, writer, context }) {
    writeReferrer(item.bytes, item.start, item.end, item.isPlain, writer, context);
    return true;
  },
});

/** A user agent, which is parsed where that is wanted. */
export const userAgent = kind({
  claims: USER_AGENT_FIELDS,
  write({ item, writer, context }) {
    writer.field(USER_AGENT, item.bytes, item.start, item.end, item.isPlain);
    writeAgentDetails(item.bytes, item.start, item.end, writer, context);
    return true;
  },
});

/** Who has signed in; not what looks like the client and identity of another line. */
export const user = kind({
  claims: ['user.name'],
  fits: (bytes, start, end) => !isOddUser(bytes, start, end) || isUser(bytes, start, end, true),
  write({ item, writer, context }) {
    if (item.end - item.start === 2 && item.bytes.toString('latin1', item.start, item.end) === '""') return true;
    writeUserName(item.bytes, item.start, item.end, writer, context);
    return true;
  },
});

/** The id of a session, which is kept under its name, too: the field is no more than its fingerprint. */
export const session = kind({
  claims: ['session.id'],
  write({ item, writer, context }) {
    writeSession(item.bytes, item.start, item.end, writer, context);
    return false;
  },
});

/** The name of a host, with a port or without. */
export const host = kind({
  extent: 'word',
  claims: ['url.domain', 'url.port'],
  rank: 2,
  isCertain: (bytes, start, end) => address.read(bytes, start, end),
  write({ item, writer }) {
    if (!address.read(item.bytes, item.start, item.end)) return false;
    writeServer(address, item.bytes, writer);
    return true;
  },
});

/** The name that a server goes by, without a port. */
export const domain = wordOf('url.domain', { isCertain: (bytes, start, end) => address.read(bytes, start, end) });

/** The port of the server. */
export const port = numberOf('url.port');

/** The port of the client, where its address does not say one. */
export const clientPort = kind({
  extent: 'word',
  claims: ['source.port'],
  fits: isNumber,
  write({ item: { bytes, start, end }, writer, hasClientPort }) {
    const number = readNumber(bytes, start, end);
    if (hasClientPort || number < 0) return false;
    writer.fragment(SOURCE_PORT);
    writer.number(number, bytes, start, end);
    return true;
  },
});

/** The address of the server. */
export const server = kind({
  extent: 'word',
  claims: ['destination.address', 'destination.ip'],
  fits: (bytes, start, end) => address.read(bytes, start, end),
  write({ item: { bytes, start, end }, writer }) {
    writer.field(DESTINATION, bytes, start, end);
    if (isIpAddress(bytes, start, end)) writer.field(DESTINATION_IP, bytes, start, end, true);
    return true;
  },
});
