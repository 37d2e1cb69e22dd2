import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../adapters/environment.ts';
import type { SearchEngineKind } from '../../pipeline/ports.ts';
import { startKafka } from '../engines/kafka.ts';
import { startElasticsearch } from '../engines/elasticsearch.ts';
import { startOpenSearch } from '../engines/opensearch.ts';
import type { Server } from '../engines/server.ts';
import { type ServerEvent, superviseAll } from '../engines/supervise.ts';

/** Which servers a run uses. */
export interface ServerSettings {
  /** KAFKA_* and SEARCH_* variables of servers that run already; what is missing is started here. */
  readonly given: Environment;
  readonly dataFolder: string;
  readonly fresh: boolean;
  readonly brokers: 1 | 2 | 3;
  /** Which search engine is started, where none is given. */
  readonly engine: SearchEngineKind;
  readonly ports: 'usual' | 'any';
}

/** The servers of a run. */
export interface Servers {
  /** KAFKA_* and SEARCH_* variables of all of them. */
  readonly environment: Environment;
  /** Tells what becomes of servers that end though nobody stopped them: they are started again. */
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
  if (given['SEARCH_URL'] === undefined) {
    starts.push(settings.engine === 'opensearch' ? embeddedOpenSearch(settings) : embeddedElasticsearch(settings));
  }
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

async function embeddedKafka({ dataFolder, fresh, brokers, ports }: ServerSettings): Promise<Started> {
  const kafka = await startKafka({ dataFolder: join(dataFolder, 'kafka'), brokers, fresh, ports });
  return {
    variables: { KAFKA_BROKERS: kafka.addresses.join(','), KAFKA_SECURITY: 'plaintext' },
    servers: kafka.brokers,
    stop: () => kafka.stop(),
  };
}

async function embeddedOpenSearch({ dataFolder, fresh, ports }: ServerSettings): Promise<Started> {
  const engine = await startOpenSearch({ dataFolder: join(dataFolder, 'opensearch'), fresh, ports });
  return {
    variables: { SEARCH_ENGINE: 'opensearch', SEARCH_URL: engine.url, SEARCH_AUTHENTICATION: 'none' },
    servers: [engine],
    stop: () => engine.stop(),
  };
}

/** With a password, as it is never without: a random one, kept where only its owner reads. */
async function embeddedElasticsearch({ dataFolder, fresh, ports }: ServerSettings): Promise<Started> {
  const passwordFile = join(dataFolder, 'elasticsearch-password');
  if (fresh || !existsSync(passwordFile)) {
    mkdirSync(dataFolder, { recursive: true });
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  const administrator = { name: 'kafkainsight', password: readFileSync(passwordFile, 'utf8') };
  const engine = await startElasticsearch({
    dataFolder: join(dataFolder, 'elasticsearch'),
    fresh,
    ports,
    administrator,
  });
  return {
    variables: {
      SEARCH_ENGINE: 'elasticsearch',
      SEARCH_URL: engine.url,
      SEARCH_AUTHENTICATION: 'basic',
      SEARCH_USERNAME: administrator.name,
      SEARCH_PASSWORD_FILE: passwordFile,
    },
    servers: [engine],
    stop: () => engine.stop(),
  };
}
