import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export const root = path.join(import.meta.dirname, '..', '..');

/** A program that pip has installed: its executable, and where its modules are. */
export interface PythonProgram {
  readonly file: string;
  readonly folder: string;
}

/**
 * Installs a Python package into a separate folder, once.
 *
 * @param requirement name and version, as pip reads them: `cfn-lint==1.58.0`
 */
export async function installPythonProgram(requirement: string, program: string): Promise<PythonProgram> {
  const folder = path.join(root, 'node_modules', '.cache', requirement.replace('==', '-'));
  const file = path.join(folder, 'bin', program);
  const options = ['--quiet', '--disable-pip-version-check', '--target', folder];
  if (!existsSync(file)) await promisify(execFile)('python3', ['-m', 'pip', 'install', ...options, requirement]);
  return { file, folder };
}
