import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder that only its owner may list or write to, with missing parents, or restricts an existing one. Root's folder can be
 * traversed: the servers that refuse to run as root have their folder in it.
 */
export function makePrivateFolder(folder: string): void {
  const path = resolve(folder);
  const highest = mkdirSync(path, { recursive: true }) ?? path;
  for (let made = path; made.length >= highest.length; made = dirname(made)) {
    chmodSync(made, process.getuid?.() === 0 ? 0o711 : 0o700);
    if (made === dirname(made)) return;
  }
}

/** Writes a file that only its owner may read, even where it existed with other permissions; returns its path. */
export function writePrivately(file: string, content: string): string {
  rmSync(file, { force: true });
  writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  return file;
}
