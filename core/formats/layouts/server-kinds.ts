import { find, MINUS, QUOTE, SPACE } from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import { field, Fragment } from '../../bytes/document-keys.ts';
import { readSpacedClfTime, SPACED_CLF_TIME_BYTES } from '../../time/clf.ts';
import { anyClient, forwarded, remoteHost } from './client-kinds.ts';
import { millis } from './duration-kinds.ts';
import { bytesEnd, byteSet, exactly } from './extents.ts';
import { matches } from './field-kinds.ts';
import { keptWord, kind, type ValueKind } from './kind.ts';
import { timeKind } from './time-kinds.ts';
import * as web from './web-kinds.ts';

const INFO = new Fragment(field('log.level', 'info'));
const INFO_PREFIX = Buffer.from('INFO:     ');
const METHOD_BYTES = byteSet('ABCDEFGHIJKLMNOPQRSTUVWXYZ_-');
const isProtocol = matches(/^HTTP\/\d(?:\.\d)?$/);

/** A value between quotes, none of which is escaped: one that holds a quote could be several. */
function unquoted(value: ValueKind): ValueKind {
  return {
    ...value,
    extent: 'text',
    isCertain: () => true,
    fits: (bytes, start, end, context) =>
      findFar(QUOTE, bytes, start, end) === end && value.fits(bytes, start, end, context),
  };
}

/** What Envoy prints of a request, `GET /cart HTTP/1.1`, whose parts have neither spaces nor quotes; `-` for each that is missing. */
const request = unquoted({
  ...web.request,
  fits(bytes, start, end, context) {
    const methodEnd = bytesEnd(METHOD_BYTES, bytes, start, end);
    if (methodEnd < 0 || bytes[methodEnd] !== SPACE) return false;
    const targetEnd = find(SPACE, bytes, methodEnd + 1, end);
    return targetEnd > methodEnd + 1 && isProtocol(bytes, targetEnd + 1, end, context);
  },
  write(line) {
    const { bytes, start, end } = line.item;
    const targetStart = find(SPACE, bytes, start, end) + 1;
    return isMissing(bytes, start) || isMissing(bytes, targetStart) || web.request.write(line);
  },
});

/** Whether the part of a request that begins at `start` is only a `-`. */
function isMissing(bytes: Buffer, start: number): boolean {
  return bytes[start] === MINUS && bytes[start + 1] === SPACE;
}

/** The downstream's address and port, which is the client where no list says another. */
const downstream = kind({
  ...anyClient,
  extent: 'word',
  claims: ['source.address', 'source.ip', 'source.port'],
  note(line, start, end) {
    line.peerStart = start;
    line.peerEnd = end;
  },
  write: () => true,
});

/** What uvicorn's lines about requests begin with: always of this level, and padded. */
const uvicornLevel = kind({
  extent: exactly(INFO_PREFIX),
  claims: ['log.level'],
  write({ writer }) {
    writer.fragment(INFO);
    return true;
  },
});

/** Values of the access logs of Envoy and of Python's servers, by names of our own. */
export const serverKinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['requesting_host', remoteHost],
  ['envoy_request', request],
  ['envoy_millis', millis],
  ['x_forwarded_for', unquoted(kind({ ...forwarded, fits: () => true }))],
  ['agent', unquoted(web.userAgent)],
  ['authority', unquoted({ ...web.host, fits: () => true })],
  ['failure_reason', unquoted(kind({}))],
  ['downstream_remote_address', downstream],
  ...['response_flags', 'upstream_service_time', 'upstream_host', 'upstream_cluster', 'route_name'].map(
    (name) => [name, keptWord] as const,
  ),
  ['uvicorn_level', uvicornLevel],
  ['python_time', timeKind(SPACED_CLF_TIME_BYTES, 3, readSpacedClfTimeOf)],
]);

function readSpacedClfTimeOf(
  bytes: Buffer,
  start: number,
  _end: number,
  clock: Parameters<typeof readSpacedClfTime>[2],
): number {
  return readSpacedClfTime(bytes, start, clock);
}
