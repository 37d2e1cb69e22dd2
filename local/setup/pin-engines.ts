/**
 * `pin-engines.ts [NAME...]`: writes the SHA-256 of every file of the engines named, or of all, to local/engines/checksums.json; run it
 * after changing a version in lib/versions.json. They are fetched into an empty folder, through an empty local repository: it pins what
 * Maven Central has now. Check the difference before you commit it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { counted } from '../../core/wording.ts';
import { engineCatalogue, type EngineEntry } from './catalogue.ts';
import { type Checksums, CHECKSUMS_FILE, checksumsName, checksumsOf } from './checksums.ts';
import { findJdk } from './java.ts';
import { runMaven } from './libraries.ts';

const asked = process.argv.slice(2);
const entries: readonly EngineEntry[] = Object.entries(engineCatalogue).flatMap(([name, entry]) =>
  asked.length === 0 || asked.includes(name) ? [entry] : [],
);
const all = Object.values(engineCatalogue).map(checksumsName);
const pinned = JSON.parse(readFileSync(CHECKSUMS_FILE, 'utf8')) as Record<string, Checksums>;
const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-pin-'));
try {
  for (const engine of entries) {
    const name = checksumsName(engine);
    const target = path.join(folder, name);
    await runMaven(engine, findJdk(engine.title, engine.java), target, path.join(folder, 'repository'));
    pinned[name] = checksumsOf(target);
    console.log(`${name}: ${counted(Object.keys(pinned[name]).length, 'file')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const kept = Object.entries(pinned).filter(([name]) => all.includes(name));
writeFileSync(CHECKSUMS_FILE, `${JSON.stringify(Object.fromEntries(kept.sort()), undefined, 2)}\n`);
