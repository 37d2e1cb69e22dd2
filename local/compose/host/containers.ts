import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../adapters/environment-variables.ts';
import { KafkaInsightError } from '../../../core/errors.ts';
import { createProgress } from '../../runner/progress.ts';
import { PASSWORDS } from '../passwords.ts';
import { checkAll, dockerProblems } from './checks.ts';
import { authorityFile, removeConnection, writeConnection } from './connection.ts';
import type { Docker, DockerResult } from './docker.ts';
import { portOf, readEnvFile } from './env-file.ts';
import { failureOf, type ServiceState, watchServices } from './services.ts';

/** Where a start reads and writes its files. */
export interface Places {
  /** The folder of compose.yaml and .env. */
  readonly composeFolder: string;
  readonly dataFolder: string;
  readonly inboxFolder: string;
  readonly sourcesFile: string;
  readonly siteFile: string;
}

export interface Extent {
  readonly brokers: 1 | 3;
  /** Whether the generator writes logs. */
  readonly generate: boolean;
}

/** The name of our image in compose.yaml. */
const IMAGE = 'kafkainsight:local';
/**
 * In the containerd image store a build's attestation, with its time, is part of the image's digest: so each start would recreate all
 * containers.
 */
const SAME_DIGEST = { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
/** After everything has been fetched, built and started; Kibana takes longest. */
const PATIENCE_MILLIS = 600_000;
const LOOK_MILLIS = 2_000;

/**
 * Checks everything that a start needs, starts the containers, waits until every service is healthy, and informs the other commands about
 * them.
 *
 * @returns where everything is, for people Errors: DOCKER_NOT_READY with all problems at once; CONTAINER_FAILED with the log of what
 *   failed.
 */
export async function startContainers(docker: Docker, places: Places, { brokers, generate }: Extent): Promise<string> {
  const variables = readEnvFile(places.composeFolder, process.env);
  const { warnings } = await checkAll(docker, brokers, variables);
  for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`);
  // Docker would create it, as root.
  mkdirSync(places.inboxFolder, { recursive: true });
  const profiles = [...(brokers === 3 ? ['three-brokers'] : []), ...(generate ? ['generator'] : [])];
  const environment = environmentOf(brokers, places);
  const compose: Docker = (args, options) =>
    docker(['compose', ...profiles.flatMap((profile) => ['--profile', profile]), ...args], { environment, ...options });
  const oldImage = await buildImage(docker, compose, environment);
  await bringUp(docker, compose);
  await takeAuthority(docker, authorityFile(places.dataFolder));
  writeConnection(places.dataFolder, variables ?? {}, brokers);
  return addresses(variables ?? {}, places) + oldImage;
}

/**
 * Builds our image. Docker asks a registry for the base image even where nothing has changed: without a network, the existing image is
 * used.
 *
 * @returns a warning to show once everything runs; empty where the image is up to date
 */
async function buildImage(docker: Docker, compose: Docker, environment: Environment): Promise<string> {
  const { code } = await compose(['build'], { visible: true, environment: { ...environment, ...SAME_DIGEST } });
  if (code === 0) return '';
  const { code: found, output } = await docker(['image', 'inspect', '--format', '{{.Created}}', IMAGE]);
  if (found !== 0) {
    throw new KafkaInsightError(
      'CONTAINER_FAILED',
      'docker compose build failed; its output is above. The first start needs the network.',
    );
  }
  const warning = `Warning: the image could not be built; the one of ${output.trim()} runs. Where you have changed code since, that is not in it.\n`;
  process.stderr.write(warning);
  return `\n${warning}`;
}

async function bringUp(docker: Docker, compose: Docker): Promise<void> {
  const { code, output, errors } = await compose(['config', '--services']);
  if (code !== 0) throw new KafkaInsightError('CONTAINER_FAILED', `docker compose config failed: ${errors.trim()}`);
  const names = new Set(output.trim().split(/\s+/));
  // `up` gives up at once on a container that is already unhealthy; once stopped, it is started again in its order.
  const unhealthy = (await watchServices(docker, names)()).filter(({ text }) => text === 'unhealthy');
  if (unhealthy.length > 0) await compose(['stop', ...unhealthy.map(({ name }) => name)], { visible: true });
  const stop = new AbortController();
  const up = compose(['up', '--detach', '--no-build'], { visible: true, signal: stop.signal });
  try {
    await waitUntilReady(docker, names, up);
  } catch (error) {
    stop.abort();
    await up;
    throw error;
  }
}

/** Stops the containers. Errors: DOCKER_NOT_READY, CONTAINER_FAILED. */
export async function stopContainers(docker: Docker, dataFolder: string, volumes: boolean): Promise<void> {
  const problems = await dockerProblems(docker);
  if (problems.length > 0) throw new KafkaInsightError('DOCKER_NOT_READY', problems.join('\n'));
  removeConnection(dataFolder);
  // This reads compose.yaml too, which would require passwords that do not matter here.
  const environment = Object.fromEntries(Object.keys(PASSWORDS).map((name) => [name, 'unused']));
  const args = ['compose', '--profile', '*', 'down', ...(volumes ? ['--volumes'] : [])];
  const { code } = await docker(args, { environment, visible: true });
  if (code !== 0) throw new KafkaInsightError('CONTAINER_FAILED', 'docker compose down failed; its output is above.');
}

/** Variables of .env that follow from the command line, local/sources.json and local/site.json. */
function environmentOf(brokers: 1 | 3, { sourcesFile, siteFile }: Places): Environment {
  const addresses = ['kafka-1:9092', 'kafka-2:9092', 'kafka-3:9092'];
  return {
    KAFKA_REPLICATION: String(brokers),
    KAFKA_BOOTSTRAP: addresses.slice(0, brokers).join(','),
    ...(existsSync(sourcesFile) ? { SOURCES: readFileSync(sourcesFile, 'utf8') } : {}),
    ...(existsSync(siteFile) ? { SITE: readFileSync(siteFile, 'utf8') } : {}),
  };
}

const isUnfinished = ({ state, text }: ServiceState): boolean => state === 'starting' && text !== 'created';
const isOver = ({ state }: ServiceState): boolean => state === 'failed' || state === 'looping';

/**
 * @param names the services of this start; earlier ones do not matter
 * @param up the command that starts them. While it runs, a container that has ended may be from an earlier start, and a service that it
 *   waits for may restart forever; once it has failed, whatever has failed by then stays failed.
 */
async function waitUntilReady(docker: Docker, names: ReadonlySet<string>, up: Promise<DockerResult>): Promise<void> {
  const look = watchServices(docker, names);
  const upCode = up.then(({ code }) => code ?? 1);
  let code: number | undefined;
  while (code === undefined) {
    code = await Promise.race([upCode, sleep(LOOK_MILLIS, undefined)]);
    if (code !== undefined) break;
    // Docker does not list containers while it recreates them.
    const states = await look().catch(() => []);
    const looping = states.filter(({ state }) => state === 'looping');
    if (looping.length > 0) throw await failureOf(docker, looping);
  }
  const progress = createProgress();
  const endMillis = performance.now() + PATIENCE_MILLIS;
  try {
    for (;;) {
      const states = await look();
      const over = states.filter(isOver);
      // What `up` was waiting for may be between two starts; a service that was never started is not the cause.
      const causes = code !== 0 && over.length === 0 ? states.filter(isUnfinished) : over;
      if (causes.length > 0) throw await failureOf(docker, causes);
      if (code !== 0) {
        throw new KafkaInsightError('CONTAINER_FAILED', 'docker compose up failed; its output is above.');
      }
      const waiting = states.filter(({ state }) => state === 'starting');
      if (states.length === names.size && waiting.length === 0) return;
      if (performance.now() > endMillis) throw await failureOf(docker, waiting);
      progress.show(states.map(({ name, text }) => `${name} ${text}`).join(', '));
      await sleep(LOOK_MILLIS);
    }
  } finally {
    progress.end();
  }
}

/** Copies the authority's certificate, for browsers and for our commands. */
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
