import { COLON, digitsEnd, LETTER_T, LETTER_Z, MINUS, SPACE, startsWith } from '../../bytes/ascii.ts';
import { field, Fragment, stringKey } from '../../bytes/document-keys.ts';
import { leadingTimeEnd } from '../../time/leading.ts';
import { Address } from '../address.ts';
import { writeServer } from '../http-fields.ts';
import { TLS_VERSION, writeTlsVersion } from '../tls-version.ts';
import { anyClient, remoteAddress } from './client-kinds.ts';
import { millis } from './duration-kinds.ts';
import { beginningWith, bytesEnd, byteSet, DIGITS, exactly, spanOf } from './extents.ts';
import { matching, MAX_MATCHED_BYTES, numberOf, textOf, wordOf } from './field-kinds.ts';
import { flowKind } from './flow-kinds.ts';
import { keptWord, kind, type ValueKind } from './kind.ts';
import { connectionStart, endTime, firstStep, isStep, laterStep, startTime } from './span-kinds.ts';
import * as web from './web-kinds.ts';

const CIPHER = 'tls.cipher';
const ADDRESS_BYTES = byteSet('0123456789abcdefABCDEF.:');
const TRACE_ID = stringKey('trace.id');
const CAPITAL_LETTERS = byteSet('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const SMALL_LETTERS = byteSet('abcdefghijklmnopqrstuvwxyz');
const SUCCEEDED = new Fragment(field('event.outcome', 'success'));
const FAILED = new Fragment(field('event.outcome', 'failure'));

/** What is before the server in an absolute URL, and what may be behind it. */
const BEFORE_AUTHORITY = Buffer.from('://');
const BEHIND_AUTHORITY = byteSet('/?# ');

/** What is looked at; reading is synchronous, so one serves all lines. */
const address = new Address();

/** A word that lines of a layout begin with: a quick look rules out others. */
function word(text: string): ValueKind {
  return kind({ extent: exactly(Buffer.from(text)) });
}

/** A request line whose URL is whole. */
const wholeRequest = kind({
  ...web.request,
  claims: [...web.request.claims, 'url.domain', 'url.port'],
  write(line) {
    const { item, writer } = line;
    const { bytes, end } = item;
    const start = authorityStart(bytes, item.start, end);
    let authorityEnd = start;
    while (authorityEnd < end && BEHIND_AUTHORITY[bytes[authorityEnd] ?? 0] === 0) authorityEnd++;
    if (authorityEnd > start && address.read(bytes, start, authorityEnd)) writeServer(address, bytes, writer);
    return web.request.write(line);
  },
});

/** Where the server begins in a request line whose URL is whole, `GET https://shop.example.org:443/ HTTP/1.1`; `end` where it is not. */
function authorityStart(bytes: Buffer, start: number, end: number): number {
  const methodEnd = bytesEnd(CAPITAL_LETTERS, bytes, start, end);
  if (methodEnd < 0 || bytes[methodEnd] !== SPACE) return end;
  const schemeEnd = bytesEnd(SMALL_LETTERS, bytes, methodEnd + 1, end);
  const isWhole = schemeEnd >= 0 && startsWith(BEFORE_AUTHORITY, bytes, schemeEnd, end);
  return isWhole ? schemeEnd + BEFORE_AUTHORITY.length : end;
}

/** Who answered: address and port. */
const backend = kind({
  extent: 'word',
  isSplit: true,
  write(line) {
    const { bytes, start, end } = line.item;
    if (!address.read(bytes, start, end) || address.port < 0) return false;
    line.keep('backend.ip', address.start, address.end);
    line.keep('backend.port', bytes.lastIndexOf(COLON, end) + 1, end);
    return true;
  },
});

const tlsVersion = matching(TLS_VERSION, {
  claims: ['tls.version', 'tls.version_protocol'],
  write({ item: { bytes, start, end }, writer }) {
    writeTlsVersion(bytes, start, end, writer);
    return true;
  },
});

/** `Root=1-58337262-36d228ad5d99923122bbe354`, as X-Ray and the header X-Amzn-Trace-Id have it; it is kept, too. */
const ROOT = /(?:^|;)Root=1-(?<seconds>[\da-f]{8})-(?<random>[\da-f]{24})(?:;|$)/;
const ROOT_BEGINNING = Buffer.from('Root=1-');
const SECONDS_END = ROOT_BEGINNING.length + 8;
const ROOT_BYTES = SECONDS_END + 1 + 24;
const HEXADECIMAL = byteSet('0123456789abcdef');
const OWNER_DIGITS = 64;
const DATE_BYTES = 10;
const traceRoot = kind({
  claims: ['trace.id'],
  write({ item: { bytes, start, end }, writer }) {
    if (isRoot(bytes, start, end)) {
      writer.fragment(TRACE_ID);
      writer.verbatim(bytes, start + ROOT_BEGINNING.length, start + SECONDS_END);
      writer.string(bytes, start + SECONDS_END + 1, end);
      return false;
    }
    const root = end - start <= MAX_MATCHED_BYTES ? ROOT.exec(bytes.toString('latin1', start, end))?.groups : undefined;
    if (root === undefined) return false;
    writer.fragment(TRACE_ID);
    writer.text(`${root['seconds'] ?? ''}${root['random'] ?? ''}`);
    return false;
  },
});

/** Whether it is nothing but a root, as most are. */
function isRoot(bytes: Buffer, start: number, end: number): boolean {
  const isLong = end - start === ROOT_BYTES && startsWith(ROOT_BEGINNING, bytes, start, end);
  if (!isLong || bytes[start + SECONDS_END] !== MINUS) return false;
  const secondsEnd = bytesEnd(HEXADECIMAL, bytes, start + ROOT_BEGINNING.length, end);
  return secondsEnd === start + SECONDS_END && bytesEnd(HEXADECIMAL, bytes, secondsEnd + 1, end) === end;
}

/** `Success`, or `Failed:` and why. */
const verified = matching(/^(?:Success|Failed:\w+)$/, {
  claims: ['event.outcome'],
  write({ item: { bytes, start }, writer }) {
    writer.fragment(bytes[start] === 'S'.charCodeAt(0) ? SUCCEEDED : FAILED);
    return false;
  },
});

/** Where `2026-11-22T10:02:52.123456Z` ends; -1 where it is not there. */
function utcTimeEnd(bytes: Buffer, start: number, end: number): number {
  const timeEnd = bytes[start + DATE_BYTES] === LETTER_T ? leadingTimeEnd(bytes, start, end) : -1;
  return bytes[timeEnd - 1] === LETTER_Z ? timeEnd : -1;
}

/** Where the canonical id of an account ends: 64 hexadecimal digits. */
function ownerEnd(bytes: Buffer, start: number, end: number): number {
  const idEnd = bytesEnd(HEXADECIMAL, bytes, start, end);
  return idEnd === start + OWNER_DIGITS ? idEnd : -1;
}

/** Values of the access logs of AWS's services, by the names that its documentation gives them. */
export const awsKinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['alb_type', matching(/^(?:https?|h2|grpcs|wss?)$/)],
  ['rfc3339_time', endTime],
  ['request_creation_time', startTime],
  ['tls_connection_creation_time', connectionStart],
  ['client', kind({ ...anyClient, extent: 'word' })],
  ['whole_request', wholeRequest],
  ['request_processing_time', firstStep],
  ['target_processing_time', laterStep],
  ['backend_processing_time', laterStep],
  ['response_processing_time', laterStep],
  ['received_bytes', numberOf('http.request.bytes')],
  ['sent_bytes', numberOf('http.response.bytes')],
  ['received_body_bytes', numberOf('http.request.body.bytes')],
  ['sent_body_bytes', web.bodyBytes],
  ['ssl_cipher', wordOf(CIPHER)],
  ['cipher_suite', wordOf(CIPHER)],
  ['ssl_protocol', tlsVersion],
  ['tls_version', tlsVersion],
  ['trace_id', traceRoot],
  ['bucket_owner', kind({ extent: beginningWith(HEXADECIMAL, ownerEnd) })],
  ['bucket', matching(/^[a-z\d][a-z\d._-]*$/i)],
  ['operation', matching(/^[A-Z][A-Z\d]*\.[A-Z.\d_-]+$/i)],
  ['key', keptWord],
  ['total_time', millis],
  ['s3_request_id', wordOf('http.request.id')],
  ...[
    'requester',
    'version_id',
    'host_id',
    'signature_version',
    'authentication_type',
    'host_header',
    'access_point_arn',
    'acl_required',
    'conn_trace_id',
    'tls_keyexchange',
    'node_address',
  ].map((name) => [name, keptWord] as const),
  ...['target', 'destination'].map((name) => [name, backend] as const),
  ['tls', word('tls')],
  ['tls_log_version', matching(/^[12]\.0$/)],
  ['connection_time', millis],
  ['tls_handshake_time', kind({ extent: 'word', fits: (bytes, start, end) => digitsEnd(bytes, start, end) === end })],
  ['sni', textOf('tls.client.server_name', { extent: 'word' })],
  ['utc_time', { ...endTime, extent: beginningWith(DIGITS, utcTimeEnd) }],
  ['client_ip', { ...remoteAddress, extent: spanOf(ADDRESS_BYTES) }],
  ['client_port', web.clientPort],
  ['listener_port', numberOf('destination.port')],
  ['tls_handshake_latency', kind({ extent: 'word', fits: isStep })],
  ['tls_verify_status', verified],
  ['flow_version', word('2')],
  ['account_id', flowKind('account-id')],
  ['interface_id', flowKind('interface-id')],
  ['flow_start', flowKind('start')],
  ['flow_end', flowKind('end')],
  ['log_status', flowKind('log-status')],
  ...['srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'action'].map(
    (column) => [column, flowKind(column)] as const,
  ),
]);
