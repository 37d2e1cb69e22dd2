import { find, findLast, OPENING_BRACE, QUOTE, readNumber, SLASH, SPACE } from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import { stringKey, valueKey } from '../../bytes/document-keys.ts';
import { LOCAL_CLF_TIME_BYTES, readLocalClfTime } from '../../time/clf.ts';
import { Client } from '../client.ts';
import { numberOf } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import { timeKind } from './time-kinds.ts';
import * as web from './web-kinds.ts';

const REST = stringKey('kafkainsight.rest');
const DURATION = valueKey('event.duration');
const MILLI_NANOS = 1_000_000;
/** So many milliseconds, some 17 minutes short of ten million seconds, are a safe integer in nanoseconds. */
const MAX_MILLIS = 9_000_000_000;
const MAX_TEXT_BYTES = 80;

/** What is looked at; reading is synchronous, so one serves all lines. */
const client = new Client();

/** `%ci:%cp`: after every address is a port, and around one of IPv6 are no brackets. */
const haproxyClient = kind({
  extent: wordEnd,
  claims: ['source.address', 'source.ip', 'source.port'],
  fits: (bytes, start, end) => client.read(bytes, start, end, true),
  write({ item: { bytes, start, end }, writer, context }) {
    if (!client.read(bytes, start, end, true)) return false;
    client.write(bytes, writer, context);
    return true;
  },
});

/** Where a value ends that no space is in, -1 where it is empty. */
function wordEnd(bytes: Buffer, start: number, end: number): number {
  const next = find(SPACE, bytes, start, end);
  return next > start ? next : -1;
}

/** A text without spaces that fits a pattern and is kept. */
const fitting = (pattern: RegExp, parts: Partial<ValueKind> = {}): ValueKind =>
  kind({
    extent: 'word',
    fits: (bytes, start, end) => end - start <= MAX_TEXT_BYTES && pattern.test(bytes.toString('latin1', start, end)),
    ...parts,
  });

/** `22/Nov/2026:10:02:52.123`. */
const haproxyTime = timeKind('word', 1, (bytes, start, end, clock) =>
  end - start === LOCAL_CLF_TIME_BYTES ? readLocalClfTime(bytes, start, clock) : NaN,
);

/** A name without spaces, of whatever length. */
const name = kind({ extent: 'word', fits: (bytes, start, end) => findFar(SPACE, bytes, start, end) === end });

/** What was captured of headers and cookies: anything that a client sends. */
const captured = kind({ mayName: true });

/**
 * What is after the queues of a line that HAProxy cut, at 1,024 bytes unless its configuration says otherwise (`len` of `log`): captured
 * headers and a request without its closing quote. An incomplete URL is not a URL, so all of it is kept as the rest of the line.
 */
const cutRequest = kind({
  claims: ['kafkainsight.rest'],
  mayName: true,
  fits(bytes, start, end) {
    const quote = findFar(QUOTE, bytes, start, end);
    const isBegun = bytes[start] === OPENING_BRACE || quote === start;
    return isBegun && (quote === end || findFar(QUOTE, bytes, quote + 1, end) === end);
  },
  write({ item: { bytes, start, end }, writer, context }) {
    if (context.pseudonyms === undefined) writer.field(REST, bytes, start, end);
    return true;
  },
});

/** The five times of a request, in milliseconds, the last of which is all of it. One that was not reached is -1; `+` says that it continued. */
const timers = fitting(/^(?:-1|\d+)(?:\/(?:-1|\d+)){3}\/\+?(?:-1|\d+)$/, {
  claims: ['event.duration'],
  write(line) {
    const { bytes, start, end } = line.item;
    const millis = readNumber(bytes, findLast(SLASH, bytes, start, end) + 1, end);
    if (millis < 0 || millis > MAX_MILLIS) return false;
    line.writer.fragment(DURATION);
    line.writer.integer(millis * MILLI_NANOS);
    line.keep('timers', start, end);
    return true;
  },
});

/** The three times of a connection, in milliseconds: in queues, to connect, and all of it (`%Tw/%Tc/%Tt`). */
const tcpTimers: ValueKind = { ...timers, fits: fitting(/^(?:-1|\d+)\/(?:-1|\d+)\/\+?\d+$/).fits };

/** Values of HAProxy's HTTP log ("HTTP log format" of its configuration manual), by names of our own. */
export const haproxyKinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['haproxy_client', haproxyClient],
  ['haproxy_time', haproxyTime],
  ['frontend', name],
  ['backend_server', fitting(/^[^/]+\/[^/]+$/)],
  ['timers', timers],
  ['haproxy_status', fitting(/^(?:-1|\d{3})$/, { claims: web.statusCode.claims, write: web.statusCode.write })],
  ['bytes_read', numberOf('http.response.bytes', { fits: fitting(/^\+?\d+$/).fits })],
  ['request_cookie', { ...name, mayName: true }],
  ['response_cookie', { ...name, mayName: true }],
  ['captured_request_headers', captured],
  ['captured_response_headers', captured],
  ['captured_headers', captured],
  ['cut_request', cutRequest],
  ['termination_state', fitting(/^[A-Za-z-]{4}$/)],
  // of its TCP log ("TCP log format")
  ['tcp_timers', tcpTimers],
  ['tcp_bytes_read', fitting(/^\+?\d+$/)],
  ['tcp_termination_state', fitting(/^[A-Za-z-]{2}$/)],
  ['connections', fitting(/^\d+(?:\/\d+){3}\/\+?\d+$/)],
  ['queues', fitting(/^\d+\/\d+$/)],
]);

/** Those of its log of connections that failed. */
export const haproxyErrorKeys: readonly (readonly [string, ValueKind])[] = [
  ['haproxy_client', haproxyClient],
  ['haproxy_time', haproxyTime],
  ['frontend', name],
  ['bind', name],
];
