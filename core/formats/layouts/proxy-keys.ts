import { DOT, isDigit, SPACE } from '../../bytes/ascii.ts';
import { stringKey } from '../../bytes/document-keys.ts';
import { readEpoch } from '../../time/spelled.ts';
import { Address } from '../address.ts';
import { isMethod, writeServer, writeUrl } from '../http-fields.ts';
import { seconds } from './duration-kinds.ts';
import { matching, numberOf, wordOf } from './field-kinds.ts';
import { haproxyErrorKeys } from './haproxy-kinds.ts';
import { keptText, kind, type ValueKind } from './kind.ts';
import { timeKind } from './time-kinds.ts';
import * as web from './web-kinds.ts';

const SQUID_TIME = /^\d{10}\.\d{3}$/;
const SECONDS_DIGITS = 10;
const TIME_BYTES = 14;
const URL_ORIGINAL = stringKey('url.original');
const QUESTION = stringKey('dns.question.name');
const MAX_URL_BYTES = 64 * 1024;
/** The authority of an absolute URL (RFC 9112, section 3.2.2), and the target of CONNECT (section 3.2.3). */
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/(?<authority>[^/?#]+)/;
const AUTHORITY = /^\[?[\w.:-]+\]?:\d{1,5}$/;

/** What is looked at; reading is synchronous, so one serves all lines. */
const address = new Address();

/** Seconds with three decimals. */
const squidTime = timeKind(
  (bytes, start, end) => {
    const isTime = bytes[start + SECONDS_DIGITS] === DOT && bytes[start + TIME_BYTES] === SPACE;
    return isTime && isDigit(bytes[start]) && start + TIME_BYTES < end ? start + TIME_BYTES : -1;
  },
  1,
  (bytes, start, end) => {
    const text = bytes.toString('latin1', start, end);
    return SQUID_TIME.test(text) ? readEpoch(Number(text)) : NaN;
  },
);

/** What was asked for: a URL, or the server that a tunnel leads to. Of what was no request Squid says why in its place. */
const squidUrl = kind({
  extent: 'word',
  claims: ['url.original', 'url.path', 'url.query', 'url.domain', 'url.port'],
  fits: (_bytes, start, end) => end - start <= MAX_URL_BYTES,
  write({ item: { bytes, start, end, isPlain }, writer }) {
    const text = bytes.toString('latin1', start, end);
    const authority = ABSOLUTE.exec(text)?.groups?.['authority'];
    if (authority !== undefined) {
      const from = start + text.indexOf(authority);
      if (address.read(bytes, from, from + authority.length)) writeServer(address, bytes, writer);
      writeUrl(bytes, start, end, isPlain, writer);
      return true;
    }
    if (!AUTHORITY.test(text) || !address.read(bytes, start, end)) return false;
    writeServer(address, bytes, writer);
    writer.field(URL_ORIGINAL, bytes, start, end, isPlain);
    return true;
  },
});

/** The name asked for, less the dot of the root that it ends with. */
const dnsName = kind({
  extent: 'word',
  claims: ['dns.question.name'],
  write({ item: { bytes, start, end }, writer }) {
    writer.field(QUESTION, bytes, start, bytes[end - 1] === DOT && end - start > 1 ? end - 1 : end);
    return true;
  },
});

/** Values of lines of proxies and name servers, by names of our own. */
export const proxyKeys: readonly (readonly [string, ValueKind])[] = [
  ['squid_time', squidTime],
  ['squid_result', matching(/^(?:TCP|UDP|NONE|TLS|TAG|ICP|HTCP)[A-Z_]*$/, { isNeeded: true })],
  ['squid_status', web.statusCode],
  ['squid_method', kind({ ...web.method, fits: (bytes, start, end) => isMethod(bytes, start, end) })],
  ['squid_url', squidUrl],
  ['squid_agent', web.userAgent],
  ['hierarchy', matching(/^[A-Z][A-Z_\d]*$/, { isNeeded: true })],
  ['peer', web.server],
  ['mime_type', matching(/^\S+$/)],
  ['response_bytes', numberOf('http.response.bytes')],
  ['dns_client', haproxyErrorKeys.find(([name]) => name === 'haproxy_client')?.[1] ?? keptText],
  ['dns_id', matching(/^\d{1,5}$/)],
  ['dns_name', dnsName],
  ['dns_transport', { ...wordOf('network.transport'), fits: matching(/^(?:udp|tcp)$/).fits }],
  ['dns_rcode', { ...wordOf('dns.response_code'), fits: matching(/^[A-Z][A-Z\d]*$/).fits }],
  ['dns_seconds', { ...seconds, isNeeded: true }],
];
