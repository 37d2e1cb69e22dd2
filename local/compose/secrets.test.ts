import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { PASSWORDS } from './passwords.ts';
import { makeSecrets } from './secrets.ts';

const passwords = Object.fromEntries(
  Object.keys(PASSWORDS).map((name) => [name, `${name.toLowerCase()}-of-more-than-32-characters`]),
);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('each service gets the passwords that it signs in with, which its user alone reads; a changed one is written', async () => {
  for (const PIPELINE_PASSWORD of ['first-of-the-pipeline', 'second-of-the-pipeline']) {
    await makeSecrets({ ...passwords, PIPELINE_PASSWORD, SECRETS_FOLDER: folder });
    for (const service of ['setup', 'pipeline']) {
      const file = path.join(folder, service, 'search-password');
      assert.equal(readFileSync(file, 'utf8'), `${PIPELINE_PASSWORD}\n`);
      assert.equal(statSync(file).mode & 0o777, 0o600);
    }
  }
});

test('a volume that cannot be written to is named, with the reason and what to do', async () => {
  // root, who may run the tests, may write to any folder
  writeFileSync(path.join(folder, 'elasticsearch'), '');
  await assert.rejects(makeSecrets({ ...passwords, SECRETS_FOLDER: folder }), {
    code: 'FILE_UNWRITABLE',
    message: /elasticsearch cannot be written \(EEXIST\).*docker volume rm/s,
  });
});
