import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { EngineEntry } from './catalogue.ts';

/** SHA-256 in hexadecimal of each file of a folder, by its path below it. */
export type Checksums = Readonly<Record<string, string>>;

/** The SHA-256 of every file fetched for an engine; written by `npm run pin-engines`. */
export const CHECKSUMS_FILE = path.join(import.meta.dirname, '..', 'engines', 'checksums.json');

/** Maven's own notes. */
const NOTES = 'markers/';
const schema = v.record(v.string(), v.record(v.string(), v.string()));
const MOST_NAMED = 5;

/** The name of an engine in the file of checksums. */
export function checksumsName({ pom, version }: EngineEntry): string {
  return `${pom}-${version}`;
}

/** The pinned checksums of an engine; empty where its version is not pinned yet. */
export function pinnedChecksums(engine: EngineEntry): Checksums {
  return v.parse(schema, JSON.parse(readFileSync(CHECKSUMS_FILE, 'utf8')))[checksumsName(engine)] ?? {};
}

export function checksumsOf(folder: string): Checksums {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((name) => !name.startsWith(NOTES))
    .sort();
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** A sentence for each file that differs, is missing or is unexpected: the first few, and how many more. */
export function differencesFrom(pinned: Checksums, found: Checksums): string[] {
  const all = [
    ...Object.entries(found).flatMap(([name, hash]) => {
      const wanted = Object.hasOwn(pinned, name) ? pinned[name] : undefined;
      if (wanted === undefined) return [`${name} is not pinned`];
      return wanted === hash ? [] : [`${name} has SHA-256 ${hash}, and ${wanted} is pinned`];
    }),
    ...Object.keys(pinned).flatMap((name) => (Object.hasOwn(found, name) ? [] : [`${name} is missing`])),
  ];
  const more = all.length - MOST_NAMED;
  return more <= 0 ? all : [...all.slice(0, MOST_NAMED), `and ${more} more`];
}
