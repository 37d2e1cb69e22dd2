import type { Credentials, TlsFiles } from './search-engine.ts';

/** How a protected server authenticates its clients, and itself to them. */
export interface Guard extends TlsFiles {
  /** The one user. */
  readonly user: Credentials;
  /** A PEM file with the private key and its certificate chain, the form that Kafka needs. */
  readonly keyStoreFile: string;
}
