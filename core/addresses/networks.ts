import { ADDRESS_BYTES, parseIpAddress } from './ip-address.ts';

/** An IPv4 network as one of IPv4-mapped IPv6 addresses (RFC 4291, section 2.5.5.2). */
const MAPPED_BITS = 96;
const ADDRESS_BITS = 128;

/** Addresses of a network: all that begin with the same bits. */
interface Network {
  readonly address: Uint8Array;
  readonly bits: number;
}

/** Whether an address, as the 16 bytes of {@link parseIpAddress}, is in some of the networks that it was made of. */
export type Networks = (address: Uint8Array) => boolean;

/** Whether the text is a network, `10.0.0.0/8` or `2001:db8::/32` (RFC 4632, section 3.1), or one address. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

/** The networks of texts that {@link isNetwork} accepts; others are none. */
export function networksOf(texts: readonly string[]): Networks {
  const networks = texts.map(parseNetwork).filter((network) => network !== undefined);
  return (address) => networks.some((network) => isWithin(address, network));
}

function parseNetwork(text: string): Network | undefined {
  const [, addressText = '', bitsText] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bytes = Buffer.from(addressText);
  const address = parseIpAddress(bytes, 0, bytes.length);
  if (address === undefined) return undefined;
  const isIpv6 = addressText.includes(':');
  const bits = bitsText === undefined ? ADDRESS_BITS : Number(bitsText) + (isIpv6 ? 0 : MAPPED_BITS);
  return bits <= ADDRESS_BITS ? { address, bits } : undefined;
}

function isWithin(address: Uint8Array, network: Network): boolean {
  for (let index = 0; index < ADDRESS_BYTES; index++) {
    const bits = Math.min(8, network.bits - index * 8);
    if (bits <= 0) return true;
    const mask = (0xff << (8 - bits)) & 0xff;
    if ((((address[index] ?? 0) ^ (network.address[index] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}
