import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

/** Fastly's default format ("Custom log formats", the default of its endpoints), filled in. */
const fastly = {
  timestamp: '2026-11-22T10:02:52+0100',
  client_ip: '203.0.113.9',
  geo_country: 'switzerland',
  geo_city: 'zurich',
  host: 'shop.example.org',
  url: '/cart?id=7',
  request_method: 'POST',
  request_protocol: 'HTTP/2',
  request_referer: 'https://www.example.org/',
  request_user_agent: 'curl/8.5.0',
  response_state: 'MISS',
  response_status: 503,
  response_reason: 'backend write error',
  response_body_size: 462,
  fastly_server: 'cache-zrh10323-ZRH',
  fastly_is_edge: true,
};

const ofFastly = {
  '@timestamp': '2026-11-22T09:02:52.000Z',
  'event.category': ['web'],
  'event.outcome': 'failure',
  'source.ip': '203.0.113.9',
  'source.geo.country_name': 'switzerland',
  'source.geo.city_name': 'zurich',
  'url.domain': 'shop.example.org',
  'url.original': '/cart?id=7',
  'url.path': '/cart',
  'url.query': 'id=7',
  'http.request.method': 'POST',
  'http.version': '2',
  'http.request.referrer': 'https://www.example.org/',
  'user_agent.original': 'curl/8.5.0',
  'http.response.status_code': 503,
  'http.response.body.bytes': 462,
  'host.hostname': undefined,
  'kafkainsight.json': {
    response_state: 'MISS',
    response_reason: 'backend write error',
    fastly_server: 'cache-zrh10323-ZRH',
    fastly_is_edge: true,
  },
};

function has(document: ParsedLine | undefined, expected: ParsedLine, what: unknown): void {
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document?.[key]]));
  assert.deepEqual(found, expected, JSON.stringify(what));
}

const reads = (line: object, expected: ParsedLine): void => {
  has(parseLine('json', JSON.stringify(line)), expected, line);
};

describe('a request to a content delivery network', () => {
  test("of Fastly's default format", () => {
    reads(fastly, ofFastly);
  });

  test('in syslog, whose host is the machine', () => {
    const line = `<134>2026-11-22T09:02:53Z cache-zrh1 shop[11]: ${JSON.stringify(fastly)}`;
    has(parseLine('rfc3164', line), { ...ofFastly, 'host.hostname': 'cache-zrh1', 'process.name': 'shop' }, line);
  });

  test("of Fastly's format for New Relic, whose `request` is a method", () => {
    // "Log streaming: New Relic Logs", the default format
    const { client_ip, host, url } = fastly;
    reads(
      { client_ip, host, url, request: 'GET', geo_country_code: 'CH', cache_status: 'HIT' },
      { 'http.request.method': 'GET', 'url.original': '/cart?id=7', 'source.ip': client_ip },
    );
    reads({ request: 'GET', url: '/a', status: 200 }, { 'http.request.method': 'GET', 'url.original': '/a' });
    reads({ request: 'GET', method: 'PUT', url: '/a' }, { 'http.request.method': 'GET', 'url.original': '/a' });
  });
});

const request = { method: 'GET', status: 200, uri: '/a' };

describe('`host` in a line about a request', () => {
  test('is who was asked where the client has a key of its own', () => {
    // labstack/echo, middleware/logger.go: `host` is the request's
    const echo = { id: '', remote_ip: '203.0.113.9', ...request, latency: 5 };
    const client = { 'source.ip': '203.0.113.9', 'host.hostname': undefined };
    reads({ ...echo, host: 'localhost:8080' }, { ...client, 'url.domain': 'localhost', 'url.port': 8080 });
    reads({ ...echo, host: 'localhost' }, { ...client, 'url.domain': 'localhost', 'url.port': undefined });
    reads({ ...echo, host: 'a.example.org.' }, { ...client, 'url.domain': 'a.example.org.' });
    reads({ host: 'a.example.org', url: '/a', status: 200 }, { 'url.domain': 'a.example.org' });
    // no URL is known of the first, no status of the second
    for (const line of [
      { host: 'a.example.org', status: 200 },
      { host: 'a.example.org', method: 'GET' },
    ])
      reads(line, { 'host.hostname': 'a.example.org', 'url.domain': undefined });
  });

  test('is the machine where it has the name of one, or who was asked has a key of its own', () => {
    reads({ ...request, host: 'web1' }, { 'host.hostname': 'web1', 'url.domain': undefined });
    // nginx, ngx_http_core_module: $hostname, $http_host
    reads(
      { ...request, host: 'web1.example.org', http_host: 'shop.example.org:8443' },
      { 'host.hostname': 'web1.example.org', 'url.domain': 'shop.example.org', 'url.port': 8443 },
    );
    reads({ ...request, hostname: 'web1.example.org' }, { 'host.hostname': 'web1.example.org' });
    reads(
      { ...request, hostname: 'web1.example.org', host: 'shop.example.org' },
      { 'host.hostname': 'web1.example.org', 'url.domain': 'shop.example.org' },
    );
  });

  test('is the machine where a shipper added it', () => {
    // Logstash's event API (`@version`), Vector's sources (`source_type`), GELF (`short_message`)
    for (const sign of [{ '@version': '1' }, { source_type: 'file' }, { short_message: 'x' }])
      reads({ ...request, ...sign, host: 'web1.example.org' }, { 'host.hostname': 'web1.example.org' });
  });

  test('is not guessed in the line of a logger', () => {
    for (const sign of [{ level: 'info' }, { msg: 'done' }, { logger: 'http' }])
      reads(
        { ...request, ...sign, host: 'api.example.org' },
        { 'host.hostname': undefined, 'url.domain': undefined, 'kafkainsight.json': { host: 'api.example.org' } },
      );
    reads({ ...request, level: 'info', host: 'api.example.org:80' }, { 'url.domain': 'api.example.org' });
  });

  test('is the client where it is an address and nothing else names one', () => {
    reads({ ...request, host: '203.0.113.9' }, { 'source.ip': '203.0.113.9', 'url.domain': undefined });
    // the address of the server, or of a scanner's request: nobody can say
    const both = { ...request, remote_addr: '203.0.113.9', host: '198.51.100.7' };
    const unread = { 'host.hostname': undefined, 'url.domain': undefined };
    reads(both, { 'source.ip': '203.0.113.9', ...unread, 'kafkainsight.json': { host: '198.51.100.7' } });
    reads({ ...request, host: '198.51.100.7:80' }, { 'source.ip': undefined, ...unread });
  });

  test('is the client in what fluentd made of an access log', () => {
    // fluentd's manual, parser_apache2 and parser_nginx
    const apache = { user: null, method: 'GET', path: '/a', code: 404, size: 777, referer: null, agent: 'Opera/12.0' };
    const web = {
      'event.category': ['web'],
      'event.outcome': 'failure',
      'http.response.status_code': 404,
      'http.response.body.bytes': 777,
      'url.original': '/a',
      'user_agent.original': 'Opera/12.0',
      'user.name': undefined,
      'host.hostname': undefined,
      'url.domain': undefined,
    };
    reads({ host: '203.0.113.9', ...apache }, { ...web, 'source.ip': '203.0.113.9' });
    reads({ host: 'a.example.org', ...apache }, { ...web, 'source.ip': undefined });
    reads({ remote: '203.0.113.9', host: '-', ...apache }, { ...web, 'source.ip': '203.0.113.9' });
    // elsewhere `code` and `remote` are anything
    reads({ code: 404, message: 'x' }, { 'http.response.status_code': undefined });
    reads({ remote: '203.0.113.9', message: 'x' }, { 'source.ip': undefined });
  });
});

test('who was asked is found under the keys of other servers, without its port', () => {
  const asked = { 'url.domain': 'a.example.org', 'url.port': 8443 };
  for (const key of ['RequestHost', 'ClientRequestHost', ':authority', 'http_host'])
    reads({ ...request, [key]: 'a.example.org:8443' }, asked);
  for (const headers of [{ host: 'a.example.org:8443' }, { Host: 'a.example.org:8443' }]) {
    const [req, name] = 'host' in headers ? ['req', 'host'] : ['request', 'Host'];
    reads({ [req]: { method: 'GET', url: '/a', headers }, status: 200 }, asked);
    assert.ok(name in headers);
  }
  reads({ ...request, request: { host: '[2001:db8::7]:8443' } }, { 'url.domain': '2001:db8::7', 'url.port': 8443 });
  reads({ ...request, http_host: '-' }, { 'url.domain': undefined });
  reads({ ...request, http_host: '' }, { 'url.domain': undefined });
  reads({ ...request, http_host: 'a b' }, { 'url.domain': 'a b' });
});

test('what servers say of TLS has the form of ECS', () => {
  // Fastly, "VCL variables": tls.client.protocol, tls.client.cipher, tls.client.servername
  reads(
    {
      ...fastly,
      tls_client_protocol: 'TLSv1.2',
      tls_client_cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
      tls_client_servername: 'shop.example.org',
    },
    {
      'tls.version': '1.2',
      'tls.version_protocol': 'tls',
      'tls.cipher': 'ECDHE-RSA-AES128-GCM-SHA256',
      'tls.client.server_name': 'shop.example.org',
    },
  );
  // nginx, ngx_http_ssl_module: $ssl_protocol, $ssl_cipher; both are empty without TLS
  reads({ ...request, ssl_protocol: 'TLSv1.3', ssl_cipher: 'X' }, { 'tls.version': '1.3', 'tls.cipher': 'X' });
  reads({ ...request, ssl_protocol: '', ssl_cipher: '' }, { 'tls.version': undefined, 'tls.cipher': undefined });
});
