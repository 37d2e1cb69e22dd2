import { join } from 'node:path';
import type { Environment } from '../../adapters/environment-variables.ts';
import type { SearchEngineKind } from '../../core/ports.ts';
import { startElasticsearch } from '../engines/elasticsearch.ts';
import { startKafka } from '../engines/kafka.ts';
import { startOpenSearch } from '../engines/opensearch.ts';
import type { Server } from '../engines/server.ts';
import { type ServerEvent, superviseAll } from '../engines/supervise.ts';
import type { RunSecrets } from './secrets.ts';

/** Which servers a run uses. */
export interface ServerSettings {
  /** KAFKA_* and SEARCH_* variables of servers that already run; missing ones are started. */
  readonly given: Environment;
  readonly dataFolder: string;
  readonly fresh: boolean;
  readonly brokers: 1 | 2 | 3;
  /** The search engine to start, where none is given. */
  readonly engine: SearchEngineKind;
  readonly ports: 'usual' | 'any';
  /** The secrets of the started servers. */
  readonly secrets: RunSecrets;
}

/** The servers of a run. */
export interface Servers {
  /** KAFKA_* and SEARCH_* variables of all of them. */
  readonly environment: Environment;
  /** Reports servers that end unexpectedly; they are restarted. */
  onEvent(listener: (event: ServerEvent) => void): void;
  stop(): Promise<void>;
}

interface Started {
  readonly variables: Environment;
  readonly servers: readonly Server[];
  stop(): Promise<void>;
}

/**
 * Starts the servers that are not given, both at once: a real Kafka, and a real OpenSearch or Elasticsearch.
 * Errors: JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED; then nothing is left running.
 */
export async function startServers(settings: ServerSettings): Promise<Servers> {
  const { given } = settings;
  const starts: Promise<Started>[] = [];
  if (given['KAFKA_BROKERS'] === undefined) starts.push(embeddedKafka(settings));
  if (given['SEARCH_URL'] === undefined) starts.push(embeddedSearch(settings));
  const ends = await Promise.allSettled(starts);
  const started = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
  };
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  const stopping = new AbortController();
  return {
    environment: Object.assign({}, given, ...started.map(({ variables }) => variables)) as Environment,
    onEvent: (listener) => {
      for (const { servers } of started) superviseAll(servers, listener, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await stop();
    },
  };
}

async function embeddedKafka({ dataFolder, fresh, brokers, ports, secrets }: ServerSettings): Promise<Started> {
  const { guard, passwordFile } = secrets;
  const kafka = await startKafka({ dataFolder: join(dataFolder, 'kafka'), brokers, fresh, ports, guard });
  return {
    variables: {
      KAFKA_BROKERS: kafka.addresses.join(','),
      KAFKA_SECURITY: 'password',
      KAFKA_CA_FILE: guard.authorityFile,
      KAFKA_USERNAME: guard.user.name,
      KAFKA_PASSWORD_FILE: passwordFile,
    },
    servers: kafka.brokers,
    stop: () => kafka.stop(),
  };
}

async function embeddedSearch({ engine: kind, dataFolder, fresh, ports, secrets }: ServerSettings): Promise<Started> {
  const { guard, passwordFile } = secrets;
  const common = { dataFolder: join(dataFolder, kind), fresh, ports };
  const engine =
    kind === 'opensearch'
      ? await startOpenSearch({ ...common, guard })
      : await startElasticsearch({ ...common, administrator: guard.user, tls: guard });
  return {
    variables: {
      SEARCH_ENGINE: kind,
      SEARCH_URL: engine.url,
      SEARCH_AUTHENTICATION: 'basic',
      SEARCH_USERNAME: guard.user.name,
      SEARCH_PASSWORD_FILE: passwordFile,
      SEARCH_CA_FILE: guard.authorityFile,
    },
    servers: [engine],
    stop: () => engine.stop(),
  };
}
