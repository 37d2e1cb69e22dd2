import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { sourcePlaces, writeBundle } from '../lib/constructs/function-bundle.ts';
import { BENCH_FOLDER } from './lines/line-files.ts';

/** Bundles a file of bench/ as functions are; returns where it is. */
export async function bundleChild(file: string): Promise<string> {
  const bundle = path.join(BENCH_FOLDER, `${path.basename(file, '.ts')}.cjs`);
  await writeBundle(path.join(import.meta.dirname, file), bundle, [sourcePlaces]);
  return bundle;
}

/**
 * Bundles a file of bench/ and runs it in a separate process; returns what it prints last, which is JSON. Bundled, since the
 * functions are too, and since Node's type stripping leaves V8 with slower code for every access to a byte (its
 * WebAssembly detaches a buffer, after which each access asks whether its buffer is still there).
 */
export async function runChild(file: string, args: readonly (string | number)[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [await bundleChild(file), ...args.map(String)], {
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      NODE_OPTIONS: '--max-semi-space-size=8',
    },
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** Runs a program and returns the CPU seconds that it took, its children's with it, and what it printed. */
export async function timedProgram(
  command: readonly string[],
): Promise<{ readonly cpuSeconds: number; readonly output: string }> {
  const script = 'TIMEFORMAT="%U %S"; time "$@"';
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', ...command], {
    maxBuffer: 1024 * 1024,
  });
  const [user = NaN, system = NaN] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { cpuSeconds: user + system, output: stdout };
}

/** Whether a program is installed. */
export async function isInstalled(program: string): Promise<boolean> {
  try {
    await promisify(execFile)('bash', ['-c', `command -v "$1"`, 'bash', program]);
    return true;
  } catch {
    return false;
  }
}
