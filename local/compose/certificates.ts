import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeAuthority } from './certificate-authority.ts';

/** The servers that get a certificate, and the names by which they are reached: in the network of the containers, and on this machine. */
export const SERVER_NAMES = {
  elasticsearch: ['elasticsearch', 'localhost'],
  kibana: ['kibana', 'localhost'],
  kafka: ['kafka-1', 'kafka-2', 'kafka-3', 'localhost'],
} as const satisfies Record<string, readonly string[]>;

/** The authority's certificate, named as Elasticsearch itself names it. */
export const AUTHORITY_FILE = 'http_ca.crt';

/** No longer than macOS and iOS trust a server's certificate of a private authority (Apple, support article 103769: 825 days). */
const LIFETIME_DAYS = 730;
const RENEWAL_DAYS = 30;
const DAY_MILLIS = 86_400_000;

/**
 * Makes a certificate authority, and with it a certificate for each server, below a folder: `<server>/http_ca.crt`,
 * `<server>/certificate.pem`, `<server>/key.pem` and, as Kafka wants it, key and certificate together in `<server>/key-store.pem`.
 * The authority's key is never written: nobody can sign anything else with it. What is there and good for another month is kept.
 *
 * @param readers further folders that get the authority's certificate alone
 * @returns whether new ones were made
 */
export async function makeCertificates(
  folder: string,
  readers: readonly string[],
  nowMillis: number,
): Promise<boolean> {
  const servers = Object.entries(SERVER_NAMES);
  const all = [...servers.map(([server]) => server), ...readers];
  if (servers.every(([server, names]) => isGood(path.join(folder, server), names, nowMillis)) && isOne(folder, all)) {
    return false;
  }
  const authority = await makeAuthority('KafkaInsight local authority', nowMillis, LIFETIME_DAYS);
  for (const name of all) {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, AUTHORITY_FILE), authority.certificate);
  }
  for (const [server, names] of servers) {
    const { certificate, key } = await authority.issue(server, names);
    const files = { 'certificate.pem': certificate, 'key.pem': key, 'key-store.pem': key + certificate };
    // The server's own volume keeps other services out; a stricter mode would guess the user of a foreign image.
    for (const [file, content] of Object.entries(files))
      writeFileSync(path.join(folder, server, file), content, { mode: 0o644 });
  }
  return true;
}

/** Whether a server's files are all there, signed by the authority beside them, for these names, and not about to expire. */
function isGood(folder: string, names: readonly string[], nowMillis: number): boolean {
  const files = [AUTHORITY_FILE, 'certificate.pem', 'key.pem', 'key-store.pem'].map((file) => path.join(folder, file));
  if (!files.every((file) => existsSync(file))) return false;
  const [authority, certificate] = files.slice(0, 2).map((file) => new X509Certificate(readFileSync(file)));
  if (authority === undefined || certificate?.verify(authority.publicKey) !== true) return false;
  const endMillis = Math.min(Date.parse(authority.validTo), Date.parse(certificate.validTo));
  return (
    endMillis - nowMillis > RENEWAL_DAYS * DAY_MILLIS &&
    names.every((name) => certificate.checkHost(name) !== undefined)
  );
}

/** Whether all folders have the same authority. */
function isOne(folder: string, folders: readonly string[]): boolean {
  const files = folders.map((name) => path.join(folder, name, AUTHORITY_FILE));
  return files.every((file) => existsSync(file)) && new Set(files.map((file) => readFileSync(file, 'utf8'))).size === 1;
}
