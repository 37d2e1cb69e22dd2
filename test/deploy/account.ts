import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import { createKafkaClient } from '../../adapters/kafka/client.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { startKafka } from '../../local/engines/kafka.ts';
import { startOpenSearchSecurity } from '../../local/engines/opensearch-security.ts';
import { freePort } from '../../local/engines/ports.ts';
import { installEngine } from '../../local/setup/libraries.ts';
import { dashboardsServer } from '../helpers/dashboards-server.ts';
import { answeringServer, type SeenRequest } from '../helpers/http-server.ts';
import { ismServer } from '../helpers/ism-server.ts';
import { makeTestCertificate } from '../integration/engines/certificate.ts';
import { temporaryDataFolder } from '../integration/engines/temporary.ts';
import { type Domain, startDomain } from './domain.ts';
import { type Emulator, REGION, startEmulator } from './emulator.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';

/**
 * The domain's address. Of this machine, and another than 127.0.0.1: the emulator's functions take whatever is there for the emulator
 * itself, and speak HTTP to it.
 */
const DOMAIN_ADDRESS = '127.0.0.2';

/** An AWS account on this machine: an emulator of it, with a real Kafka and a real OpenSearch behind. */
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
  const ca = readFileSync(certificate.authorityFile, 'utf8');
  const sessions = createSessions(REGION);
  const refusedTokens: string[] = [];
  const acceptedRoles = new Set<string>();
  const topics = new Map<string, TopicProperties>();

  const engine = await startOpenSearchSecurity({
    dataFolder: path.join(data.folder, 'search'),
    ports: 'any',
    tls: certificate,
  });
  data.killAtExit(engine.pid);
  const { name, password } = engine.administrator;
  const authentication = { kind: 'basic', username: name, password: () => password } as const;
  const administrator = createSearchEngine({ engine: 'opensearch', url: engine.url, ca, authentication });
  const [states, dashboards] = await Promise.all([ismServer(), dashboardsServer()]);
  const tls = {
    cert: readFileSync(certificate.certificateFile, 'utf8'),
    key: readFileSync(certificate.keyFile, 'utf8'),
    ca,
  };
  const domain = await startDomain({
    sessions,
    address: DOMAIN_ADDRESS,
    tls,
    engine: { url: engine.url, administrator },
    stateManagementUrl: states.url,
    dashboardsUrl: dashboards.url,
  });

  const answers: Readonly<Record<string, (body: string) => Promise<string>>> = {
    '/session': (body) => {
      sessions.add(JSON.parse(body) as Session);
      return Promise.resolve('{}');
    },
    '/token': (token) => {
      const { session, endMillis } = sessions.ownerOf(token);
      acceptedRoles.add(session.role);
      return Promise.resolve(`${endMillis} ${session.role}`);
    },
    '/domain': async (body) => {
      await domain.administer((JSON.parse(body) as { administrator: string }).administrator);
      return '{}';
    },
    '/topic': async (body) => {
      const topic = JSON.parse(body) as TopicProperties;
      topics.set(topic.TopicName, topic);
      await makeTopic(brokers, topic);
      return '{}';
    },
    '/topic-gone': async (body) => {
      const { TopicName: topic } = JSON.parse(body) as TopicProperties;
      const admin = createKafkaClient({ brokers, security: 'plaintext', topic }).admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [topic] }).finally(() => admin.disconnect());
      topics.delete(topic);
      return '{}';
    },
  };
  const control = await answeringServer((response, { path: asked, body }: SeenRequest) => {
    const answer = answers[asked];
    Promise.resolve()
      .then(() => answer?.(body.toString()) ?? Promise.reject(new Error(`Nobody answers ${asked}`)))
      .then(
        (text) => response.end(text),
        (error: unknown) => {
          refusedTokens.push(String(error));
          response.writeHead(403).end(String(error));
        },
      );
  });

  const version = stage.kafka.version.startsWith('3.') ? 'older' : 'current';
  const kafka = await startKafka({
    dataFolder: path.join(data.folder, 'kafka'),
    brokers: stage.kafka.zones,
    version,
    ports: 'any',
    certificateFile: certificate.keyStoreFile,
    classFolder: await compileTokens(version, data.folder),
    settings: tokenSettings(control.url),
  });
  for (const broker of kafka.brokers) data.killAtExit(broker.pid);
  const brokers = kafka.addresses;

  const emulatorFolder = path.join(data.folder, 'emulator');
  mkdirSync(emulatorFolder);
  const emulator = await startEmulator({
    folder: emulatorFolder,
    port: await freePort({ first: 20_000, last: 31_999, preferred: randomInt(20_000, 31_999) }),
    controlUrl: control.url,
    domainEndpoint: domain.endpoint,
    brokers: kafka.brokers.map(({ saslSslAddress = '' }) => saslSslAddress).join(','),
    authorityFile: certificate.authorityFile,
  });
  return {
    emulator,
    sessions,
    domain,
    administrator,
    brokers,
    refusedTokens,
    acceptedRoles,
    topics,
    close: async () => {
      await emulator.stop();
      await administrator.close();
      await Promise.all([
        domain.close(),
        control.close(),
        states.close(),
        dashboards.close(),
        engine.stop(),
        kafka.stop(),
      ]);
    },
  };
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
