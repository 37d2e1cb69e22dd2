import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detected, reads } from '../../../test/helpers/reads.ts';

const HEAD = '[2026-11-22T10:02:52.123Z]';
const TAIL = '"203.0.113.9" "curl/8.5.0" "0f9a-1" "shop.example.org:8443" "10.0.3.7:8080"';

// Envoy's documentation, "Access logging", "Default format string"; Istio's pkg/config/mesh or pilot's EnvoyTextLogFormat
suite('an access log of Envoy', () => {
  test('has the request, what became of it, and who sent it', () => {
    reads('envoy', `${HEAD} "GET /cart?id=7 HTTP/1.1" 503 UF,URX 1 5120 12 11 ${TAIL}`, {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'event.dataset': 'apache.access',
      'http.request.method': 'GET',
      'url.original': '/cart?id=7',
      'http.version': '1.1',
      'http.response.status_code': 503,
      'event.outcome': 'failure',
      'http.request.body.bytes': 1,
      'http.response.body.bytes': 5120,
      'event.duration': 12_000_000,
      'source.ip': '203.0.113.9',
      'user_agent.original': 'curl/8.5.0',
      'http.request.id': '0f9a-1',
      'url.domain': 'shop.example.org',
      'url.port': 8443,
      'kafkainsight.fields': {
        response_flags: 'UF,URX',
        upstream_service_time: '11',
        upstream_host: '10.0.3.7:8080',
      },
    });
    reads('envoy', `${HEAD} "GET / HTTP/2" 200 - 0 0 1 - "-" "-" "-" "-" "-"`, {
      'http.version': '2',
      'source.ip': undefined,
      'url.domain': undefined,
      'user_agent.original': undefined,
      'kafkainsight.fields': undefined,
    });
    // it is unknown who wrote the list, so it is treated as for any other server (docs/configuration.md, `proxies`)
    reads('envoy', `${HEAD} "GET / HTTP/2" 200 - 0 0 1 - "203.0.113.9,10.0.0.1" "-" "-" "-" "-"`, {
      'source.ip': '203.0.113.9',
      'kafkainsight.address.trusted': false,
    });
  });

  // RFC 3339, section 5.8: 1990-12-31T23:59:60Z is a time, for which POSIX has no number
  test('has a leap second as the last of its minute', () => {
    reads('envoy', `[1990-12-31T23:59:60.500Z] "GET / HTTP/1.1" 200 - 0 1 2 - ${TAIL}`, {
      '@timestamp': '1990-12-31T23:59:59.999Z',
    });
  });

  test("is Istio's, too, which says more", () => {
    const rest =
      'outbound|8080||shop.default.svc.cluster.local 10.0.0.2:33444 10.0.0.3:8080 203.0.113.7:50412 shop.example.org default';
    reads('envoy', `${HEAD} "POST /api HTTP/1.1" 200 - via_upstream - "-" 10 20 30 29 ${TAIL} ${rest}`, {
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'http.request.body.bytes': 10,
      'http.response.body.bytes': 20,
      'event.duration': 30_000_000,
      'source.ip': '203.0.113.7',
      'source.port': 50_412,
      'kafkainsight.address.peer': '203.0.113.7',
      'tls.client.server_name': 'shop.example.org',
    });
    reads(
      'envoy',
      `${HEAD} "GET / HTTP/2" 503 UF upstream_reset_before_response_started{connection_failure,delayed connect error: 111} - "delayed connect error: 111" 0 91 12 - "-" "-" "-" "shop" "10.0.3.7:8080" ${rest}`,
      {
        'http.response.status_code': 503,
        'source.ip': '203.0.113.7',
        'url.domain': 'shop',
      },
    );
  });

  test('is none where a client wrote more quotes than there are values, since Envoy escapes none', () => {
    for (const line of [
      `${HEAD} "GET /x" 200 - 0 0 1 1 "a" "b" "c" "d" "e" HTTP/1.1" 404 NR 0 0 0 - ${TAIL}`,
      `${HEAD} "GET / HTTP/1.1" 404 NR 0 0 0 - "-" "x" "id" "evil.example.org" "192.0.2.1:1" "0f9a" "shop" "-"`,
      `${HEAD} "GET / HTTP/1.1" 404 NR 0 0 0 - "-" "x"y" "id" "shop" "-"`,
      // a connection that is none of HTTP
      `${HEAD} "- - -" 0 - 123 456 789 - "-" "-" "-" "-" "10.0.3.7:8080"`,
    ])
      assert.equal(detected(line), 'time', line);
    // what is no list is kept, and the request is read: else whoever likes could hide theirs
    reads('envoy', `${HEAD} "GET / HTTP/2" 200 - 0 0 1 - "<x>" "-" "-" "a b" "-"`, {
      'http.response.status_code': 200,
      'source.ip': undefined,
      'kafkainsight.fields': { x_forwarded_for: '<x>', authority: 'a b' },
    });
  });
});

suite("access logs of Python's servers", () => {
  test("are uvicorn's, which tell no time", () => {
    // uvicorn/logging.py, AccessFormatter: `%(levelprefix)s %(client_addr)s - "%(request_line)s" %(status_code)s`
    reads('uvicorn', 'INFO:     203.0.113.9:50412 - "GET /cart?id=7 HTTP/1.1" 404 Not Found', {
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'http.request.method': 'GET',
      'url.original': '/cart?id=7',
      'http.response.status_code': 404,
      'log.level': 'info',
      'kafkainsight.time.inferred': ['time'],
      'kafkainsight.fields': { reason: 'Not Found' },
    });
    reads('uvicorn', 'INFO:     2001:db8::9:50412 - "GET / HTTP/1.1" 200 OK', {
      'source.ip': '2001:db8::9',
      'source.port': 50_412,
    });
    for (const line of [
      'INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)',
      'INFO: 203.0.113.9:50412 - "GET / HTTP/1.1" 200 OK',
      'INFO:     203.0.113.9:50412 - "WebSocket /ws" [accepted]',
    ])
      assert.equal(detected(line), 'text', line);
  });

  test('are those of http.server and Werkzeug', () => {
    // http/server.py, log_message(): `%s - - [%s] %s`, log_date_time_string()
    reads('python_http', '203.0.113.9 - - [22/Nov/2026 10:02:52] "GET /cart HTTP/1.1" 200 -', {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'kafkainsight.time.inferred': ['zone'],
      'source.ip': '203.0.113.9',
      'url.original': '/cart',
      'http.response.status_code': 200,
    });
    for (const line of [
      '203.0.113.9 - - [22/Nov/2026 10:02:52] "GET /x" 200 5 HTTP/1.1" 404 -',
      '203.0.113.9 - - [22/Nov/2026 10:02:52] code 404, message File not found',
      '203.0.113.9 - - [32/Nov/2026 10:02:52] "GET / HTTP/1.1" 200 -',
    ])
      assert.equal(detected(line), 'text', line);
  });
});
