import { field } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { type ReadyText, readyText } from '../bytes/ready-text.ts';
import { TextTable } from '../bytes/text-table.ts';

/** `TLSv1.2` as OpenSSL names it, and `tlsv12` of AWS's Network Load Balancers. */
export const TLS_VERSION = /^(?<protocol>tls|ssl)v(?<major>\d)\.?(?<minor>\d)?$/i;

/** The fields of the few versions that there are. */
const versions = new TextTable((text): ReadyText => {
  const { protocol = '', major = '', minor } = TLS_VERSION.exec(text)?.groups ?? {};
  const version = minor === undefined ? major : `${major}.${minor}`;
  return readyText(field('tls.version', version) + field('tls.version_protocol', protocol.toLowerCase()));
});

/** Writes version and protocol of a text that {@link TLS_VERSION} matches, in the form of ECS. */
export function writeTlsVersion(bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  const { words, lengthBytes } = versions.of(bytes, start, end);
  writer.copy(words, 0, lengthBytes);
}
