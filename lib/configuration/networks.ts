import { parseIpAddress } from '../../core/addresses/ip-address.ts';
import { networksOf } from '../../core/addresses/networks.ts';

/** The addresses of the VPC. */
export const VPC_NETWORK = '10.0.0.0/16';

/** Whether two networks in CIDR notation have an address in common: then the first of one of them is in the other. */
export function overlap(one: string, other: string): boolean {
  return beginsIn(one, other) || beginsIn(other, one);
}

function beginsIn(network: string, other: string): boolean {
  const [text = ''] = network.split('/');
  const bytes = Buffer.from(text);
  const address = parseIpAddress(bytes, 0, bytes.length);
  return address !== undefined && networksOf([other])(address);
}
