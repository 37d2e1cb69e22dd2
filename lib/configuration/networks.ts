/** The addresses of the VPC. */
export const VPC_NETWORK = '10.0.0.0/16';

/** Whether two IPv4 networks in CIDR notation have an address in common (RFC 4632, section 3.1). */
export function overlap(one: string, other: string): boolean {
  const [first, second] = [networkOf(one), networkOf(other)];
  const bits = Math.min(first.bits, second.bits);
  const divisor = 2 ** (32 - bits);
  return Math.floor(first.address / divisor) === Math.floor(second.address / divisor);
}

function networkOf(network: string): { readonly address: number; readonly bits: number } {
  const [address = '', bits = ''] = network.split('/');
  return { address: address.split('.').reduce((value, byte) => value * 256 + Number(byte), 0), bits: Number(bits) };
}
