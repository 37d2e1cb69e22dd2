import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import { createKafkaClient } from '../../adapters/kafka/client.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { freePort } from '../../local/engines/free-ports.ts';
import { type KafkaCluster, startKafka } from '../../local/engines/kafka.ts';
import { startOpenSearchSecurity } from '../../local/engines/opensearch-security.ts';
import { installEngine } from '../../local/setup/libraries.ts';
import { dashboardsServer } from '../helpers/dashboards-server.ts';
import { type AnsweringServer, answeringServer } from '../helpers/http-server.ts';
import { ismServer } from '../helpers/ism-server.ts';
import { makeTestCertificate, type TestCertificate } from '../integration/engines/certificate.ts';
import { temporaryDataFolder } from '../integration/engines/temporary.ts';
import { type Domain, startDomain } from './domain.ts';
import { type Emulator, REGION, startEmulator } from './emulator.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';

/**
 * The domain's address. Of this machine, and another than 127.0.0.1: the emulator's functions take whatever is there for the emulator
 * itself, and speak HTTP to it.
 */
const DOMAIN_ADDRESS = '127.0.0.2';

type DataFolder = ReturnType<typeof temporaryDataFolder>;

/** An AWS account on this machine: an emulator of it, with a real Kafka and a real OpenSearch behind it. */
export interface Account {
  readonly emulator: Emulator;
  readonly sessions: Sessions;
  readonly domain: Domain;
  /** As the engine's own administrator, past all roles. */
  readonly administrator: SearchEngine;
  /** `host:port` of the brokers' listener for pollers, which Lambda has and nobody else. */
  readonly brokers: readonly string[];
  /** What the brokers refused, and why. */
  readonly refusedTokens: readonly string[];
  /** Roles whose tokens the brokers accepted. */
  readonly acceptedRoles: ReadonlySet<string>;
  /** Topics that CloudFormation had made, with their settings. */
  readonly topics: ReadonlyMap<string, TopicProperties>;
  close(): Promise<void>;
}

/** Of AWS::MSK::Topic (CloudFormation User Guide). */
interface TopicProperties {
  readonly ClusterArn: string;
  readonly TopicName: string;
  readonly PartitionCount: number | string;
  readonly ReplicationFactor: number | string;
  /** JSON in base64. */
  readonly Configs: string;
}

/** Starts all of it for one stage, whose number of zones is that of the brokers. */
export async function startAccount(stage: Stage): Promise<Account> {
  const data = temporaryDataFolder();
  const certificate = await makeTestCertificate(data.folder, [DOMAIN_ADDRESS]);
  const sessions = createSessions(REGION);
  const search = await startSearch(stage, data, certificate, sessions);
  const { domain, administrator } = search;
  const refusedTokens: string[] = [];
  const records = { refusedTokens, acceptedRoles: new Set<string>(), topics: new Map<string, TopicProperties>() };
  // asked only once the brokers run
  let brokers: readonly string[] = [];
  const control = await startControl(answersOf({ sessions, domain, brokers: () => brokers, ...records }), (error) => {
    refusedTokens.push(String(error));
  });
  const kafka = await startBrokers(stage, data, certificate, control.url);
  brokers = kafka.addresses;
  const emulator = await startEmulator({
    folder: path.join(data.folder, 'emulator'),
    port: await freePort({ first: 20_000, last: 31_999, preferred: randomInt(20_000, 31_999) }),
    controlUrl: control.url,
    domainEndpoint: domain.endpoint,
    brokers: kafka.brokers.map(({ saslSslAddress = '' }) => saslSslAddress).join(','),
    authorityFile: certificate.authorityFile,
  });
  return {
    ...{ emulator, sessions, domain, administrator, brokers },
    ...records,
    close: async () => {
      await emulator.stop();
      await Promise.all([search.close(), control.close(), kafka.stop()]);
    },
  };
}

/** The real engine with its security plugin, and the domain's endpoint before it. */
async function startSearch(
  { search: { version } }: Stage,
  data: DataFolder,
  certificate: TestCertificate,
  sessions: Sessions,
): Promise<Pick<Account, 'domain' | 'administrator' | 'close'>> {
  const ca = readFileSync(certificate.authorityFile, 'utf8');
  const dataFolder = path.join(data.folder, 'search');
  const engine = await startOpenSearchSecurity({ dataFolder, ports: 'any', tls: certificate });
  data.killAtExit(engine.pid);
  const { name, password } = engine.administrator;
  const authentication = { kind: 'basic', username: name, password: () => password } as const;
  const administrator = createSearchEngine({ engine: 'opensearch', url: engine.url, ca, authentication });
  const [states, dashboards] = await Promise.all([ismServer(), dashboardsServer()]);
  const cert = readFileSync(certificate.certificateFile, 'utf8');
  const domain = await startDomain({
    ...{ sessions, version },
    address: DOMAIN_ADDRESS,
    tls: { cert, key: readFileSync(certificate.keyFile, 'utf8'), ca },
    engine: { url: engine.url, administrator },
    stateManagementUrl: states.url,
    dashboardsUrl: dashboards.url,
  });
  return {
    domain,
    administrator,
    close: async () => {
      await administrator.close();
      await Promise.all([domain.close(), states.close(), dashboards.close(), engine.stop()]);
    },
  };
}

async function startBrokers(
  stage: Stage,
  data: DataFolder,
  certificate: TestCertificate,
  controlUrl: string,
): Promise<KafkaCluster> {
  const version = stage.kafka.version.startsWith('3.') ? 'older' : 'current';
  const kafka = await startKafka({
    dataFolder: path.join(data.folder, 'kafka'),
    brokers: stage.kafka.zones,
    version,
    ports: 'any',
    certificateFile: certificate.keyStoreFile,
    classFolder: await compileTokens(version, data.folder),
    settings: tokenSettings(controlUrl),
  });
  for (const broker of kafka.brokers) data.killAtExit(broker.pid);
  return kafka;
}

/** Answers to one question each, by its path. */
type Answers = Readonly<Record<string, (body: string) => string | Promise<string>>>;

/** What emulator and brokers ask: to make what has to be real, and whose a token is. */
function answersOf({
  sessions,
  domain,
  brokers,
  acceptedRoles,
  topics,
}: Pick<Account, 'sessions' | 'domain'> & {
  readonly brokers: () => readonly string[];
  readonly acceptedRoles: Set<string>;
  readonly topics: Map<string, TopicProperties>;
}): Answers {
  return {
    '/session': (body) => {
      sessions.add(JSON.parse(body) as Session);
      return '{}';
    },
    '/token': (token) => {
      const { session, endMillis } = sessions.ownerOf(token);
      acceptedRoles.add(session.role);
      return `${endMillis} ${session.role}`;
    },
    '/domain': async (body) => {
      await domain.administer((JSON.parse(body) as { administrator: string }).administrator);
      return '{}';
    },
    '/topic': async (body) => {
      const topic = JSON.parse(body) as TopicProperties;
      topics.set(topic.TopicName, topic);
      await makeTopic(brokers(), topic);
      return '{}';
    },
    '/topic-gone': async (body) => {
      const { TopicName: topic } = JSON.parse(body) as TopicProperties;
      const admin = createKafkaClient({ brokers: brokers(), security: 'plaintext', topic }).admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [topic] }).finally(() => admin.disconnect());
      topics.delete(topic);
      return '{}';
    },
  };
}

function startControl(answers: Answers, onError: (error: unknown) => void): Promise<AnsweringServer> {
  return answeringServer((response, { path: asked, body }) => {
    const answer = answers[asked];
    Promise.resolve()
      .then(() => answer?.(body.toString()) ?? Promise.reject(new Error(`Nobody answers ${asked}`)))
      .then(
        (text) => response.end(text),
        (error: unknown) => {
          onError(error);
          response.writeHead(403).end(String(error));
        },
      );
  });
}

async function makeTopic(brokers: readonly string[], properties: TopicProperties): Promise<void> {
  const topic = createTopicAdmin({ brokers, security: 'plaintext', topic: properties.TopicName });
  await topic
    .createTopic({
      partitions: Number(properties.PartitionCount),
      replicationFactor: Number(properties.ReplicationFactor),
      configuration: JSON.parse(Buffer.from(properties.Configs, 'base64').toString()) as Record<string, string>,
    })
    .finally(() => topic.close());
}

/** Compiles BrokerTokens.java with the JDK and against the classes of the broker that will run it. */
async function compileTokens(version: 'older' | 'current', folder: string): Promise<string> {
  const { folder: classes, jdk } = await installEngine(version === 'older' ? 'kafka-older' : 'kafka');
  const output = path.join(folder, 'token-classes');
  const source = path.join(import.meta.dirname, 'BrokerTokens.java');
  const options = ['-proc:none', '-cp', path.join(classes, '*'), '-d', output, source];
  execFileSync(path.join(jdk.home, 'bin', 'javac'), options, { stdio: 'pipe' });
  return output;
}

function tokenSettings(controlUrl: string): Record<string, string> {
  const prefix = 'listener.name.sasl_ssl.oauthbearer.sasl';
  const login = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule';
  return {
    [`${prefix}.jaas.config`]: `${login} required unsecuredLoginStringClaim_sub="broker" control="${controlUrl}";`,
    [`${prefix}.server.callback.handler.class`]: 'BrokerTokens',
  };
}
