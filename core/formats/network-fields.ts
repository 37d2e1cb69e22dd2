import { isIpAddress } from '../addresses/ip-address.ts';
import { type Fragment, stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatContext } from './format.ts';
import { writePlace } from './request-sender.ts';

const SOURCE_ADDRESS = stringKey('source.address');
const SOURCE_IP = stringKey('source.ip');
const USER_NAME = stringKey('user.name');

/**
 * Writes `source.address` and, where it is an IP address, `source.ip` and where it is: or their pseudonyms, of which the same are IP addresses, and
 * the place of the true one.
 * `isPlain` says that no byte needs an escape; in an IP address none does.
 */
export function writeSource(
  bytes: Buffer,
  start: number,
  end: number,
  isPlain: boolean,
  writer: DocumentWriter,
  context: FormatContext,
  isIp = isIpAddress(bytes, start, end),
): void {
  const { pseudonyms } = context;
  const address = pseudonyms ? pseudonyms.address(bytes, start, end) : bytes;
  const from = pseudonyms ? 0 : start;
  const to = pseudonyms ? address.length : end;
  writer.field(SOURCE_ADDRESS, address, from, to, isPlain || isIp);
  if (!isIp) return;
  writer.field(SOURCE_IP, address, from, to, true);
  writePlace(bytes, start, end, writer, context);
}

/** The text of an address, or of its pseudonym. */
export function addressText(bytes: Buffer, start: number, end: number, { pseudonyms }: FormatContext): string {
  return pseudonyms ? pseudonyms.address(bytes, start, end).toString('latin1') : bytes.toString('utf8', start, end);
}

/** Writes `user.name`, or its pseudonym; or the same of another account under its key. */
export function writeUserName(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  { pseudonyms }: FormatContext,
  key: Fragment = USER_NAME,
): void {
  writer.fragment(key);
  if (!pseudonyms) {
    writer.string(bytes, start, end);
    return;
  }
  const pseudonym = pseudonyms.userName(bytes, start, end);
  writer.string(pseudonym, 0, pseudonym.length);
}
