import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { patchKafkajs } from '../../adapters/kafka/kafkajs-patches.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { type InstalledEngine, installEngine } from '../setup/libraries.ts';
import { writePrivately } from '../setup/private-files.ts';
import { prepareDataFolder } from './folders.ts';
import { freePort, type PortRange } from './free-ports.ts';
import type { Guard } from './guard.ts';
import { type BrokerPorts, brokerProperties } from './kafka-properties.ts';
import { type Server, startServer } from './server.ts';

/** Any 16 bytes in base64url; the same for all our clusters, which never connect to each other. */
const clusterId = 'a2Fma2FpbnNpZ2h0LWxvYw';
const usualPorts: PortRange = { first: 9092, last: 9191 };
/** Below the ephemeral ports, so that no client occupies a port while its broker restarts. */
const anyPorts: PortRange = { first: 20_000, last: 31_999 };

const logFlags = [
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** How to start Kafka. */
export interface KafkaOptions {
  /** Each broker has a folder in it. */
  readonly dataFolder: string;
  /** Default: 1. */
  readonly brokers?: 1 | 2 | 3;
  /** `older` is the version that MSK offers for its smallest brokers. Default: `current`. */
  readonly version?: 'current' | 'older';
  /** Whether to start with an empty data folder. Default: false. */
  readonly fresh?: boolean;
  /** `usual`: 9092 or the next free ones; `any`: free ones elsewhere, for tests. Default: `usual`. */
  readonly ports?: 'usual' | 'any';
  /** A PEM file with a private key and its certificate chain: adds a listener with SASL_SSL and OAUTHBEARER. */
  readonly certificateFile?: string;
  /** A folder of compiled classes that the brokers load in addition to their own. Default: none. */
  readonly classFolder?: string;
  /** TLS and one user on all listeners. Default: open to everybody who reaches 127.0.0.1, as tests want it. */
  readonly guard?: Guard;
  /** Broker settings that extend or override ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default: 512. */
  readonly heapMegabytes?: number;
}

/** One broker of a cluster. */
interface KafkaBroker extends Server {
  readonly nodeId: number;
  /** `host:port` of its listener for clients. */
  readonly address: string;
  /** `host:port` of its listener with SASL_SSL and OAUTHBEARER, where a certificate was given. */
  readonly saslSslAddress?: string;
}

/** A running cluster. */
export interface KafkaCluster {
  /** In the order of their node ids. */
  readonly brokers: readonly KafkaBroker[];
  /** `host:port` of the brokers' listeners for clients. */
  readonly addresses: readonly string[];
  stop(): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/**
 * Starts one to three real brokers on 127.0.0.1 (KRaft; each is controller too) and waits until all are in the cluster.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ENGINE_FAILED
 */
export async function startKafka(options: KafkaOptions): Promise<KafkaCluster> {
  const engine = await installEngine(options.version === 'older' ? 'kafka-older' : 'kafka');
  const cluster: BrokerPorts[] = [];
  for (let index = 0; index < (options.brokers ?? 1); index++) cluster.push(await choosePorts(options));
  // All at once: a broker is ready only once a majority of the controllers is connected.
  const brokers = await allOrNone(
    cluster.map((ports, index) => startBroker(engine, options, { nodeId: index + 1, ports, cluster })),
  );
  const all = async (work: (broker: KafkaBroker) => Promise<void>): Promise<void> => {
    await Promise.all(brokers.map(work));
  };
  return {
    brokers,
    addresses: brokers.map(({ address }) => address),
    stop: () => all((broker) => broker.stop()),
    kill: () => all((broker) => broker.kill()),
    restart: async () => {
      await all((broker) => broker.stop());
      await all((broker) => broker.restart());
    },
  };
}

async function allOrNone<T extends Server>(starts: readonly Promise<T>[]): Promise<T[]> {
  try {
    return await Promise.all(starts);
  } catch (error) {
    for (const start of await Promise.allSettled(starts)) if (start.status === 'fulfilled') await start.value.kill();
    throw error;
  }
}

async function choosePorts({ ports = 'usual', certificateFile }: KafkaOptions): Promise<BrokerPorts> {
  const next = (): Promise<number> =>
    freePort(ports === 'usual' ? usualPorts : { ...anyPorts, preferred: randomInt(anyPorts.first, anyPorts.last) });
  const client = await next();
  const controller = await next();
  return certificateFile === undefined ? { client, controller } : { client, controller, saslSsl: await next() };
}

/** Which broker of a cluster. */
interface BrokerPlace {
  readonly nodeId: number;
  readonly ports: BrokerPorts;
  /** Those of all brokers. */
  readonly cluster: readonly BrokerPorts[];
}

async function startBroker(
  engine: InstalledEngine,
  options: KafkaOptions,
  { nodeId, ports, cluster }: BrokerPlace,
): Promise<KafkaBroker> {
  const title = `Kafka broker ${nodeId}`;
  const dataFolder = path.join(options.dataFolder, `broker-${nodeId}`);
  const plainFolder = await prepareDataFolder(dataFolder, title, options.fresh ?? false);
  const logFolder = path.join(plainFolder, 'log');
  const propertiesFile = path.join(plainFolder, 'server.properties');
  writePrivately(propertiesFile, brokerProperties({ ...options, nodeId, ports, cluster, logFolder }));
  const command = path.join(engine.jdk.home, 'bin', 'java');
  const classPath = [path.join(engine.folder, '*'), options.classFolder ?? []].flat().join(path.delimiter);
  if (!existsSync(path.join(logFolder, 'meta.properties'))) await format(command, classPath, propertiesFile, title);
  const address = `127.0.0.1:${ports.client}`;
  const { guard } = options;
  const server = await startServer({
    title,
    dataFolder,
    command,
    args: [`-Xmx${options.heapMegabytes ?? 512}m`, ...logFlags, '-cp', classPath, 'kafka.Kafka', propertiesFile],
    ports: [ports.client, ports.controller, ports.saslSsl].filter((port) => port !== undefined),
    ask: () => askBroker(nodeId, address, guard),
  });
  return Object.assign(server, {
    nodeId,
    address,
    ...(ports.saslSsl && { saslSslAddress: `127.0.0.1:${ports.saslSsl}` }),
  });
}

/** Kafka requires that its folder has the cluster's id before the first start. */
async function format(command: string, classPath: string, propertiesFile: string, title: string): Promise<void> {
  const args = [
    '-Xmx256m',
    '-cp',
    classPath,
    'kafka.tools.StorageTool',
    'format',
    '-t',
    clusterId,
    '-c',
    propertiesFile,
  ];
  try {
    await promisify(execFile)(command, args);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new KafkaInsightError('ENGINE_FAILED', `${title}'s data folder could not be formatted: ${said}`, { cause });
  }
}

/** A broker is ready once it lists itself, which it does only while the controller considers it alive. */
async function askBroker(nodeId: number, address: string, guard: Guard | undefined): Promise<void> {
  patchKafkajs();
  const kafka = new Kafka({
    brokers: [address],
    ...(guard === undefined ? {} : signedIn(guard)),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (!brokers.some((broker) => broker.nodeId === nodeId))
      throw new Error(`Node ${nodeId} is not in the cluster yet`);
  } finally {
    await admin.disconnect();
  }
}

function signedIn({ user, authorityFile }: Guard): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const sasl = { mechanism: 'plain', username: user.name, password: user.password } as const;
  return { ssl: { ca: readFileSync(authorityFile, 'utf8') }, sasl };
}
