import { stripVTControlCharacters } from 'node:util';
import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import type { Docker } from './docker.ts';

/** A container in the output of `docker compose ps --all --format json`: one JSON object for each line. */
const containerSchema = v.object({
  ID: v.string(),
  Service: v.string(),
  State: v.string(),
  /** Empty without a health check. */
  Health: v.optional(v.string(), ''),
  ExitCode: v.optional(v.number(), 0),
});
type Container = v.InferOutput<typeof containerSchema>;

/** The state of a service. `looping`: Docker restarts it again and again; `failed`: it has ended, or is not healthy. */
export interface ServiceState {
  readonly name: string;
  readonly state: 'ready' | 'starting' | 'failed' | 'looping';
  /** For people: `healthy`, `starting`, `done`, `exit code 1`. */
  readonly text: string;
}

/** How often Docker has restarted a container. */
interface Restarts {
  /** Since the first look. */
  readonly count: number;
  /** Whether there was none since the previous look. */
  readonly isSettled: boolean;
}

/** Steps that run once and end. */
const STEPS = new Set(['secrets', 'setup', 'dashboards']);
const LOG_LINES = 12;
/** A server may end once because of a slow dependency; one that ends this often is broken. */
const MANY_RESTARTS = 3;

/** Returns a function that looks at the containers of these services. Errors: CONTAINER_FAILED where Docker does not say. */
export function watchServices(docker: Docker, names: ReadonlySet<string>): () => Promise<readonly ServiceState[]> {
  const seen = new Map<string, { readonly first: number; readonly last: number }>();
  return async () => {
    const containers = (await listContainers(docker)).filter(({ Service }) => names.has(Service));
    const counts = await restartCounts(docker, containers);
    return containers.map((container, index) => {
      const now = counts[index] ?? 0;
      const before = seen.get(container.ID);
      // Docker's counter starts again at 0 where somebody starts the container.
      const first = Math.min(before?.first ?? now, now);
      seen.set(container.ID, { first, last: now });
      return stateOf(container, { count: now - first, isSettled: before?.last === now });
    });
  };
}

async function listContainers(docker: Docker): Promise<readonly Container[]> {
  const { code, output, errors } = await docker(['compose', '--profile', '*', 'ps', '--all', '--format', 'json']);
  if (code !== 0) throw new KafkaInsightError('CONTAINER_FAILED', `docker compose ps failed: ${errors.trim()}`);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => v.parse(containerSchema, JSON.parse(line)));
}

/** In the order of the containers; empty where one has just been removed. */
async function restartCounts(docker: Docker, containers: readonly Container[]): Promise<readonly number[]> {
  if (containers.length === 0) return [];
  const { code, output } = await docker([
    'inspect',
    '--format',
    '{{.RestartCount}}',
    ...containers.map(({ ID }) => ID),
  ]);
  return code === 0 ? output.trim().split('\n').map(Number) : [];
}

function stateOf({ Service: name, State, Health, ExitCode }: Container, restarts: Restarts): ServiceState {
  if (State === 'exited' || State === 'dead') {
    if (STEPS.has(name) && ExitCode === 0) return { name, state: 'ready', text: 'done' };
    return { name, state: 'failed', text: `exit code ${ExitCode}` };
  }
  if (State === 'created') return { name, state: 'starting', text: State };
  if (Health === 'unhealthy') return { name, state: 'failed', text: Health };
  if (restarts.count >= MANY_RESTARTS && Health !== 'healthy') {
    return { name, state: 'looping', text: `restarted ${restarts.count} times` };
  }
  if (STEPS.has(name)) return { name, state: 'starting', text: 'working' };
  // Without a health check, a container that keeps restarting may be running at the moment of each look.
  const isReady = State === 'running' && (Health === 'healthy' || (Health === '' && restarts.isSettled));
  return { name, state: isReady ? 'ready' : 'starting', text: Health === '' ? State : Health };
}

/** The error for failed services: which, and the end of their logs. */
export async function failureOf(docker: Docker, failed: readonly ServiceState[]): Promise<KafkaInsightError> {
  const parts: string[] = [];
  for (const { name, text } of failed) {
    const args = [
      'compose',
      '--profile',
      '*',
      'logs',
      '--no-color',
      '--no-log-prefix',
      '--tail',
      String(LOG_LINES),
      name,
    ];
    const { output } = await docker(args);
    parts.push(`${name} (${text}), whose log ends with:\n${plainText(output)}`);
  }
  return new KafkaInsightError(
    'CONTAINER_FAILED',
    `Not all services came up.\n${parts.join('\n')}\nFix that and start again; running services keep running. All logs: docker compose logs, in local/.`,
  );
}

/** A log without the escape sequences that colour, clear or move on a terminal. */
function plainText(log: string): string {
  return stripVTControlCharacters(log)
    .replaceAll(/(?![\t\n])\p{Cc}/gu, '')
    .trim();
}
