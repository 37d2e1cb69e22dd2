import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..');
const list = path.join(root, 'node_modules', '.cache', 'command', 'sources.json');
const samples = globSync('local/sample-logs/**/*.{log,gz}', { cwd: root }).toSorted();

function documentsOf(script: string, ...options: string[]): string {
  const command = [script, 'parse', ...options, ...samples];
  const written = execFileSync(process.execPath, command, { cwd: root, stdio: 'pipe', maxBuffer: 2 ** 28 });
  return written.toString().replaceAll(/"event.ingested":"[^"]*"/g, '');
}

function bundledSources(): [file: string, modifiedMillis: number, bytes: number][] {
  return JSON.parse(readFileSync(list, 'utf8')) as [string, number, number][];
}

test('the bundle of `parse` makes the same documents as its sources, of every sample', () => {
  assert.ok(samples.length > 40);
  assert.equal(documentsOf('bin/kafkainsight.mjs'), documentsOf('cli/main.ts'));
});

test('no module of the bundle is evaluated on demand: its constants would be variables', () => {
  const bundle = readFileSync(path.join(root, 'node_modules', '.cache', 'command', 'main.mjs'), 'utf8');
  assert.match(bundle, /^const room = Buffer\.allocUnsafeSlow/m);
  assert.match(bundle, /await import\("\.\/commands\/start\.ts"\)/);
});

test('the bundle is made again when a source has changed, and not else', () => {
  const whole = bundledSources();
  assert.ok(whole.some(([file]) => file === path.join(root, 'core', 'documents', 'documents.ts')));
  const madeMillis = statSync(list).mtimeMs;
  execFileSync(process.execPath, ['bin/kafkainsight.mjs', 'parse', '--help'], { cwd: root });
  assert.equal(statSync(list).mtimeMs, madeMillis);
  writeFileSync(list, JSON.stringify(whole.map(([file, millis, bytes], at) => [file, millis, at === 0 ? 0 : bytes])));
  execFileSync(process.execPath, ['bin/kafkainsight.mjs', 'parse', '--help'], { cwd: root });
  assert.deepEqual(bundledSources(), whole);
});

test('commands that are not bundled, and mistakes, are told as they are by the sources', () => {
  for (const args of [['parse', '--frmat', 'json'], ['parse', 'none.log'], ['detct']]) {
    const [bundled, sources] = ['bin/kafkainsight.mjs', 'cli/main.ts'].map((script) => {
      try {
        return execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: 'pipe' }).toString();
      } catch (error) {
        return String((error as { stderr?: Buffer }).stderr);
      }
    });
    assert.ok(bundled);
    assert.equal(bundled, sources);
  }
});
