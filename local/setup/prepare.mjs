// Prepares this folder for work: `prepare.mjs` installs the packages, `prepare.mjs --engines` all engines too, and `prepare.mjs
// --engines=kafka,opensearch` those named. It skips what is already done.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureModules, projectNode } from './modules.mjs';

const [option, ...rest] = process.argv.slice(2);
const [name, engines = ''] = option?.split('=') ?? [];
if (rest.length > 0 || (option !== undefined && name !== '--engines')) {
  console.error('usage: prepare.mjs [--engines[=NAME,...]]');
  process.exit(2);
}
ensureModules();
if (name === '--engines') {
  const script = fileURLToPath(new URL('install-engines.ts', import.meta.url));
  const { status } = spawnSync(projectNode, [script, ...engines.split(',').filter(Boolean)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
