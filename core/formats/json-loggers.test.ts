import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { head, inferredTime, parseJson, rest } from '../../test/helpers/parse-json-line.ts';
import { accepts, type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import type { Source } from '../files/sources.ts';

suite('a JSON line of one of many loggers', () => {
  test('has the time of Grafana and log15, whose key could be anything', () => {
    // inconshreveable/log15, `JsonFormatEx`: t, lvl, msg
    const line = { level: 'error', logger: 'context', msg: 'Invalid username or password' };
    const told = parseJson({ ...line, t: '2026-11-22T11:02:52.123456789+01:00' });
    assert.deepEqual([told['@timestamp'], told['kafkainsight.time.inferred']], ['2026-11-22T10:02:52.123Z', undefined]);
    for (const t of ['2026-11-22', '10:02:52', 'a text that is long enough', 1795341772, null])
      assert.deepEqual(parseJson({ ...line, t })['kafkainsight.time.inferred'], ['time'], String(t));
  });

  test('has a time in each spelling that means one instant', () => {
    // Values by Python's datetime: 1795341772 is 2026-11-22T10:02:52Z.
    const millis = '2026-11-22T10:02:52.123Z';
    const seconds = '2026-11-22T10:02:52.000Z';
    const spellings: readonly (readonly [time: unknown, instant: string])[] = [
      [1795341772.123, millis],
      ['1795341772.123', millis],
      ['1795341772123456', millis],
      ['2026-11-22 10:02:52,123', millis],
      ['2026-11-22 10:02:52.123456789 +0000 UTC', millis],
      ['2026-11-22 11:02:52.123456789 +0100 CET m=+0.001', millis],
      ['2026-11-22T11:02:52.123+01:00[Europe/Zurich]', millis],
      ['2026-11-22T10:02:52.123456789012Z', millis],
      [{ epochSecond: 1795341772, nanoOfSecond: 123456789 }, millis],
      [{ seconds: 1795341772, nanos: 123000000 }, millis],
      [{ $date: '2026-11-22T10:02:52.123+00:00' }, millis],
      [{ $date: { $numberLong: '1795341772123' } }, millis],
      ['2026-11-22T10:02Z', '2026-11-22T10:02:00.000Z'],
      ['2026-11-22 10:02:52 +0000', seconds],
      ['2026-11-22 10:02:52 UTC', seconds],
      ['2026-11-22T10:02:52 Z', seconds],
      [' 2026-11-22T10:02:52Z ', seconds],
      ['2026/11/22 10:02:52', seconds],
      ['[22/Nov/2026:11:02:52 +0100]', seconds],
      ['Sun, 22 Nov 2026 10:02:52 GMT', seconds],
      ['Sun Nov 22 10:02:52 2026', seconds],
      ['20261122T100252Z', seconds],
      // java.time's pattern yyyyMMddHHmmss, and with SSS
      ['20261122100252', seconds],
      ['20261122100252123', millis],
    ];
    for (const [time, instant] of spellings) {
      const document = parseJson({ time });
      assert.equal(document['@timestamp'], instant, JSON.stringify(time));
      assert.equal(rest(document), undefined);
    }
  });

  test('has no time that is a guess', () => {
    // A zone that is several, an order of day and month that is not told, durations, counters, and what is out of range.
    const guesses = [
      // so many digits are no clock's
      `1795341772.${'1'.repeat(60)}`,
      '2026-11-22 10:02:52.123 CET',
      '2026-11-22T10:02:52[Europe/Zurich]',
      '11/22/2026 10:02:52',
      '2026-11-22',
      // a date and a clock, or milliseconds of the year 2612; a number is none of a date
      20261122100252,
      '20261322100252',
      // the years 2100, 2283 and 5138
      4102444800,
      '9876543210',
      99999999999999,
      '2026-13-22T10:02:52Z',
      '2026-11-22T10:02:52+24:00',
      '1234',
      123456789,
      123456789012,
      0,
      -1,
      null,
      ['2026-11-22T10:02:52Z'],
      { seconds: 12 },
      { $date: {} },
      { $date: '2026-11-22T10:02:52Z', more: 'x'.repeat(200) },
    ];
    for (const time of guesses) {
      assert.deepEqual(parseJson({ time }), { ...head, ...inferredTime, 'kafkainsight.json': { time } });
    }
    assert.equal(
      parseJson({ time: 123456789, date: '2026-11-22T10:02:52Z' })['@timestamp'],
      '2026-11-22T10:02:52.000Z',
    );
  });

  test('has no field of a key that means something else in its line', () => {
    const payment = { method: 'card', status: 200, path: '/x', bytes: 5, name: 'Ann Example', t: 5, s: 'E' };
    assert.deepEqual(parseJson(payment), { ...head, ...inferredTime, 'kafkainsight.json': payment });
  });

  test('has no user, referrer, agent or client where their values are empty', () => {
    for (const nothing of ['', '-', '--']) {
      const document = parseJson({
        remote_addr: nothing,
        remote_user: nothing,
        request: nothing,
        status: '400',
        http_referer: nothing,
        http_user_agent: nothing,
      });
      const web = { 'event.category': ['web'], 'event.type': ['access'], 'event.outcome': 'failure' };
      assert.deepEqual(document, { ...head, ...inferredTime, ...web, 'http.response.status_code': 400 });
    }
  });

  test('of other loggers has their times, levels and messages', () => {
    const at = '2026-11-22T10:02:52.123Z';
    // Serilog's CLEF (serilog-formatting-compact, README) and its older JSON; Log4j 2's JsonLayout; GELF 1.1;
    // systemd.journal-fields(7); MongoDB's "Log messages"; Python's python-json-logger; tracing-subscriber's JSON.
    for (const [line, level, message] of [
      [{ '@t': at, '@mt': 'Order {Id}', '@l': 'Error' }, 'error', 'Order {Id}'],
      [{ Timestamp: at, Level: 'Warning', MessageTemplate: 'slow {Ms}' }, 'warn', 'slow {Ms}'],
      [{ timeMillis: 1795341772123, level: 'ERROR', message: 'lost' }, 'error', 'lost'],
      [{ version: '1.1', short_message: 'full', timestamp: 1795341772.123, level: 4 }, 'warn', 'full'],
      [{ __REALTIME_TIMESTAMP: '1795341772123456', PRIORITY: '3', MESSAGE: 'failed' }, 'error', 'failed'],
      [{ t: { $date: at }, s: 'I', msg: 'accepted' }, 'info', 'accepted'],
      [{ asctime: '2026-11-22 10:02:52,123', levelname: 'CRITICAL', message: 'gone' }, 'critical', 'gone'],
      [{ timestamp: at, level: 'INFO', fields: { message: 'shaved' }, target: 'yaks' }, 'info', 'shaved'],
    ] as const) {
      const document = parseJson(line);
      assert.deepEqual([document['@timestamp'], document['log.level'], document['message']], [at, level, message]);
    }
  });

  test("of proxies has an access log's fields", () => {
    const web = { 'event.category': ['web'], 'event.type': ['access'], 'event.outcome': 'failure' };
    const request = {
      ...head,
      ...web,
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'http.request.method': 'GET',
      'http.version': '2.0',
      'http.response.status_code': 502,
      'url.original': '/cart?x=1',
      'url.path': '/cart',
      'url.query': 'x=1',
      'user_agent.original': 'curl/8.5.0',
    };
    // Caddy's "JSON Structure" of access logs; Traefik's "Available fields"; Cloudflare's "HTTP requests" data set; Envoy Gateway's "Proxy
    // Access Logs", default format.
    const caddy = {
      ts: 1795341772,
      request: {
        remote_ip: '203.0.113.9',
        proto: 'HTTP/2.0',
        method: 'GET',
        uri: '/cart?x=1',
        headers: { 'User-Agent': ['curl/8.5.0'] },
      },
      status: 502,
    };
    const traefik = {
      time: '2026-11-22T10:02:52Z',
      ClientHost: '203.0.113.9',
      ClientUsername: '-',
      DownstreamStatus: 502,
      RequestMethod: 'GET',
      RequestPath: '/cart?x=1',
      RequestProtocol: 'HTTP/2.0',
      'request_User-Agent': 'curl/8.5.0',
    };
    const cloudflare = {
      EdgeStartTimestamp: '2026-11-22T10:02:52Z',
      ClientIP: '203.0.113.9',
      ClientRequestMethod: 'GET',
      ClientRequestURI: '/cart?x=1',
      ClientRequestProtocol: 'HTTP/2.0',
      ClientRequestUserAgent: 'curl/8.5.0',
      EdgeResponseStatus: 502,
    };
    for (const line of [caddy, traefik, cloudflare]) assert.deepEqual(parseJson(line), request);
    const envoy = {
      start_time: '2026-11-22T10:02:52.000Z',
      method: 'GET',
      'x-envoy-origin-path': '/cart?x=1',
      protocol: 'HTTP/2',
      response_code: 502,
      'user-agent': 'curl/8.5.0',
      ':authority': 'shop.example.org',
      downstream_remote_address: '203.0.113.9:50412',
    };
    assert.deepEqual(parseJson(envoy), {
      ...request,
      'http.version': '2',
      'source.port': 50_412,
      'url.domain': 'shop.example.org',
    });
    // of a job it is when it began
    const job = { start_time: '2026-11-22T10:02:52Z', response_code: 7 };
    assert.deepEqual(parseJson(job), { ...head, ...inferredTime, 'kafkainsight.json': job });
  });

  test('has its client without the port, and of a list the one that the source says', () => {
    // Go's net/http has RemoteAddr with a port; X-Forwarded-For is a list (developer.mozilla.org, "X-Forwarded-For").
    const client = (remoteAddress: string, source: Omit<Source, 'prefix'> = {}, port?: number): ParsedLine => {
      const line = JSON.stringify({ msg: 'm', remoteAddress, remotePort: port });
      const entries = Object.entries(parseLine('json', line, source));
      return Object.fromEntries(entries.filter(([key]) => /^(source|kafkainsight)\.(?!time)/.test(key)));
    };
    const address = { 'source.address': '203.0.113.9', 'source.ip': '203.0.113.9' };
    assert.deepEqual(client('203.0.113.9'), address);
    assert.deepEqual(client('203.0.113.9', {}, 7), { ...address, 'source.port': 7 });
    assert.deepEqual(client('203.0.113.9:50412'), { ...address, 'source.port': 50_412 });
    assert.deepEqual(client('203.0.113.9:50412', {}, 7), {
      ...address,
      'source.port': 50_412,
      'kafkainsight.json': { remotePort: 7 },
    });
    assert.equal(client('[2001:db8::7]:50412')['source.ip'], '2001:db8::7');
    assert.deepEqual(client('203.0.113.9, 198.51.100.2, 10.0.0.1'), {
      ...address,
      'kafkainsight.address.forwarded': ['203.0.113.9', '198.51.100.2', '10.0.0.1'],
      'kafkainsight.address.trusted': false,
    });
    const behindProxies = client('203.0.113.9, 198.51.100.2, 10.0.0.1', { proxies: ['10.0.0.0/8'] });
    assert.equal(behindProxies['source.ip'], '198.51.100.2');
    assert.equal(behindProxies['kafkainsight.address.trusted'], undefined);
    assert.deepEqual(client('some body'), { 'source.address': 'some body' });
  });

  test('may hold bytes that nginx or Apache escaped as \\xHH', () => {
    // ngx_http_log_escape in nginx: bytes below 0x20, from 0x7f on, `"` and `\`; Apache's ap_escape_logitem is alike.
    const line = String.raw`{"user":"a \x22quoted\x22 \x5C","request":"GET /caf\xC3\xA9 HTTP/1.1","msg":"\x01\n\\x41"}`;
    const document = parseJson(line);
    assert.equal(document['user.name'], 'a "quoted" \\');
    assert.equal(document['url.path'], '/café');
    assert.equal(document['message'], '\u0001\n\\x41');
    for (const broken of [
      String.raw`{"a":"\x2"}`,
      String.raw`{"a":"\xZZ"}`,
      String.raw`{"a":"\x22}`,
      String.raw`{"a":\x22`,
    ])
      assert.equal(accepts('json', broken), false, broken);
    // two hexadecimal digits follow, or it is no such escape, and JSON has none that begins so (RFC 8259, section 7)
    for (const odd of [
      String.raw`{"msg":"\xg1"}`,
      String.raw`{"msg":"\x1g"}`,
      String.raw`{"msg":"\x4"}`,
      String.raw`{"msg":"\x`,
    ])
      assert.ok(!accepts('json', odd), odd);
  });
});
