import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether a process with this id runs, whoever owns it. A zombie, which has ended but was not reaped by its parent, does not: in a
 * container without an init, nobody reaps it.
 */
export function isAlive(pid: number): boolean {
  return exists(pid) && !isZombie(pid);
}

/**
 * Distinguishes a process from every other that has had, or will have, its id: its start time, relative to the machine's boot where the
 * system says so (man page proc_pid_stat(5), field 22). Undefined where there is no such process.
 */
export function identityOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${stat.split(' ')[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Linux has the state without `ps`, which small systems lack: the letter after the name in parentheses (man page proc_pid_stat(5)). */
function isZombie(pid: number): boolean {
  try {
    const stat =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')
        : execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return stat.startsWith('Z');
  } catch {
    // Unknown: it may have ended since.
    return !exists(pid);
  }
}
