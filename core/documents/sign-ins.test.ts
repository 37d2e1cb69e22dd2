import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import type { SignIn } from '../site/site.ts';
import { copyOf, createDocumentBuilder } from './documents.ts';

const signIn: SignIn = { paths: ['/login', '/api/*/session'], success: [302], failure: [200, 401] };

function request(method: string, target: string, status: number, changes: Partial<SignIn> = {}): ParsedLine {
  const line = `203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "${method} ${target} HTTP/1.1" ${status} 5120`;
  return parseLine('apache_common', line, {}, { site: { signIn: { ...signIn, ...changes } } });
}
const eventOf = (document: ParsedLine): unknown => [
  document['event.category'],
  document['event.action'],
  document['event.outcome'],
];
const web = (outcome: string): unknown => [['web'], undefined, outcome];
const authentication = (outcome: string): unknown => [['web', 'authentication'], 'sign-in', outcome];

suite('a sign-in of the site', () => {
  test('has the outcome that the site tells of the status', () => {
    assert.deepEqual(eventOf(request('POST', '/login', 302)), authentication('success'));
    assert.deepEqual(eventOf(request('POST', '/login?next=%2F', 401)), authentication('failure'));
    // many sites show the form again
    assert.deepEqual(eventOf(request('POST', '/login', 200)), authentication('failure'));
    assert.deepEqual(eventOf(request('POST', '/login', 503)), authentication('unknown'));
    assert.deepEqual(eventOf(request('POST', '/api/v2/session', 302)), authentication('success'));
  });

  test('has all other fields that it had', () => {
    const fields = request('POST', '/login', 302);
    const plain = request('POST', '/login', 302, { paths: ['/sign-in'] });
    assert.deepEqual(fields, { ...plain, 'event.category': ['web', 'authentication'], 'event.action': 'sign-in' });
  });

  test('is by one of its methods, to one of its paths', () => {
    assert.deepEqual(eventOf(request('GET', '/login', 200)), web('success'));
    assert.deepEqual(eventOf(request('GET', '/login', 302, { methods: ['GET', 'PUT'] })), authentication('success'));
    for (const path of ['/login/', '/logi', '/a/login', '/api/session', '/api/v2/session/x', '/']) {
      assert.deepEqual(eventOf(request('POST', path, 401)), web('failure'), path);
    }
    assert.deepEqual(eventOf(request('POST', '*', 401)), web('failure'));
  });

  test('is only in files of the site, where it says which these are', () => {
    const line = Buffer.from('203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "POST /login HTTP/1.1" 302 5120');
    const site = { signIn, prefix: 'shop/' };
    const eventAt = (path: string): unknown => {
      const origin = { fileId: 'f', path, version: 1, modifiedMillis: 1, ingestedMillis: 1, source: { prefix: '' } };
      const options = { keepOriginal: 'failed', userAgentDetails: false, site } as const;
      const builder = createDocumentBuilder({ ...origin, format: 'apache_common' }, options);
      const range = { bytes: line, start: 0, end: line.length, offset: 0, lengthBytes: line.length };
      return eventOf(JSON.parse(copyOf(builder.build(range)).toString()) as ParsedLine);
    };
    assert.deepEqual(eventAt('inbox/shop/access.log'), authentication('success'));
    assert.deepEqual(eventAt('inbox/other/access.log'), web('success'));
    // a file that is read without an inbox
    assert.deepEqual(eventAt('access.log'), authentication('success'));
  });

  test('is found in every format, and in what wraps it', () => {
    const site = { signIn };
    const line = '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "POST /login HTTP/1.1" 401 5 "-" "curl/8"';
    const documents = [
      parseLine('apache_combined', line, {}, { site }),
      parseLine('rfc3164', `<13>Nov 22 10:02:52 web1 nginx: ${line}`, {}, { site }),
      parseLine(
        'json',
        '{"time":"2026-11-22T10:02:52Z","method":"POST","request":"/login","status":401}',
        {},
        { site },
      ),
      parseLine(
        'json',
        '{"@timestamp":"2026-11-22T10:02:52Z","http.request.method":"POST","url.path":"/login","http.response.status_code":401}',
        {},
        { site },
      ),
    ];
    for (const document of documents) {
      assert.equal(document['event.action'], 'sign-in');
      assert.equal(document['event.outcome'], 'failure');
      assert.ok((document['event.category'] as string[]).includes('authentication'));
    }
  });

  test('is not one by the words of who asks', () => {
    const hostile = fc
      .array(fc.constantFrom(',\\"url.path\\":\\"', '/login', '"', '\\', ',"url.path":"', 'POST', '/', '?', ' '), {
        maxLength: 8,
      })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(hostile, (agent) => {
        const escaped = agent.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
        const line = `203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "POST /cart HTTP/1.1" 401 5 "-" "${escaped}"`;
        assert.deepEqual(eventOf(parseLine('apache_combined', line, {}, { site: { signIn } })), web('failure'));
      }),
    );
  });

  test('is nothing that is known where the site does not tell it', () => {
    const line = '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "POST /login HTTP/1.1" 401 5120';
    for (const site of [{}, { hosts: ['shop.example'] }])
      assert.deepEqual(eventOf(parseLine('apache_common', line, {}, { site })), web('failure'));
    assert.deepEqual(eventOf(parseLine('apache_common', line)), web('failure'));
  });
});
