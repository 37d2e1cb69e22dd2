import { COLON, COMMA, find, isDigit, MINUS, OPENING_BRACKET, QUOTE, skipSpaces, SPACE } from '../bytes/ascii.ts';
import { stringKey, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { Address } from './address.ts';
import { Client } from './client.ts';
import type { FormatContext } from './format.ts';

const DOMAIN = stringKey('url.domain');
const PORT = valueKey('url.port');

/** The addresses at hand; reading is synchronous, so one serves all lines. */
const address = new Address();

/**
 * What is before the identity in an access line: the client, or the list that proxies sent along; before it perhaps the virtual host
 * (Apache's `vhost_combined`), or the list in quotes with the client that the server saw after it.
 *
 *     203.0.113.9 - ann [                       203.0.113.9, 10.0.0.1 - ann [
 *     www.example.org:80 203.0.113.9 - ann [    "203.0.113.9, 198.51.100.2" 10.0.0.1 - ann [
 *
 * Anything may be printed before a line: a time, a level, a container, a file. So what is here is only taken for a client where it
 * cannot be something else.
 */
export class AccessClient {
  readonly #client = new Client();
  #hostStart = 0;
  #hostEnd = 0;
  #hostPort = -1;

  /** Where the identity begins, -1 where there is no client before it. */
  read(bytes: Buffer, start: number, end: number): number {
    this.#hostEnd = this.#hostStart = start;
    this.#hostPort = -1;
    if (bytes[start] === QUOTE) return this.#readQuotedList(bytes, start, end);
    const clientEnd = listEnd(bytes, start, end);
    const next = skipSpaces(bytes, clientEnd, end);
    if (isNothing(bytes, next, end)) return this.#client.read(bytes, start, clientEnd) ? next : -1;
    const identity = this.#readBehindHost(bytes, start, clientEnd, end);
    if (identity >= 0) return identity;
    if (!this.#client.read(bytes, start, clientEnd) || !this.#client.isCertain) return -1;
    return isIdentity(bytes, next, find(SPACE, bytes, next, end)) ? next : -1;
  }

  /** The client after a virtual host, which ends at `hostEnd`. */
  #readBehindHost(bytes: Buffer, start: number, hostEnd: number, end: number): number {
    if (!address.read(bytes, start, hostEnd) || address.isIp || (!address.isDotted && address.port < 0)) return -1;
    const { end: nameEnd, port } = address;
    const clientStart = skipSpaces(bytes, hostEnd, end);
    const clientEnd = listEnd(bytes, clientStart, end);
    const next = skipSpaces(bytes, clientEnd, end);
    if (!isNothing(bytes, next, end) || !this.#client.read(bytes, clientStart, clientEnd)) return -1;
    if (!this.#client.isCertain) return -1;
    this.#hostStart = start;
    this.#hostEnd = nameEnd;
    this.#hostPort = port;
    return next;
  }

  #readQuotedList(bytes: Buffer, start: number, end: number): number {
    const close = find(QUOTE, bytes, start + 1, end);
    const peer = close + 2;
    const peerEnd = find(SPACE, bytes, peer, end);
    if (peer >= end || bytes[close + 1] !== SPACE) return -1;
    const next = skipSpaces(bytes, peerEnd, end);
    const isRead = this.#client.readWithPeer(bytes, start + 1, close, peer, peerEnd);
    return isRead && isNothing(bytes, next, end) ? next : -1;
  }

  write(bytes: Buffer, writer: DocumentWriter, context: FormatContext): void {
    if (this.#hostEnd > this.#hostStart) writer.field(DOMAIN, bytes, this.#hostStart, this.#hostEnd);
    if (this.#hostPort >= 0) {
      writer.fragment(PORT);
      writer.integer(this.#hostPort);
    }
    this.#client.write(bytes, writer, context);
  }
}

/** Where the word at `start` ends, or the list of such with a comma after all but the last. */
function listEnd(bytes: Buffer, start: number, end: number): number {
  let index = find(SPACE, bytes, start, end);
  while (index < end && bytes[index - 1] === COMMA) index = find(SPACE, bytes, skipSpaces(bytes, index, end), end);
  return index;
}

/** Whether a single `-` is there. */
export function isNothing(bytes: Buffer, start: number, end: number): boolean {
  return start + 1 < end && bytes[start] === MINUS && bytes[start + 1] === SPACE;
}

/** Whether the word could be what a client's identity server said (RFC 1413): letters, digits, `-` and `_`. */
function isIdentity(bytes: Buffer, start: number, end: number): boolean {
  return address.read(bytes, start, end) && !address.isIp && !address.isDotted && address.port < 0;
}

/**
 * Whether `bytes[start, end)` may be a user. It is none where the line begins with something else than its client, and what is here is a
 * later part of it: an address, a lone `-`, or several words after what is no `-`.
 */
export function isUser(bytes: Buffer, start: number, end: number, mayHaveSpaces: boolean): boolean {
  const firstEnd = find(SPACE, bytes, start, end);
  if (firstEnd === end) return !isIpAt(bytes, start, end);
  if (!mayHaveSpaces) return false;
  for (let index = start; index < end;) {
    const wordEnd = find(SPACE, bytes, index, end);
    const isLone = wordEnd - index === 1 && bytes[index] === MINUS;
    const isListed = wordEnd > index && bytes[wordEnd - 1] === COMMA;
    if (isLone || isIpAt(bytes, index, isListed ? wordEnd - 1 : wordEnd)) return false;
    index = wordEnd + 1;
  }
  return true;
}

/** Whether an IP address is there, with or without port. */
function isIpAt(bytes: Buffer, start: number, end: number): boolean {
  return address.read(bytes, start, end) && address.isIp;
}

/** Whether {@link isUser} has to be asked: of a word without colons that begins with a letter it need not. */
export function isOddUser(bytes: Buffer, start: number, end: number): boolean {
  if (isDigit(bytes[start]) || bytes[start] === OPENING_BRACKET) return true;
  for (let index = start; index < end; index++) {
    if (bytes[index] === SPACE || bytes[index] === COLON) return true;
  }
  return false;
}
