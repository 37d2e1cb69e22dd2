import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const cache = path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache');

/**
 * Installs Python packages, once, into a separate folder that it returns: PYTHONPATH has to name it, and their programs are in its `bin`.
 *
 * @param requirements names and versions, as pip reads them: `cfn-lint==1.58.0`
 */
export async function installPythonPackages(...requirements: readonly string[]): Promise<string> {
  const folder = path.join(cache, requirements.join('-').replaceAll('==', '-'));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  const options = ['--quiet', '--disable-pip-version-check', '--target', unfinished];
  await promisify(execFile)('python3', ['-m', 'pip', 'install', ...options, ...requirements]);
  renameSync(unfinished, folder);
  return folder;
}
