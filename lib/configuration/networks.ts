import { parseIpAddress } from '../../core/addresses/ip-address.ts';
import { networksOf } from '../../core/addresses/networks.ts';
import type { NamedVpc, Stage } from './stage.ts';

/** The addresses of a VPC that is made, where the stage names no others. */
const VPC_NETWORK = '10.0.0.0/16';

/** The VPC that the stage names, in which its subnets are; undefined where one is made. */
export function namedVpc({ network }: Pick<Stage, 'network'>): NamedVpc | undefined {
  return isNamed(network) ? network : undefined;
}

/** Whether a VPC is named that is there. */
export function isNamed(network: Stage['network']): network is NamedVpc {
  return network !== undefined && 'vpcId' in network;
}

/** The addresses of a VPC that is made; undefined where it was there before: then they are not known. */
export function vpcNetwork({ network }: Pick<Stage, 'network'>): string | undefined {
  if (network === undefined) return VPC_NETWORK;
  return 'cidr' in network ? network.cidr : undefined;
}

/** Bits of the network of each subnet: 256 addresses, or a quarter of a small VPC. */
export function subnetBits(vpcBlock: string): number {
  return Math.max(24, Number(vpcBlock.slice(vpcBlock.indexOf('/') + 1)) + 2);
}

/** Whether two networks in CIDR notation have an address in common: then the first of one of them is in the other. */
export function overlap(one: string, other: string): boolean {
  return beginsIn(one, other) || beginsIn(other, one);
}

/** Whether the first address of a network is in another one. */
export function beginsIn(network: string, other: string): boolean {
  const [text = ''] = network.split('/');
  const bytes = Buffer.from(text);
  const address = parseIpAddress(bytes, 0, bytes.length);
  return address !== undefined && networksOf([other])(address);
}
