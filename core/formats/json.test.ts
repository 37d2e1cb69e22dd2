import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { head, inferredTime, parseJson, rest } from '../../test/helpers/parse-json-line.ts';
import { accepts, parseLine } from '../../test/helpers/parse-line.ts';

suite('a JSON line', () => {
  test("of flog has an access log's fields", () => {
    const line =
      '{"host":"140.212.29.63", "user-identifier":"-", "datetime":"22/Nov/2026:10:02:52 +0000", "method": "DELETE", "request": "/a?b=c", "protocol":"HTTP/2.0", "status":403, "bytes":28544, "referer": "http://a.org/b"}';
    assert.deepEqual(parseJson(line), {
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
      'kafkainsight.referrer.domain': 'a.org',
      'url.original': '/a?b=c',
      'url.path': '/a',
      'url.query': 'b=c',
    });
  });

  test('of pino', () => {
    // The line of pino's README, and an error as its standard serializer (std.err) writes it.
    assert.deepEqual(
      parseJson('{"level":30,"time":1531171074631,"msg":"hello world","pid":657,"hostname":"Davids-MBP-3.fritz.box"}'),
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
    assert.deepEqual(parseJson(error), {
      ...head,
      ...inferredTime,
      'log.level': 'error',
      'error.type': 'Error',
      'error.message': 'boom',
      'error.stack_trace': 'Error: boom\n    at x',
      'kafkainsight.json': { a: 1 },
    });
    const levels = [10, 20, 30, 40, 50, 60, 35].map((level) => parseJson({ level })['log.level']);
    assert.deepEqual(levels, ['trace', 'debug', 'info', 'warn', 'error', 'critical', undefined]);
  });

  test('of bunyan', () => {
    // bunyan's README, "Introduction".
    const line =
      '{"name":"myapp","hostname":"banana.local","pid":40161,"level":30,"msg":"hi","time":"2013-01-04T18:46:23.851Z","v":0}';
    assert.deepEqual(parseJson(line), {
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
    assert.deepEqual(parseJson(line, { userAgentDetails: true }), {
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
      'kafkainsight.client.kind': 'tool',
      'url.domain': 'www.example.org',
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
    assert.deepEqual(parseJson(dotted, { userAgentDetails: true }), expected);
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
    assert.deepEqual(parseJson(nested, { userAgentDetails: true }), expected);
    assert.deepEqual(rest(parseJson({ http: { 'request.method': 'GET', 'response.x': 1 } })), { 'http.response.x': 1 });
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
    assert.deepEqual(parseJson(forged), {
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
    assert.deepEqual(parseJson(odd), { ...head, ...inferredTime, 'kafkainsight.json': odd });
  });

  test('keeps all values of a field that it names more than once', () => {
    assert.deepEqual(parseJson({ msg: 'a', message: 'b', severity: 'x', level: 'y' }), {
      ...head,
      ...inferredTime,
      message: 'b',
      'log.level': 'y',
      'kafkainsight.json': { msg: 'a', severity: 'x' },
    });
    assert.deepEqual(rest(parseJson({ 'url.original': '/a', 'url.path': '/b' })), { 'url.path': '/b' });
    const response = parseJson({ request: 'GET / HTTP/1.1', status: 200, body_bytes_sent: 12, bytes: 13 });
    assert.deepEqual([response['http.response.body.bytes'], rest(response)], [12, { bytes: 13 }]);
    for (const bytes of [1.5, '-', -1])
      assert.deepEqual(rest(parseJson({ request: 'GET / HTTP/1.1', status: 200, body_bytes_sent: bytes })), {
        body_bytes_sent: bytes,
      });
  });

  test('takes the last of a key that comes twice', () => {
    assert.deepEqual(parseJson('{"message":"a","x":1,"message":"b","x":2}'), {
      ...head,
      ...inferredTime,
      message: 'b',
      'kafkainsight.json': { x: 2 },
    });
  });

  test('has numbers of seconds to nanoseconds for its time', () => {
    for (const ts of ['1531171074', '1531171074.631', '1531171074631', '1531171074631000', '1531171074631000000']) {
      const time = parseJson(`{"ts":${ts}}`)['@timestamp'];
      assert.equal(time, ts.length === 10 ? '2018-07-09T21:17:54.000Z' : '2018-07-09T21:17:54.631Z', ts);
    }
    assert.deepEqual(rest(parseJson('{"ts":12.5}')), { ts: 12.5 });
  });

  test('has whole numbers of up to 15 digits', () => {
    for (const duration of ['0', '999999999', '1000000000', '2147483648', '4294967296', '999999999999999']) {
      const document = parseJson(`{"event.duration":${duration},"body_bytes_sent":"${duration}","pid":${duration} }`);
      assert.equal(document['event.duration'], Number(duration));
      assert.equal(document['http.response.body.bytes'], Number(duration));
      assert.equal(document['process.pid'], Number(duration));
    }
    for (const pid of ['1000000000000000', '1.5', '1e3', '-1'])
      assert.deepEqual(rest(parseJson(`{"pid":${pid}}`)), { pid: Number(pid) });
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
  const text = JSON.stringify(parseJson(line, { pseudonymKey: Buffer.from('k'), keepOriginal: 'always' }));
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
