import {
  CLOSING_BRACKET,
  CLOSING_PARENTHESIS,
  COLON,
  COMMA,
  find,
  OPENING_BRACKET,
  OPENING_PARENTHESIS,
  readNumber,
  SPACE,
  startsWith,
} from '../bytes/ascii.ts';
import { wordsOf } from '../bytes/byte-view.ts';
import { stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { KnownText } from '../bytes/known-text.ts';
import { Client } from './client.ts';
import type { FormatContext } from './format.ts';
import { writeReferrer } from './referrer.ts';

const MESSAGE = stringKey('message');
const ERROR_CODE = stringKey('error.code');

const CLIENT = new KnownText(Buffer.from('[client '));
/** Who is connected, where there is no request yet (Apache's server/log.c). */
const REMOTE = new KnownText(Buffer.from('[remote '));
const CLIENT_BYTES = CLIENT.lengthBytes;
const CODE_BEHIND_PREFIX = Buffer.from(': AH');
const REFERER = Buffer.from(', referer: ');
const CODE_PREFIX = Buffer.from('AH');
const CODE_BYTES = 7;
/** Apache's source file and the system's words for an error are short. */
const MAX_PREFIX_BYTES = 200;

/** The client at hand; reading is synchronous, so one serves all lines. */
const client = new Client();

/**
 * Writes what follows the groups of an Apache error line (ErrorLogFormat's default):
 *
 *     source.c(123): (111)Connection refused: [client 192.0.2.1:8304] AH00123: message, referer: http://example.org/
 *
 * The message is everything but the client and the referrer, the code included, as Elastic's integration has it.
 *
 * @param isCurrent written by Apache 2.4 or later, which prints a port after every client
 */
export function writeErrorMessage(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
  isCurrent: boolean,
): void {
  const clientAt = clientStart(bytes, start, end);
  const close = clientAt < 0 ? -1 : clientEnd(bytes, clientAt, end);
  const hasClient = close >= 0 && client.read(bytes, clientAt + CLIENT_BYTES, close, isCurrent);
  const rest = hasClient ? Math.min(close + 2, end) : start;
  if (hasClient) client.write(bytes, writer, context);
  writeCode(bytes, hasClient ? rest : codeStart(bytes, start, end), end, writer);

  const messageEnd = refererStart(bytes, rest, end);
  if (messageEnd < end) {
    writeReferrer(bytes, messageEnd + REFERER.length, end, false, writer, context);
  }
  const isFirst = !hasClient || clientAt === start;
  if (messageEnd === rest && isFirst) return;
  writer.fragment(MESSAGE);
  if (isFirst) {
    writer.string(bytes, rest, messageEnd);
  } else {
    const message = Buffer.concat([bytes.subarray(start, clientAt), bytes.subarray(rest, messageEnd)]);
    writer.string(message, 0, message.length);
  }
}

/**
 * How far the pattern `, referer: ` can be moved back where this byte is at its beginning: to the first place at which it
 * has the byte, or by its whole length (Horspool's search, from the end). Most messages have no referrer, and so only every
 * tenth of their bytes is looked at.
 */
const REFERER_STEPS = new Uint8Array(256).fill(REFERER.length);
for (let at = REFERER.length - 1; at > 0; at--) REFERER_STEPS[REFERER[at] ?? 0] = at;

/** Where the last `, referer: ` is, or `end`. */
function refererStart(bytes: Buffer, start: number, end: number): number {
  let index = end - REFERER.length;
  while (index >= start) {
    if (bytes[index] === COMMA && startsWith(REFERER, bytes, index, end)) return index;
    index -= REFERER_STEPS[bytes[index] ?? 0] ?? 1;
  }
  return end;
}

/**
 * Where `[client ` is, -1 where it is not: at the beginning, or after what Apache itself puts before it, a source
 * file or the error of a system call. Anywhere else it may be the client's own words.
 */
function clientStart(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === OPENING_BRACKET) return isClientAt(bytes, start, end) ? start : -1;
  if (!hasPrefix(bytes, start, end)) return -1;
  const prefixEnd = Math.min(end, start + MAX_PREFIX_BYTES);
  for (let at = find(OPENING_BRACKET, bytes, start, prefixEnd); at < prefixEnd;) {
    if (bytes[at - 2] === COLON && bytes[at - 1] === SPACE && isClientAt(bytes, at, end)) return at;
    at = find(OPENING_BRACKET, bytes, at + 1, prefixEnd);
  }
  return -1;
}

function isClientAt(bytes: Buffer, index: number, end: number): boolean {
  const words = wordsOf(bytes);
  return CLIENT.isAt(words, index, end) || REMOTE.isAt(words, index, end);
}

/** Whether the text begins with `source.c(123): ` or `(111)`. */
function hasPrefix(bytes: Buffer, start: number, end: number): boolean {
  const open = find(
    OPENING_PARENTHESIS,
    bytes,
    start,
    Math.min(find(SPACE, bytes, start, end), start + MAX_PREFIX_BYTES),
  );
  const close = find(CLOSING_PARENTHESIS, bytes, open, Math.min(end, open + 8));
  if (bytes[open] !== OPENING_PARENTHESIS || bytes[close] !== CLOSING_PARENTHESIS) return false;
  return readNumber(bytes, open + 1, close) >= 0 && (open === start || bytes[close + 1] === COLON);
}

/** The bracket that closes the client: an IPv6 address may be in its own brackets. */
function clientEnd(bytes: Buffer, start: number, end: number): number {
  let close = find(CLOSING_BRACKET, bytes, start, end);
  while (close < end && close + 1 < end && bytes[close + 1] !== SPACE) {
    close = find(CLOSING_BRACKET, bytes, close + 1, end);
  }
  return close === end ? -1 : close;
}

/** Where a code would be in a text without client. */
function codeStart(bytes: Buffer, start: number, end: number): number {
  if (!hasPrefix(bytes, start, end)) return start;
  const found = bytes.subarray(start, Math.min(end, start + MAX_PREFIX_BYTES)).indexOf(CODE_BEHIND_PREFIX);
  return found < 0 ? start : start + found + 2;
}

/** Writes the code of a text that begins with `AH00123:`. */
function writeCode(bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  const codeEnd = start + CODE_BYTES;
  if (!startsWith(CODE_PREFIX, bytes, start, end) || codeEnd >= end || bytes[codeEnd] !== COLON) return;
  if (readNumber(bytes, start + CODE_PREFIX.length, codeEnd) < 0) return;
  writer.field(ERROR_CODE, bytes, start, codeEnd);
}
