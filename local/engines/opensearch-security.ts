import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import versions from '../../lib/versions.json' with { type: 'json' };
import { installEngine } from '../setup/libraries.ts';
import { layOutDistribution } from './distribution.ts';
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

/** How to start OpenSearch with its security plugin. */
export interface OpenSearchSecurityOptions extends SearchEngineOptions {
  readonly tls: TlsFiles;
}

/** The plugin's own example: the hash, at work factor 12, of the password below. */
const administrator: Credentials = { name: 'admin', password: 'admin' };
const internalUsers = `_meta:
  type: internalusers
  config_version: 2
admin:
  hash: $2a$12$VcCDgh2NDk07JGN0rjGbM.Ad41qVR/YFJcgHp0UGns5JDymv..TOG
  reserved: true
  backend_roles: [admin]
`;

/**
 * Starts a real OpenSearch with the security plugin on 127.0.0.1, with TLS, and waits until its administrator can sign in.
 * @returns The engine, its `https` URL, and the administrator, whose role may use the security API.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED
 */
export async function startOpenSearchSecurity(
  options: OpenSearchSecurityOptions,
): Promise<SearchServer & { readonly administrator: Credentials }> {
  const { dataFolder, tls, fresh = false, heapMegabytes = 512 } = options;
  const title = 'OpenSearch with the security plugin';
  const engine = await installEngine('opensearch-security');
  const plainFolder = await prepareDataFolder(dataFolder, title, fresh);
  const folderName = `opensearch-${versions.openSearchSecurity}`;
  const distribution = layOutDistribution(engine, folderName, plainFolder, title);
  const port = await chooseSearchPort(options.ports);
  configure(distribution.home, plainFolder, tls, port);
  distribution.handOver();
  const url = `https://127.0.0.1:${port}`;
  const authority = readFileSync(tls.authorityFile);
  const server = await startServer({
    title,
    dataFolder,
    command: path.join(distribution.home, 'bin', 'opensearch'),
    args: [],
    env: {
      OPENSEARCH_JAVA_HOME: engine.jdk.home,
      OPENSEARCH_JAVA_OPTS: `-Xms${heapMegabytes}m -Xmx${heapMegabytes}m`,
      OPENSEARCH_TMPDIR: path.join(plainFolder, 'tmp'),
    },
    ...distribution.runAs,
    ports: [port],
    ask: () => askHealth(url, administrator, authority),
  });
  return Object.assign(server, { url, administrator });
}

function configure(home: string, dataFolder: string, tls: TlsFiles, port: number): void {
  const folder = path.join(home, 'config');
  const securityFolder = path.join(folder, 'opensearch-security');
  cpSync(path.join(home, 'plugins', 'opensearch-security', 'config'), securityFolder, { recursive: true });
  writeFileSync(path.join(securityFolder, 'internal_users.yml'), internalUsers);
  writeFileSync(path.join(folder, 'log4j2.properties'), loggingProperties);
  leaveOutUnpublished(path.join(home, 'plugins', 'opensearch-security', 'plugin-descriptor.properties'));
  // The plugin reads certificates from the configuration folder only.
  cpSync(tls.authorityFile, path.join(folder, 'authority.pem'));
  cpSync(tls.certificateFile, path.join(folder, 'certificate.pem'));
  cpSync(tls.keyFile, path.join(folder, 'key.pem'));
  const layers = ['transport', 'http'].map(
    (layer) => `plugins.security.ssl.${layer}.pemcert_filepath: certificate.pem
plugins.security.ssl.${layer}.pemkey_filepath: key.pem
plugins.security.ssl.${layer}.pemtrustedcas_filepath: authority.pem
`,
  );
  const settings = `network.host: 127.0.0.1
http.port: ${port}
discovery.type: single-node
path.data: ${JSON.stringify(path.join(dataFolder, 'data'))}
path.logs: ${JSON.stringify(path.join(dataFolder, 'logs'))}
cluster.routing.allocation.disk.threshold_enabled: false
plugins.security.ssl.http.enabled: true
plugins.security.ssl.transport.enforce_hostname_verification: false
plugins.security.allow_default_init_securityindex: true
plugins.security.restapi.roles_enabled: [all_access]
`;
  writeFileSync(path.join(folder, 'opensearch.yml'), settings + layers.join(''));
}

/**
 * Removes a module from the list of those that the plugin extends: it is not published, and what the plugin adds to it has nothing to do
 * with security.
 */
function leaveOutUnpublished(descriptor: string): void {
  const text = readFileSync(descriptor, 'utf8');
  writeFileSync(descriptor, text.replace(/^extended\.plugins=.*$/m, 'extended.plugins='));
}
