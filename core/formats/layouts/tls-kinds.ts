import { TLS_VERSION, writeTlsVersion } from '../tls-version.ts';
import { matches, textOf, wordOf } from './field-kinds.ts';
import { kind } from './kind.ts';

const isVersion = matches(TLS_VERSION);

/** The version that a connection has, as OpenSSL names it; another name is kept. */
export const tlsVersion = kind({
  extent: 'word',
  claims: ['tls.version', 'tls.version_protocol'],
  write({ item: { bytes, start, end }, writer, context }) {
    if (!isVersion(bytes, start, end, context)) return false;
    writeTlsVersion(bytes, start, end, writer);
    return true;
  },
});

/** The cipher of a connection. */
export const tlsCipher = wordOf('tls.cipher');

/** The name that the client asked for when the connection began. */
export const tlsServerName = textOf('tls.client.server_name', { extent: 'word' });
