import { createHmac } from 'node:crypto';
import { ADDRESS_BYTES, parseIpAddress } from '../addresses/ip-address.ts';
import { RecentCache } from '../bytes/recent-cache.ts';

/** 128 bits: no two of any number of names that there will ever be share one. */
const NAME_CHARACTERS = 32;
/** The same visitor comes in line after line; a pseudonym is 100 bytes. */
const CACHED_PSEUDONYMS = 8_192;
/** Unique local addresses (RFC 4193, section 3.1): no real address of the internet begins so. */
const UNIQUE_LOCAL_PREFIX = 0xfd;

/** Pseudonyms of a user name and of an address; equal for equal input, whatever the format or file. */
export interface Pseudonyms {
  /** 32 hexadecimal digits. */
  readonly userName: (bytes: Buffer, start: number, end: number) => Buffer;
  /** Of an IP address, in whichever spelling, an IPv6 address in fd00::/8; of a host name 32 hexadecimal digits. */
  readonly address: (bytes: Buffer, start: number, end: number) => Buffer;
  /** Whether it is a pseudonym that was made since {@link begin}: it is not replaced again. */
  readonly isOwn: (text: string) => boolean;
  /** Begins a document. */
  readonly begin: () => void;
}

/**
 * Keyed hashes (HMAC-SHA-256) in place of what names a person: without the key they can be neither undone nor, as plain
 * hashes of the few IPv4 addresses can be, guessed. Counts and joins still work, and the pseudonym of an address fits an
 * `ip` field.
 */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  const names = new RecentCache<Buffer>(CACHED_PSEUDONYMS);
  const addresses = new RecentCache<Buffer>(CACHED_PSEUDONYMS);
  // The kind is hashed too, so that a user with an address as name does not get the address's pseudonym.
  const hash = (kind: string, value: Uint8Array): Buffer =>
    createHmac('sha256', key).update(kind).update(value).digest();
  const ofName = (kind: string, value: Uint8Array): Buffer =>
    Buffer.from(hash(kind, value).toString('hex').slice(0, NAME_CHARACTERS));
  const made = new Set<string>();
  const note = (pseudonym: Buffer): Buffer => {
    made.add(pseudonym.toString('latin1'));
    return pseudonym;
  };
  return {
    userName(bytes, start, end) {
      const name = bytes.toString('latin1', start, end);
      return note(names.get(name, () => ofName('user\0', Buffer.from(name, 'latin1'))));
    },
    address(bytes, start, end) {
      const pseudonym = addresses.get(bytes.toString('latin1', start, end), (address) => {
        const value = Buffer.from(address, 'latin1');
        const ip = parseIpAddress(value, 0, value.length);
        return ip ? Buffer.from(ipv6Text(hash('ip\0', ip))) : ofName('address\0', value);
      });
      return note(pseudonym);
    },
    isOwn: (text) => made.has(text),
    begin() {
      made.clear();
    },
  };
}

/** The text of an address in fd00::/8 whose other 120 bits are those of the hash. */
function ipv6Text(hash: Buffer): string {
  const address = hash.subarray(0, ADDRESS_BYTES);
  address[0] = UNIQUE_LOCAL_PREFIX;
  return (address.toString('hex').match(/.{4}/g) ?? []).join(':');
}
