import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseIpAddress } from '../addresses/ip-address.ts';
import { type NetworkPlace, type NetworkTable, openNetworks } from './network-table.ts';
import { type NetworkTexts, packNetworks } from './pack-networks.ts';

const NONE: NetworkTexts = { countries: [], systems: '' };

/** A line of ip-location-db: the first and last address as numbers. */
function range(first: string, last: string, value: string): string {
  return `${numberOf(first)},${numberOf(last)},${value}`;
}

/** An address as ip-location-db counts it: IPv4 in 32 bits, IPv6 in 128. */
function numberOf(text: string): bigint {
  const bytes = addressOf(text);
  const significant = text.includes(':') ? bytes : bytes.subarray(12);
  return BigInt(`0x${Buffer.from(significant).toString('hex')}`);
}

function addressOf(text: string): Uint8Array {
  const address = parseIpAddress(Buffer.from(text), 0, text.length);
  assert.ok(address, text);
  return address;
}

function tableOf(texts: Partial<Record<4 | 6, Partial<NetworkTexts>>>): NetworkTable {
  return openNetworks(packNetworks({ 4: { ...NONE, ...texts[4] }, 6: { ...NONE, ...texts[6] } }));
}

function placeAt(table: NetworkTable, address: string): NetworkPlace {
  return table.place(table.placeOf(addressOf(address)));
}

suite('a table of networks', () => {
  const countries = [
    `${range('1.0.0.0', '1.0.0.255', 'AU')}\n${range('1.0.1.0', '1.0.3.255', 'CN')}\n`,
    `${range('1.0.0.128', '1.0.2.127', 'AU')}\n${range('1.0.2.128', '1.0.4.255', 'CN')}\n`,
  ];
  const systems = `${range('1.0.0.0', '1.0.0.255', '13335,"Cloudflare, Inc."')}\n${range('1.0.3.0', '1.0.3.255', '4134,中国电信')}\n`;

  test('has the country only where all sources have the same', () => {
    const table = tableOf({ 4: { countries } });
    const expected = {
      '0.255.255.255': undefined,
      '1.0.0.127': undefined,
      '1.0.0.128': 'AU',
      '1.0.0.255': 'AU',
      '1.0.1.0': undefined,
      '1.0.2.127': undefined,
      '1.0.2.128': 'CN',
      '1.0.3.255': 'CN',
      '1.0.4.0': undefined,
      '255.255.255.255': undefined,
    };
    for (const [address, country] of Object.entries(expected)) {
      assert.equal(placeAt(table, address).country, country, address);
    }
  });

  test('has the system and its organisation beside, with commas and in any script', () => {
    const table = tableOf({ 4: { countries, systems } });
    assert.deepEqual(placeAt(table, '1.0.0.1'), { system: { number: 13335, organization: 'Cloudflare, Inc.' } });
    assert.deepEqual(placeAt(table, '1.0.0.200'), {
      country: 'AU',
      system: { number: 13335, organization: 'Cloudflare, Inc.' },
    });
    assert.deepEqual(placeAt(table, '1.0.3.7'), { country: 'CN', system: { number: 4134, organization: '中国电信' } });
    assert.deepEqual(placeAt(table, '1.0.4.7'), {});
  });

  test('has networks of IPv6 that are at least a /64', () => {
    const table = tableOf({
      6: {
        countries: [range('2a00:1::', '2a00:1:ffff:ffff:ffff:ffff:ffff:ffff', 'CH')],
        systems: [
          range('2a00:1:0:1::1', '2a00:1:0:1::ff', '1,within a network'),
          range('2a00:1:0:2::5', '2a00:1:0:4::4', '2,parts of two networks and one whole'),
        ].join('\n'),
      },
    });
    assert.deepEqual(placeAt(table, '2a00:1::1'), { country: 'CH' });
    assert.deepEqual(placeAt(table, '2a00:1:ffff:ffff:ffff::'), { country: 'CH' });
    assert.deepEqual(placeAt(table, '2a00:2::'), {});
    assert.deepEqual(placeAt(table, '2a00:1:0:1::1').system, undefined);
    assert.deepEqual(placeAt(table, '2a00:1:0:2::5').system, undefined);
    assert.equal(placeAt(table, '2a00:1:0:3::').system?.number, 2);
    assert.deepEqual(placeAt(table, '2a00:1:0:4::').system, undefined);
  });

  test('knows nothing where ranges of one source overlap', () => {
    const overlapping = [range('5.0.0.0', '5.0.0.99', 'DE'), range('5.0.0.50', '5.0.0.149', 'FR')].join('\n');
    const within = [range('6.0.0.0', '6.0.0.255', 'US'), range('6.0.0.64', '6.0.0.127', 'CA')].join('\n');
    const table = tableOf({ 4: { countries: [`${overlapping}\n${within}`] } });
    const found = ['5.0.0.49', '5.0.0.50', '5.0.0.99', '5.0.0.100', '6.0.0.63', '6.0.0.64', '6.0.0.200'].map(
      (address) => placeAt(table, address).country,
    );
    assert.deepEqual(found, ['DE', undefined, undefined, 'FR', 'US', undefined, undefined]);
  });

  // The special-purpose address registries of IANA (RFC 6890), whatever a source says of their addresses.
  test('never locates addresses that are nobody’s', () => {
    const everything = { countries: [range('0.0.0.0', '255.255.255.255', 'ZZ')], systems: '' };
    const everything6 = {
      countries: [range('::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ZZ')],
      systems: '',
    };
    const table = tableOf({ 4: everything, 6: everything6 });
    const special = [
      ...['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
      ...['127.0.0.1', '169.254.1.1', '100.64.0.0', '100.127.255.255', '0.0.0.0', '224.0.0.1', '255.255.255.255'],
      ...['192.0.2.1', '198.51.100.1', '203.0.113.255', '198.18.0.1', '198.19.255.255'],
      ...['::', '::1', '64:ff9b::1', 'fc00::1', 'fdff::1', 'fe80::1', 'ff02::1', '2001:db8::1', '2001::1', '2002::1'],
    ];
    for (const address of special) assert.deepEqual(placeAt(table, address), {}, address);
    const common = ['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '223.255.255.255', '100.63.255.255'];
    for (const address of [...common, '2000::', '2001:200::', '2003::', 'fbff::', '100.128.0.0']) {
      assert.deepEqual(placeAt(table, address), { country: 'ZZ' }, address);
    }
  });

  test('is refused where a text or a table is not of its form', () => {
    const notRanges = ['1.0.0.0,1.0.0.255,AU', '1,2', 'start,end,country'];
    for (const text of notRanges) assert.throws(() => tableOf({ 4: { countries: [text] } }), RangeError, text);
    assert.throws(() => tableOf({ 4: { countries: [range('1.0.0.0', '1.0.0.255', 'Australia')] } }), RangeError);
    assert.throws(() => tableOf({ 4: { systems: range('1.0.0.0', '1.0.0.255', 'no number') } }), RangeError);
    const table = packNetworks({ 4: NONE, 6: NONE });
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('no table'),
      table.subarray(0, -1),
      Buffer.concat([table, table]),
    ]) {
      assert.throws(() => openNetworks(bytes), RangeError);
    }
  });

  test('is the same for the same texts, and is read wherever it begins in memory', () => {
    const texts = { 4: { countries, systems }, 6: NONE };
    const bytes = packNetworks(texts);
    assert.ok(bytes.equals(packNetworks(texts)));
    const moved = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
    assert.equal(placeAt(openNetworks(moved), '1.0.0.200').country, 'AU');
  });
});
