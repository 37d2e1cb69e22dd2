import { MAPPED_BYTES, parseIpAddress } from '../addresses/ip-address.ts';
import type { AddressVersion, Ranges } from './ranges.ts';

/**
 * Addresses that nobody on the internet has, or that say nothing about a place: the special-purpose address registries of IANA (RFC 6890), with
 * 6to4 and Teredo, whose addresses are those of tunnels, and multicast. They are never located, whatever a table says.
 */
const specialNetworks: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/16',
  '64:ff9b::/32',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/** The half of an IPv6 address that identifies its network. */
const NETWORK_BYTES = 8;

/** The special networks of a version as ranges. */
export function specialRanges(version: AddressVersion): Ranges {
  const networks = specialNetworks
    .filter((network) => network.includes(':') === (version === 6))
    .map((network) => {
      const [address = '', bits] = network.split('/');
      const bytes = parseIpAddress(Buffer.from(address), 0, address.length) ?? new Uint8Array();
      const significant = Buffer.from(version === 4 ? bytes.subarray(MAPPED_BYTES) : bytes.subarray(0, NETWORK_BYTES));
      const start = BigInt(`0x${significant.toString('hex')}`);
      return { start, end: start + (1n << BigInt(significant.length * 8 - Number(bits))) };
    });
  return {
    starts: networks.map(({ start }) => start),
    ends: networks.map(({ end }) => end),
    values: networks.map(() => 'special'),
  };
}
