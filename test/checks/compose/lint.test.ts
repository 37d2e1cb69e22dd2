/** Runs a linter on compose.yaml. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { LOCAL_FOLDER } from '../../helpers/compose-file.ts';

const root = path.join(LOCAL_FOLDER, '..');

test('dclint finds nothing in compose.yaml', () => {
  // services are in the order in which they start, keys in reading order
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
