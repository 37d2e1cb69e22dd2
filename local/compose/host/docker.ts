import { spawn } from 'node:child_process';
import type { Environment } from '../../../adapters/environment-variables.ts';
import { COMPOSE_FILE_FOLDER } from './env-file.ts';

/** The result of a command of Docker. */
export interface DockerResult {
  /** Undefined where there is no program `docker`. */
  readonly code: number | undefined;
  readonly output: string;
  readonly errors: string;
}

/** Runs `docker` with these arguments in the folder of compose.yaml, and captures its output. */
export type Docker = (args: readonly string[], options?: DockerOptions) => Promise<DockerResult>;

interface DockerOptions {
  /** Variables in addition to those of this process. */
  readonly environment?: Environment;
  /** Lets it write to the terminal, for commands that take minutes. Default: false. */
  readonly visible?: boolean;
  /** Cancels it. */
  readonly signal?: AbortSignal;
}

export const docker: Docker = (args, { environment = {}, visible = false, signal } = {}) => {
  const child = spawn('docker', [...args], {
    cwd: COMPOSE_FILE_FOLDER,
    env: { ...process.env, ...environment },
    stdio: ['ignore', visible ? 2 : 'pipe', visible ? 2 : 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: undefined, output, errors });
      else reject(error);
    });
    signal?.addEventListener('abort', () => child.kill());
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output, errors });
    });
  });
};
