import { stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';

const VERSION = stringKey('tls.version');
const PROTOCOL = stringKey('tls.version_protocol');

/** `TLSv1.2` as OpenSSL names it, and `tlsv12` of AWS's Network Load Balancers. */
export const TLS_VERSION = /^(?<protocol>tls|ssl)v(?<major>\d)\.?(?<minor>\d)?$/i;

/** Writes version and protocol of a text that {@link TLS_VERSION} matches, in the form of ECS. */
export function writeTlsVersion(text: string, writer: DocumentWriter): void {
  const { protocol = '', major = '', minor } = TLS_VERSION.exec(text)?.groups ?? {};
  writer.fragment(VERSION);
  writer.text(minor === undefined ? major : `${major}.${minor}`);
  writer.fragment(PROTOCOL);
  writer.text(protocol.toLowerCase());
}
