import { COLON, DOT, isDigit, QUESTION_MARK, SLASH, SPACE } from '../bytes/ascii.ts';
import { findFar } from '../bytes/byte-search.ts';
import { wordsOf } from '../bytes/byte-view.ts';
import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { KnownText } from '../bytes/known-text.ts';
import type { Address } from './address.ts';
import { writeCampaign } from './campaign.ts';

const METHOD = stringKey('http.request.method');
const VERSION = stringKey('http.version');
const STATUS = 'http.response.status_code';
const BODY_BYTES = valueKey('http.response.body.bytes');
const URL_ORIGINAL = stringKey('url.original');
const URL_PATH = stringKey('url.path');
const URL_QUERY = stringKey('url.query');
const DOMAIN = stringKey('url.domain');
const PORT = valueKey('url.port');
export const USER_AGENT = stringKey('user_agent.original');

/** `HTTP/1.1` and what is before it: ` HTTP/`. */
const PROTOCOL = new KnownText(Buffer.from(' HTTP/'));
const MAX_VERSION_BYTES = 3;
const MIN_STATUS = 100;
const MAX_STATUS = 599;

const CAPITAL = 1;
const USUAL = 2;
const LETTER = 3;
const OTHER = 4;
/** The bytes of tokens (RFC 9110, section 5.6.2), 0 for all others: usual methods have capitals, then digits, `-` and `_`, too; unusual ones begin with a letter. */
const TOKEN_BYTES = new Uint8Array(256);
for (const byte of Buffer.from("!#$%&'*+.^`|~")) TOKEN_BYTES[byte] = OTHER;
for (const byte of Buffer.from('abcdefghijklmnopqrstuvwxyz')) TOKEN_BYTES[byte] = LETTER;
for (const byte of Buffer.from('0123456789-_')) TOKEN_BYTES[byte] = USUAL;
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')) TOKEN_BYTES[byte] = CAPITAL;

/** Status and outcome by status, ready-made. */
const STATUS_FIELDS = Array.from(
  { length: MAX_STATUS + 1 },
  (_, status) => new Fragment(field(STATUS, status) + field('event.outcome', status < 400 ? 'success' : 'failure')),
);

/** Where `url.path` was written last, in the document that was begun then: few need it, and would have to search each document for it. */
export const written = { pathStart: 0 };

/** Notes that `url.path` is written next. */
export function notePath(writer: DocumentWriter): void {
  written.pathStart = writer.lengthBytes;
}

/** Whether a number is an HTTP status (RFC 9110, section 15: three digits of five classes). */
export function isStatus(status: number): boolean {
  return status >= MIN_STATUS && status <= MAX_STATUS;
}

/** Writes the status and whether the request came off: `failure` from 400 on. `status` is one by {@link isStatus}. */
export function writeStatus(status: number, writer: DocumentWriter): void {
  const fields = STATUS_FIELDS[status];
  if (fields) writer.fragment(fields);
}

/** Writes the count whose digits are `bytes[start, end)`. */
export function writeBodyBytes(count: number, bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  writer.fragment(BODY_BYTES);
  writer.number(count, bytes, start, end);
}

/** Writes the server that an address in `bytes` names, with its port if there is one. */
export function writeServer({ start, end, port }: Address, bytes: Buffer, writer: DocumentWriter): void {
  writer.field(DOMAIN, bytes, start, end);
  if (port < 0) return;
  writer.fragment(PORT);
  writer.integer(port);
}

/**
 * A request line, `GET /path?query HTTP/1.1`, as byte ranges. One serves all lines: it is overwritten by the next read.
 *
 * Before a version, any token is the method, as clients may send it. A line without a version (HTTP/0.9) must look like one: a method in
 * capitals and one target, a path or a URL with one.
 */
class RequestLine {
  #methodEnd = 0;
  #targetEnd = 0;
  /** -1 where there is none. */
  #versionStart = 0;

  /** Whether `bytes[start, end)` is a request line. */
  read(bytes: Buffer, start: number, end: number): boolean {
    const methodEnd = tokenEnd(bytes, start, end);
    if (methodEnd === start || methodEnd >= end || bytes[methodEnd] !== SPACE) return false;
    const versionStart = httpVersionStart(bytes, start, end);
    this.#methodEnd = methodEnd;
    this.#versionStart = versionStart;
    this.#targetEnd = versionStart < 0 ? end : versionStart - PROTOCOL.lengthBytes;
    if (versionStart >= 0) return this.#targetEnd > methodEnd + 1;
    return isMethod(bytes, start, methodEnd) && isSimpleTarget(bytes, methodEnd + 1, end);
  }

  /** Writes what {@link read} found, and returns whether its target has a query. `isPlain` says that no byte needs an escape. */
  write(bytes: Buffer, start: number, end: number, isPlain: boolean, writer: DocumentWriter): boolean {
    writer.field(METHOD, bytes, start, this.#methodEnd, isPlain);
    if (this.#versionStart >= 0) {
      writer.field(VERSION, bytes, this.#versionStart, end, isPlain);
    }
    return writeUrl(bytes, this.#methodEnd + 1, this.#targetEnd, isPlain, writer);
  }
}

/** The request line at hand; reading is synchronous, so one serves all lines. */
export const requestLine = new RequestLine();

/**
 * Writes the fields of a request line. Of anything else (`-`, TLS bytes, an empty line) the text is kept as url.original,
 * without a method.
 */
export function writeRequest(
  bytes: Buffer,
  start: number,
  end: number,
  isPlain: boolean,
  writer: DocumentWriter,
): void {
  if (requestLine.read(bytes, start, end)) {
    requestLine.write(bytes, start, end, isPlain, writer);
  } else {
    writer.field(URL_ORIGINAL, bytes, start, end, isPlain);
  }
}

/**
 * Writes url.original and, where the target has them, url.path and url.query: what is before and after the first `?`. Returns whether it has
 * a query.
 */
export function writeUrl(bytes: Buffer, start: number, end: number, isPlain: boolean, writer: DocumentWriter): boolean {
  writer.field(URL_ORIGINAL, bytes, start, end, isPlain);
  const pathStart = bytes[start] === SLASH ? start : pathStartOf(bytes, start, end);
  const queryStart = findFar(QUESTION_MARK, bytes, Math.max(pathStart, start), end);
  if (pathStart >= 0 && queryStart > pathStart) {
    notePath(writer);
    writer.field(URL_PATH, bytes, pathStart, queryStart, isPlain);
  }
  if (queryStart >= end) return false;
  writer.field(URL_QUERY, bytes, queryStart + 1, end, isPlain);
  writeCampaign(bytes, queryStart + 1, end, writer);
  return true;
}

/**
 * The forms of a request target other than the usual one (RFC 9112, section 3.2): in `https://host/path` the path begins
 * after the host; `host:443` and `*` have none (-1).
 */
function pathStartOf(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== COLON && bytes[index] !== SLASH && bytes[index] !== QUESTION_MARK) index++;
  if (bytes[index] !== COLON || bytes[index + 1] !== SLASH || bytes[index + 2] !== SLASH || index + 2 >= end) return -1;
  index += 3;
  while (index < end && bytes[index] !== SLASH && bytes[index] !== QUESTION_MARK) index++;
  return bytes[index] === SLASH && index < end ? index : -1;
}

/** Whether `bytes[start, end)` looks like a method, whatever is around it: capitals, digits, `-` and `_`, beginning with a capital, as all registered methods do. */
export function isMethod(bytes: Buffer, start: number, end: number): boolean {
  let index = start;
  while (index < end && isUsual(TOKEN_BYTES[bytes[index] ?? 0])) index++;
  return index === end && TOKEN_BYTES[bytes[start] ?? 0] === CAPITAL && end > start;
}

function isUsual(byte: number | undefined): boolean {
  return byte === CAPITAL || byte === USUAL;
}

/** Whether `bytes[start, end)` may be a method where one is sure to be: clients may send any, in any case (RFC 9110, section 9.1). */
export function isAnyMethod(bytes: Buffer, start: number, end: number): boolean {
  return end > start && tokenEnd(bytes, start, end) === end;
}

/** Where the token ends that begins with a letter; `start` where there is none. */
function tokenEnd(bytes: Buffer, start: number, end: number): number {
  const first = TOKEN_BYTES[bytes[start] ?? 0];
  if (first !== CAPITAL && first !== LETTER) return start;
  let index = start + 1;
  while (index < end && TOKEN_BYTES[bytes[index] ?? 0] !== 0) index++;
  return index;
}

/** Where the version of a trailing ` HTTP/1.1` (or `HTTP/2`) begins, -1 where there is none. */
function httpVersionStart(bytes: Buffer, start: number, end: number): number {
  const first = Math.max(start + PROTOCOL.lengthBytes, end - MAX_VERSION_BYTES);
  let index = end;
  while (index > first && isVersionByte(bytes[index - 1] ?? 0)) index--;
  if (index === end || index < first) return -1;
  return PROTOCOL.isAt(wordsOf(bytes), index - PROTOCOL.lengthBytes, end) ? index : -1;
}

function isVersionByte(byte: number): boolean {
  return isDigit(byte) || byte === DOT;
}

function isSimpleTarget(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== SLASH && pathStartOf(bytes, start, end) < 0) return false;
  return findFar(SPACE, bytes, start, end) === end;
}
