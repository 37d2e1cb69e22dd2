/** A process of the image, as a container would run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Image } from './image.ts';

/** The result of a process. */
export interface ProcessResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A running process. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessResult>;
}

/** No process outlives the tests, however they end. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Only the path to Node is passed on from this process's environment; in the image it is the image's. */
function environmentOf(image: Image, environment: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: '/nonexistent',
    ...image.environment,
    ...environment,
  };
}

/** Runs the image's entry point with a command, in its folder; after so long it is killed. */
export function runImage(
  image: Image,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  timeoutMillis = 180_000,
): Running {
  const [program = '', ...args] = [...image.entrypoint, ...command];
  const child = spawn(program, args, {
    cwd: image.folder,
    env: environmentOf(image, environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMillis,
    killSignal: 'SIGKILL',
  });
  children.add(child);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close').then(([code]): ProcessResult => {
    children.delete(child);
    return { code: code as number | null, output, errors };
  });
  return { child, ended };
}

/** The exit code of the image's health check. */
export async function healthOf(image: Image, environment: Readonly<Record<string, string>>): Promise<number> {
  const [program = '', ...args] = image.healthcheck;
  const child = spawn(program, args, { env: environmentOf(image, environment), stdio: 'ignore' });
  const [code] = (await once(child, 'close')) as [number];
  return code;
}
