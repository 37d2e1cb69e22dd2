import { parseIpAddress } from '../addresses/ip-address.ts';
import { networksOf } from '../addresses/networks.ts';
import { COMMA, find, MINUS, SPACE } from '../bytes/ascii.ts';
import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { Address } from './address.ts';
import type { FormatContext } from './format.ts';
import { addressText, writeSource } from './network-fields.ts';

const SOURCE_PORT = valueKey('source.port');
const FORWARDED = valueKey('kafkainsight.address.forwarded');
const PEER = stringKey('kafkainsight.address.peer');
const UNTRUSTED = new Fragment(field('kafkainsight.address.trusted', false));

/** Private, shared, link-local and loopback addresses (RFC 1918, 6598, 3927, 4193, 4291). */
const LOCAL_NETWORKS = networksOf([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8'],
  ...['fc00::/7', 'fe80::/10', '::1/128'],
]);

/** One of a list. */
interface Entry {
  readonly start: number;
  readonly end: number;
  readonly port: number;
  readonly isIp: boolean;
}

/**
 * Who sent a request: an address ({@link Address}), none (`-`), or the list of those through whose hands it went, as proxies write it into
 * `X-Forwarded-For`, and with it the one that the server itself saw.
 *
 *     203.0.113.9, 198.51.100.2, 10.0.0.1
 *
 * Each proxy adds who sent the request to it, so the end of a list is written by proxies and its beginning by whoever likes. The client is
 * the last address of the list outside the networks of our own proxies (the source's `proxies`). Without these it is who the server itself
 * saw, where that is an address of the internet; else the first of the list, and `kafkainsight.address.trusted: false` says that the client
 * may have written it.
 */
export class Client {
  /** The address where it is no list: most clients are but one. */
  readonly #single = new Address();
  #hasSingle = false;
  readonly #entries: Entry[] = [];
  #hasPeer = false;

  /** Whether it is a list, an IP address or a host name of several labels: any single word could be a host name of one. */
  get isCertain(): boolean {
    return !this.#hasSingle ? this.#entries.length > 0 : this.#single.isIp || this.#single.isDotted;
  }

  /** Whether one of the addresses has a port. */
  get hasPort(): boolean {
    return this.#hasSingle ? this.#single.port >= 0 : this.#entries.some(({ port }) => port >= 0);
  }

  /**
   * Reads the client, or the list, that `bytes[start, end)` is; false where it is neither. `hasPort` says that a port is after every
   * address ({@link Address.readBeforePort}).
   */
  read(bytes: Buffer, start: number, end: number, hasPort = false): boolean {
    this.#hasPeer = false;
    if (this.#entries.length > 0) this.#entries.length = 0;
    if (find(COMMA, bytes, start, end) === end) return this.#readSingle(bytes, start, end, hasPort);
    this.#hasSingle = false;
    for (let index = start; index <= end;) {
      const comma = find(COMMA, bytes, index, end);
      if (!this.#add(bytes, index, comma, hasPort)) return false;
      index = comma + 1;
      while (index < end && bytes[index] === SPACE) index++;
    }
    return true;
  }

  /** Reads the list in front of the one that sent the request with it to the server. False where one of them is not an address. */
  readWithPeer(bytes: Buffer, start: number, end: number, peerStart: number, peerEnd: number): boolean {
    if (!this.read(bytes, start, end)) return false;
    if (this.#hasSingle) this.#addSingle();
    if (this.#entries.length === 0) return this.#readSingle(bytes, peerStart, peerEnd, false);
    this.#hasPeer = true;
    return this.#add(bytes, peerStart, peerEnd, false);
  }

  #readSingle(bytes: Buffer, start: number, end: number, hasPort: boolean): boolean {
    this.#hasSingle = end - start !== 1 || bytes[start] !== MINUS;
    if (!this.#hasSingle) return true;
    return hasPort ? this.#single.readBeforePort(bytes, start, end) : this.#single.read(bytes, start, end);
  }

  #add(bytes: Buffer, start: number, end: number, hasPort: boolean): boolean {
    const isRead = this.#readSingle(bytes, start, end, hasPort);
    if (isRead && this.#hasSingle) this.#addSingle();
    this.#hasSingle = false;
    return isRead;
  }

  #addSingle(): void {
    const { start, end, port, isIp } = this.#single;
    this.#entries.push({ start, end, port, isIp });
    this.#hasSingle = false;
  }

  write(bytes: Buffer, writer: DocumentWriter, context: FormatContext): void {
    if (this.#hasSingle) writeAddress(this.#single, bytes, writer, context);
    if (this.#entries.length === 0) return;
    const chosen = this.#choose(bytes, writer, context);
    if (chosen) writeAddress(chosen, bytes, writer, context);
  }

  /** The client among those of a list, of which the others are written. */
  #choose(bytes: Buffer, writer: DocumentWriter, context: FormatContext): Entry | undefined {
    const { proxies } = context;
    const entries = this.#entries;
    const texts = entries.map(({ start, end }) => addressText(bytes, start, end, context));
    const peer = this.#hasPeer ? texts.pop() : undefined;
    writer.fragment(FORWARDED);
    writer.json(texts);
    if (peer !== undefined) {
      writer.fragment(PEER);
      writer.text(peer);
    }
    const isOutside = ({ start, end, isIp }: Entry): boolean => {
      const parsed = isIp ? parseIpAddress(bytes, start, end) : undefined;
      return parsed !== undefined && proxies !== undefined && !proxies(parsed);
    };
    const last = entries.at(-1);
    if (proxies === undefined && this.#hasPeer && last?.isIp === true && isPublic(bytes, last)) return last;
    const addresses = entries.filter(({ isIp }) => isIp);
    const trusted = entries.findLast(isOutside);
    // After a name that is not an address it is unknown who wrote the list.
    const isTrusted = trusted !== undefined && entries.slice(entries.indexOf(trusted)).every(({ isIp }) => isIp);
    if (!isTrusted) writer.fragment(UNTRUSTED);
    return trusted ?? addresses[0] ?? entries[0];
  }
}

/** Whether it is none of the addresses that proxies in front of a server have, so that no proxy is likely to be one. */
function isPublic(bytes: Buffer, { start, end }: Entry): boolean {
  const parsed = parseIpAddress(bytes, start, end);
  return parsed !== undefined && !LOCAL_NETWORKS(parsed);
}

function writeAddress(
  { start, end, port, isIp }: Entry,
  bytes: Buffer,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  writeSource(bytes, start, end, false, writer, context, isIp);
  if (port < 0) return;
  writer.fragment(SOURCE_PORT);
  writer.integer(port);
}
