import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { freePort } from './free-ports.ts';
import type { Server } from './server.ts';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** PEM files for a server's TLS; the certificate must be valid for 127.0.0.1. */
export interface TlsFiles {
  /** The authority that signed the certificate. */
  readonly authorityFile: string;
  readonly certificateFile: string;
  /** The certificate's private key, unencrypted PKCS #8. */
  readonly keyFile: string;
}

/** What the ways to start a search engine have in common. */
export interface SearchEngineOptions {
  readonly dataFolder: string;
  /** Whether to start with an empty data folder. Default: false. */
  readonly fresh?: boolean;
  /** `usual`: 9200 or the next free one; `any`: a free one elsewhere, for tests. Default: `usual`. */
  readonly ports?: 'usual' | 'any';
  /** Default: 512. */
  readonly heapMegabytes?: number;
}

/** A running search engine. */
export interface SearchServer extends Server {
  /** For instance `http://127.0.0.1:9200`. */
  readonly url: string;
}

/** The server's log: warnings and worse, to the console, which we redirect to a file. */
export const loggingProperties = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %-25c{1.} %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`;

/** Tests in concurrent processes start at different ports, since a server only listens seconds after the choice. */
export function chooseSearchPort(ports: 'usual' | 'any' = 'usual'): Promise<number> {
  const first = 9200;
  // OpenSearch's main class does not look for a port beyond this one.
  const last = 9299;
  const skipped = 10;
  const preferred = ports === 'usual' ? first : first + skipped + (process.pid % (last - first - skipped));
  return freePort({ first, last, preferred });
}

/**
 * Asks a search engine whether it can index and search.
 * @throws Error where it does not respond, rejects the user, or is not healthy.
 */
export async function askHealth(url: string, credentials?: Credentials, authority?: Buffer): Promise<void> {
  const status = await new Promise<number>((resolve, reject) => {
    const send = authority === undefined ? requestPlain : requestTls;
    const request = send(`${url}/_cluster/health?wait_for_status=yellow&timeout=5s`, {
      agent: false,
      timeout: 10_000,
      ...(authority && { ca: authority }),
      ...(credentials && { auth: `${credentials.name}:${credentials.password}` }),
    });
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject);
    request.end();
  });
  if (status !== 200) throw new Error(`HTTP status ${status}`);
}
