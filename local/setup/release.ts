/**
 * `npm run release -- VERSION` dates the changelog, sets the version, commits both and tags the commit. `npm run release -- --files
 * FOLDER` writes what is published with a tag: the sources, a bill of materials, and checksums.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = 'npm run release -- VERSION (such as 0.2.0), or: npm run release -- --files FOLDER';
const UNRELEASED = '## Unreleased\n';

class ReleaseError extends Error {}

/** What a command prints, without the last line feed. */
function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 }).trimEnd();
}

/** Moves the changelog's unreleased lines under a version and a date, below a new empty section. */
function dated(changelog: string, version: string, date: string): string {
  const [before, after] = changelog.split(UNRELEASED);
  if (before === undefined || after === undefined) {
    throw new ReleaseError(`CHANGELOG.md has no section ${JSON.stringify(UNRELEASED.trim())} to release.`);
  }
  if (!/^- /m.test(after.split(/^## /m)[0] ?? '')) {
    throw new ReleaseError('CHANGELOG.md has no line under Unreleased: there is nothing to release.');
  }
  return `${before}${UNRELEASED}\n## ${version} (${date})\n${after}`;
}

function release(version: string): void {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new ReleaseError(`${version} is no version such as 0.2.0.`);
  const changes = run('git', 'status', '--porcelain');
  if (changes !== '') throw new ReleaseError(`There are changes that are not committed:\n${changes}`);
  const changelog = dated(readFileSync('CHANGELOG.md', 'utf8'), version, new Date().toISOString().slice(0, 10));
  // sets it in package.json and package-lock.json; rejects the current version
  run('npm', 'version', version, '--no-git-tag-version', '--ignore-scripts');
  writeFileSync('CHANGELOG.md', changelog);
  run('git', 'commit', '--quiet', '--all', '--message', `Release ${version}`);
  run('git', 'tag', '--annotate', `v${version}`, '--message', `Release ${version}`);
  console.log(`Committed and tagged v${version}. Publish it: git push origin main v${version}`);
}

function writeFiles(folder: string): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  const sources = `kafkainsight-${version}.tar.gz`;
  const materials = `kafkainsight-${version}.cdx.json`;
  mkdirSync(folder, { recursive: true });
  run('git', 'archive', `--prefix=kafkainsight-${version}/`, `--output=${join(folder, sources)}`, 'HEAD');
  writeFileSync(join(folder, materials), `${run('npm', 'sbom', '--package-lock-only', '--sbom-format=cyclonedx')}\n`);
  const sums = [sources, materials].map((name) => {
    const hash = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    return `${hash}  ${name}\n`;
  });
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  console.log(`${sources}, ${materials} (CycloneDX) and SHA256SUMS are in ${folder}.`);
}

try {
  const { values, positionals } = parseArgs({ options: { files: { type: 'string' } }, allowPositionals: true });
  const [version, ...others] = positionals;
  if (values.files !== undefined && version === undefined) writeFiles(values.files);
  else if (values.files === undefined && version !== undefined && others.length === 0) release(version);
  else throw new ReleaseError(`Usage: ${USAGE}`);
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
