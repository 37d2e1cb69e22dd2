import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRunFile } from '../../local/runner/run-file.ts';

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
const PATIENCE_MILLIS = 180_000;

/** `npm start` as a process, which watches an inbox. */
export interface Runner {
  readonly pid: number;
  /** What it has written on standard error. */
  readonly errors: string;
  kill(): Promise<void>;
}

/** Where it runs. */
export interface RunnerPlace {
  readonly data: string;
  readonly inbox: string;
  /** `host:port` of the brokers. */
  readonly brokers: string;
  readonly searchUrl: string;
}

/** Starts one and waits until it takes files. */
export async function startRunner(
  { data, inbox, brokers, searchUrl }: RunnerPlace,
  environment: Readonly<Record<string, string>> = {},
): Promise<Runner> {
  const args = [CLI, 'start', '--data', data, '--inbox', inbox, '--any-ports', '--no-story'];
  args.push('--kafka-brokers', brokers, '--opensearch-url', searchUrl);
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exited = once(child, 'exit');
  const endMillis = performance.now() + PATIENCE_MILLIS;
  while (readRunFile(data)?.pid !== child.pid) {
    assert.ok(child.exitCode === null && performance.now() < endMillis, `the runner did not start: ${errors}`);
    await sleep(200);
  }
  return {
    pid: child.pid ?? 0,
    get errors() {
      return errors;
    },
    async kill() {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
