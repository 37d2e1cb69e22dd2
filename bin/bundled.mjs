// Which script runs a command. Plain JavaScript for the system's own Node, since the command itself is.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { projectNode } from '../local/setup/modules.mjs';

const sources = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const builder = fileURLToPath(new URL('write-command-bundle.ts', import.meta.url));
const folder = new URL('../node_modules/.cache/command/', import.meta.url);
const bundle = fileURLToPath(new URL('main.mjs', folder));
const list = fileURLToPath(new URL('sources.json', folder));

/** Commands that do nothing but read lines: bundled into one file they start in half the time (docs/adr/0013-what-v8-is-told.md). */
const bundledCommands = new Set(['detect', 'parse']);

/**
 * The script to run a command with: the sources, or a bundle of them, which is made where there is none or a source has changed. Where it cannot
 * be made, as in a folder that is only readable, the sources do the same.
 *
 * @param {string | undefined} command
 */
export function scriptOf(command) {
  if (command === undefined || !bundledCommands.has(command)) return sources;
  if (isFresh()) return bundle;
  spawnSync(projectNode, [builder, bundle, list, ...bundledCommands], { stdio: 'ignore' });
  return isFresh() ? bundle : sources;
}

/**
 * Whether a script is the bundle: plain JavaScript that only reads and writes.
 *
 * @param {string} script
 */
export function isBundle(script) {
  return script === bundle;
}

/** Whether every source is as it was when the bundle was made. */
function isFresh() {
  try {
    /** @type {[file: string, modifiedMillis: number, bytes: number][]} */
    const files = JSON.parse(readFileSync(list, 'utf8'));
    return files.every(([file, modifiedMillis, bytes]) => {
      const { mtimeMs, size } = statSync(file);
      return mtimeMs === modifiedMillis && size === bytes;
    });
  } catch {
    return false;
  }
}
