import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { SHOP_SITE_FILE } from '../../cli/targets/locations.ts';
import { readSiteFile } from './site-file.ts';

suite('the file of the site', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'kafkainsight-')), 'site.json');

  test('is optional, unless it is named', () => {
    assert.equal(readSiteFile(file, false), undefined);
    assert.throws(() => readSiteFile(file, true), { code: 'FILE_NOT_FOUND' });
  });

  test('has all its problems reported at once', () => {
    writeFileSync(file, '{"hosts":["A.example"],"apiPaths":["api"]}');
    assert.throws(() => readSiteFile(file, false), {
      code: 'CONFIGURATION_INVALID',
      message: /site\.hosts\.0.*site\.apiPaths\.0/s,
    });
    writeFileSync(file, '{');
    assert.throws(() => readSiteFile(file, false), { code: 'CONFIGURATION_INVALID', message: /is not JSON/ });
  });

  test('is there as an example: that of the generated shop', () => {
    // generator/world/catalogue.ts and generator/actors/sign-in.ts
    const { hosts, signIn } = readSiteFile(SHOP_SITE_FILE, true) ?? {};
    assert.deepEqual(hosts, ['www.summit-supply.example']);
    assert.deepEqual(signIn, { paths: ['/login'], success: [302], failure: [401, 403] });
  });
});
