import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { installEngine } from '../setup/libraries.ts';
import { prepareDataFolder } from './folders.ts';
import {
  askHealth,
  chooseSearchPort,
  loggingProperties,
  type SearchEngine,
  type SearchEngineOptions,
} from './search-engine.ts';
import { startServer } from './server.ts';

/**
 * The service's defaults, but for two: a laptop's disk is often fuller than the watermarks allow (we refuse to start below a
 * bound of our own), and nobody but this machine is to reach the node.
 */
const configuration = `network.host: 127.0.0.1
cluster.routing.allocation.disk.threshold_enabled: false
`;

/**
 * Starts a real OpenSearch node on 127.0.0.1, without the security plugin, and waits until it is healthy.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED
 */
export async function startOpenSearch(options: SearchEngineOptions): Promise<SearchEngine> {
  const { dataFolder, fresh = false, heapMegabytes = 512 } = options;
  const title = 'OpenSearch';
  const { folder, jdk } = await installEngine('opensearch');
  const plainFolder = await prepareDataFolder(dataFolder, title, fresh);
  const configurationFolder = path.join(plainFolder, 'config');
  mkdirSync(configurationFolder, { recursive: true });
  writeFileSync(path.join(configurationFolder, 'opensearch.yml'), configuration);
  writeFileSync(path.join(configurationFolder, 'log4j2.properties'), loggingProperties);
  const port = await chooseSearchPort(options.ports);
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer({
    title,
    dataFolder,
    command: path.join(jdk.home, 'bin', 'java'),
    args: [
      ...[`-Xms${heapMegabytes}m`, `-Xmx${heapMegabytes}m`],
      ...['--add-modules', 'jdk.incubator.vector', '--enable-native-access=ALL-UNNAMED'],
      ...['-cp', path.join(folder, '*'), 'org.codelibs.opensearch.runner.OpenSearchRunner'],
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
    ask: () => askHealth(url),
  });
  return Object.assign(server, { url });
}
