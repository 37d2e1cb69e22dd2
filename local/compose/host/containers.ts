import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../adapters/environment.ts';
import { KafkaInsightError } from '../../../pipeline/errors.ts';
import { createProgress } from '../../runner/progress.ts';
import { PASSWORDS } from '../passwords.ts';
import { checkAll, dockerProblems } from './checks.ts';
import { authorityFile, removeConnection, writeConnection } from './connection.ts';
import type { Docker } from './docker.ts';
import { portOf, readEnvFile } from './env-file.ts';
import { failureOf, serviceStates } from './services.ts';

/** Where a start finds and leaves its files. */
export interface Places {
  /** The folder of compose.yaml and .env. */
  readonly composeFolder: string;
  readonly dataFolder: string;
  readonly inboxFolder: string;
  readonly sourcesFile: string;
}

/** How much is started. */
export interface Extent {
  readonly brokers: 1 | 3;
  /** Whether the generator writes logs. */
  readonly generate: boolean;
}

/** A first start fetches two gigabytes before this begins; then Kibana takes longest. */
const PATIENCE_MILLIS = 600_000;
const LOOK_MILLIS = 2_000;

/**
 * Checks all that a start needs, starts the containers, waits until every service is healthy, and tells the other commands of them.
 *
 * @returns where everything is, for people
 * Errors: DOCKER_NOT_READY with all problems at once; CONTAINER_FAILED with the log of what failed.
 */
export async function startContainers(docker: Docker, places: Places, { brokers, generate }: Extent): Promise<string> {
  const variables = readEnvFile(places.composeFolder, process.env);
  const { warnings } = await checkAll(docker, brokers, variables);
  for (const warning of warnings) process.stderr.write(`Mind: ${warning}\n`);
  // Docker would make it, as root.
  mkdirSync(places.inboxFolder, { recursive: true });
  const profiles = [...(brokers === 3 ? ['three-brokers'] : []), ...(generate ? ['generator'] : [])];
  const args = ['compose', ...profiles.flatMap((profile) => ['--profile', profile]), 'up', '--detach', '--build'];
  const { code } = await docker(args, { environment: environmentOf(brokers, places.sourcesFile), visible: true });
  await waitUntilReady(docker, code !== 0);
  await takeAuthority(docker, authorityFile(places.dataFolder));
  writeConnection(places.dataFolder, variables ?? {});
  return addresses(variables ?? {}, places);
}

/** Stops the containers. Errors: DOCKER_NOT_READY, CONTAINER_FAILED. */
export async function stopContainers(docker: Docker, dataFolder: string, volumes: boolean): Promise<void> {
  const problems = await dockerProblems(docker);
  if (problems.length > 0) throw new KafkaInsightError('DOCKER_NOT_READY', problems.join('\n'));
  removeConnection(dataFolder);
  // The file is read for this too, and would ask for passwords that play no part in it.
  const environment = Object.fromEntries(Object.keys(PASSWORDS).map((name) => [name, 'unused']));
  const args = ['compose', '--profile', '*', 'down', ...(volumes ? ['--volumes'] : [])];
  const { code } = await docker(args, { environment, visible: true });
  if (code !== 0)
    throw new KafkaInsightError('CONTAINER_FAILED', 'docker compose down failed; what it said stands above.');
}

/** What the command line and local/sources.json say of the variables of .env. */
function environmentOf(brokers: 1 | 3, sourcesFile: string): Environment {
  return {
    KAFKA_REPLICATION: String(brokers),
    ...(existsSync(sourcesFile) ? { SOURCES: readFileSync(sourcesFile, 'utf8') } : {}),
  };
}

/** @param hasFailed `up` itself has ended with an error: what has failed by then fails for good */
async function waitUntilReady(docker: Docker, hasFailed: boolean): Promise<void> {
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
async function takeAuthority(docker: Docker, file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const { code, errors } = await docker(['compose', 'cp', 'pipeline:/secrets/http_ca.crt', file]);
  if (code !== 0) {
    throw new KafkaInsightError(
      'CONTAINER_FAILED',
      `The authority's certificate could not be copied out of the container: ${errors.trim()}. Start again.`,
    );
  }
}

function addresses(variables: Environment, { dataFolder, inboxFolder }: Places): string {
  return `
  Kibana         https://localhost:${portOf(variables, 'KIBANA_PORT')} (user elastic, password ELASTIC_PASSWORD of local/.env)
  inbox          ${inboxFolder} (drop log files here)
  Elasticsearch  https://localhost:${portOf(variables, 'ELASTICSEARCH_PORT')}
  Kafka          localhost:${portOf(variables, 'KAFKA_PORT')} (TLS, SASL/PLAIN, user kafkainsight, password KAFKA_PASSWORD)
  certificate    ${authorityFile(dataFolder)} (let your browser trust it, or accept its warning)

  npx kafkainsight status          how far it is; reconcile, dead-letters and replay work too
  npm run compose -- --down        stop
`;
}
