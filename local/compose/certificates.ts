import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

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

type Openssl = (...args: readonly string[]) => void;

/**
 * Makes a certificate authority, and with it a certificate for each server, below a folder: `<server>/http_ca.crt`,
 * `<server>/certificate.pem`, `<server>/key.pem` and, as Kafka wants it, key and certificate together in `<server>/key-store.pem`.
 * The authority's key is thrown away: nobody can sign anything else with it. What is there and good for another month is kept.
 *
 * @param readers further folders that get the authority's certificate alone
 * @returns whether new ones were made
 */
export function makeCertificates(folder: string, readers: readonly string[], nowMillis: number): boolean {
  const servers = Object.entries(SERVER_NAMES);
  const all = [...servers.map(([server]) => server), ...readers];
  if (servers.every(([server, names]) => isGood(path.join(folder, server), names, nowMillis)) && isOne(folder, all)) {
    return false;
  }
  const work = mkdtempSync(path.join(tmpdir(), 'certificates-'));
  try {
    const openssl: Openssl = (...args) => {
      execFileSync('openssl', args, { cwd: work, stdio: 'pipe' });
    };
    makeAuthority(openssl);
    for (const [server, names] of servers) {
      makeServer(openssl, work, server, names);
      const target = path.join(folder, server);
      mkdirSync(target, { recursive: true });
      for (const file of ['certificate.pem', 'key.pem', 'key-store.pem']) {
        copyFileSync(path.join(work, file), path.join(target, file));
        // The server's own volume keeps other services out; a stricter mode would guess the user of a foreign image.
        chmodSync(path.join(target, file), 0o644);
      }
    }
    for (const reader of all) {
      mkdirSync(path.join(folder, reader), { recursive: true });
      copyFileSync(path.join(work, AUTHORITY_FILE), path.join(folder, reader, AUTHORITY_FILE));
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  return true;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function makeAuthority(openssl: Openssl): void {
  const extensions = ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    ...['-days', String(LIFETIME_DAYS), '-subj', '/CN=KafkaInsight local authority'],
    ...extensions.flatMap((extension) => ['-addext', extension]),
    ...['-keyout', 'authority-key.pem', '-out', AUTHORITY_FILE],
  );
}

function makeServer(openssl: Openssl, work: string, server: string, names: readonly string[]): void {
  openssl('req', ...newKey, '-subj', `/CN=${server}`, '-keyout', 'key.pem', '-out', 'request.pem');
  const alternatives = [...names.map((name) => `DNS:${name}`), 'IP:127.0.0.1'].join(',');
  // Brokers sign in to each other, hence clientAuth.
  const extensions = `basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=${alternatives}
`;
  writeFileSync(path.join(work, 'extensions'), extensions);
  const signing = ['-CA', AUTHORITY_FILE, '-CAkey', 'authority-key.pem', '-CAcreateserial', '-sha256'];
  openssl(
    ...['x509', '-req', '-in', 'request.pem', ...signing, '-days', String(LIFETIME_DAYS)],
    ...['-extfile', 'extensions', '-out', 'certificate.pem'],
  );
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((file) => readFileSync(path.join(work, file), 'utf8'));
  writeFileSync(path.join(work, 'key-store.pem'), `${key ?? ''}${certificate ?? ''}`);
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
