import type { Credentials, TlsFiles } from './search-engine.ts';

/** What a server that is not open to everybody asks of its clients, and how it proves to them that it is the server. */
export interface Guard extends TlsFiles {
  /** The one user. */
  readonly user: Credentials;
  /** A PEM file with the private key and its certificate chain, as Kafka wants it. */
  readonly keyStoreFile: string;
}
