import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * By their SPDX names. Each allows use, modification and redistribution in proprietary programs; none requires a service to publish its
 * sources.
 */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'bzip2-1.0.6',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
]);

interface Lock {
  readonly packages: Readonly<Record<string, { readonly license?: string }>>;
}

test('every package that is installed has a licence that may be used', () => {
  const lock = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as Lock;
  const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
  assert.ok(packages.length > 100);
  // one alternative is enough
  const isAllowed = (license = ''): boolean =>
    license
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((one) => ALLOWED.has(one));
  assert.deepEqual(
    packages.filter(([, { license }]) => !isAllowed(license)),
    [],
  );
});
