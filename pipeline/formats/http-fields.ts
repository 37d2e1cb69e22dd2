import { COLON, DOT, find, isDigit, MINUS, QUESTION_MARK, SLASH, SPACE, startsWith } from '../documents/ascii.ts';
import { field, Fragment, stringKey, valueKey } from '../documents/document-keys.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';

const METHOD = stringKey('http.request.method');
const VERSION = stringKey('http.version');
const STATUS = 'http.response.status_code';
const BODY_BYTES = valueKey('http.response.body.bytes');
export const REFERRER = stringKey('http.request.referrer');
const URL_ORIGINAL = stringKey('url.original');
const URL_PATH = stringKey('url.path');
const URL_QUERY = stringKey('url.query');
export const USER_AGENT = stringKey('user_agent.original');

/** `HTTP/1.1` and what is before it: ` HTTP/`. */
const PROTOCOL = Buffer.from(' HTTP/');
const MIN_STATUS = 100;
const MAX_STATUS = 599;

/** Status and outcome by status, ready-made. */
const STATUS_FIELDS = Array.from(
  { length: MAX_STATUS + 1 },
  (_, status) => new Fragment(field(STATUS, status) + field('event.outcome', status < 400 ? 'success' : 'failure')),
);

/** Whether a number is an HTTP status (RFC 9110, section 15: three digits of five classes). */
export function isStatus(status: number): boolean {
  return status >= MIN_STATUS && status <= MAX_STATUS;
}

/** Writes the status and whether the request came off: `failure` from 400 on. `status` is one by {@link isStatus}. */
export function writeStatus(status: number, writer: DocumentWriter): void {
  const fields = STATUS_FIELDS[status];
  if (fields) writer.fragment(fields);
}

export function writeBodyBytes(count: number, writer: DocumentWriter): void {
  writer.fragment(BODY_BYTES);
  writer.integer(count);
}

/**
 * Writes the fields of a request line, `GET /path?query HTTP/1.1`. Of anything else (`-`, TLS bytes, an empty line) the
 * text is kept as url.original, without a method. A request without a version (HTTP/0.9) must look like one: a method
 * in capitals and one target beginning with `/`.
 */
export function writeRequest(bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  if (!isRequestLine(bytes, start, end)) {
    writer.fragment(URL_ORIGINAL);
    writer.string(bytes, start, end);
    return;
  }
  const methodEnd = tokenEnd(bytes, start, end);
  const versionStart = httpVersionStart(bytes, start, end);
  const targetEnd = versionStart < 0 ? end : versionStart - PROTOCOL.length;
  writer.fragment(METHOD);
  writer.string(bytes, start, methodEnd);
  if (versionStart >= 0) {
    writer.fragment(VERSION);
    writer.string(bytes, versionStart, end);
  }
  writeUrl(bytes, methodEnd + 1, targetEnd, writer);
}

/** Whether the text is a request line, `GET /path HTTP/1.1` or `GET /path`. */
export function isRequestLine(bytes: Buffer, start: number, end: number): boolean {
  const methodEnd = tokenEnd(bytes, start, end);
  if (methodEnd === start || bytes[methodEnd] !== SPACE || methodEnd >= end) return false;
  const versionStart = httpVersionStart(bytes, start, end);
  if (versionStart < 0) return isSimpleTarget(bytes, methodEnd + 1, end);
  return versionStart - PROTOCOL.length > methodEnd + 1;
}

/** Writes url.original and, where the target has them, url.path and url.query: what is before and after the first `?`. */
export function writeUrl(bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  writer.fragment(URL_ORIGINAL);
  writer.string(bytes, start, end);
  const pathStart = bytes[start] === SLASH ? start : pathStartOf(bytes, start, end);
  const queryStart = find(QUESTION_MARK, bytes, Math.max(pathStart, start), end);
  if (pathStart >= 0 && queryStart > pathStart) {
    writer.fragment(URL_PATH);
    writer.string(bytes, pathStart, queryStart);
  }
  if (queryStart < end) {
    writer.fragment(URL_QUERY);
    writer.string(bytes, queryStart + 1, end);
  }
}

/**
 * The forms of a request target other than the usual one (RFC 9112, section 3.2): in `https://host/path` the path begins
 * behind the host; `host:443` and `*` have none (-1).
 */
function pathStartOf(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && bytes[index] !== COLON && bytes[index] !== SLASH && bytes[index] !== QUESTION_MARK) index++;
  if (bytes[index] !== COLON || bytes[index + 1] !== SLASH || bytes[index + 2] !== SLASH || index + 2 >= end) return -1;
  index += 3;
  while (index < end && bytes[index] !== SLASH && bytes[index] !== QUESTION_MARK) index++;
  return bytes[index] === SLASH && index < end ? index : -1;
}

/** Where the method ends: capitals, digits, `-` and `_`, beginning with a capital, as all registered methods do. */
function tokenEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && isMethodByte(bytes[index] ?? 0, index > start)) index++;
  return index;
}

function isMethodByte(byte: number, inside: boolean): boolean {
  if (byte >= 0x41 && byte <= 0x5a) return true;
  return inside && (byte === MINUS || byte === 0x5f || isDigit(byte));
}

/** Where the version of a trailing ` HTTP/1.1` (or `HTTP/2`) begins, -1 where there is none. */
function httpVersionStart(bytes: Buffer, start: number, end: number): number {
  let index = end;
  while (index > start && isVersionByte(bytes[index - 1] ?? 0)) index--;
  if (index === end || end - index > 3 || index - start < PROTOCOL.length) return -1;
  const protocolStart = index - PROTOCOL.length;
  return startsWith(PROTOCOL, bytes, protocolStart, end) ? index : -1;
}

function isVersionByte(byte: number): boolean {
  return isDigit(byte) || byte === DOT;
}

function isSimpleTarget(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] !== SLASH) return false;
  return find(SPACE, bytes, start, end) === end;
}
