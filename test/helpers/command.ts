import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

/** What a command ended with. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly seconds: number;
}

/** Runs `kafkainsight` as a process of its own, and lets it be ended by a signal. */
export function runCommand(
  args: readonly string[],
  options: {
    readonly environment?: Record<string, string>;
    readonly signal?: AbortSignal;
    /** A file descriptor that standard output goes to; by default it is kept. */
    readonly output?: number;
    /** Told what is on standard error whenever there is more of it. */
    readonly onErrors?: (errors: string) => void;
  } = {},
): Promise<CommandResult> {
  const startMillis = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', options.output ?? 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
    options.onErrors?.(errors);
  });
  options.signal?.addEventListener('abort', () => child.kill('SIGINT'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output, errors, seconds: (performance.now() - startMillis) / 1000 });
    });
  });
}
