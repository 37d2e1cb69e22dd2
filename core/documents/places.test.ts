import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import { type NetworkTable, openNetworks } from '../networks/network-table.ts';
import { packNetworks } from '../networks/pack-networks.ts';

// 9.0.0.0 to 9.0.0.255 and 2a00:1::/32; numbers as `ipaddress` of Python 3 has them.
const table = openNetworks(
  packNetworks({
    4: { countries: ['150994944,150995199,CH'], systems: '150994944,150995199,64500,"Käserei ""Alp"", AG"' },
    6: {
      countries: [],
      systems: '55827575902194629176224234125318422528,55827575981422791690488571718862372863,64501,Six',
    },
  }),
);
const networks = (): NetworkTable => table;
const EXPECTED = {
  'source.geo.country_iso_code': 'CH',
  'source.as.number': 64500,
  'source.as.organization.name': 'Käserei "Alp", AG',
};

function placeOf(document: ParsedLine): ParsedLine {
  const isPlace = ([key]: [string, unknown]): boolean => key.startsWith('source.geo') || key.startsWith('source.as.');
  return Object.fromEntries(Object.entries(document).filter(isPlace));
}

const access = (client: string): string => `${client} - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5 "-" "-"`;

suite('where an address is', () => {
  test('is in lines of every format that have a client', () => {
    const lines = [
      ['apache_combined', access('9.0.0.1')],
      ['apache_common', '9.0.0.1 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5'],
      ['apache_error', '[Sun Nov 22 10:02:52.000000 2026] [core:error] [pid 1] [client 9.0.0.1:4711] AH00126: no'],
      ['nginx_error', '2026/11/22 10:02:52 [error] 7#7: *1 open() failed, client: 9.0.0.1, server: x'],
      ['json', '{"time":"2026-11-22T10:02:52Z","method":"GET","status":200,"remote_addr":"9.0.0.1"}'],
    ] as const;
    for (const [format, line] of lines) {
      assert.deepEqual(placeOf(parseLine(format, line, {}, { networks })), EXPECTED, format);
    }
  });

  test('is of IPv6 and of addresses with a port, and of the client of a list', () => {
    assert.deepEqual(placeOf(parseLine('apache_combined', access('2a00:1::5'), {}, { networks })), {
      'source.as.number': 64501,
      'source.as.organization.name': 'Six',
    });
    const list = parseLine('apache_combined', access('9.0.0.1, 8.0.0.1'), {}, { networks });
    assert.deepEqual([list['source.ip'], placeOf(list)], ['9.0.0.1', EXPECTED]);
  });

  test('is the site itself for addresses of its own networks, whatever the table says, and with no table', () => {
    const site = { internalNetworks: ['9.0.0.0/30', '10.0.0.0/8', '2a00:1::/48'] };
    for (const options of [{ site, networks }, { site }]) {
      for (const client of ['9.0.0.3', '10.255.0.1', '2a00:1::5', '::ffff:10.0.0.1']) {
        const document = parseLine('apache_combined', access(client), {}, options);
        assert.deepEqual(placeOf(document), { 'source.geo.name': 'internal' }, client);
      }
    }
    assert.deepEqual(placeOf(parseLine('apache_combined', access('9.0.0.4'), {}, { site, networks })), EXPECTED);
    assert.deepEqual(placeOf(parseLine('apache_combined', access('9.0.0.4'), {}, { site })), {});
    const pseudonymised = { site, pseudonymKey: Buffer.alloc(32) };
    const document = parseLine('apache_combined', access('10.0.0.1'), {}, pseudonymised);
    assert.notEqual(document['source.ip'], '10.0.0.1');
    assert.equal(document['source.geo.name'], 'internal');
  });

  test('is not told of private addresses, names, and where there is no table', () => {
    for (const client of ['10.0.0.1', '9.0.1.0', 'www.example.org', '-']) {
      assert.deepEqual(placeOf(parseLine('apache_combined', access(client), {}, { networks })), {}, client);
    }
    assert.deepEqual(placeOf(parseLine('apache_combined', access('9.0.0.1'))), {});
  });

  test('is that of the true address where addresses are replaced', () => {
    const pseudonymKey = Buffer.from('0123456789abcdef');
    const document = parseLine('apache_combined', access('9.0.0.1'), {}, { networks, pseudonymKey });
    assert.match(String(document['source.ip']), /^fd/);
    assert.deepEqual(placeOf(document), EXPECTED);
  });

  test('of the line within another is not that of the other line', () => {
    const envelope = (inner: string): string =>
      JSON.stringify({
        '@timestamp': '2026-11-22T10:02:52Z',
        '@version': '1',
        clientip: '9.0.0.1',
        message: access(inner),
      });
    const within = parseLine('json', envelope('10.0.0.1'), {}, { networks });
    assert.equal(within['source.ip'], '10.0.0.1');
    assert.deepEqual(placeOf(within), {});
  });
});
