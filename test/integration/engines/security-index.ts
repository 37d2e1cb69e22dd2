/** A module for the Elasticsearch of the tests, with which its real security API works: see security-index/SecurityIndexAnalysis.java. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import versions from '../../../lib/versions.json' with { type: 'json' };
import { installEngine } from '../../../local/setup/libraries.ts';

const source = path.join(import.meta.dirname, 'security-index', 'SecurityIndexAnalysis.java');

/**
 * Compiles the module with the JDK that runs Elasticsearch.
 *
 * @param parent an existing folder, in which the module gets its own
 * @returns the module's folder
 */
export async function makeSecurityIndexModule(parent: string): Promise<string> {
  const { folder, jdk } = await installEngine('elasticsearch');
  const module = path.join(parent, 'security-index');
  const classes = path.join(parent, 'security-index-classes');
  mkdirSync(module);
  const classPath = path.join(folder, `elasticsearch-${versions.elasticsearch}`, 'lib', '*');
  const run = (program: string, ...args: readonly string[]): void => {
    execFileSync(path.join(jdk.home, 'bin', program), args, { stdio: 'pipe' });
  };
  run('javac', '--release', String(versions.java.elasticsearch), '-cp', classPath, '-d', classes, source);
  run('jar', '--create', '--file', path.join(module, 'security-index.jar'), '-C', classes, '.');
  const descriptor = {
    name: 'security-index',
    description: 'What the security index needs of analysis-common',
    version: versions.elasticsearch,
    'elasticsearch.version': versions.elasticsearch,
    'java.version': versions.java.elasticsearch,
    classname: 'kafkainsight.SecurityIndexAnalysis',
  };
  const lines = Object.entries(descriptor).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(path.join(module, 'plugin-descriptor.properties'), lines.join(''));
  return module;
}
