import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { installEngine } from '../setup/libraries.ts';
import { prepareDataFolder } from './folders.ts';
import { freePort } from './ports.ts';
import { startServer, type Server } from './server.ts';

/** How to start OpenSearch. */
export interface OpenSearchOptions {
  readonly dataFolder: string;
  /** Whether to begin with an empty data folder. Default: false. */
  readonly fresh?: boolean;
  /** `usual`: 9200 or the next free one; `any`: a free one further on, as tests want it. Default: `usual`. */
  readonly ports?: 'usual' | 'any';
  /** Default: 512. */
  readonly heapMegabytes?: number;
}

/** A running search engine. */
export interface SearchEngine extends Server {
  /** For instance `http://127.0.0.1:9200`. */
  readonly url: string;
}

/** The main class looks for its port no further than 9299. */
const firstPort = 9200;
const lastPort = 9299;

/**
 * The service's defaults, but for two: a laptop's disk is often fuller than the watermarks allow (we refuse to start below a
 * bound of our own), and nobody but this machine is to reach the node.
 */
const configuration = `network.host: 127.0.0.1
cluster.routing.allocation.disk.threshold_enabled: false
`;

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %-25c{1.} %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`;

/**
 * Starts a real OpenSearch node on 127.0.0.1, without the security plugin, and waits until it is healthy.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ENGINE_FAILED
 */
export async function startOpenSearch(options: OpenSearchOptions): Promise<SearchEngine> {
  const { dataFolder, fresh = false, ports = 'usual', heapMegabytes = 512 } = options;
  const title = 'OpenSearch';
  const { folder, jdk } = await installEngine('opensearch');
  await prepareDataFolder(dataFolder, title, fresh);
  const configurationFolder = path.join(dataFolder, 'config');
  mkdirSync(configurationFolder, { recursive: true });
  writeFileSync(path.join(configurationFolder, 'opensearch.yml'), configuration);
  writeFileSync(path.join(configurationFolder, 'log4j2.properties'), logging);
  const port = await choosePort(ports);
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer({
    title,
    dataFolder,
    command: path.join(jdk.home, 'bin', 'java'),
    args: [
      ...[`-Xms${heapMegabytes}m`, `-Xmx${heapMegabytes}m`],
      ...['--add-modules', 'jdk.incubator.vector', '--enable-native-access=ALL-UNNAMED'],
      ...['-cp', path.join(folder, '*'), 'org.codelibs.opensearch.runner.OpenSearchRunner'],
      ...['-basePath', dataFolder, '-confPath', configurationFolder, '-numOfNode', '1', '-clusterName', 'kafkainsight'],
      // The node's number, 1, is added to the base.
      ...['-baseHttpPort', String(port - 1)],
    ],
    ports: [port],
    ask: () => askHealth(url),
  });
  return Object.assign(server, { url });
}

/** Tests that start in several processes at once begin at different ports, since a node listens only seconds after the choice. */
function choosePort(ports: 'usual' | 'any'): Promise<number> {
  const preferred = ports === 'usual' ? firstPort : firstPort + 10 + (process.pid % (lastPort - firstPort - 10));
  return freePort({ first: firstPort, last: lastPort, preferred });
}

async function askHealth(url: string): Promise<void> {
  const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=5s`);
  await response.body?.cancel();
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
}
