import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeAuthority } from './certificate-authority.ts';

/** The servers that get a certificate, and their names in the containers' network and on this machine. */
export const SERVER_NAMES = {
  elasticsearch: ['elasticsearch', 'localhost'],
  kibana: ['kibana', 'localhost'],
  kafka: ['kafka-1', 'kafka-2', 'kafka-3', 'localhost'],
} as const satisfies Record<string, readonly string[]>;

/** The authority's certificate, under the name that Elasticsearch uses. */
export const AUTHORITY_FILE = 'http_ca.crt';

/** Below the limit of macOS and iOS for certificates of a private authority (Apple, support article 103769: 825 days). */
const LIFETIME_DAYS = 730;
const RENEWAL_DAYS = 30;
const DAY_MILLIS = 86_400_000;

/**
 * Creates a certificate authority, and with it a certificate for each server, below a folder: `<server>/http_ca.crt`,
 * `<server>/certificate.pem`, `<server>/key.pem` and, in the form that Kafka needs, key and certificate together in
 * `<server>/key-store.pem`. The authority's key is never written, so nobody can sign anything else with it. Existing certificates that
 * are valid for another month are kept.
 *
 * @param readers further folders that get only the authority's certificate
 * @returns whether new ones were created
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
    // Other services cannot reach the server's volume; a stricter mode would have to guess the user of a foreign image.
    for (const [file, content] of Object.entries(files))
      writeFileSync(path.join(folder, server, file), content, { mode: 0o644 });
  }
  return true;
}

/** Whether all of a server's files exist, signed by the authority next to them, for these names, and not about to expire. */
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
