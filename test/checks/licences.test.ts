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
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
]);

/** Data, not code; each asks for no more than its notice (NOTICE). */
const DATA = new Map([
  ['node_modules/@ip-location-db/asn', 'SEE LICENSE IN ROUTEVIEWS-LICENSE and DBIP-LICENSE (CC-BY-4.0)'],
  ['node_modules/@ip-location-db/asn-country', 'CC0-1.0'],
  ['node_modules/@ip-location-db/geo-whois-asn-country', 'CC0-1.0'],
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
    packages.filter(([name, { license }]) => !isAllowed(license) && DATA.get(name) !== license),
    [],
  );
});

test('the data of others is named, with whose it is and under which licence', () => {
  const notice = readFileSync(path.join(import.meta.dirname, '../../NOTICE'), 'utf8');
  const names = Array.from(DATA.keys(), (name) => name.replace('node_modules/', ''));
  for (const text of [...names, 'routeviews.org', 'nro.net', 'db-ip.com', 'licenses/by/4.0']) {
    assert.ok(notice.includes(text), text);
  }
});
