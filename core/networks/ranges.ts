/** Addresses from `starts[n]` to before `ends[n]` have `values[n]`, in the order of addresses. An address is a whole IPv4 address, or the first half of an IPv6 address. */
export interface Ranges {
  readonly starts: readonly bigint[];
  readonly ends: readonly bigint[];
  readonly values: readonly string[];
}

/** How addresses of a version are counted: IPv6 networks are /64 or larger. */
export type AddressVersion = 4 | 6;

const IPV6_SHIFT = 64n;

/**
 * Reads lines `first,last,value` as ip-location-db publishes them: decimal numbers, both inclusive; what is after the next comma is part of the
 * value. Of an IPv6 range only whole /64 networks are kept. Where two ranges overlap it is unknown which is right: what
 * both have is left out, with what is after it of the first.
 *
 * @throws RangeError where a line is none of these, since a table with holes looks like one without
 */
export function readRanges(csv: string, version: AddressVersion): Ranges {
  const starts: bigint[] = [];
  const ends: bigint[] = [];
  const values: string[] = [];
  let until = 0n;
  for (const line of csv.split('\n')) {
    if (line === '') continue;
    const [, first, last, value] = LINE.exec(line) ?? [];
    if (first === undefined || last === undefined || value === undefined) {
      throw new RangeError(
        `A range is ${JSON.stringify(line)}; it must be two numbers and a value, with commas between.`,
      );
    }
    const start = boundary(BigInt(first), version);
    const end = boundary(BigInt(last) + 1n, version, 'down');
    const previous = ends.length - 1;
    if (start < until && previous >= 0) ends[previous] = least(ends[previous] ?? start, start);
    const from = start < until ? until : start;
    until = end > until ? end : until;
    if (from >= end) continue;
    starts.push(from);
    ends.push(end);
    values.push(value);
  }
  return { starts, ends, values };
}

const LINE = /^(\d{1,39}),(\d{1,39}),(.+?)\r?$/;

function boundary(address: bigint, version: AddressVersion, round: 'up' | 'down' = 'up'): bigint {
  if (version === 4) return address;
  return (address + (round === 'up' ? (1n << IPV6_SHIFT) - 1n : 0n)) >> IPV6_SHIFT;
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** What the ranges say of addresses in rising order. */
export function valueReader({ starts, ends, values }: Ranges): (address: bigint) => string | undefined {
  let index = 0;
  return (address) => {
    while (index < ends.length && (ends[index] ?? 0n) <= address) index++;
    const start = starts[index];
    return start !== undefined && start <= address ? values[index] : undefined;
  };
}

/** The places where any of the ranges begins or ends, in rising order, each once. */
export function boundariesOf(lists: readonly Ranges[]): BigUint64Array {
  const all = new BigUint64Array(lists.reduce((sum, { starts }) => sum + 2 * starts.length, 0));
  let index = 0;
  for (const { starts, ends } of lists) {
    for (const start of starts) all[index++] = start;
    for (const end of ends) all[index++] = end;
  }
  return all.sort().filter((address, at) => at === 0 || address !== all[at - 1]);
}
