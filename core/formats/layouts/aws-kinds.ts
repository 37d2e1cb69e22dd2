import { COLON, startsWith } from '../../bytes/ascii.ts';
import { field, Fragment, stringKey } from '../../bytes/document-keys.ts';
import { Address } from '../address.ts';
import { writeServer } from '../http-fields.ts';
import { TLS_VERSION, writeTlsVersion } from '../tls-version.ts';
import { anyClient, remoteAddress } from './client-kinds.ts';
import { millis } from './duration-kinds.ts';
import { matching, MAX_MATCHED_BYTES, numberOf, textOf, wordOf } from './field-kinds.ts';
import { flowKind } from './flow-kinds.ts';
import { keptWord, kind, type ValueKind } from './kind.ts';
import { connectionStart, endTime, firstStep, laterStep, startTime, STEP_SECONDS } from './span-kinds.ts';
import * as web from './web-kinds.ts';

const CIPHER = 'tls.cipher';
const TRACE_ID = stringKey('trace.id');
const SUCCEEDED = new Fragment(field('event.outcome', 'success'));
const FAILED = new Fragment(field('event.outcome', 'failure'));

/** Of an absolute URL in a request line: who was asked. */
const AUTHORITY = /^[A-Z]+ [a-z]+:\/\/(?<authority>[^/?# ]+)/;

/** What is looked at; reading is synchronous, so one serves all lines. */
const address = new Address();

/** A word that lines of a layout begin with: a quick look rules out others. */
function exactly(word: string): ValueKind {
  const ascii = Buffer.from(word);
  const extent = (bytes: Buffer, start: number, end: number): number =>
    startsWith(ascii, bytes, start, end) ? start + ascii.length : -1;
  return kind({ extent });
}

/** A request line whose URL is whole. */
const wholeRequest = kind({
  ...web.request,
  claims: [...web.request.claims, 'url.domain', 'url.port'],
  write(line) {
    const { item, writer } = line;
    const text = item.bytes.toString('latin1', item.start, item.end);
    const authority = Buffer.from(AUTHORITY.exec(text)?.groups?.['authority'] ?? '', 'latin1');
    if (authority.length > 0 && address.read(authority, 0, authority.length)) writeServer(address, authority, writer);
    return web.request.write(line);
  },
});

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
    writeTlsVersion(bytes.toString('latin1', start, end), writer);
    return true;
  },
});

/** `Root=1-58337262-36d228ad5d99923122bbe354`, as X-Ray and the header X-Amzn-Trace-Id have it; it is kept, too. */
const ROOT = /(?:^|;)Root=1-(?<seconds>[\da-f]{8})-(?<random>[\da-f]{24})(?:;|$)/;
const traceRoot = kind({
  claims: ['trace.id'],
  write({ item: { bytes, start, end }, writer }) {
    const root = end - start <= MAX_MATCHED_BYTES ? ROOT.exec(bytes.toString('latin1', start, end))?.groups : undefined;
    if (root === undefined) return false;
    writer.fragment(TRACE_ID);
    writer.text(`${root['seconds'] ?? ''}${root['random'] ?? ''}`);
    return false;
  },
});

/** `Success`, or `Failed:` and why. */
const verified = matching(/^(?:Success|Failed:\w+)$/, {
  claims: ['event.outcome'],
  write({ item: { bytes, start }, writer }) {
    writer.fragment(bytes[start] === 'S'.charCodeAt(0) ? SUCCEEDED : FAILED);
    return false;
  },
});

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
  ['bucket_owner', matching(/^[\da-f]{64}$/)],
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
  ].map((name) => [name, keptWord] as const),
  ...['target', 'destination'].map((name) => [name, backend] as const),
  ['tls', exactly('tls')],
  ['tls_log_version', matching(/^[12]\.0$/)],
  ['connection_time', millis],
  ['tls_handshake_time', matching(/^\d+$/)],
  ['sni', textOf('tls.client.server_name', { extent: 'word' })],
  ['client_ip', remoteAddress],
  ['client_port', web.clientPort],
  ['listener_port', numberOf('destination.port')],
  ['tls_handshake_latency', matching(STEP_SECONDS)],
  ['tls_verify_status', verified],
  ['flow_version', exactly('2')],
  ['account_id', flowKind('account-id')],
  ['interface_id', flowKind('interface-id')],
  ['flow_start', flowKind('start')],
  ['flow_end', flowKind('end')],
  ['log_status', flowKind('log-status')],
  ...['srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'action'].map(
    (column) => [column, flowKind(column)] as const,
  ),
]);
