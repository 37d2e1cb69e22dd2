import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache');

/** Returns why packages of Debian cannot be unpacked here; undefined where they can. */
export async function lacksDebianPackages(): Promise<string | undefined> {
  try {
    await run('apt-get', ['--version']);
    await run('dpkg-deb', ['--version']);
    return undefined;
  } catch {
    return 'needs apt-get and dpkg-deb, which Debian and Ubuntu have';
  }
}

/** Downloads packages and unpacks them, once, into a separate folder that it returns. Nothing is installed. */
export async function unpackDebianPackages(...names: readonly string[]): Promise<string> {
  const folder = path.join(cache, `debian-${names.join('-')}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const download = (): Promise<unknown> => run('apt-get', ['download', ...names], { cwd: unfinished });
  try {
    await download();
  } catch {
    // the lists of packages are absent, or older than what the servers have
    await run('apt-get', ['update']);
    await download();
  }
  for (const file of globSync('*.deb', { cwd: unfinished }))
    await run('dpkg-deb', ['--extract', path.join(unfinished, file), unfinished]);
  renameSync(unfinished, folder);
  return folder;
}
