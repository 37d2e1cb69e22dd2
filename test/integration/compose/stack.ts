/**
 * The services of compose.yaml without containers, in its order and with its settings: the image's files as plain processes, the broker
 * with its image's start program, the real Elasticsearch.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { KafkaConfiguration } from '../../../adapters/kafka/configuration.ts';
import type { SearchConfiguration } from '../../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../../adapters/search/search-engine.ts';
import { PASSWORDS } from '../../../local/compose/passwords.ts';
import { startElasticsearch } from '../../../local/engines/elasticsearch.ts';
import { freePort } from '../../../local/engines/free-ports.ts';
import type { SearchServer as ElasticsearchServer } from '../../../local/engines/search-engine.ts';
import { exampleVariables, readComposeFile } from '../../helpers/compose-file.ts';
import { makeSecurityIndexModule } from '../engines/security-index.ts';
import { temporaryDataFolder } from '../engines/temporary.ts';
import { assembleImage, type Image } from './image.ts';
import { type ComposedKafka, startComposedKafka } from './kafka.ts';
import { type ProcessResult, runImage } from './process.ts';

const { folder, killAtExit } = temporaryDataFolder();
/** A separate folder, since the server may have to run as another user. */
const elasticsearchFolder = temporaryDataFolder().folder;

/** A place in the folder of this test. */
export const at = (...names: string[]): string => path.join(folder, ...names);

/** The variables of .env, with a different password for each user; the ports are set once they are known. */
export const composeVariables: Record<string, string> = exampleVariables();
for (const name of Object.keys(PASSWORDS)) composeVariables[name] = `${composeVariables[name] ?? ''}.${name}`;
const { services } = readComposeFile(composeVariables);

/** Where the first step puts certificates and passwords. */
export const secrets = at('secrets');

/** The running servers. */
export interface Stack {
  readonly image: Image;
  readonly elasticsearch: ElasticsearchServer;
  readonly kafka: ComposedKafka;
  /** How the administrator reaches Elasticsearch. */
  readonly administrator: SearchConfiguration;
  stop(): Promise<void>;
}

/** Creates the secrets as the first step does, and starts the servers with them. */
export async function startStack(): Promise<Stack> {
  for (const name of ['image', 'inbox', 'generated', 'secrets']) mkdirSync(at(name));
  const image = assembleImage(at('image'));
  const made = await step(image, 'secrets', { ...services['secrets']?.environment, SECRETS_FOLDER: secrets });
  assert.equal(made.code, 0, made.errors);
  const password = 'password of the administrator';
  const module = await makeSecurityIndexModule(folder);
  const [kafka, elasticsearch, storePort] = await Promise.all([
    startBroker('kafka-1', clientOf('kafkainsight.ready')),
    startElasticsearch({
      dataFolder: elasticsearchFolder,
      ports: 'any',
      administrator: { name: 'admin', password },
      modules: [module],
      tls: {
        authorityFile: path.join(secrets, 'elasticsearch', 'http_ca.crt'),
        certificateFile: path.join(secrets, 'elasticsearch', 'certificate.pem'),
        keyFile: path.join(secrets, 'elasticsearch', 'key.pem'),
      },
    }),
    freePort({ first: 14_566, last: 14_999, preferred: 14_566 + (process.pid % 400) }),
  ]);
  killAtExit(elasticsearch.pid);
  composeVariables['ELASTICSEARCH_PORT'] = new URL(elasticsearch.url).port;
  composeVariables['KAFKA_PORT'] = kafka.address.split(':')[1] ?? '';
  composeVariables['STORE_PORT'] = String(storePort);
  const authentication = { kind: 'basic', username: 'admin', password: () => password } as const;
  const administrator = { engine: 'elasticsearch', url: elasticsearch.url, authentication, ca: authority() } as const;
  await setElasticPassword(administrator);
  return {
    image,
    elasticsearch,
    kafka,
    administrator,
    stop: async () => {
      await Promise.all([kafka.server.stop(), elasticsearch.stop()]);
    },
  };
}

/** Starts a broker with the file's settings; with `first`, as another one of its cluster. */
export async function startBroker(
  name: string,
  client: Omit<KafkaConfiguration, 'brokers'>,
  first?: ComposedKafka,
): Promise<ComposedKafka> {
  // not the service's name, which is a host name that is replaced
  const brokerFolder = at(name.replace('kafka', 'broker'));
  mkdirSync(brokerFolder);
  const environment = services[name]?.environment ?? {};
  const broker = await startComposedKafka(brokerFolder, {
    environment,
    secrets: path.join(secrets, 'kafka'),
    client,
    first,
  });
  killAtExit(broker.server.pid);
  return broker;
}

/** Runs a service of our image to its end. */
export function step(
  image: Image,
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<ProcessResult> {
  return runImage(image, services[name]?.command ?? [], environment).ended;
}

/**
 * The environment of a service, with the addresses and folders of this machine in place of the containers'.
 *
 * @param own which of the folders of secrets it mounts
 */
export function environmentOf(name: string, own: string): Record<string, string> {
  const places = [
    ['https://elasticsearch:9200', `https://localhost:${composeVariables['ELASTICSEARCH_PORT'] ?? ''}`],
    ['kafka-1:9092', `localhost:${composeVariables['KAFKA_PORT'] ?? ''}`],
    ['/secrets/', `${path.join(secrets, own)}/`],
  ] as const;
  const given = Object.entries(services[name]?.environment ?? assert.fail(name));
  return Object.fromEntries(
    given
      // Without the retention policy, which this build of the server does not support (test/contract tests it on a separate server).
      .filter(([variable]) => variable !== 'DELETE_AFTER_DAYS')
      .map(([variable, value]) => [variable, places.reduce((text, [from, to]) => text.replaceAll(from, to), value)]),
  );
}

/** The environment of the pipeline, with folders of this test in place of the volumes. */
export function pipelineEnvironment(): Record<string, string> {
  return {
    ...environmentOf('pipeline', 'pipeline'),
    DATA_FOLDER: at('data'),
    INBOX_FOLDERS: `${at('inbox')}:${at('generated')}`,
    HEARTBEAT_FILE: at('heartbeat'),
    STORE_HOST: '127.0.0.1',
    STORE_PORT: composeVariables['STORE_PORT'] ?? '',
  };
}

/** How a program of this machine reaches the brokers. */
export function clientOf(topic: string): Omit<KafkaConfiguration, 'brokers'> {
  const user = { name: 'kafkainsight', password: () => composeVariables['KAFKA_PASSWORD'] ?? '' };
  return { security: 'password', ca: authority(), topic, user };
}

function authority(): string {
  return readFileSync(path.join(secrets, 'pipeline', 'http_ca.crt'), 'utf8');
}

/** Gives the user `elastic` its password, as the image does at its first start (Elastic's documentation, ELASTIC_PASSWORD). */
async function setElasticPassword(administrator: SearchConfiguration): Promise<void> {
  const engine = createSearchEngine(administrator);
  try {
    await engine.request('POST', '/_security/user/elastic/_password', {
      password: composeVariables['ELASTIC_PASSWORD'],
    });
  } finally {
    await engine.close();
  }
}
