import assert from 'node:assert/strict';
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const SCRIPT = path.join(import.meta.dirname, '../../local/setup/release.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-release-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });

function release(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [SCRIPT, ...args], { cwd: folder, encoding: 'utf8' });
}

test('a release dates the changelog, sets the version and tags; its files have their checksums', () => {
  const manifest = { name: 'kafkainsight', version: '0.1.0', license: 'Apache-2.0' };
  writeFileSync(at('package.json'), JSON.stringify(manifest));
  const lock = { ...manifest, lockfileVersion: 3, requires: true, packages: { '': manifest } };
  writeFileSync(at('package-lock.json'), JSON.stringify(lock));
  writeFileSync(at('CHANGELOG.md'), '# Changelog\n\n## Unreleased\n');
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Release');
  git('config', 'user.email', 'release@example.com');
  git('add', '.');
  git('commit', '--quiet', '--message=First');

  assert.match(release('0.2.0').stderr, /nothing to release/);
  writeFileSync(at('CHANGELOG.md'), '# Changelog\n\n## Unreleased\n- One thing.\n');
  assert.match(release('0.2.0').stderr, /not committed:\n M CHANGELOG\.md/);
  git('commit', '--quiet', '--all', '--message=One thing');
  assert.match(release('2').stderr, /2 is no version such as 0\.2\.0/);
  assert.match(release().stderr, /^Usage: /);
  assert.equal(git('status', '--porcelain'), '');

  const { status, stderr } = release('0.2.0');
  assert.equal(status, 0, stderr);
  const today = new Date().toISOString().slice(0, 10);
  assert.equal(read('CHANGELOG.md'), `# Changelog\n\n## Unreleased\n\n## 0.2.0 (${today})\n- One thing.\n`);
  for (const name of ['package.json', 'package-lock.json']) assert.match(read(name), /"version":\s*"0\.2\.0"/);
  assert.equal(git('tag', '--points-at', 'HEAD').trim(), 'v0.2.0');
  assert.equal(git('log', '-1', '--format=%s').trim(), 'Release 0.2.0');
  assert.equal(git('status', '--porcelain'), '');

  const files = release('--files', 'dist');
  assert.equal(files.status, 0, files.stderr);
  const names = ['SHA256SUMS', 'kafkainsight-0.2.0.cdx.json', 'kafkainsight-0.2.0.tar.gz'];
  assert.deepEqual(readdirSync(at('dist')).sort(), names);
  for (const line of read('dist/SHA256SUMS').trimEnd().split('\n')) {
    const [hash, name = ''] = line.split('  ');
    assert.equal(
      createHash('sha256')
        .update(readFileSync(at(`dist/${name}`)))
        .digest('hex'),
      hash,
    );
  }
  const materials = JSON.parse(read('dist/kafkainsight-0.2.0.cdx.json')) as Record<string, unknown>;
  assert.equal(materials['bomFormat'], 'CycloneDX');
});
