import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineName } from '../setup/catalogue.ts';
import { installEngine } from '../setup/libraries.ts';
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

/** A search engine that the script of its distribution starts. */
export interface DistributionServer {
  readonly name: EngineName;
  readonly title: string;
  /** The one folder in the archive. */
  readonly folderName: string;
  /** In `bin/`. */
  readonly script: string;
  /** What its environment variables begin with. */
  readonly variables: 'ES' | 'OPENSEARCH';
  /** Who asks whether it is healthy. */
  readonly administrator: Credentials;
  /** Absent: no TLS. They are `authority.pem`, `certificate.pem` and `key.pem` in its configuration folder, outside which it reads none. */
  readonly tls?: TlsFiles | undefined;
  /** Writes its configuration; the settings are those that all have, as YAML. */
  readonly configure: (distribution: Distribution, settings: string) => void;
}

/**
 * Starts a search engine on 127.0.0.1 and waits until its administrator can sign in.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED
 */
export async function startDistribution(
  { name, title, folderName, script, variables, administrator, tls, configure }: DistributionServer,
  { dataFolder, ports, fresh = false, heapMegabytes = 512 }: SearchEngineOptions,
): Promise<SearchServer> {
  const engine = await installEngine(name);
  const plainFolder = await prepareDataFolder(dataFolder, title, fresh);
  const distribution = layOutDistribution(engine, folderName, plainFolder, title);
  const port = await chooseSearchPort(ports);
  writeFileSync(path.join(distribution.configurationFolder, 'log4j2.properties'), loggingProperties);
  if (tls !== undefined) copyTlsFiles(tls, distribution.configurationFolder);
  configure(distribution, commonSettings(plainFolder, port));
  distribution.handOver();
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const authority = tls && readFileSync(tls.authorityFile);
  const server = await startServer({
    title,
    dataFolder,
    command: path.join(distribution.home, 'bin', script),
    args: [],
    env: {
      [`${variables}_JAVA_HOME`]: engine.jdk.home,
      [`${variables}_JAVA_OPTS`]: `-Xms${heapMegabytes}m -Xmx${heapMegabytes}m`,
      [`${variables}_TMPDIR`]: path.join(plainFolder, 'tmp'),
    },
    ...distribution.runAs,
    ports: [port],
    ask: () => askHealth(url, administrator, authority),
  });
  return Object.assign(server, { url });
}

function copyTlsFiles({ authorityFile, certificateFile, keyFile }: TlsFiles, folder: string): void {
  cpSync(authorityFile, path.join(folder, 'authority.pem'));
  cpSync(certificateFile, path.join(folder, 'certificate.pem'));
  cpSync(keyFile, path.join(folder, 'key.pem'));
}

function commonSettings(dataFolder: string, port: number): string {
  return `network.host: 127.0.0.1
http.port: ${port}
discovery.type: single-node
path.data: ${JSON.stringify(path.join(dataFolder, 'data'))}
path.logs: ${JSON.stringify(path.join(dataFolder, 'logs'))}
cluster.routing.allocation.disk.threshold_enabled: false
`;
}
