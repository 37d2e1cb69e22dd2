import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Task } from './child.ts';

/** For tests that never stop waiting; child.ts ends those that never stop computing. */
const MAX_MILLIS = 600_000;

/** Runs tests in a separate process: whether all pass. A process that is killed, or runs out of memory, does not. */
export function passes(task: Task, environment: NodeJS.ProcessEnv = {}): boolean {
  if (task.tests.length === 0) return true;
  const child = ['--max-old-space-size=1024', path.join(import.meta.dirname, 'child.ts'), JSON.stringify(task)];
  const env = { ...process.env, ...environment };
  const { status, signal } = spawnSync(process.execPath, child, { stdio: 'ignore', timeout: MAX_MILLIS, env });
  if (signal === 'SIGINT') process.exit(1);
  return status === 0;
}
