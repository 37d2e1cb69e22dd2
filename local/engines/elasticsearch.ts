import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import versions from '../../lib/versions.json' with { type: 'json' };
import { installEngine } from '../setup/libraries.ts';
import { writePrivately } from '../setup/private-files.ts';
import { type Distribution, layOutDistribution } from './distribution.ts';
import { prepareDataFolder } from './folders.ts';
import {
  askHealth,
  chooseSearchPort,
  type Credentials,
  loggingProperties,
  type SearchEngineOptions,
  type SearchServer,
  type TlsFiles,
} from './search-engine.ts';
import { startServer } from './server.ts';

/** How to start Elasticsearch. */
export interface ElasticsearchOptions extends SearchEngineOptions {
  /** A user with all permissions; the password has at least 6 characters. */
  readonly administrator: Credentials;
  /** Default: no TLS. */
  readonly tls?: TlsFiles;
  /** Folders of modules that are missing in Maven's build. Default: none. */
  readonly modules?: readonly string[];
}

/**
 * Starts a real Elasticsearch on 127.0.0.1, with X-Pack's security, and waits until the administrator can sign in.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED
 */
export async function startElasticsearch(options: ElasticsearchOptions): Promise<SearchServer> {
  const { dataFolder, administrator, tls, modules = [], fresh = false, heapMegabytes = 512 } = options;
  const title = 'Elasticsearch';
  const engine = await installEngine('elasticsearch');
  const plainFolder = await prepareDataFolder(dataFolder, title, fresh);
  const distribution = layOutDistribution(engine, `elasticsearch-${versions.elasticsearch}`, plainFolder, title);
  const port = await chooseSearchPort(options.ports);
  configure(distribution.configurationFolder, plainFolder, tls, port);
  for (const module of modules)
    cpSync(module, path.join(distribution.home, 'modules', path.basename(module)), { recursive: true });
  addUser(distribution, administrator);
  distribution.handOver();
  const env = {
    ES_JAVA_HOME: engine.jdk.home,
    ES_JAVA_OPTS: `-Xms${heapMegabytes}m -Xmx${heapMegabytes}m`,
    ES_TMPDIR: path.join(plainFolder, 'tmp'),
  };
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const authority = tls && readFileSync(tls.authorityFile);
  const server = await startServer({
    title,
    dataFolder,
    command: path.join(distribution.home, 'bin', 'elasticsearch'),
    args: [],
    env,
    ...distribution.runAs,
    ports: [port],
    ask: () => askHealth(url, administrator, authority),
  });
  return Object.assign(server, { url });
}

function configure(folder: string, dataFolder: string, tls: TlsFiles | undefined, port: number): void {
  writeFileSync(path.join(folder, 'log4j2.properties'), loggingProperties);
  const settings = `network.host: 127.0.0.1
http.port: ${port}
discovery.type: single-node
path.data: ${JSON.stringify(path.join(dataFolder, 'data'))}
path.logs: ${JSON.stringify(path.join(dataFolder, 'logs'))}
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: true
xpack.security.enrollment.enabled: false
xpack.security.http.ssl.enabled: ${tls !== undefined}
`;
  if (tls === undefined) {
    writeFileSync(path.join(folder, 'elasticsearch.yml'), settings);
    return;
  }
  cpSync(tls.certificateFile, path.join(folder, 'certificate.pem'));
  cpSync(tls.keyFile, path.join(folder, 'key.pem'));
  const files = `xpack.security.http.ssl.certificate: certificate.pem
xpack.security.http.ssl.key: key.pem
`;
  writeFileSync(path.join(folder, 'elasticsearch.yml'), settings + files);
}

/**
 * Creates the user in the file realm, which exists before any index. It writes the files that `elasticsearch-users` would write:
 * everybody on the machine could read the arguments of that program.
 */
function addUser({ configurationFolder }: Distribution, { name, password }: Credentials): void {
  writePrivately(path.join(configurationFolder, 'users'), `${name}:${passwordHash(password)}\n`);
  writePrivately(path.join(configurationFolder, 'users_roles'), `superuser:${name}\n`);
}

/** The format of Elasticsearch's `pbkdf2_10000` (org.elasticsearch.xpack.core.security.authc.support.Hasher): HMAC-SHA-512, 32 bytes. */
function passwordHash(password: string): string {
  const salt = randomBytes(32);
  const hash = pbkdf2Sync(password, salt, 10_000, 32, 'sha512');
  return `{PBKDF2}10000$${salt.toString('base64')}$${hash.toString('base64')}`;
}
