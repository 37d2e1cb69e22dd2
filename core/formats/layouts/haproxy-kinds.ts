import {
  digitsEnd,
  find,
  findLast,
  OPENING_BRACE,
  PLUS,
  QUOTE,
  readNumber,
  SLASH,
  SPACE,
  startsWith,
} from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import { stringKey, valueKey } from '../../bytes/document-keys.ts';
import { LOCAL_CLF_TIME_BYTES, readLocalClfTime } from '../../time/clf.ts';
import { Client } from '../client.ts';
import { bytesEnd, byteSet } from './extents.ts';
import { matching, numberOf } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import { LETTERS } from './row-kinds.ts';
import { timeKind } from './time-kinds.ts';
import * as web from './web-kinds.ts';

const REST = stringKey('kafkainsight.rest');
const DURATION = valueKey('event.duration');
const MILLI_NANOS = 1_000_000;
/** So many milliseconds, some 17 minutes short of ten million seconds, are a safe integer in nanoseconds. */
const MAX_MILLIS = 9_000_000_000;
const MAX_TEXT_BYTES = 80;
const FAILED = Buffer.from('-1');
const STATE_BYTES = byteSet(`${LETTERS}-`);

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

/** So many numbers with slashes between them: the first `mayFail` of them may be -1, and `+` may be before the last. Without a text of them. */
function numbers(count: number, { mayFail = 0, mayGrow = false } = {}): ValueKind['fits'] {
  return (bytes, start, end) => {
    let index = start;
    for (let number = 0; number < count; number++) {
      if (number > 0 && bytes[index++] !== SLASH) return false;
      if (mayGrow && number === count - 1 && bytes[index] === PLUS) index++;
      const isFailed = number < mayFail && startsWith(FAILED, bytes, index, end);
      const numberEnd = isFailed ? index + FAILED.length : digitsEnd(bytes, index, end);
      if (numberEnd === index) return false;
      index = numberEnd;
    }
    return index === end && end - start <= MAX_TEXT_BYTES;
  };
}

/** The five times of a request, in milliseconds, the last of which is all of it. One that was not reached is -1; `+` says that it continued. */
const timers = kind({
  extent: 'word',
  claims: ['event.duration'],
  fits: numbers(5, { mayFail: 5, mayGrow: true }),
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
const tcpTimers: ValueKind = { ...timers, fits: numbers(3, { mayFail: 2, mayGrow: true }) };

/** A server and what it is one of, `shop/web1`. */
const serverOfBackend = kind({
  extent: 'word',
  fits(bytes, start, end) {
    const slash = find(SLASH, bytes, start, end);
    const isPair = slash > start && slash < end - 1 && find(SLASH, bytes, slash + 1, end) === end;
    return isPair && end - start <= MAX_TEXT_BYTES;
  },
});

/** How a session ended, in so many letters, `-` for those that say nothing. */
const stateOf = (letters: number): ValueKind =>
  kind({
    extent: 'word',
    fits: (bytes, start, end) => end - start === letters && bytesEnd(STATE_BYTES, bytes, start, end) === end,
  });

/** Values of HAProxy's HTTP log ("HTTP log format" of its configuration manual), by names of our own. */
export const haproxyKinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['haproxy_client', haproxyClient],
  ['haproxy_time', haproxyTime],
  ['frontend', name],
  ['backend_server', serverOfBackend],
  ['timers', timers],
  ['haproxy_status', matching(/^(?:-1|\d{3})$/, { claims: web.statusCode.claims, write: web.statusCode.write })],
  ['bytes_read', numberOf('http.response.bytes', { fits: numbers(1, { mayGrow: true }) })],
  ['request_cookie', { ...name, mayName: true }],
  ['response_cookie', { ...name, mayName: true }],
  ['captured_request_headers', captured],
  ['captured_response_headers', captured],
  ['captured_headers', captured],
  ['cut_request', cutRequest],
  ['termination_state', stateOf(4)],
  // of its TCP log ("TCP log format")
  ['tcp_timers', tcpTimers],
  ['tcp_bytes_read', kind({ extent: 'word', fits: numbers(1, { mayGrow: true }) })],
  ['tcp_termination_state', stateOf(2)],
  ['connections', kind({ extent: 'word', fits: numbers(5, { mayGrow: true }) })],
  ['queues', kind({ extent: 'word', fits: numbers(2) })],
]);

/** Those of its log of connections that failed. */
export const haproxyErrorKeys: readonly (readonly [string, ValueKind])[] = [
  ['haproxy_client', haproxyClient],
  ['haproxy_time', haproxyTime],
  ['frontend', name],
  ['bind', name],
];
