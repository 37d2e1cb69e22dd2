import { COLON, DOT, hexadecimalDigit, ZERO } from '../bytes/ascii.ts';

/** Bytes of an IPv6 address; an IPv4 address is stored as IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2). */
export const ADDRESS_BYTES = 16;

/**
 * Whether `bytes[start, end)` is an IPv4 or IPv6 address that search engines take for their `ip` type: dotted quads
 * without leading zeros, IPv6 without zone.
 */
export function isIpAddress(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= MIN_ADDRESS_BYTES && (isIpv4(bytes, start, end) || isIpv6(bytes, start, end));
}

/** Whether it is one of IPv6: what has not two colons, a name or `203.0.113.9:50412`, is known sooner not to be one. */
function isIpv6(bytes: Uint8Array, start: number, end: number): boolean {
  let colons = 0;
  for (let index = start; index < end; index++) if (bytes[index] === COLON) colons++;
  return colons >= 2 && parseIpv6(bytes, start, end, SCRATCH);
}

/** The 16 bytes of an address, undefined where it is none. The same address in another spelling has the same bytes. */
export function parseIpAddress(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  const address = new Uint8Array(ADDRESS_BYTES);
  return readIpAddress(bytes, start, end, address) ? address : undefined;
}

/** {@link parseIpAddress} into `target`, whose first 16 bytes are undefined if it returns false. */
export function readIpAddress(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
  if (!isIpv4(bytes, start, end)) return parseIpv6(bytes, start, end, target);
  target.fill(0, 0, MAPPED_BYTES);
  target[10] = target[11] = 0xff;
  writeIpv4(bytes, start, end, target, MAPPED_BYTES);
  return true;
}

/** What is before the IPv4 address in an IPv4-mapped one. */
export const MAPPED_BYTES = 12;

/** Bytes of `::`. */
const MIN_ADDRESS_BYTES = 2;
/** Of an IPv4 address. */
const OCTETS = 4;

const SCRATCH = new Uint8Array(ADDRESS_BYTES);

function isIpv4(bytes: Uint8Array, start: number, end: number): boolean {
  let index = start;
  for (let octets = 1; ; octets++) {
    const first = digitAt(bytes, index, end);
    if (first < 0) return false;
    index++;
    const second = digitAt(bytes, index, end);
    if (second >= 0) {
      if (first === 0) return false;
      index++;
      const third = digitAt(bytes, index, end);
      if (third >= 0) {
        if (first * 100 + second * 10 + third > 255) return false;
        index++;
      }
    }
    if (octets === OCTETS) return index === end;
    if (index >= end || bytes[index] !== DOT) return false;
    index++;
  }
}

/** The digit at `bytes[index]`, -1 where there is none before `end`. */
function digitAt(bytes: Uint8Array, index: number, end: number): number {
  if (index >= end) return -1;
  const digit = (bytes[index] ?? 0) - ZERO;
  return digit <= 9 ? digit : -1;
}

function writeIpv4(bytes: Uint8Array, start: number, end: number, target: Uint8Array, position: number): void {
  let octet = 0;
  let next = position;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === DOT) {
      target[next++] = octet;
      octet = 0;
    } else {
      octet = octet * 10 + byte - ZERO;
    }
  }
  target[next] = octet;
}

/** RFC 4291, section 2.2: eight groups of up to four hexadecimal digits, once shortened by `::`, or ended by a dotted quad. */
function parseIpv6(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
  let position = 0;
  let gap = -1;
  let index = start;
  target.fill(0, 0, ADDRESS_BYTES);
  if (bytes[start] === COLON) {
    if (end - start < 2 || bytes[start + 1] !== COLON) return false;
    index++;
  }
  while (index < end) {
    if (bytes[index] === COLON) {
      if (gap >= 0) return false;
      gap = position;
      index++;
      continue;
    }
    const groupEnd = hexadecimalEnd(bytes, index, end);
    if (groupEnd < end && bytes[groupEnd] === DOT) {
      if (position > ADDRESS_BYTES - 4 || !isIpv4(bytes, index, end)) return false;
      writeIpv4(bytes, index, end, target, position);
      position += 4;
      break;
    }
    if (groupEnd === index || groupEnd - index > 4 || position === ADDRESS_BYTES) return false;
    let group = 0;
    for (; index < groupEnd; index++) group = group * 16 + hexadecimalDigit(bytes[index] ?? 0);
    target[position++] = group >> 8;
    target[position++] = group & 0xff;
    if (index === end) break;
    if (bytes[index++] !== COLON || index === end) return false;
  }
  return endGap(target, position, gap);
}

/** Moves the groups after `::` to the end; without one there must be all eight, with one it replaces at least one. */
function endGap(target: Uint8Array, position: number, gap: number): boolean {
  if (gap < 0) return position === ADDRESS_BYTES;
  if (position === ADDRESS_BYTES) return false;
  const behind = position - gap;
  target.copyWithin(ADDRESS_BYTES - behind, gap, position);
  target.fill(0, gap, ADDRESS_BYTES - behind);
  return true;
}

function hexadecimalEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && hexadecimalDigit(bytes[index] ?? 0) >= 0) index++;
  return index;
}
