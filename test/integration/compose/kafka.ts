/** The broker of compose.yaml, run without containers: with the image's start program, which is in Kafka's jars. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createTopicAdmin } from '../../../adapters/kafka/admin.ts';
import type { KafkaConfiguration } from '../../../adapters/kafka/configuration.ts';
import { freePort } from '../../../local/engines/free-ports.ts';
import { type Server, startServer } from '../../../local/engines/server.ts';
import { installEngine } from '../../../local/setup/libraries.ts';

/** Below the ephemeral ports. */
const ports = { first: 21_000, last: 31_000 };

export interface ComposedKafka {
  readonly server: Server;
  /** `localhost:port` of its listener for this machine. */
  readonly address: string;
  /** Port of the controller. */
  readonly controller: number;
}

interface ComposedKafkaOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** The folder with its certificates. */
  readonly secrets: string;
  /** How a client signs in, to see when it is ready: when a topic with a copy on each broker can be made. */
  readonly client: Omit<KafkaConfiguration, 'brokers'>;
  /** The running broker, where this is another one of its cluster. */
  readonly first?: ComposedKafka | undefined;
}

/**
 * Starts a broker from the environment that compose.yaml gives a container. Host names of the containers become localhost, folders those
 * given, and ports free ones; nothing else is changed.
 *
 * @param folder for its data and its configuration
 */
export async function startComposedKafka(
  folder: string,
  { environment, secrets, client, first }: ComposedKafkaOptions,
): Promise<ComposedKafka> {
  const { folder: jars, jdk } = await installEngine('kafka');
  const preferred = ports.first + (process.pid % 9_000);
  const free = (): Promise<number> => freePort({ ...ports, preferred });
  const [host, internal] = [await free(), await free()];
  const controller = first?.controller ?? (await free());
  const data = path.join(folder, 'data');
  const places: readonly (readonly [string | RegExp, string])[] = [
    ['/var/lib/kafka/data', data],
    ['/etc/kafka/secrets', secrets],
    [/(INTERNAL:\/\/[\w-]*):9092/g, `$1:${internal}`],
    [/HOST:\/\/:19092/g, `HOST://:${host}`],
    [/HOST:\/\/localhost:\d+/g, `HOST://localhost:${host}`],
    [/:9093\b/g, `:${controller}`],
    [/kafka-\d/g, 'localhost'],
  ];
  const here = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      places.reduce((text, [from, to]) => text.replaceAll(from, to), value),
    ]),
  );
  const java = path.join(jdk.home, 'bin', 'java');
  const classPath = path.join(jars, '*');
  const configuration = setUp(folder, java, classPath, here);
  const address = `localhost:${host}`;
  const server = await startServer({
    title: 'The broker of compose.yaml',
    dataFolder: folder,
    command: java,
    args: [...(here['KAFKA_HEAP_OPTS'] ?? '').split(' '), '-cp', classPath, 'kafka.Kafka', configuration],
    ports: first === undefined ? [host, internal, controller] : [host, internal],
    ask: async () => {
      const admin = createTopicAdmin({ ...client, brokers: [address] }, { timeoutMillis: 2_000, log: () => undefined });
      try {
        await admin.createTopic({ partitions: 1, replicationFactor: first === undefined ? 1 : 2 });
      } finally {
        await admin.close();
      }
    },
  });
  return { server, address, controller };
}

/** What the image's start script does (apache/kafka, docker/jvm/launch): properties from the environment, and the data formatted. */
function setUp(folder: string, java: string, classPath: string, environment: Readonly<Record<string, string>>): string {
  for (const name of ['defaults', 'mounted', 'final']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const name of ['log4j2.yaml', 'tools-log4j2.yaml']) writeFileSync(path.join(folder, 'defaults', name), '');
  const file = path.join(folder, 'final', 'server.properties');
  writeFileSync(file, '');
  execFileSync(
    java,
    [
      ...['-Xmx256m', '-cp', classPath, 'kafka.docker.KafkaDockerWrapper', 'setup'],
      ...['--default-configs-dir', path.join(folder, 'defaults')],
      ...['--mounted-configs-dir', path.join(folder, 'mounted'), '--final-configs-dir', path.join(folder, 'final')],
    ],
    { env: environment, stdio: 'pipe' },
  );
  return file;
}
