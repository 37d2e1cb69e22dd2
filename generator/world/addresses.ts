import { type Printable, printable, printed } from '../printable.ts';
import { pick, type Random, whole } from '../random.ts';

/** Beginnings of networks that people surf from: access providers in the shop's markets. */
const ACCESS_NETWORKS = [
  '31.10',
  '46.14',
  '62.202',
  '77.56',
  '79.199',
  '80.218',
  '81.6',
  '84.72',
  '85.0',
  '87.122',
  '91.12',
  '92.104',
  '109.164',
  '178.197',
  '188.60',
  '213.55',
].map(printable);

const IPV6_SHARE = 0.2;

/** Documentation networks (RFC 5737): whoever misbehaves in a story comes from where nobody lives. */
const DOCUMENTATION_NETWORKS = ['192.0.2', '198.51.100', '203.0.113'].map(printable);

/** The address of somebody's home or phone, IPv4 or IPv6. */
export function residentialAddress(random: Random): Printable {
  if (random() < IPV6_SHARE) {
    const group = (): Printable => printable(whole(random, 1, 65_536).toString(16));
    return printed`2a02:120b:${group()}:${group()}:${group()}:${group()}:${group()}:${group()}`;
  }
  return printed`${pick(random, ACCESS_NETWORKS)}.${whole(random, 0, 256)}.${whole(random, 1, 255)}`;
}

/** An address of somebody who misbehaves; there are 762. */
export function hostileAddress(random: Random): Printable {
  return printed`${pick(random, DOCUMENTATION_NETWORKS)}.${whole(random, 1, 255)}`;
}

/** So many different addresses of those who misbehave together. */
export function hostileAddresses(random: Random, count: number): readonly Printable[] {
  const addresses = new Set<Printable>();
  while (addresses.size < count) addresses.add(hostileAddress(random));
  return [...addresses];
}
