import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { suite, test } from 'node:test';
import { parseIpAddress } from '../../core/addresses/ip-address.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { networkFile } from './network-file.ts';
import { networkTableLoader } from './network-table.ts';

/** Of the packages, so that it fits a function. */
const MAX_BYTES = 20_000_000;

suite('the table of networks of the pinned packages', () => {
  const file = networkFile();
  const table = networkTableLoader(file)();

  test('is packed once, and fits a function', () => {
    assert.equal(networkFile(), file);
    assert.ok(statSync(file).size < MAX_BYTES);
  });

  /** Addresses of whom their owners say so. */
  const owners: Readonly<Record<string, readonly [system: number, country: string | undefined]>> = {
    // developers.google.com/search/apis/ipranges/googlebot.json
    '66.249.64.1': [15169, 'US'],
    '66.249.79.200': [15169, 'US'],
    '2001:4860:4801:10::1': [15169, 'US'],
    // www.bing.com/toolbox/bingbot.json
    '157.55.39.10': [8075, 'US'],
    '207.46.13.10': [8075, 'US'],
    // www.cloudflare.com/ips-v4, ips-v6
    '173.245.48.1': [13335, 'US'],
    '2606:4700::1': [13335, 'US'],
    // root-servers.org: k, of the RIPE NCC; m, of the WIDE Project
    '193.0.14.129': [25152, 'NL'],
    '202.12.27.33': [7500, 'JP'],
    // www.switch.ch, the Swiss universities' network
    '130.59.31.80': [559, 'CH'],
    // support.apple.com/119829: Applebot
    '17.58.101.1': [714, 'US'],
  };
  for (const [address, [system, country]] of Object.entries(owners)) {
    test(`knows who has ${address}`, () => {
      const bytes = parseIpAddress(Buffer.from(address), 0, address.length);
      assert.ok(bytes);
      const place = table.place(table.placeOf(bytes));
      assert.equal(place.system?.number, system);
      assert.equal(place.country, country);
    });
  }
});

test('a table that is missing is named when it is asked for, not before', () => {
  const load = networkTableLoader('/no/such/file');
  assert.throws(load, (error) => error instanceof KafkaInsightError && error.code === 'CONFIGURATION_INVALID');
});
