import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isAlive } from '../../local/setup/processes.ts';

/** Whether a process runs. One that has ended and waits for a parent's interest does not; in a container nobody may ever take any. */
export function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    return !stateOf(pid).startsWith('Z');
  } catch {
    // it has ended between the two questions, or else it still exists
    return isAlive(pid);
  }
}

/** Linux says it without `ps`, which small systems lack: behind the name in parentheses (man page proc_pid_stat(5)). */
function stateOf(pid: number): string {
  if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2);
}
