import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import { labelOf } from '../../format-table.ts';
import { detectFormat } from '../detect.ts';

const HEAD = '203.0.113.9:50412 [22/Nov/2026:10:02:52.123] http-in static/srv1';
const TAIL = '200 2750 - - ---- 1/1/1/1/0 0/0';
const parse = (line: string): ParsedLine => parseLine('haproxy_http', line);
const detected = (line: string): string => labelOf(detectFormat(Buffer.from(line)));

// HAProxy configuration manual, "8.2.3. HTTP log format": field by field.
suite("HAProxy's HTTP log", () => {
  test('has client, status, bytes, times and request', () => {
    assert.deepEqual(parse(`${HEAD} 10/0/30/69/109 ${TAIL} {www.example.org} {} "GET /index.html?a=b HTTP/1.1"`), {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'event.dataset': 'apache.access',
      'event.kind': 'event',
      'event.category': ['web'],
      'event.type': ['access'],
      'event.outcome': 'success',
      'event.duration': 109_000_000,
      'kafkainsight.time.inferred': ['zone'],
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'http.request.method': 'GET',
      'http.version': '1.1',
      'http.response.status_code': 200,
      'http.response.bytes': 2750,
      'url.original': '/index.html?a=b',
      'url.path': '/index.html',
      'url.query': 'a=b',
      'kafkainsight.fields': {
        frontend: 'http-in',
        backend_server: 'static/srv1',
        timers: '10/0/30/69/109',
        termination_state: '----',
        connections: '1/1/1/1/0',
        queues: '0/0',
        captured_request_headers: 'www.example.org',
      },
    });
  });

  test('may have captured headers of both ways, of one, or none', () => {
    const fields = (captured: string): unknown =>
      parse(`${HEAD} 10/0/30/69/109 ${TAIL} ${captured}"GET / HTTP/1.1"`)['kafkainsight.fields'];
    assert.partialDeepStrictEqual(fields('{a|b c} {d} '), {
      captured_request_headers: 'a|b c',
      captured_response_headers: 'd',
    });
    assert.partialDeepStrictEqual(fields('{a|b c} '), { captured_headers: 'a|b c' });
    assert.partialDeepStrictEqual(fields(''), { queues: '0/0' });
  });

  test('keeps nothing that was captured of a client where names are not wanted', () => {
    const line = `${HEAD} 1/0/3/6/10 200 2750 sid=ann id=ann ---- 1/1/1/1/0 0/0 {ann} {ann} "GET / HTTP/1.1"`;
    const hidden = parseLine('haproxy_http', line, {}, { pseudonymKey: Buffer.from('k') });
    assert.ok(!JSON.stringify(hidden).includes('ann'));
    assert.partialDeepStrictEqual(parse(line)['kafkainsight.fields'], {
      request_cookie: 'sid=ann',
      response_cookie: 'id=ann',
    });
  });

  test('tells no time, status or bytes that there is not', () => {
    const refused = parse(
      `${HEAD.replace('static/srv1', 'static/<NOSRV>')} -1/-1/-1/-1/+0 -1 +0 - - PR-- 0/0/0/0/+3 0/0 "<BADREQ>"`,
    );
    assert.partialDeepStrictEqual(refused, { 'url.original': '<BADREQ>', 'source.ip': '203.0.113.9' });
    assert.partialDeepStrictEqual(refused['kafkainsight.fields'], {
      haproxy_status: '-1',
      bytes_read: '+0',
      timers: '-1/-1/-1/-1/+0',
    });
    for (const name of ['http.response.status_code', 'event.outcome', 'http.response.bytes', 'event.duration'])
      assert.equal(refused[name], undefined, name);
  });

  test('keeps what clients send as it is printed: a quote is #22, a backslash itself', () => {
    const document = parse(String.raw`${HEAD} 1/0/3/6/10 ${TAIL} "GET /a#22 b\x41 HTTP/1.1"`);
    assert.equal(document['url.original'], String.raw`/a#22 b\x41`);
  });

  test('of httpslog goes on behind the request, and that is kept', () => {
    // "8.2.4. HTTPS log format"
    const rest = '0/0/0/0/0 1wt.eu/TLSv1.3/TLS_AES_256_GCM_SHA384';
    const document = parse(`${HEAD} 1/0/3/6/10 ${TAIL} "GET / HTTP/2.0" ${rest}`);
    assert.equal(document['kafkainsight.rest'], rest);
  });

  test('prints IPv6 addresses without brackets before their port', () => {
    // "%ci:%cp" of "8.2.6. Custom log format"
    for (const [printed, ip, port] of [
      ['2001:db8::1:8080', '2001:db8::1', 8080],
      ['2001:db8::1:50412', '2001:db8::1', 50_412],
      ['::1:38920', '::1', 38_920],
      ['::ffff:203.0.113.9:50412', '::ffff:203.0.113.9', 50_412],
    ] as const) {
      const expected = { 'source.address': ip, 'source.ip': ip, 'source.port': port };
      const head = HEAD.replace('203.0.113.9:50412', printed);
      assert.partialDeepStrictEqual(parse(`${head} 1/0/3/6/10 ${TAIL} "GET / HTTP/1.1"`), expected);
      const error = `${printed} [22/Nov/2026:10:02:52.123] https-in/1: Timeout during SSL handshake`;
      assert.partialDeepStrictEqual(parseLine('haproxy_error', error), expected);
    }
    const socket = parse(`${HEAD.replace('203.0.113.9:50412', 'unix:1')} 1/0/3/6/10 ${TAIL} "GET / HTTP/1.1"`);
    assert.equal(socket['source.address'], 'unix:1');
    assert.equal(socket['source.ip'], undefined);
  });

  test('that is cut, by default at 1,024 bytes, keeps its values, and what was cut as the rest', () => {
    // "len" of "log", section 3.1: "lines larger than this value will be truncated before being sent"
    const line = `${HEAD} 1/0/3/6/10 ${TAIL} {www.example.org} {} "GET /${'a'.repeat(1_024)} HTTP/1.1"`;
    const behindQueues = line.indexOf('{');
    for (let length = behindQueues + 1; length < line.length; length++) {
      const document = parse(line.slice(0, length));
      assert.partialDeepStrictEqual(document, {
        'event.kind': 'event',
        'source.ip': '203.0.113.9',
        'source.port': 50_412,
        'http.response.status_code': 200,
        'event.duration': 10_000_000,
        'kafkainsight.rest': line.slice(behindQueues, length),
      });
      assert.equal(document['url.original'], undefined);
      assert.ok(!Object.keys(document['kafkainsight.fields'] as ParsedLine).includes('cut_request'));
    }
    const cut = `${HEAD} 1/0/3/6/10 ${TAIL} "GET /ann`;
    assert.equal(parse(cut)['kafkainsight.rest'], '"GET /ann');
    assert.equal(detected(cut), 'haproxy_http');
    const hidden = parseLine('haproxy_http', cut, {}, { pseudonymKey: Buffer.from('k') });
    assert.ok(!JSON.stringify(hidden).includes('ann'));
  });

  test('is told from lines like it', () => {
    assert.equal(detected(`${HEAD} 1/0/3/6/10 ${TAIL} "GET / HTTP/1.1"`), 'haproxy_http');
    for (const line of [
      // "8.2.2. TCP log format"
      `${HEAD} 0/0/5007 212 -- 0/0/0/0/3 0/0`,
      `${HEAD} 1/0/3/6 ${TAIL} "GET / HTTP/1.1"`,
      `${HEAD} 1/0/3/6/10 ${TAIL} GET / HTTP/1.1`,
      `${HEAD} 1/0/3/6/10 ${TAIL} {a} "b"c`,
      `${HEAD.replace('22/Nov', '31/Nov')} 1/0/3/6/10 ${TAIL} "GET / HTTP/1.1"`,
      `${HEAD.replace('203.0.113.9:50412', 'a b')} 1/0/3/6/10 ${TAIL} "GET / HTTP/1.1"`,
    ])
      assert.ok(!accepts('haproxy_http', line), line);
  });

  test('in syslog is read as if alone', () => {
    const line = `<134>Nov 22 10:02:52 lb1 haproxy[77]: ${HEAD} 1/0/3/6/10 ${TAIL} "GET / HTTP/1.1"`;
    assert.partialDeepStrictEqual(parseLine('rfc3164', line), {
      'event.dataset': 'apache.access',
      'host.hostname': 'lb1',
      'process.name': 'haproxy',
      'source.ip': '203.0.113.9',
      'http.response.status_code': 200,
    });
  });
});

// "8.2.6. Error log format"
test("HAProxy's log of failed connections has client, message and where it connected", () => {
  const line = '203.0.113.9:50412 [22/Nov/2026:10:02:52.123] https-in/1: Connection error during SSL handshake';
  assert.equal(detected(line), 'haproxy_error');
  assert.partialDeepStrictEqual(parseLine('haproxy_error', line), {
    '@timestamp': '2026-11-22T10:02:52.123Z',
    'event.dataset': 'apache.error',
    'event.type': ['error'],
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    message: 'Connection error during SSL handshake',
    'kafkainsight.fields': { frontend: 'https-in', bind: '1' },
  });
  for (const other of [
    line.replace('[22/Nov/2026:10:02:52.123]', '[22/Nov/2026:10:02:52 +0000]'),
    line.replace('https-in/1:', 'https in/1:'),
    line.replace('203.0.113.9:50412', 'somebody else'),
  ])
    assert.ok(!accepts('haproxy_error', other), other);
});

// HAProxy configuration manual, "8.2.2. TCP log format": field by field, with its example.
suite("HAProxy's TCP log", () => {
  const line = '203.0.113.9:50412 [22/Nov/2026:10:02:52.123] fnt bck/srv1 0/1/5007 212 -- 3/2/1/0/4 0/0';

  test('has client, server, times and bytes', () => {
    assert.equal(detected(line), 'haproxy_tcp');
    assert.deepEqual(parseLine('haproxy_tcp', line), {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'event.dataset': 'network',
      'event.kind': 'event',
      'event.category': ['network'],
      'event.type': ['connection'],
      'event.duration': 5_007_000_000,
      'kafkainsight.time.inferred': ['zone'],
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'kafkainsight.fields': {
        frontend: 'fnt',
        backend_server: 'bck/srv1',
        timers: '0/1/5007',
        bytes_read: '212',
        termination_state: '--',
        connections: '3/2/1/0/4',
        queues: '0/0',
      },
    });
  });

  test('tells no time of what was refused, or goes on (`option logasap`)', () => {
    const refused = line.replace('bck/srv1 0/1/5007 212 --', 'bck/<NOSRV> -1/-1/0 0 SC').replace('/4 0/0', '/+3 0/0');
    assert.equal(detected(refused), 'haproxy_tcp');
    const logged = parseLine('haproxy_tcp', line.replace('5007 212', '+5007 +212'));
    assert.equal(logged['event.duration'], undefined);
    assert.partialDeepStrictEqual(logged['kafkainsight.fields'], { bytes_read: '+212', timers: '0/1/+5007' });
  });

  test('is told from lines like it', () => {
    for (const other of [
      line.replace('--', '----'),
      line.replace('0/1/5007', '0/1/2/5007'),
      line.replace(' 0/0', ''),
      `${line} x`,
      line.replace('bck/srv1', 'bck'),
    ])
      assert.notEqual(detected(other), 'haproxy_tcp', other);
  });
});
