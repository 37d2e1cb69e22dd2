import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

function reads(line: object, expected: ParsedLine): void {
  const document = parseLine('json', JSON.stringify(line));
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected);
}

// developers.cloudflare.com, "HTTP requests": "EdgeResponseBytes: Size of the edge response in bytes", "EdgeResponseBodyBytes: Size of the HTTP
// response body"; times as RFC 3339, seconds or nanoseconds
test("Cloudflare's requests count bodies apart from whole answers, and have either end of the request as their time", () => {
  const request = {
    ClientIP: '203.0.113.9',
    ClientSrcPort: 50_412,
    ClientRequestHost: 'shop.example.org',
    ClientRequestMethod: 'GET',
    ClientRequestURI: '/cart?id=7',
    ClientRequestProtocol: 'HTTP/2',
    ClientRequestScheme: 'https',
    ClientRequestBytes: 580,
    ClientSSLProtocol: 'TLSv1.3',
    EdgeResponseBytes: 5320,
    EdgeResponseStatus: 200,
    RayID: '3a6050bcbe121a87',
  };
  const expected = {
    '@timestamp': '2026-11-22T10:02:52.000Z',
    'event.id': '3a6050bcbe121a87',
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'url.domain': 'shop.example.org',
    'url.scheme': 'https',
    'url.path': '/cart',
    'http.request.bytes': 580,
    'http.response.bytes': 5320,
    'tls.version': '1.3',
  };
  for (const time of ['2026-11-22T10:02:52Z', 1_795_341_772, '1795341772000000000'])
    reads(
      { ...request, EdgeStartTimestamp: time, EdgeEndTimestamp: '2026-11-22T10:02:53Z', EdgeResponseBodyBytes: 5120 },
      { ...expected, 'http.response.body.bytes': 5120 },
    );
  reads(
    { ...request, EdgeEndTimestamp: '2026-11-22T10:02:52Z' },
    { ...expected, 'http.response.body.bytes': undefined },
  );
});

// cloud.google.com, Logging's LogEntry, "HttpRequest": "responseSize: The size of the HTTP response message sent back to the client, in bytes,
// including the response headers and the response body"; the example of its Duration is "3.5s"
test("requests of Google Cloud's load balancers tell how long they took, and count heads", () => {
  const httpRequest = {
    requestMethod: 'GET',
    requestUrl: 'https://shop.example.org/cart?id=7',
    requestSize: '580',
    responseSize: '5320',
    status: 200,
    protocol: 'HTTP/1.1',
    remoteIp: '203.0.113.9',
  };
  const expected = {
    'http.version': '1.1',
    'http.request.bytes': 580,
    'http.response.bytes': 5320,
    'http.response.body.bytes': undefined,
  };
  reads({ httpRequest: { ...httpRequest, latency: '3.5s' } }, { ...expected, 'event.duration': 3_500_000_000 });
  for (const latency of ['3.5', 's', '3.5ms', '-1s'])
    reads({ httpRequest: { ...httpRequest, latency } }, { ...expected, 'event.duration': undefined });
});

// docs.github.com, "Audit log events": `actor` is who acted, `user` is affected; Elastic's integration `github`, data stream `audit`
test("GitHub's audit log tells who acted from whom it concerns", () => {
  const event = { '@timestamp': 1_795_341_772_123, action: 'org.add_member', actor: 'ann', user: 'bob' };
  const expected = {
    '@timestamp': '2026-11-22T10:02:52.123Z',
    'event.action': 'org.add_member',
    'user.name': 'ann',
    'user.target.name': 'bob',
  };
  reads({ ...event, _document_id: 'Vvk' }, { ...expected, 'source.ip': undefined });
  reads({ ...event, actor_ip: '203.0.113.9' }, { ...expected, 'source.ip': '203.0.113.9' });
  // anybody else's `user` is who acted
  reads(
    { message: 'x', action: 'buy', user: 'bob' },
    { 'event.action': undefined, 'user.name': 'bob', 'user.target.name': undefined },
  );
});
