import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Starts rsyslogd on a configuration, in a separate folder that is emptied first.
 *
 * @param files what it is to find there, by their paths in the folder
 */
export function startRsyslogd(
  folder: string,
  configuration: string,
  files: Readonly<Record<string, string>> = {},
): ChildProcess {
  rmSync(folder, { recursive: true, force: true });
  const file = path.join(folder, 'rsyslog.conf');
  for (const [name, content] of Object.entries({ ...files, 'rsyslog.conf': configuration })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return spawn('rsyslogd', ['-n', '-f', file, '-i', path.join(folder, 'pid')], { stdio: 'ignore' });
}
