import * as v from 'valibot';
import { KafkaInsightError } from '../../../pipeline/errors.ts';
import type { Docker } from './docker.ts';

/** A container as `docker compose ps --all --format json` tells of it: one JSON object a line. */
const containerSchema = v.object({
  Service: v.string(),
  State: v.string(),
  /** Empty where there is no health check. */
  Health: v.optional(v.string(), ''),
  ExitCode: v.optional(v.number(), 0),
});

/** How far a service is. */
export interface ServiceState {
  readonly name: string;
  readonly state: 'ready' | 'starting' | 'failed';
  /** For people: `healthy`, `starting`, `done`, `exit code 1`. */
  readonly text: string;
}

/** Steps that run once and end. */
const STEPS = new Set(['secrets', 'setup', 'dashboards']);
const LOG_LINES = 12;

/** The states of all services that have been created. Errors: CONTAINER_FAILED where Docker does not say. */
export async function serviceStates(docker: Docker): Promise<ServiceState[]> {
  const { code, output, errors } = await docker(['compose', '--profile', '*', 'ps', '--all', '--format', 'json']);
  if (code !== 0) throw new KafkaInsightError('CONTAINER_FAILED', `docker compose ps failed: ${errors.trim()}`);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => stateOf(v.parse(containerSchema, JSON.parse(line))));
}

function stateOf({ Service: name, State, Health, ExitCode }: v.InferOutput<typeof containerSchema>): ServiceState {
  if (State === 'exited' || State === 'dead') {
    if (STEPS.has(name) && ExitCode === 0) return { name, state: 'ready', text: 'done' };
    return { name, state: 'failed', text: `exit code ${ExitCode}` };
  }
  if (Health === 'unhealthy') return { name, state: 'failed', text: Health };
  if (STEPS.has(name)) return { name, state: 'starting', text: 'working' };
  const isReady = State === 'running' && (Health === '' || Health === 'healthy');
  return { name, state: isReady ? 'ready' : 'starting', text: Health === '' ? State : Health };
}

/** What to throw where services failed: which, and what they last said. */
export async function failureOf(docker: Docker, failed: readonly ServiceState[]): Promise<KafkaInsightError> {
  const parts: string[] = [];
  for (const { name, text } of failed) {
    const { output } = await docker(['compose', 'logs', '--no-log-prefix', '--tail', String(LOG_LINES), name]);
    parts.push(`${name} (${text}), whose log ends with:\n${output.trim()}`);
  }
  return new KafkaInsightError(
    'CONTAINER_FAILED',
    `Not all services came up.\n${parts.join('\n')}\nMend that and start again; what runs goes on. All logs: docker compose logs, in local/.`,
  );
}
