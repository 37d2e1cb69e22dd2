import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const isUtf8 = /utf-?8/i.test(process.env['LC_ALL'] ?? process.env['LC_CTYPE'] ?? process.env['LANG'] ?? '');

/**
 * A folder name with everything that an engine has failed on: not Latin-1, a comma, spaces, quotes, percent signs. A plain one where the
 * locale is not UTF-8, since Java then finds no files below other names.
 */
export const ODD_NAME = isUtf8 ? `Jürg, o'Brien "50%" 😀` : 'plain';

/** A folder for an engine's data that is gone when this process ends. Engines still running on it are killed first. */
export function temporaryDataFolder(): { readonly folder: string; readonly killAtExit: (pid: number) => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-'));
  // what is in it may be another user's: Elasticsearch does not run as root
  chmodSync(folder, 0o711);
  const pids: number[] = [];
  process.once('exit', () => {
    for (const pid of pids) {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return { folder, killAtExit: (pid) => pids.push(pid) };
}
