import { spawn } from 'node:child_process';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

/** The result of a command. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly seconds: number;
}

/** Runs `kafkainsight` in a separate process, which a signal can end. */
export function runCommand(
  args: readonly string[],
  options: {
    readonly environment?: Record<string, string>;
    readonly signal?: AbortSignal;
    /** A file descriptor for standard output; by default it is captured. */
    readonly output?: number;
    /** Called with standard error so far, whenever it grows. */
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
