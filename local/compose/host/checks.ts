import { existsSync, readFileSync } from 'node:fs';
import type { Environment } from '../../../adapters/environment-variables.ts';
import { KafkaInsightError } from '../../../core/errors.ts';
import { isFree } from '../../engines/free-ports.ts';
import type { Docker } from './docker.ts';
import { envFileProblems, type PortName, portOf } from './env-file.ts';

/** The first version whose `ps --format json` and `up` work as we use them. */
const OLDEST_COMPOSE = [2, 21] as const;
const GIGABYTE = 1024 ** 3;
/** Memory that the running containers use (less than their limits), with one broker and with three. */
const NEEDED_GIGABYTES = { 1: 3.5, 3: 5 } as const;
/** Elastic's documentation, "Increase virtual memory" (2026). A single node starts with less, but may run out of maps later. */
const MAP_COUNT = 1_048_576;
const MAP_COUNT_FILE = '/proc/sys/vm/max_map_count';

const WITHOUT_DOCKER = 'The way without Docker: npm start -- --engine elasticsearch.';

/**
 * Checks everything that a start needs before it starts anything.
 *
 * @param variables what .env says; undefined where there is none
 * @returns warnings, a sentence each Errors: DOCKER_NOT_READY, with all problems at once and what to do about each.
 */
export async function checkAll(
  docker: Docker,
  brokers: 1 | 3,
  variables: Environment | undefined,
): Promise<{ readonly warnings: readonly string[] }> {
  const engine = await dockerProblems(docker);
  const running = engine.length === 0 && (await isRunning(docker));
  const problems = [
    ...engine,
    ...(engine.length === 0 ? await memoryProblems(docker, brokers) : []),
    ...envFileProblems(variables),
    ...(running || variables === undefined ? [] : await portProblems(variables, brokers)),
  ];
  if (problems.length > 0) {
    const list = problems.map((problem) => `- ${problem}`).join('\n');
    throw new KafkaInsightError('DOCKER_NOT_READY', `Nothing was started, because:\n${list}`);
  }
  return { warnings: mapCountWarnings() };
}

/** What prevents the use of Docker itself; the first problem hides later ones. */
export async function dockerProblems(docker: Docker): Promise<string[]> {
  const version = await docker(['version', '--format', '{{.Server.Version}}']);
  if (version.code === undefined) {
    return [
      `Docker is not installed: there is no program \`docker\`. Install Docker Desktop, or Docker Engine with its compose plugin. ${WITHOUT_DOCKER}`,
    ];
  }
  if (version.code !== 0) {
    const said = version.errors.trim().split('\n').at(-1) ?? '';
    return [
      `Docker does not answer (${said}). Start Docker Desktop, or the service: sudo systemctl start docker; and be in the group docker. ${WITHOUT_DOCKER}`,
    ];
  }
  const compose = await docker(['compose', 'version', '--short']);
  const [major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(compose.output)?.slice(1).map(Number) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST_COMPOSE;
  const isGood = compose.code === 0 && (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor));
  if (isGood) return [];
  const found = compose.code === 0 ? `is ${compose.output.trim()}` : 'is missing';
  return [
    `Docker's compose plugin ${found}; version ${OLDEST_COMPOSE.join('.')} or later is needed. Install or update it (package docker-compose-plugin).`,
  ];
}

async function isRunning(docker: Docker): Promise<boolean> {
  const { output } = await docker(['compose', '--profile', '*', 'ps', '--quiet']);
  return output.trim() !== '';
}

async function memoryProblems(docker: Docker, brokers: 1 | 3): Promise<string[]> {
  const { output } = await docker(['info', '--format', '{{.MemTotal}}']);
  const gigabytes = Number(output.trim()) / GIGABYTE;
  const needed = NEEDED_GIGABYTES[brokers];
  if (!(gigabytes < needed)) return [];
  return [
    `Docker has ${gigabytes.toFixed(1)} GB of memory; ${needed} GB are needed. Give it more (Docker Desktop: Settings, Resources)` +
      `${brokers === 3 ? ', or start one broker' : ''}.`,
  ];
}

/** Problems with the ports of this start's containers. */
async function portProblems(variables: Environment, brokers: 1 | 3): Promise<string[]> {
  const names: PortName[] = ['KIBANA_PORT', 'ELASTICSEARCH_PORT', 'KAFKA_PORT', 'STORE_PORT'];
  if (brokers === 3) names.push('KAFKA_PORT_2', 'KAFKA_PORT_3');
  const problems: string[] = [];
  for (const name of names) {
    const port = portOf(variables, name);
    if (Number.isNaN(port) || (await isFree(port))) continue;
    problems.push(
      `Port ${port} on 127.0.0.1 is taken. Stop what listens there (npm start?), or set ${name} in local/.env.`,
    );
  }
  return problems;
}

function mapCountWarnings(): string[] {
  if (process.platform !== 'linux' || !existsSync(MAP_COUNT_FILE)) return [];
  const count = Number(readFileSync(MAP_COUNT_FILE, 'utf8'));
  if (count >= MAP_COUNT) return [];
  return [
    `vm.max_map_count is ${count}, and Elastic advises ${MAP_COUNT}: with many indices Elasticsearch may fail. Raise it: sudo sysctl -w vm.max_map_count=${MAP_COUNT}.`,
  ];
}
