/**
 * A fake that responds like `docker` 28 and its compose plugin (Docker's reference, "docker compose ps", format json: one object a line),
 * for tests of the requests and of how responses are handled.
 */
import type { Environment } from '../../adapters/environment-variables.ts';
import type { Docker, DockerResult } from '../../local/compose/host/docker.ts';

export const ok = (output = ''): DockerResult => ({ code: 0, output, errors: '' });
export const failed = (errors: string): DockerResult => ({ code: 1, output: '', errors });
export const container = (Service: string, State: string, Health = '', ExitCode = 0): string =>
  `${JSON.stringify({ ID: `c0ffee-${Service}`, Name: `kafkainsight-${Service}-1`, Service, State, Health, ExitCode })}\n`;

export const done = ['secrets', 'setup', 'dashboards'].map((name) => container(name, 'exited')).join('');
const healthy = ['kafka-1', 'elasticsearch', 'kibana', 'pipeline'].map((name) => container(name, 'running', 'healthy'));
export const allUp = done + healthy.join('');

const services = ['secrets', 'kafka-1', 'elasticsearch', 'setup', 'kibana', 'dashboards', 'pipeline'];

/** Docker's response to commands that begin with these arguments; the last match counts. */
export type Answers = readonly (readonly [
  beginning: string,
  answer: DockerResult | ((args: readonly string[]) => DockerResult),
])[];

const good: Answers = [
  ['', ok()],
  ['version', ok('28.2.2\n')],
  ['compose version', ok('2.36.2\n')],
  ['info', ok(`${8 * 1024 ** 3}\n`)],
  ['compose config --services', ok(`${services.join('\n')}\n`)],
  ['compose --profile three-brokers --profile generator config', ok(`${services.join('\n')}\n`)],
  ['compose --profile * ps --all', ok(allUp)],
];

/** The recorded requests. */
export interface Asked {
  readonly line: string;
  readonly environment: Environment;
}

/** @param asked collects the requests */
export function answeringDocker(asked: Asked[], more: Answers): Docker {
  return (args, options = {}) => {
    const line = args.join(' ');
    asked.push({ line, environment: options.environment ?? {} });
    const [, answer = ok()] = [...good, ...more].findLast(([beginning]) => line.startsWith(beginning)) ?? [];
    return Promise.resolve(typeof answer === 'function' ? answer(args) : answer);
  };
}
