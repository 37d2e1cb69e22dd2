import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, MODIFIED, parseLine, type ParsedLine } from '../../test/helpers/parse-line.ts';
import type { DocumentOptions } from '../documents/documents.ts';

const head = { 'event.dataset': 'json', 'event.kind': 'event' };
const inferredTime = { '@timestamp': MODIFIED, 'kafkainsight.time.inferred': ['time'] };
const rest = (document: ParsedLine): unknown => document['kafkainsight.json'];

/** The document of an object (or of a text), less what all have. */
function parse(line: unknown, changes: Partial<DocumentOptions> = {}): ParsedLine {
  const document = parseLine(
    'json',
    typeof line === 'string' ? line : JSON.stringify(line),
    { format: 'json' },
    changes,
  );
  assert.equal(document['event.kind'], 'event', JSON.stringify(line));
  return document;
}

suite('a JSON line', () => {
  test("of flog has an access log's fields", () => {
    const line =
      '{"host":"140.212.29.63", "user-identifier":"-", "datetime":"22/Nov/2026:10:02:52 +0000", "method": "DELETE", "request": "/a?b=c", "protocol":"HTTP/2.0", "status":403, "bytes":28544, "referer": "http://a.org/b"}';
    assert.deepEqual(parse(line), {
      ...head,
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.category': ['web'],
      'event.type': ['access'],
      'event.outcome': 'failure',
      'source.address': '140.212.29.63',
      'source.ip': '140.212.29.63',
      'http.request.method': 'DELETE',
      'http.version': '2.0',
      'http.response.status_code': 403,
      'http.response.body.bytes': 28544,
      'http.request.referrer': 'http://a.org/b',
      'url.original': '/a?b=c',
      'url.path': '/a',
      'url.query': 'b=c',
    });
  });

  test('of pino', () => {
    // The line of pino's README, and an error as its standard serializer (std.err) writes it.
    assert.deepEqual(
      parse('{"level":30,"time":1531171074631,"msg":"hello world","pid":657,"hostname":"Davids-MBP-3.fritz.box"}'),
      {
        ...head,
        '@timestamp': '2018-07-09T21:17:54.631Z',
        'log.level': 'info',
        message: 'hello world',
        'process.pid': 657,
        'host.hostname': 'Davids-MBP-3.fritz.box',
      },
    );
    const error = { level: 50, err: { type: 'Error', message: 'boom', stack: 'Error: boom\n    at x' }, a: 1 };
    assert.deepEqual(parse(error), {
      ...head,
      ...inferredTime,
      'log.level': 'error',
      'error.type': 'Error',
      'error.message': 'boom',
      'error.stack_trace': 'Error: boom\n    at x',
      'kafkainsight.json': { a: 1 },
    });
    const levels = [10, 20, 30, 40, 50, 60, 35].map((level) => parse({ level })['log.level']);
    assert.deepEqual(levels, ['trace', 'debug', 'info', 'warn', 'error', 'critical', undefined]);
  });

  test('of bunyan', () => {
    // bunyan's README, "Introduction".
    const line =
      '{"name":"myapp","hostname":"banana.local","pid":40161,"level":30,"msg":"hi","time":"2013-01-04T18:46:23.851Z","v":0}';
    assert.deepEqual(parse(line), {
      ...head,
      '@timestamp': '2013-01-04T18:46:23.851Z',
      'log.logger': 'myapp',
      'log.level': 'info',
      message: 'hi',
      'process.pid': 40161,
      'host.hostname': 'banana.local',
      'kafkainsight.json': { v: 0 },
    });
  });

  test("of nginx's log_format escape=json", () => {
    const line = {
      time_iso8601: '2026-11-22T10:02:52+01:00',
      remote_addr: '192.0.2.1',
      remote_user: '-',
      request: 'GET /a?b HTTP/1.1',
      status: '200',
      body_bytes_sent: '12',
      http_referer: '-',
      http_user_agent: 'curl/8.5.0',
      host: 'www.example.org',
    };
    assert.deepEqual(parse(line, { userAgentDetails: true }), {
      ...head,
      '@timestamp': '2026-11-22T09:02:52.000Z',
      'event.category': ['web'],
      'event.type': ['access'],
      'event.outcome': 'success',
      'source.address': '192.0.2.1',
      'source.ip': '192.0.2.1',
      'http.request.method': 'GET',
      'http.version': '1.1',
      'http.response.status_code': 200,
      'http.response.body.bytes': 12,
      'url.original': '/a?b',
      'url.path': '/a',
      'url.query': 'b',
      'user_agent.original': 'curl/8.5.0',
      'user_agent.name': 'curl',
      'user_agent.version': '8.5.0',
      'host.hostname': 'www.example.org',
    });
  });

  test('of ECS is the same in dots and nested', () => {
    const dotted = {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'log.level': 'info',
      'log.logger': 'a.B',
      message: 'm',
      'service.name': 's',
      'trace.id': 't',
      'event.category': ['iam', 'web'],
      'event.outcome': 'unknown',
      'event.duration': 5,
      'http.response.status_code': 500,
      'user.name': 'alice',
      'client.ip': '::1',
      'user_agent.original': 'x',
      'user_agent.name': 'mine',
      tags: ['a'],
    };
    const expected = { ...head, ...dotted };
    assert.deepEqual(parse(dotted, { userAgentDetails: true }), expected);
    const nested = {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      log: { level: 'INFO', logger: 'a.B' },
      message: 'm',
      service: { name: 's' },
      trace: { id: 't' },
      event: { category: ['iam', 'web'], outcome: 'unknown', duration: 5 },
      http: { response: { status_code: 500 } },
      user: { name: 'alice' },
      client: { ip: '::1' },
      user_agent: { original: 'x', name: 'mine' },
      tags: ['a'],
    };
    assert.deepEqual(parse(nested, { userAgentDetails: true }), expected);
    assert.deepEqual(rest(parse({ http: { 'request.method': 'GET', 'response.x': 1 } })), { 'http.response.x': 1 });
  });

  test('cannot say where it comes from', () => {
    const forged = {
      'event.dataset': 'apache.access',
      event: { kind: 'alert', ingested: 'x', original: 'y' },
      'file.mtime': '1970-01-01T00:00:00Z',
      'log.file.path': '/etc/passwd',
      log: { offset: 9, file: { path: 'z' } },
      'kafkainsight.file.id': 'f',
      kafkainsight: { json: 1 },
      kafka: { topic: 't' },
    };
    assert.deepEqual(parse(forged), {
      ...head,
      ...inferredTime,
      'kafkainsight.json': {
        'event.dataset': 'apache.access',
        'event.kind': 'alert',
        'event.ingested': 'x',
        'event.original': 'y',
        'file.mtime': '1970-01-01T00:00:00Z',
        'log.file.path': '/etc/passwd',
        'log.offset': 9,
        'log.file': { path: 'z' },
        'kafkainsight.file.id': 'f',
        kafkainsight: { json: 1 },
        kafka: { topic: 't' },
      },
    });
  });

  test('keeps a value of another type or out of range as it is', () => {
    const odd = {
      time: 'yesterday',
      level: true,
      pid: -1,
      status: 1000,
      bytes: 1.5,
      message: 7,
      'client.ip': 'no address',
      tags: [1],
      'event.outcome': 'so so',
      protocol: 'SPDY',
      user: null,
      trace_id: {},
    };
    assert.deepEqual(parse(odd), { ...head, ...inferredTime, 'kafkainsight.json': odd });
  });

  test('keeps all values of a field that it names more than once', () => {
    assert.deepEqual(parse({ msg: 'a', message: 'b', severity: 'x', level: 'y' }), {
      ...head,
      ...inferredTime,
      message: 'b',
      'log.level': 'y',
      'kafkainsight.json': { msg: 'a', severity: 'x' },
    });
    assert.deepEqual(rest(parse({ 'url.original': '/a', 'url.path': '/b' })), { 'url.path': '/b' });
  });

  test('takes the last of a key that comes twice', () => {
    assert.deepEqual(parse('{"message":"a","x":1,"message":"b","x":2}'), {
      ...head,
      ...inferredTime,
      message: 'b',
      'kafkainsight.json': { x: 2 },
    });
  });

  test('has numbers of seconds to nanoseconds for its time', () => {
    for (const ts of ['1531171074', '1531171074.631', '1531171074631', '1531171074631000', '1531171074631000000']) {
      const time = parse(`{"ts":${ts}}`)['@timestamp'];
      assert.equal(time, ts.length === 10 ? '2018-07-09T21:17:54.000Z' : '2018-07-09T21:17:54.631Z', ts);
    }
    assert.deepEqual(rest(parse('{"ts":12.5}')), { ts: 12.5 });
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
    ];
    for (const [time, instant] of spellings) {
      const document = parse({ time });
      assert.equal(document['@timestamp'], instant, JSON.stringify(time));
      assert.equal(rest(document), undefined);
    }
  });

  test('has no time that is a guess', () => {
    // A zone that is several, an order of day and month that is not told, durations, counters, and what is out of range.
    const guesses = [
      '2026-11-22 10:02:52.123 CET',
      '2026-11-22T10:02:52[Europe/Zurich]',
      '11/22/2026 10:02:52',
      '2026-11-22',
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
      assert.deepEqual(parse({ time }), { ...head, ...inferredTime, 'kafkainsight.json': { time } });
    }
    assert.equal(parse({ time: 123456789, date: '2026-11-22T10:02:52Z' })['@timestamp'], '2026-11-22T10:02:52.000Z');
  });

  test('has no field of a key that means something else in its line', () => {
    const payment = { method: 'card', status: 200, path: '/x', bytes: 5, name: 'Ann Example', t: 5, s: 'E' };
    assert.deepEqual(parse(payment), { ...head, ...inferredTime, 'kafkainsight.json': payment });
  });

  test('has no user, referrer, agent or client where their values are empty', () => {
    for (const nothing of ['', '-', '--']) {
      const document = parse({
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
      const document = parse(line);
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
    // Caddy's "JSON Structure" of access logs; Traefik's "Available fields"; Cloudflare's "HTTP requests" data set.
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
    for (const line of [caddy, traefik, cloudflare]) assert.deepEqual(parse(line), request);
  });

  test('may hold bytes that nginx or Apache escaped as \\xHH', () => {
    // ngx_http_log_escape in nginx: bytes below 0x20, from 0x7f on, `"` and `\`; Apache's ap_escape_logitem is alike.
    const line = String.raw`{"user":"a \x22quoted\x22 \x5C","request":"GET /caf\xC3\xA9 HTTP/1.1","msg":"\x01\n\\x41"}`;
    const document = parse(line);
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
  });

  test('has whole numbers of up to 15 digits', () => {
    for (const duration of ['0', '999999999', '1000000000', '2147483648', '4294967296', '999999999999999']) {
      const document = parse(`{"event.duration":${duration},"body_bytes_sent":"${duration}","pid":${duration} }`);
      assert.equal(document['event.duration'], Number(duration));
      assert.equal(document['http.response.body.bytes'], Number(duration));
      assert.equal(document['process.pid'], Number(duration));
    }
    for (const pid of ['1000000000000000', '1.5', '1e3', '-1'])
      assert.deepEqual(rest(parse(`{"pid":${pid}}`)), { pid: Number(pid) });
  });

  test('keeps the rest to the letter', () => {
    const text =
      '{"n":1.10,"big":123456789012345678901234567890,"huge":1e999,"s":"\\u00e9\\/\\n\\ud83d\\ude00","o":{"a":[1,null,{"b":[]}],"":{}}}';
    const value = parseLine('json', text);
    assert.deepEqual(rest(value), JSON.parse(text));
  });
});

test('a JSON line names nobody where names are replaced', () => {
  const line = {
    user: { name: 'alice', id: 'alice' },
    username: 'alice',
    remote_addr: '192.0.2.7',
    client_ip: '192.0.2.7',
    'client.ip': '192.0.2.7',
    email: 'alice@example.org',
    user_id: 'alice',
  };
  const text = JSON.stringify(parse(line, { pseudonymKey: Buffer.from('k'), keepOriginal: 'always' }));
  assert.ok(!/alice|192\.0\.2\.7/.test(text), text);
});

test('what is no JSON object is refused', () => {
  for (const line of [
    '',
    'x',
    '[]',
    '"a"',
    '1',
    '{',
    '{}x',
    '{"a":1,}',
    '{"a":01}',
    '{"a":"\u0001"}',
    '{"a" 1}',
    '{"log":{"level":"x"}',
  ]) {
    assert.equal(accepts('json', line), false, line);
  }
  for (const line of ['{}', ' {"a":1}\t', '{"log":{}}', '{"log":{ "level" : "x" } }']) {
    assert.equal(accepts('json', line), true, line);
  }
});
