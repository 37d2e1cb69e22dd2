import * as v from 'valibot';
import { awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment } from '../../adapters/environment-variables.ts';
import { createTopicAdmin, type TopicAdmin } from '../../adapters/kafka/admin.ts';
import { kafkaEnvironment } from '../../adapters/kafka/configuration.ts';
import { searchEnvironment } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { IdKey } from '../../core/files/id-key.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { documentEnvironment, documentOptionsLoader } from '../../lambdas/document-environment.ts';
import { requireReachable } from '../../local/runner/reachable.ts';
import { readRunFile } from '../../local/runner/run-file.ts';
import type { DocumentedOptions } from '../manual.ts';
import { DATA_FOLDER } from './locations.ts';

/** Options that name servers that already run. */
export const serverOptions = {
  'kafka-brokers': { type: 'string', value: 'LIST', help: 'Use these running brokers (host:port, comma-separated).' },
  'opensearch-url': {
    type: 'string',
    value: 'URL',
    help: 'Use this running OpenSearch. Set TLS, passwords or Elasticsearch with the KAFKA_* and SEARCH_* variables of the functions, such as KAFKA_SECURITY=tls and SEARCH_AUTHENTICATION=basic.',
  },
} as const satisfies DocumentedOptions;

/**
 * The only variables of the functions that may be set for a local run: they are written to run.json, and another variable that looks like
 * ours may be a secret. A run always has its own bucket and queue.
 */
export const FUNCTION_VARIABLES: ReadonlySet<string> = new Set([
  ...['KAFKA_BROKERS', 'KAFKA_SECURITY', 'KAFKA_CA_FILE', 'KAFKA_TOPIC', 'KAFKA_USERNAME', 'KAFKA_PASSWORD_FILE'],
  ...[
    'SEARCH_URL',
    'SEARCH_ENGINE',
    'SEARCH_AUTHENTICATION',
    'SEARCH_USERNAME',
    'SEARCH_PASSWORD_FILE',
    'SEARCH_CA_FILE',
  ],
  ...[
    'INDEX_PERIOD',
    'INDEX_REPLICAS',
    'INDEX_REFRESH_SECONDS',
    'INDEX_SHARDS',
    'RETENTION_DAYS',
    'PART_BYTES',
    'AWS_REGION',
  ],
  ...[
    'KEEP_ORIGINAL',
    'USER_AGENT_DETAILS',
    'NETWORKS_FILE',
    'PSEUDONYM_KEY_FILE',
    'PSEUDONYM_SECRET_ID',
    'NOTIFICATIONS_FILE',
  ],
]);

/** The functions' variables from options and environment; options win. */
export function givenServers(
  values: { readonly 'kafka-brokers'?: string | undefined; readonly 'opensearch-url'?: string | undefined },
  environment: Environment,
): Environment {
  const brokers = values['kafka-brokers'] ?? environment['KAFKA_BROKERS'];
  const url = values['opensearch-url'] ?? environment['SEARCH_URL'];
  const ours = Object.entries(environment).filter(([name]) => FUNCTION_VARIABLES.has(name));
  return {
    ...Object.fromEntries(ours),
    ...(brokers === undefined
      ? {}
      : { KAFKA_BROKERS: brokers, KAFKA_SECURITY: environment['KAFKA_SECURITY'] ?? 'plaintext' }),
    ...(url === undefined ? {} : { SEARCH_URL: url, SEARCH_ENGINE: environment['SEARCH_ENGINE'] ?? 'opensearch' }),
    ...(url === undefined ? {} : { SEARCH_AUTHENTICATION: environment['SEARCH_AUTHENTICATION'] ?? 'none' }),
  };
}

/** Options of the commands that inspect a running pipeline. */
export const connectionOptions = {
  data: {
    type: 'string',
    default: DATA_FOLDER,
    value: 'FOLDER',
    help: 'The data folder of the running `npm start` or `npm run compose`, which says how to reach them.',
    shownDefault: 'local/data/',
  },
  ...serverOptions,
} as const satisfies DocumentedOptions;

/** The servers that a command works with. */
export interface Connection {
  readonly engine: SearchEngine;
  readonly topic: TopicAdmin;
  /** KAFKA_*, SEARCH_* and, for a running `start`, the variables of its bucket and queue. */
  readonly environment: Environment;
}

type ConnectionValues = Parameters<typeof givenServers>[0] & { readonly data: string };

const ASKING_MILLIS = 15_000;
const servers = v.intersect([kafkaEnvironment, searchEnvironment]);

/**
 * Runs a command's work with the servers of the running `start`, or with those that its options name. Errors: SERVER_UNREACHABLE where
 * there are none or they do not respond; CONFIGURATION_INVALID.
 */
export async function withConnection<Result>(
  values: ConnectionValues,
  use: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const run = readRunFile(values.data);
  const environment = { ...run?.environment, ...givenServers(values, process.env) };
  if (environment['KAFKA_BROKERS'] === undefined || environment['SEARCH_URL'] === undefined) {
    throw new KafkaInsightError(
      'SERVER_UNREACHABLE',
      `No pipeline is running on ${values.data}. Start one with \`npm start\` or \`npm run compose\`, or name its servers with --kafka-brokers and --opensearch-url.`,
    );
  }
  const { kafka, search } = readEnvironment(servers, environment);
  await requireReachable(environment);
  const engine = createSearchEngine(search);
  const topic = createTopicAdmin(kafka, { timeoutMillis: ASKING_MILLIS, log: () => undefined });
  try {
    return await use({ engine, topic, environment });
  } finally {
    await Promise.all([engine.close(), topic.close()]);
  }
}

/**
 * The functions' key of pseudonyms, which also keys the ids of files; `undefined` without pseudonyms. Errors: CONFIGURATION_INVALID,
 * SECRET_UNAVAILABLE.
 */
export async function idKeyOf(environment: Environment): Promise<IdKey> {
  if (!Object.keys(environment).some((name) => name.startsWith('PSEUDONYM_'))) return undefined;
  const given = Object.entries(environment).filter(([name]) => /^(?:PSEUDONYM|AWS)_/.test(name));
  const schema = v.intersect([awsEnvironment, documentEnvironment]);
  const { aws, documents } = readEnvironment(schema, { AWS_REGION: 'local', ...Object.fromEntries(given) });
  return (await documentOptionsLoader(documents, aws)()).pseudonymKey;
}
