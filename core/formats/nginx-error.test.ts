import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import { labelOf } from '../format-table.ts';
import { detectFormat } from './detect.ts';

const HEAD = '2026/11/22 10:02:52 [error] 1234#7: *5 ';
const parse = (rest: string, head = HEAD): ParsedLine => parseLine('nginx_error', head + rest);
/** What a line says of who did what, its message first. */
const context = (rest: string): unknown[] => {
  const document = parse(rest);
  return ['message', 'source.ip', 'url.original', 'url.domain', 'http.request.referrer', 'kafkainsight.fields'].map(
    (name) => document[name],
  );
};

// nginx: src/core/ngx_log.c (ngx_log_error_core), src/http/ngx_http_request.c (ngx_http_log_error, ngx_http_log_error_handler).
suite("nginx's error log", () => {
  test('has level, process, thread, connection, client, request and host', () => {
    assert.deepEqual(
      parse(
        'connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.9, server: shop.example.org, request: "GET /cart?id=7 HTTP/1.1", upstream: "http://10.0.3.7:8080/cart?id=7", host: "shop.example.org:8443", referrer: "https://www.example.org/"',
      ),
      {
        '@timestamp': '2026-11-22T10:02:52.000Z',
        'event.kind': 'event',
        'event.dataset': 'apache.error',
        'event.category': ['web'],
        'event.type': ['error'],
        'kafkainsight.stored': true,
        'kafkainsight.time.inferred': ['zone'],
        'log.level': 'error',
        'process.pid': 1234,
        'process.thread.id': 7,
        'nginx.error.connection_id': 5,
        message: 'connect() failed (111: Connection refused) while connecting to upstream',
        'source.address': '203.0.113.9',
        'source.ip': '203.0.113.9',
        'http.request.method': 'GET',
        'http.version': '1.1',
        'url.original': '/cart?id=7',
        'url.path': '/cart',
        'url.query': 'id=7',
        'url.domain': 'shop.example.org',
        'url.port': 8443,
        'http.request.referrer': 'https://www.example.org/',
        'kafkainsight.referrer.domain': 'www.example.org',
        'kafkainsight.fields': { server: 'shop.example.org', upstream: 'http://10.0.3.7:8080/cart?id=7' },
      },
    );
  });

  test('has any of its levels, and may be of no connection', () => {
    for (const [printed, level, type] of [
      ['emerg', 'emergency', 'error'],
      ['alert', 'alert', 'error'],
      ['crit', 'critical', 'error'],
      ['warn', 'warn', 'info'],
      ['notice', 'notice', 'info'],
      ['info', 'info', 'info'],
      ['debug', 'debug', 'info'],
    ] as const) {
      const document = parse('signal process started', `2026/11/22 10:02:52 [${printed}] 31#31: `);
      assert.partialDeepStrictEqual(document, {
        'log.level': level,
        'event.type': [type],
        message: 'signal process started',
      });
      assert.equal(document['nginx.error.connection_id'], undefined);
    }
  });

  test('tells the client wherever it is connected', () => {
    // ngx_http_log_error: before a request the server is the address that listens.
    assert.deepEqual(
      context('SSL_do_handshake() failed while SSL handshaking, client: 2001:db8::7, server: 0.0.0.0:443'),
      [
        'SSL_do_handshake() failed while SSL handshaking',
        '2001:db8::7',
        undefined,
        undefined,
        undefined,
        { server: '0.0.0.0:443' },
      ],
    );
    // ngx_stream_log_error
    assert.deepEqual(
      context(
        'upstream timed out, udp client: 203.0.113.9, server: 0.0.0.0:53, upstream: "10.0.3.7:53", bytes from/to client:28/0, bytes from/to upstream:0/28',
      ).slice(0, 2),
      ['upstream timed out', '203.0.113.9'],
    );
    // ngx_mail_log_error
    const mail = parse(
      'client login failed, client: 203.0.113.9, server: 0.0.0.0:25, login: "ann", upstream: 10.0.3.7:25',
    );
    assert.partialDeepStrictEqual(mail, { 'source.ip': '203.0.113.9', 'user.name': 'ann' });
    // a server without a name, a subrequest, and a socket
    assert.deepEqual(
      context(
        'x, client: 203.0.113.9, server: , request: "GET / HTTP/2.0", subrequest: "/auth", upstream: "fastcgi://unix:/run/php.sock:", host: "a_b"',
      ),
      ['x', '203.0.113.9', '/', 'a_b', undefined, { subrequest: '/auth', upstream: 'fastcgi://unix:/run/php.sock:' }],
    );
    assert.equal(parse('x, client: unix:, server: , request: "GET / HTTP/1.1"')['source.address'], 'unix:');
  });

  test('believes no client that says who it is', () => {
    const lies = [
      // a path that was asked for, decoded; the request's line as it was sent
      'open() "/srv/a, client: 198.51.100.1, server: x" failed (2: No such file), client: 203.0.113.9, server: shop, request: "GET /a HTTP/1.1"',
      'x, client: 203.0.113.9, server: shop, request: "GET /, client: 198.51.100.1, server: HTTP/1.1"',
      // two of one name; the wrong order; no quote at the end
      'x, client: 203.0.113.9, server: shop, request: "GET /", host: "evil HTTP/1.1", host: "shop.example.org"',
      'x, client: 203.0.113.9, server: shop, host: "b", request: "GET / HTTP/1.1"',
      'x, client: 203.0.113.9, server: shop, request: "GET / HTTP/1.1',
      'x, client: not an address, server: shop',
      // cut at NGX_MAX_ERROR_STR
      `open() "/srv/" failed, client: 198.51.100.1, server: shop, request: "GET /${'a'.repeat(1_985 - 62)}"`,
    ];
    for (const lie of lies)
      assert.deepEqual(context(lie), [lie, undefined, undefined, undefined, undefined, undefined], lie);
  });

  test('names nobody where names are not wanted', () => {
    const pseudonyms = { pseudonymKey: Buffer.from('k') };
    const line = `${HEAD}a, client: 203.0.113.9, server: x, host: "b", request: "c", client: 203.0.113.9`;
    const unclear = parseLine('nginx_error', line, {}, pseudonyms);
    assert.equal(unclear['message'], 'a');
    const clear = parseLine('nginx_error', `${HEAD}a, client: 203.0.113.9, server: x`, {}, pseudonyms);
    assert.equal(clear['message'], 'a');
    assert.notEqual(clear['source.ip'], '203.0.113.9');
  });

  test('is told from what begins like it', () => {
    assert.equal(labelOf(detectFormat(Buffer.from(`${HEAD}x`))), 'nginx_error');
    assert.ok(accepts('nginx_error', '2026/11/22 10:02:52 [notice] 1#1: nginx/1.27.3'));
    for (const line of [
      '2026/11/22 10:02:52 [error] message of a Go program',
      '2026/11/22 10:02:52 http: TLS handshake error from 203.0.113.9:50412: EOF',
      '2026/13/22 10:02:52 [error] 1#1: x',
      '2026-11-22 10:02:52 [error] 1#1: x',
      '2026/11/22 10:02:52 [cart] 1#1: x',
      '2026/11/22 10:02:52 [error] 1#x: x',
      '2026/11/22 10:02:52 [error] 1#1:',
    ])
      assert.ok(!accepts('nginx_error', line), line);
  });

  test('within syslog is read as if alone', () => {
    const document = parseLine(
      'rfc3164',
      `<187>Nov 22 10:02:53 web1 nginx: ${HEAD}x, client: 203.0.113.9, server: shop`,
    );
    assert.partialDeepStrictEqual(document, {
      'event.dataset': 'apache.error',
      'host.hostname': 'web1',
      'source.ip': '203.0.113.9',
      message: 'x',
    });
  });
});
