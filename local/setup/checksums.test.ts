import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { engineCatalogue } from './catalogue.ts';
import { CHECKSUMS_FILE, checksumsName, checksumsOf, differencesFrom } from './checksums.ts';

test('every file of a folder is hashed, below sub folders too, but for what Maven notes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-checksums-'));
  for (const name of ['lib', 'markers']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'lib', 'a.jar'), 'abc');
  writeFileSync(join(folder, 'empty.jar'), '');
  writeFileSync(join(folder, 'markers', 'a.marker'), '');
  // NIST FIPS 180-2, appendix B.1, and of the empty text
  assert.deepEqual(checksumsOf(folder), {
    'empty.jar': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'lib/a.jar': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
  rmSync(folder, { recursive: true });
});

test('a file that is another, missing or too much is named', () => {
  const pinned = { 'a.jar': '1', 'b.jar': '2' };
  assert.deepEqual(differencesFrom(pinned, pinned), []);
  assert.deepEqual(differencesFrom(pinned, { 'a.jar': '3', 'c.jar': '2' }), [
    'a.jar has SHA-256 3, and 1 is pinned',
    'c.jar is not pinned',
    'b.jar is missing',
  ]);
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}.jar`, '1']));
  assert.equal(differencesFrom({}, many).at(-1), 'and 4 more');
});

test('every engine is pinned, and nothing else', () => {
  const pinned = Object.entries(JSON.parse(readFileSync(CHECKSUMS_FILE, 'utf8')) as Record<string, object>);
  assert.deepEqual(
    pinned.map(([name]) => name),
    Object.values(engineCatalogue).map(checksumsName).sort(),
  );
  for (const [name, files] of pinned) assert.ok(Object.keys(files).length > 40, name);
});
