import { isIP, isIPv4, isIPv6 } from 'node:net';

/** The values that the engines accept for typed fields. Others are never sent, since a 400 means nothing to a reader. */

const MAX_LONG = 2n ** 63n - 1n;
const PARTIAL_ADDRESS = /^((?:\d{1,3}\.){1,3})\*$/;
const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** A 64-bit integer, as text: some have more digits than a JavaScript number can hold. */
export function wholeNumberOf(text: string): string | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  const number = BigInt(text);
  return number <= MAX_LONG && number >= -MAX_LONG - 1n ? String(number) : undefined;
}

/** An IPv4 or IPv6 address (without a zone, which is never logged and indexed). */
export function addressOf(text: string): string | undefined {
  return isIP(text) !== 0 && !text.includes('%') ? text : undefined;
}

/**
 * A network for the engines' address fields: CIDR notation (RFC 4632), or `203.0.113.*` for `203.0.113.0/24`. IPv4 addresses written as
 * IPv6 are excluded: the engines reject them here, since their prefix is ambiguous.
 */
export function networkOf(text: string): string | undefined {
  const partial = PARTIAL_ADDRESS.exec(text)?.[1];
  if (partial !== undefined) {
    const numbers = partial.split('.').slice(0, -1);
    const address = [...numbers, ...Array.from({ length: 4 - numbers.length }, () => '0')].join('.');
    return isIPv4(address) ? `${address}/${numbers.length * 8}` : undefined;
  }
  const [, address = '', bits = ''] = /^([\d.]+|[\da-fA-F:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const isWithin =
    (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128 && !isMapped(address));
  return isWithin ? `${address}/${Number(bits)}` : undefined;
}

/** `::ffff:0:0/96` (RFC 4291, section 2.5.5.2). */
function isMapped(address: string): boolean {
  return new URL(`http://[${address}]/`).hostname.startsWith('[::ffff:');
}

/** A valid time in ISO 8601, from a year alone to fractions of a second. */
export function dateOf(text: string): string | undefined {
  const [whole, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = DATE.exec(text) ?? [];
  if (whole === undefined || year === undefined) return undefined;
  const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const millis = Date.parse(clock);
  if (Number.isNaN(millis) || new Date(millis).toISOString() !== clock) return undefined;
  const offset = /[+-](\d\d):(\d\d)$/.exec(text.slice('yyyy-MM-ddTHH:mm'.length));
  const isZone = offset === null || (Number(offset[1]) < 18 && Number(offset[2]) < 60);
  return isZone ? text.replace(',', '.') : undefined;
}
