import { AT_SIGN, COLON, DOT, MINUS, SLASH, UNDERSCORE } from '../bytes/ascii.ts';
import { stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatContext } from './format.ts';

export const REFERRER = stringKey('http.request.referrer');
const DOMAIN = stringKey('kafkainsight.referrer.domain');
/** A scheme is shorter: `https`, `android-app`. */
const MAX_SCHEME_BYTES = 20;
/** Of a host name (RFC 1035, section 2.3.4). */
const MAX_NAME_BYTES = 255;

/** The small letter of a byte that host names have; 0 for any other. */
const NAME_BYTES = new Uint8Array(256);
for (const byte of Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz')) NAME_BYTES[byte] = byte;
for (const byte of [DOT, MINUS, UNDERSCORE]) NAME_BYTES[byte] = byte;
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')) NAME_BYTES[byte] = byte | 0x20;

/** Writes a referrer and, where it is wanted, its domain. */
export function writeReferrer(
  bytes: Buffer,
  start: number,
  end: number,
  isPlain: boolean,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  writer.field(REFERRER, bytes, start, end, isPlain);
  writeReferrerDomain(bytes, start, end, writer, context);
}

/**
 * Writes the host of a referrer (RFC 3986, section 3.2.2) in small letters, without user and port: `www.example.org` of
 * `https://www.example.org:8443/page`. Of what has no host of letters, digits, `.`, `-` and `_`, nothing is written, nor where domains are not wanted.
 */
export function writeReferrerDomain(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  { hasReferrerDomains }: FormatContext,
): void {
  if (hasReferrerDomains !== true) return;
  const nameStart = hostStart(bytes, start, end);
  if (nameStart < 0) return;
  const limit = Math.min(end, nameStart + MAX_NAME_BYTES);
  let index = nameStart;
  let isSmall = true;
  for (; index < limit; index++) {
    const byte = bytes[index] ?? 0;
    const letter = NAME_BYTES[byte];
    if (letter === 0) break;
    isSmall &&= letter === byte;
  }
  const isEnd = index === end || bytes[index] === SLASH || bytes[index] === COLON || isQueryOrFragment(bytes[index]);
  if (index === nameStart || !isEnd) return;
  if (isSmall) writer.field(DOMAIN, bytes, nameStart, index, true);
  else
    writer.field(DOMAIN, Buffer.from(bytes.toString('latin1', nameStart, index).toLowerCase()), 0, index - nameStart);
}

/** Where the host begins, -1 where there is none: after `://`, and after a user. */
function hostStart(bytes: Buffer, start: number, end: number): number {
  const limit = Math.min(end, start + MAX_SCHEME_BYTES);
  let index = start;
  while (index < limit && bytes[index] !== COLON) index++;
  if (index + 2 >= end || bytes[index] !== COLON || bytes[index + 1] !== SLASH || bytes[index + 2] !== SLASH) return -1;
  const host = index + 3;
  for (let at = host; at < end && bytes[at] !== SLASH && !isQueryOrFragment(bytes[at]); at++) {
    if (bytes[at] === AT_SIGN) return at + 1;
  }
  return host;
}

function isQueryOrFragment(byte: number | undefined): boolean {
  return byte === 0x3f || byte === 0x23;
}
