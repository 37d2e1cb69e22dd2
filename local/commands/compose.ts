import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../adapters/environment.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { checkAll, dockerProblems } from '../compose/host/checks.ts';
import { authorityFile, removeConnection, writeConnection } from '../compose/host/connection.ts';
import { docker } from '../compose/host/docker.ts';
import { COMPOSE_FILE_FOLDER, initEnvFile, portOf, readEnvFile } from '../compose/host/env-file.ts';
import { failureOf, serviceStates } from '../compose/host/services.ts';
import { createProgress } from '../runner/progress.ts';
import { type Command, type ExitCode, readArguments, usageError } from './command.ts';
import { DATA_FOLDER, INBOX_FOLDER, SOURCES_FILE } from './locations.ts';

const help = `Runs Kafka, Elasticsearch, Kibana and the pipeline as containers, with TLS and passwords, by local/compose.yaml: looks
whether all is there that it needs, starts, waits until every service is healthy, and says where to look. It needs Docker.

Usage: npm run compose [-- OPTIONS]

  --init                 write local/.env with random passwords first, where there is none
  --brokers N            Kafka brokers, 1 or 3 (default 1); with 3 a new topic has three copies
  --generate             also write logs with a story in them, as if they were dropped into the inbox
  --down                 stop everything, and keep what is stored
  --volumes              with --down: remove what is stored too, certificates included

Examples:
  npm run compose -- --init
  npm run compose -- --generate
  npm run compose -- --down --volumes
`;

const options = {
  init: { type: 'boolean', default: false },
  brokers: { type: 'string', default: '1' },
  generate: { type: 'boolean', default: false },
  down: { type: 'boolean', default: false },
  volumes: { type: 'boolean', default: false },
} as const;

/** A first start fetches two gigabytes before this begins; then Kibana takes longest. */
const PATIENCE_MILLIS = 600_000;
const LOOK_MILLIS = 2_000;

export const compose: Command = {
  help,
  async run(args) {
    const { values, positionals } = readArguments(args, options);
    if (positionals.length > 0) throw usageError(`compose takes no ${positionals.join(' ')}.`);
    if (values.volumes && !values.down) throw usageError('--volumes goes with --down.');
    if (values.down) return down(values.volumes);
    if (values.brokers !== '1' && values.brokers !== '3') {
      throw usageError(`--brokers is ${values.brokers}. It must be 1 or 3.`);
    }
    if (values.init && initEnvFile(COMPOSE_FILE_FOLDER)) {
      process.stderr.write('Written: local/.env, with random passwords.\n');
    }
    return up(values.brokers === '3' ? 3 : 1, values.generate);
  },
};

async function down(volumes: boolean): Promise<ExitCode> {
  const problems = await dockerProblems(docker);
  if (problems.length > 0) throw new KafkaInsightError('DOCKER_NOT_READY', problems.join('\n'));
  removeConnection(DATA_FOLDER);
  // The file is read for this too, and would ask for passwords that play no part in it.
  const environment = Object.fromEntries(
    ['ELASTIC_PASSWORD', 'KIBANA_PASSWORD', 'KAFKA_PASSWORD', 'PIPELINE_PASSWORD'].map((name) => [name, 'unused']),
  );
  const args = ['compose', '--profile', '*', 'down', ...(volumes ? ['--volumes'] : [])];
  const { code } = await docker(args, { environment, visible: true });
  return code === 0 ? 0 : 1;
}

async function up(brokers: 1 | 3, generate: boolean): Promise<ExitCode> {
  const variables = readEnvFile(COMPOSE_FILE_FOLDER, process.env);
  for (const warning of await checkAll(docker, { brokers, variables })) process.stderr.write(`Mind: ${warning}\n`);
  if (variables === undefined) return 1;
  mkdirSync(INBOX_FOLDER, { recursive: true });
  const profiles = [...(brokers === 3 ? ['three-brokers'] : []), ...(generate ? ['generator'] : [])];
  const args = ['compose', ...profiles.flatMap((profile) => ['--profile', profile]), 'up', '--detach', '--build'];
  const { code } = await docker(args, { environment: environmentOf(brokers), visible: true });
  await waitUntilReady(code !== 0);
  await takeAuthority();
  writeConnection(DATA_FOLDER, variables);
  process.stdout.write(addresses(variables));
  return 0;
}

/** What the command line and local/sources.json say of the variables of .env. */
function environmentOf(brokers: 1 | 3): Environment {
  return {
    KAFKA_REPLICATION: String(brokers),
    ...(existsSync(SOURCES_FILE) ? { SOURCES: readFileSync(SOURCES_FILE, 'utf8') } : {}),
  };
}

/** @param hasFailed `up` itself has ended with an error: what has failed by then fails for good */
async function waitUntilReady(hasFailed: boolean): Promise<void> {
  const progress = createProgress();
  const endMillis = performance.now() + PATIENCE_MILLIS;
  try {
    for (;;) {
      const states = await serviceStates(docker);
      const failed = states.filter(({ state }) => state === 'failed');
      if (failed.length > 0) throw await failureOf(docker, failed);
      if (hasFailed) {
        throw new KafkaInsightError('CONTAINER_FAILED', 'docker compose up failed; what it said stands above.');
      }
      const waiting = states.filter(({ state }) => state === 'starting');
      if (states.length > 0 && waiting.length === 0) return;
      if (performance.now() > endMillis) throw await failureOf(docker, waiting);
      progress.show(states.map(({ name, text }) => `${name} ${text}`).join(', '));
      await sleep(LOOK_MILLIS);
    }
  } finally {
    progress.end();
  }
}

/** For browsers, and for our own commands. */
async function takeAuthority(): Promise<void> {
  const file = authorityFile(DATA_FOLDER);
  mkdirSync(dirname(file), { recursive: true });
  const { code, errors } = await docker(['compose', 'cp', 'pipeline:/secrets/http_ca.crt', file]);
  if (code !== 0) {
    throw new KafkaInsightError(
      'CONTAINER_FAILED',
      `The authority's certificate could not be copied: ${errors.trim()}`,
    );
  }
}

function addresses(variables: Environment): string {
  return `
  Kibana         https://localhost:${portOf(variables, 'KIBANA_PORT')} (user elastic, password ELASTIC_PASSWORD of local/.env)
  inbox          ${INBOX_FOLDER} (drop log files here)
  Elasticsearch  https://localhost:${portOf(variables, 'ELASTICSEARCH_PORT')}
  Kafka          localhost:${portOf(variables, 'KAFKA_PORT')} (TLS, SASL/PLAIN, user kafkainsight, password KAFKA_PASSWORD)
  certificate    ${authorityFile(DATA_FOLDER)} (let your browser trust it, or accept its warning)

  npx kafkainsight status          how far it is; reconcile, dead-letters and replay work too
  npm run compose -- --down        stop
`;
}
