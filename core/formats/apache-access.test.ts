import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

const event = {
  'event.dataset': 'apache.access',
  'event.kind': 'event',
  'event.category': ['web'],
  'event.type': ['access'],
};

/** A common line with this request, and only the fields that the request makes. */
function request(text: string): ParsedLine {
  const document = parseLine('apache_common', `1.2.3.4 - - [22/Nov/2026:10:02:52 +0000] "${text}" 400 0`);
  assert.equal(document['event.kind'], 'event', text);
  const keys = ['http.request.method', 'http.version', 'url.original', 'url.path', 'url.query'];
  return Object.fromEntries(keys.filter((key) => key in document).map((key) => [key, document[key]]));
}

suite('an access log line', () => {
  // Apache HTTP Server documentation, "Log Files", the examples of both formats.
  const common = '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326';
  const combined = `${common} "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"`;
  const fields = {
    ...event,
    '@timestamp': '2000-10-10T20:55:36.000Z',
    'event.outcome': 'success',
    'source.address': '127.0.0.1',
    'source.ip': '127.0.0.1',
    'user.name': 'frank',
    'http.request.method': 'GET',
    'http.version': '1.0',
    'http.response.status_code': 200,
    'http.response.body.bytes': 2326,
    'url.original': '/apache_pb.gif',
    'url.path': '/apache_pb.gif',
  };

  test('of the common format', () => {
    assert.deepEqual(parseLine('apache_common', common), fields);
  });

  test('of the combined format', () => {
    assert.deepEqual(parseLine('apache_combined', combined), {
      ...fields,
      'http.request.referrer': 'http://www.example.com/start.html',
      'kafkainsight.referrer.domain': 'www.example.com',
      'user_agent.original': 'Mozilla/4.08 [en] (Win98; I ;Nav)',
    });
  });

  test('is of one of the two formats only', () => {
    assert.deepEqual([accepts('apache_common', common), accepts('apache_common', combined)], [true, false]);
    assert.deepEqual([accepts('apache_combined', common), accepts('apache_combined', combined)], [false, true]);
  });

  test('may hold `-` for each value', () => {
    assert.deepEqual(parseLine('apache_combined', '::1 - - [22/Nov/2026:10:02:52 +0000] "-" 408 - "-" "-"'), {
      ...event,
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.outcome': 'failure',
      'source.address': '::1',
      'source.ip': '::1',
      'http.response.status_code': 408,
      'url.original': '-',
    });
  });

  test('has a referrer with spaces, and quotes that were escaped', () => {
    const line = String.raw`1.2.3.4 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "http://a.org/b c" "a \"b\" \\ \x22 \xc3\xa9 \t"`;
    const document = parseLine('apache_combined', line);
    assert.equal(document['http.request.referrer'], 'http://a.org/b c');
    assert.equal(document['user_agent.original'], 'a "b" \\ " é \t');
  });

  test('is refused where anything is amiss', () => {
    for (const line of [
      '',
      'GET / HTTP/1.1',
      common.replace('13:55', '25:61'),
      common.replace('[', ''),
      common.replace('] "', ']  "'),
      common.replace(' 200 ', ' 99 '),
      common.replace(' 200 ', ' 2000 '),
      common.replace(' 200 ', ' 20x '),
      common.replace('2326', '-1'),
      common.replace('2326', '1234567890123456'),
      common.replace(' 2326', ''),
      common.replace('1.0" ', '1.0 '),
      ` ${common}`,
    ]) {
      assert.equal(accepts('apache_common', line), false, line);
    }
    for (const line of [
      common,
      combined.slice(0, -1),
      combined.replace('" "', '""'),
      `${common} "x"`,
      `${common} "x" "y`,
    ]) {
      assert.equal(accepts('apache_combined', line), false, line);
    }
    assert.equal(accepts('apache_common', combined.slice(0, -1)), false, 'a line that was cut');
    assert.equal(accepts('apache_common', `${common} "x`), false, 'a line that was cut');
  });

  test('keeps what it does not know', () => {
    const rest = (format: 'apache_common' | 'apache_combined', line: string): unknown => {
      const document = parseLine(format, line, { format });
      assert.equal(document['source.ip'], '127.0.0.1', line);
      assert.equal(document['url.path'], '/apache_pb.gif', line);
      return document['kafkainsight.rest'];
    };
    assert.equal(rest('apache_combined', combined), undefined);
    assert.equal(rest('apache_combined', `${combined} `), undefined);
    assert.equal(rest('apache_combined', `${combined} "203.0.113.7" 0.003`), '"203.0.113.7" 0.003');
    assert.equal(rest('apache_common', `${common} 0.003 "a`), '0.003 "a');
    assert.equal(rest('apache_common', `${common} "x"`), '"x"');
    assert.equal(rest('apache_common', common.replace('2326', '2326 ')), undefined);
    const document = parseLine('apache_combined', `${common} "-" "a "b" c" 7`, {}, { userAgentDetails: true });
    assert.equal(document['kafkainsight.rest'], '"a "b" c" 7');
    assert.ok(!Object.keys(document).some((key) => key.startsWith('user_agent')));
    const pseudonyms = { pseudonymKey: Buffer.from('k') };
    const hidden = parseLine('apache_combined', `${combined} "203.0.113.7"`, {}, pseudonyms);
    assert.equal(hidden['kafkainsight.rest'], undefined, 'it could be an address');
  });

  test('has its other fields whatever its status is', () => {
    for (const [printed, status, outcome, rest] of [
      ['404', 404, 'failure', undefined],
      ['-', undefined, undefined, undefined],
      ['000', undefined, undefined, '000 0.1'],
      ['009', undefined, undefined, '009 0.1'],
      ['999', undefined, undefined, '999 0.1'],
    ] as const) {
      const document = parseLine('apache_combined', `${combined.replace(' 200 ', ` ${printed} `)} 0.1`);
      assert.equal(document['http.response.status_code'], status);
      assert.equal(document['event.outcome'], outcome);
      assert.equal(document['http.response.body.bytes'], 2326);
      assert.equal(document['user_agent.original'], 'Mozilla/4.08 [en] (Win98; I ;Nav)');
      assert.equal(document['kafkainsight.rest'], rest ?? '0.1');
    }
  });
});

suite('a request', () => {
  test('has its path and query apart', () => {
    assert.deepEqual(request('GET /a?b=c?d#e HTTP/2.0'), {
      'http.request.method': 'GET',
      'http.version': '2.0',
      'url.original': '/a?b=c?d#e',
      'url.path': '/a',
      'url.query': 'b=c?d#e',
    });
    assert.deepEqual(request('GET /? HTTP/3'), {
      'http.request.method': 'GET',
      'http.version': '3',
      'url.original': '/?',
      'url.path': '/',
      'url.query': '',
    });
  });

  test('may hold spaces, or anything else', () => {
    assert.equal(request('GET /a b HTTP/1.1')['url.path'], '/a b');
    assert.equal(request('GET /<script>alert(\\"1\\")</script> HTTP/1.1')['url.path'], '/<script>alert("1")</script>');
    assert.equal(request('GET /\\xff HTTP/1.1')['url.path'], '/ÿ');
  });

  test('has the other forms of targets (RFC 9112, section 3.2)', () => {
    assert.deepEqual(request('GET http://www.example.org/pub/WWW/?q HTTP/1.1'), {
      'http.request.method': 'GET',
      'http.version': '1.1',
      'url.original': 'http://www.example.org/pub/WWW/?q',
      'url.path': '/pub/WWW/',
      'url.query': 'q',
    });
    assert.deepEqual(request('CONNECT www.example.com:80 HTTP/1.1'), {
      'http.request.method': 'CONNECT',
      'http.version': '1.1',
      'url.original': 'www.example.com:80',
    });
    assert.deepEqual(request('OPTIONS * HTTP/1.1'), {
      'http.request.method': 'OPTIONS',
      'http.version': '1.1',
      'url.original': '*',
    });
    assert.equal(request('GET http://a.org?q HTTP/1.1')['url.path'], undefined);
    assert.equal(request('GET http://a.org?q HTTP/1.1')['url.query'], 'q');
  });

  test('has any method, and no version where it is of HTTP/0.9', () => {
    assert.equal(request('VERSION-CONTROL / HTTP/1.1')['http.request.method'], 'VERSION-CONTROL');
    assert.deepEqual(request('GET /old'), {
      'http.request.method': 'GET',
      'url.original': '/old',
      'url.path': '/old',
    });
  });

  test('has the method as the client sent it, which may be any token (RFC 9110, sections 5.6.2 and 9.1)', () => {
    for (const method of ['get', 'Get', 'M-SEARCH', 'foo!bar', "x#$%&'*+.^`|~9"])
      assert.deepEqual(request(`${method} /cart?id=7 HTTP/1.1`), {
        'http.request.method': method,
        'http.version': '1.1',
        'url.original': '/cart?id=7',
        'url.path': '/cart',
        'url.query': 'id=7',
      });
  });

  test('is kept as it is where it is junk', () => {
    for (const [text, junk] of [
      ['', ''],
      ['-', '-'],
      ['\\n', '\n'],
      ['\\x16\\x03\\x01\\x02', '\u0016\u0003\u0001\u0002'],
      ['GET', 'GET'],
      ['hello world', 'hello world'],
      ['GET  HTTP/1.1', 'GET  HTTP/1.1'],
      ['get /', 'get /'],
      ['(GET) / HTTP/1.1', '(GET) / HTTP/1.1'],
      ['- / HTTP/1.1', '- / HTTP/1.1'],
      ['GET /a b', 'GET /a b'],
      ['{\\"id\\":1}', '{"id":1}'],
    ]) {
      assert.deepEqual(request(text ?? ''), { 'url.original': junk });
    }
  });
});

test('bytes that Apache escaped and that are no UTF-8 are windows-1252', () => {
  // ap_escape_logitem of Apache's server/util.c writes every byte above 0x7f so
  const line = (agent: string): string =>
    String.raw`203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET /caf\xe9 HTTP/1.1" 200 1 "-" "${agent}"`;
  const document = parseLine('apache_combined', line(String.raw`J\xfcrgen \x80`));
  assert.equal(document['url.original'], '/café');
  assert.equal(document['user_agent.original'], 'Jürgen €');
  assert.equal(parseLine('apache_combined', line(String.raw`J\xc3\xbcrgen`))['user_agent.original'], 'Jürgen');
});
