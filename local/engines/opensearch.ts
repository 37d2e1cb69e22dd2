import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLASSES_FOLDER, installEngine } from '../setup/libraries.ts';
import { writePrivately } from '../setup/private-files.ts';
import { prepareDataFolder } from './folders.ts';
import type { Guard } from './guard.ts';
import {
  askHealth,
  chooseSearchPort,
  loggingProperties,
  type SearchEngineOptions,
  type SearchServer,
} from './search-engine.ts';
import { startServer } from './server.ts';

/**
 * The service's defaults, except for two: a laptop's disk is often fuller than the watermarks allow (we have our own minimum for a
 * start), and only this machine may reach the node.
 */
const configuration = `network.host: 127.0.0.1
cluster.routing.allocation.disk.threshold_enabled: false
`;

/** How to start OpenSearch. */
export interface OpenSearchOptions extends SearchEngineOptions {
  /** TLS and one user (ADR 23), and no port for other nodes. Default: open to everybody who reaches 127.0.0.1, for tests. */
  readonly guard?: Guard;
}

/**
 * Starts a real OpenSearch node on 127.0.0.1, without the security plugin, and waits until it is healthy.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED
 */
export async function startOpenSearch(options: OpenSearchOptions): Promise<SearchServer> {
  const { dataFolder, guard, fresh = false, heapMegabytes = 512 } = options;
  const title = 'OpenSearch';
  const { folder, jdk } = await installEngine('opensearch');
  const plainFolder = await prepareDataFolder(dataFolder, title, fresh);
  const configurationFolder = path.join(plainFolder, 'config');
  mkdirSync(configurationFolder, { recursive: true });
  writeFileSync(path.join(configurationFolder, 'opensearch.yml'), configuration);
  writeFileSync(path.join(configurationFolder, 'log4j2.properties'), loggingProperties);
  const port = await chooseSearchPort(options.ports);
  const url = `${guard === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const authority = guard && readFileSync(guard.authorityFile);
  const server = await startServer({
    title,
    dataFolder,
    command: path.join(jdk.home, 'bin', 'java'),
    args: [
      ...[`-Xms${heapMegabytes}m`, `-Xmx${heapMegabytes}m`],
      ...['--add-modules', 'jdk.incubator.vector', '--enable-native-access=ALL-UNNAMED'],
      ...(guard === undefined ? [] : [`-Dkafkainsight.guard=${layOutGuard(guard, configurationFolder)}`]),
      ...['-cp', [path.join(folder, CLASSES_FOLDER), path.join(folder, '*')].join(path.delimiter)],
      'org.codelibs.opensearch.runner.OpenSearchRunner',
      ...(guard === undefined ? [] : ['-pluginTypes', 'kafkainsight.Guard']),
      ...[
        '-basePath',
        plainFolder,
        '-confPath',
        configurationFolder,
        '-numOfNode',
        '1',
        '-clusterName',
        'kafkainsight',
      ],
      // The node's number, 1, is added to the base.
      ...['-baseHttpPort', String(port - 1)],
    ],
    ports: [port],
    ask: () => askHealth(url, guard?.user, authority),
  });
  return Object.assign(server, { url });
}

/** Lays out what opensearch/guard/Guard.java reads; returns the folder. */
function layOutGuard({ user, certificateFile, keyFile }: Guard, configurationFolder: string): string {
  const folder = path.join(configurationFolder, 'guard');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(certificateFile, path.join(folder, 'certificate.pem'));
  writePrivately(path.join(folder, 'key.pem'), readFileSync(keyFile, 'utf8'));
  writePrivately(path.join(folder, 'credentials'), `${user.name}:${user.password}`);
  return folder;
}
