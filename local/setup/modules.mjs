// Plain JavaScript for the system's own Node, since it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './install-lock.mjs';

const oldestNode = 20;
const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = path.join(root, 'node_modules');
const lock = `${modules}.lock`;

/** The Node that everything except this set-up runs on: Lambda's version, from node_modules. */
export const projectNode = path.join(modules, 'node', 'bin', 'node');

/**
 * Runs `npm ci` where node_modules is missing or does not match package-lock.json; one process at a time, since it begins by deleting what is there.
 * Ends the process if that fails.
 */
export function ensureModules() {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    fail(
      `KafkaInsight needs Node.js ${oldestNode} or later; this is ${process.versions.node}. Install a newer one and try again.`,
    );
  }
  if (modulesFit()) return;
  const release = takeLock(lock, (owner) => {
    console.error(
      `Waiting for process ${owner}, which installs the packages. If it is no process of KafkaInsight, delete ${lock} and try again.`,
    );
  });
  if (!modulesFit()) install();
  release();
}

function install() {
  console.error('Installing the packages of package-lock.json with npm (about 930 MB, only this once) ...');
  const startMillis = Date.now();
  const { status, error } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: environment(),
  });
  if (status !== 0)
    fail(
      `\`npm ci\` failed (${error?.message ?? `exit code ${status}`}); what it said is above. Nothing works without it.`,
    );
  if (!modulesFit())
    fail(`\`npm ci\` left out ${projectNode}: allow the install script of the package \`node\` and try again.`);
  console.error(`Installed the packages in ${((Date.now() - startMillis) / 1000).toFixed(1)} s.`);
}

/** npm records what it has installed; only packages for other platforms may be missing there. */
function modulesFit() {
  const noted = path.join(modules, '.package-lock.json');
  if (!existsSync(noted) || !existsSync(projectNode)) return false;
  const present = packagesIn(noted);
  return Object.entries(packagesIn(path.join(root, 'package-lock.json'))).every(([name, wanted]) => {
    const found = present[name];
    if (name === '' || (found === undefined && (wanted.optional || wanted.devOptional))) return true;
    return found?.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function packagesIn(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** npm must not run on the Node that it is about to replace. */
function environment() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.startsWith(modules));
  return { ...process.env, PATH: folders.join(path.delimiter) };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
