import { isIpAddress } from '../../addresses/ip-address.ts';
import { CLOSING_BRACE, find, OPENING_BRACE, OPENING_BRACKET, SPACE, startsWith } from '../../bytes/ascii.ts';
import { stringKey } from '../../bytes/document-keys.ts';
import type { LogField } from '../../fields.ts';
import { writeSource } from '../network-fields.ts';
import { keyEnd, PairValue } from '../pairs/pairs.ts';
import { keyKind } from './dissect-keys.ts';
import { millis } from './duration-kinds.ts';
import { beginningWith, byteSet } from './extents.ts';
import { matching } from './field-kinds.ts';
import { keptWord, kind, type ValueKind } from './kind.ts';
import type { LayoutLine } from './layout-line.ts';
import { message } from './row-kinds.ts';
import { anyTime } from './time-kinds.ts';
import * as web from './web-kinds.ts';

/** Values of lograge's lines (lib/lograge/formatters/key_value.rb), and of lines that Rails' logger puts tags before. */

const REST = stringKey('kafkainsight.rest');
const REQUEST_ID = stringKey('http.request.id');
const ERROR = stringKey('error.message');
const METHOD = Buffer.from('method=');
const MAX_TAGS_BYTES = 512;
const TAG = String.raw`\[(?:[\w.@:/-]{1,255})\]`;
const TAGS = new RegExp(String.raw`^${TAG}(?: ${TAG})*(?= |$)`);
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/;
/** What is behind the status: what failed, between quotes that nothing escapes, and how long it took. */
const ENDING = /^(?:error='(?<error>[^\n]*)' )?duration=\d+(?:\.\d+)?(?: |$)/;
const ERROR_END = "' duration=";
const ERROR_START = "error='".length;
/** Ruby's Time#to_s, which has spaces. */
const SPACED_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:UTC|[+-]\d{4})(?= |$)/;
const SPACED_TIME_BYTES = 25;

/** A client's address, where it is one. */
const client: ValueKind = kind({
  fits: isIpAddress,
  write({ item: { bytes, start, end }, writer, context }) {
    writeSource(bytes, start, end, true, writer, context, true);
    return true;
  },
});

/** What Rails applications add (README, "custom_options"), and lograge itself; every other key is kept. */
const KINDS: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['duration', millis],
  ['time', anyTime],
  ['host', web.host],
  ['request_id', keyKind('http.request.id')],
  ['user_id', keyKind('user.id')],
  ...['ip', 'remote_ip', 'client_ip'].map((key) => [key, client] as const),
]);
const TAGGED_KINDS: typeof KINDS = new Map([...KINDS].filter(([key]) => key !== 'request_id'));
/** Keys of lograge that no field is for: nobody else writes their values. */
const OWN: ReadonlySet<string> = new Set(['view', 'db', 'location', 'allocations', 'gc_time']);
const HEAD = ['method', 'path', 'format', 'controller', 'action', 'status', 'error'];

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const value = new PairValue();
const seen = new Set<string>();
const claimed = new Set<LogField>();

/**
 * All behind the status. No value is escaped: one in which a client wrote spaces looks like several pairs. So what an application adds has
 * fields only up to the first key that is not known; those behind it are kept under their names, and from the first on that is no pair, or a
 * key for the second time, all is the rest.
 */
const ending = kind({
  isNeeded: true,
  isSplit: true,
  claims: ['event.duration', 'error.message', 'source.address', 'source.ip', 'user.id', 'url.domain', 'url.port'],
  fits(bytes, start, end) {
    const text = bytes.toString('latin1', start, end);
    const error = ENDING.exec(text)?.groups;
    if (error === undefined) return ENDING.test(text);
    return text.indexOf(ERROR_END) === text.lastIndexOf(ERROR_END);
  },
  write(line) {
    writeEnding(line, KINDS);
    return true;
  },
});

/** The same behind tags, which have the request's id. */
const taggedEnding: ValueKind = {
  ...ending,
  write(line) {
    writeEnding(line, TAGGED_KINDS);
    return true;
  },
};

function writeEnding(line: LayoutLine, kinds: typeof KINDS): void {
  const { bytes, start, end } = line.item;
  const failed = ENDING.exec(bytes.toString('latin1', start, end))?.groups?.['error'];
  const from = start + ERROR_START;
  if (failed !== undefined) line.writer.field(ERROR, bytes, from, from + failed.length);
  writePairs(line, kinds, bytes, failed === undefined ? start : from + failed.length + 2, end);
}

function writePairs(line: LayoutLine, kinds: typeof KINDS, bytes: Buffer, start: number, end: number): void {
  let isOwn = true;
  seen.clear();
  claimed.clear();
  for (const key of HEAD) seen.add(key);
  for (let index = start; index < end; index = value.next + 1) {
    const equals = keyEnd(bytes, index, end);
    const key = equals < 0 ? '' : bytes.toString('latin1', index, equals);
    if (key === '' || seen.has(key) || !readValue(key, bytes, equals + 1, end)) {
      line.writer.field(REST, bytes, index, end);
      return;
    }
    seen.add(key);
    const known = kinds.get(key);
    isOwn &&= known !== undefined || OWN.has(key);
    if (value.end === value.start) continue;
    line.item.readRaw(bytes, value.start, value.end);
    if (!(isOwn && known !== undefined && writes(known, line))) line.keep(key, value.start, value.end);
  }
}

/** Finds the value of a key. False where another word is behind it that is no pair: then it is not known where it ends. */
function readValue(key: string, bytes: Buffer, start: number, end: number): boolean {
  const spaced = key === 'time' ? SPACED_TIME.exec(bytes.toString('latin1', start, start + SPACED_TIME_BYTES)) : null;
  if (spaced !== null) {
    value.start = start;
    value.end = value.next = start + spaced[0].length;
    return true;
  }
  if (!value.read(bytes, start, end)) return false;
  return value.isQuoted || value.next === end || keyEnd(bytes, value.next + 1, end) > 0;
}

/** Writes the value at hand, if it fits and no key before it has said the same. */
function writes({ claims, fits, write }: ValueKind, line: LayoutLine): boolean {
  const { bytes, start, end } = line.item;
  if (claims.some((name) => claimed.has(name)) || !fits(bytes, start, end, line.context)) return false;
  for (const name of claims) claimed.add(name);
  return write(line);
}

/** Writes the first tag that is an id, as Rails' own `config.log_tags = [:request_id]` puts it there. */
function writeTags(line: LayoutLine, bytes: Buffer, start: number, end: number): void {
  const id = bytes
    .toString('latin1', start + 1, end - 1)
    .split('] [')
    .find((tag) => UUID.test(tag));
  if (id === undefined) return;
  line.writer.fragment(REQUEST_ID);
  line.writer.text(id);
}

/** Where the tags end that begin at `start`; `start` where there are none. */
function tagsEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== OPENING_BRACKET) return start;
  const text = bytes.toString('latin1', start, Math.min(end, start + MAX_TAGS_BYTES));
  return start + (TAGS.exec(text)?.[0].length ?? 0);
}

/** Tags before a line of lograge. */
const tags = kind({
  extent: beginningWith(byteSet('['), (bytes, start, end) =>
    tagsEnd(bytes, start, end) > start ? tagsEnd(bytes, start, end) : -1,
  ),
  claims: ['http.request.id'],
  rank: 0,
  write(line) {
    writeTags(line, line.item.bytes, line.item.start, line.item.end);
    return false;
  },
});

/** What Rails' logger writes: a text, behind tags or not, or a line of lograge, be it pairs or JSON. */
const railsLine: ValueKind = {
  ...message,
  claims: ['message', 'http.request.id'],
  write(line) {
    const { bytes, start, end } = line.item;
    const to = tagsEnd(bytes, start, end);
    if (to > start) writeTags(line, bytes, start, to);
    const from = to > start && bytes[to] === SPACE ? to + 1 : to;
    const isObject = bytes[from] === OPENING_BRACE && bytes[end - 1] === CLOSING_BRACE;
    if (isObject || startsWith(METHOD, bytes, from, end)) line.context.inner.note('rails', bytes, from, end);
    return message.write(line);
  },
};

/** Values of Rails' lines, by names of our own. */
export const logrageKeys: readonly (readonly [string, ValueKind])[] = [
  ['rails_tags', tags],
  ['rails_line', railsLine],
  ['path', { ...web.target, ...wordAfter('/') }],
  ['format', keptWord],
  ['controller', matching(/^[A-Z][\w:]*$/, { isNeeded: true })],
  ['action', matching(/^\w+[?!]?$/, { isNeeded: true })],
  ['status', { ...web.statusCode, isNeeded: true }],
  ['lograge_ending', ending],
  ['lograge_tagged_ending', taggedEnding],
];

/** A word that begins so. */
function wordAfter(first: string): Pick<ValueKind, 'extent' | 'fits' | 'isNeeded'> {
  const byte = first.charCodeAt(0);
  return {
    extent: 'word',
    isNeeded: true,
    fits: (bytes, start, end) => bytes[start] === byte && find(SPACE, bytes, start, end) === end,
  };
}
