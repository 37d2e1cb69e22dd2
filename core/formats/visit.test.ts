import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import { type NetworkTable, openNetworks } from '../networks/network-table.ts';
import { packNetworks } from '../networks/pack-networks.ts';

const own = (document: ParsedLine): ParsedLine => {
  const isOwn = ([key]: [string, unknown]): boolean => /^kafkainsight\.(?:campaign|referrer|client)\./.test(key);
  return Object.fromEntries(
    Object.entries(document)
      .filter(isOwn)
      .map(([key, value]) => [key.slice(13), value]),
  );
};
const access = (url: string, referrer = '-', agent = '-', client = '192.0.2.1'): string =>
  `${client} - - [22/Nov/2026:10:02:52 +0000] "GET ${url} HTTP/1.1" 200 5 "${referrer}" "${agent}"`;
const visit = (url: string, referrer?: string): ParsedLine => own(parseLine('apache_combined', access(url, referrer)));

suite('a visit', () => {
  test('has the campaign of its link, decoded', () => {
    assert.deepEqual(
      visit('/?utm_source=news+letter&x=1&utm_medium=e%2Dmail&utm_campaign=fr%C3%BChling&utm_content=a&utm_term=b'),
      {
        'campaign.source': 'news letter',
        'campaign.medium': 'e-mail',
        'campaign.name': 'frühling',
        'campaign.content': 'a',
        'campaign.term': 'b',
      },
    );
  });

  test('has the first of a parameter that comes twice, and one that is not to be decoded as it stands', () => {
    assert.deepEqual(visit('/?utm_source=a&utm_source=b&utm_medium=&utm_campaign=100%&utm_other=c&xutm_term=d'), {
      'campaign.source': 'a',
      'campaign.name': '100%',
    });
    assert.deepEqual(visit('/utm_source=a'), {});
  });

  test('has the campaign in JSON and in W3C logs too, once', () => {
    const line = { time: '2026-11-22T10:02:52Z', method: 'GET', status: 200, url: '/?utm_source=a&utm_medium=b' };
    const expected = { 'campaign.source': 'a', 'campaign.medium': 'b' };
    assert.deepEqual(own(parseLine('json', JSON.stringify(line))), expected);
    const apart = { ...line, url: undefined, 'url.query': 'utm_source=a&utm_medium=b' };
    assert.deepEqual(own(parseLine('json', JSON.stringify(apart))), expected);
  });

  // RFC 3986, section 3.2.
  test('has the host of its referrer', () => {
    for (const [referrer, domain] of [
      ['https://www.example.org/a?b', 'www.example.org'],
      ['https://WWW.Example.ORG', 'www.example.org'],
      ['http://ann:secret@example.org:8080/', 'example.org'],
      ['https://example.org?q=@x', 'example.org'],
      ['https://example.org#@x', 'example.org'],
      ['android-app://com.google.android.gm/', 'com.google.android.gm'],
      ['http://192.0.2.7/', '192.0.2.7'],
      ['http://exa mple.org/', undefined],
      ['http://[2001:db8::1]/', undefined],
      ['www.example.org/a', undefined],
      ['http://', undefined],
      ['-', undefined],
    ] as const) {
      assert.deepEqual(visit('/', referrer), domain === undefined ? {} : { 'referrer.domain': domain }, referrer);
    }
  });

  test('has no host of its referrer where documents say what the line says', () => {
    const line = access('/?utm_source=newsletter', 'https://www.example.org/a');
    assert.deepEqual(own(parseLine('apache_combined', line, {}, { isEnriched: false })), {
      'campaign.source': 'newsletter',
    });
  });

  test('has fields of text whatever is in its URL and referrer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (value, referrer) => {
        const clean = (text: string): string => text.replaceAll(/["\\\s]/g, '%');
        const fields = visit(`/?utm_source=${clean(value)}&utm_medium=${clean(value)}`, `x://${clean(referrer)}`);
        for (const field of Object.values(fields)) assert.equal(typeof field, 'string');
      }),
    );
  });
});

suite('a crawler', () => {
  // 66.249.64.0/19 is Google's; 9.0.0.0/24 here another's.
  const table = openNetworks(
    packNetworks({
      4: { countries: [], systems: '150994944,150995199,64500,Other\n1123631104,1123639295,15169,Google LLC' },
      6: { countries: [], systems: '' },
    }),
  );
  const networks = (): NetworkTable => table;
  const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const verified = (client: string, agent: string): unknown =>
    own(parseLine('apache_combined', access('/', '-', agent, client), {}, { networks, userAgentDetails: true }))[
      'client.verified'
    ];

  test('is verified by its network, and a false one says so', () => {
    assert.equal(verified('66.249.66.1', GOOGLEBOT), true);
    assert.equal(verified('9.0.0.1', GOOGLEBOT), false);
  });

  test('of which nobody knows the network, or where it should come from, is neither', () => {
    assert.equal(verified('8.0.0.1', GOOGLEBOT), undefined);
    assert.equal(verified('10.0.0.1', GOOGLEBOT), undefined);
    assert.equal(verified('9.0.0.1', 'AhrefsBot/7.0'), undefined);
    assert.equal(verified('9.0.0.1', 'curl/8.5.0'), undefined);
  });

  test('is verified in JSON in either order of its members', () => {
    const head = { time: '2026-11-22T10:02:52Z', method: 'GET', status: 200 };
    for (const members of [
      { remote_addr: '9.0.0.1', http_user_agent: GOOGLEBOT },
      { http_user_agent: GOOGLEBOT, remote_addr: '9.0.0.1' },
    ]) {
      const line = JSON.stringify({ ...head, ...members });
      const document = parseLine('json', line, {}, { networks, userAgentDetails: true });
      assert.equal(document['kafkainsight.client.verified'], false);
    }
  });
});
