import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detected, reads } from '../../../test/helpers/reads.ts';

suite('a line of Squid, `logformat squid` (wiki.squid-cache.org, "Log Files")', () => {
  const line = (result: string, request: string, rest: string): string =>
    `1795341772.123     57 203.0.113.9 ${result} 5120 ${request} ${rest}`;
  const common = { '@timestamp': '2026-11-22T10:02:52.123Z', 'source.ip': '203.0.113.9', 'event.duration': 57_000_000 };

  test('is of a request', () => {
    reads(
      'squid',
      line('TCP_MISS/404', 'GET http://shop.example.org:8080/cart?id=7', 'ann HIER_DIRECT/198.51.100.2 text/html'),
      {
        ...common,
        'http.request.method': 'GET',
        'http.response.status_code': 404,
        'event.outcome': 'failure',
        'http.response.bytes': 5120,
        'url.original': 'http://shop.example.org:8080/cart?id=7',
        'url.domain': 'shop.example.org',
        'url.port': 8080,
        'url.path': '/cart',
        'url.query': 'id=7',
        'user.name': 'ann',
        'destination.ip': '198.51.100.2',
        'kafkainsight.fields': { squid_result: 'TCP_MISS', hierarchy: 'HIER_DIRECT', mime_type: 'text/html' },
      },
    );
  });

  test('is of a tunnel, to a server that has a name', () => {
    reads('squid', line('TCP_TUNNEL/200', 'CONNECT shop.example.org:443', '- HIER_DIRECT/shop.example.org -'), {
      ...common,
      'http.request.method': 'CONNECT',
      'url.original': 'shop.example.org:443',
      'url.domain': 'shop.example.org',
      'url.port': 443,
      'url.path': undefined,
      'user.name': undefined,
      'destination.address': 'shop.example.org',
      'destination.ip': undefined,
    });
  });

  test('is of something that was no request, or never answered', () => {
    reads('squid', line('NONE_NONE/000', '- error:transaction-end-before-headers', '- HIER_NONE/- -'), {
      ...common,
      'http.request.method': undefined,
      'http.response.status_code': undefined,
      'url.original': undefined,
      'url.domain': undefined,
    });
  });

  test('may end with referrer and user agent', () => {
    reads(
      'squid',
      `${line('TCP_HIT/200', 'GET http://shop.example.org/', '- HIER_NONE/- text/html')} "-" "curl/8.5.0"`,
      {
        ...common,
        'http.request.referrer': undefined,
        'user_agent.original': 'curl/8.5.0',
      },
    );
  });

  test('is not any line that begins with a number', () => {
    for (const other of [
      line('OK/200', 'GET http://shop.example.org/', '- HIER_NONE/- -'),
      line('TCP_MISS/200', 'GET http://shop.example.org/', '- HIER_NONE -'),
      line('TCP_MISS/200', 'GET http://shop.example.org/', '- HIER_NONE/- -').replace('203.0.113.9', 'many'),
      line('TCP_MISS/200', 'GET http://shop.example.org/', '- HIER_NONE/- -').replace('.123', ''),
    ])
      assert.equal(detected(other), 'text', other);
  });
});

// httpd's docs/conf/extra/httpd-ssl.conf: CustomLog ssl_request_log "%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \"%r\" %b"
suite("a line of Apache's ssl_request_log", () => {
  test('has no status', () => {
    const line =
      '[22/Nov/2026:10:02:52 +0000] 203.0.113.9 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 "GET /cart?id=7 HTTP/1.1"';
    const expected = {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'source.ip': '203.0.113.9',
      'tls.version': '1.2',
      'tls.cipher': 'ECDHE-RSA-AES128-GCM-SHA256',
      'http.request.method': 'GET',
      'url.path': '/cart',
      'http.response.status_code': undefined,
    };
    reads('apache_ssl_request', `${line} 1375`, { ...expected, 'http.response.body.bytes': 1375 });
    reads('apache_ssl_request', `${line} -`, { ...expected, 'http.response.body.bytes': undefined });
    const named = line.replace('203.0.113.9', 'client.example.org');
    reads('apache_ssl_request', `${named} -`, { 'source.address': 'client.example.org' });
  });
});

// coredns.io, "log": {remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" {rcode} {>rflags} {rsize} {duration}
suite('a line of a query to CoreDNS', () => {
  const QUERY = '- 29008 "AAAA IN shop.example.org. udp 41 false 4096" NXDOMAIN qr,rd,ra 68 0.037990251s';
  const expected = {
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'dns.question.name': 'shop.example.org',
    'dns.question.type': 'AAAA',
    'dns.question.class': 'IN',
    'dns.response_code': 'NXDOMAIN',
    'network.transport': 'udp',
    'event.duration': 37_990_251,
    'log.level': 'info',
  };

  test('has a time in front where it is of an old release', () => {
    reads('coredns', `[INFO] 203.0.113.9:50412 ${QUERY}`, expected);
    reads('coredns', `2026-11-22T10:02:52.903Z [INFO] 203.0.113.9:50412 ${QUERY}`, {
      ...expected,
      '@timestamp': '2026-11-22T10:02:52.903Z',
    });
    reads('coredns', `[INFO] [2001:db8::9]:50412 ${QUERY}`, { ...expected, 'source.ip': '2001:db8::9' });
    reads('coredns', `[INFO] 203.0.113.9:50412 ${QUERY.replace('shop.example.org.', '.')}`, {
      'dns.question.name': '.',
    });
  });

  test('is not any line with a level', () => {
    assert.equal(detected('[INFO] 203.0.113.9:50412 - 29008 "AAAA IN x. udp 41 false 4096" gone'), 'text');
    assert.equal(detected('[INFO] plugin/reload: Running configuration SHA512 = 1'), 'text');
  });
});
