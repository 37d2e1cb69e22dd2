import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { detected, reads } from '../../../test/helpers/reads.ts';

const TIME = '2026-11-22T10:02:52.123Z';

suite('logfmt', () => {
  test('means by its keys what JSON does', () => {
    // log/slog's TextHandler; logrus, README; Grafana
    reads('logfmt', String.raw`time=2026-11-22T10:02:52.123Z level=INFO msg="say \"hi\"" cart=7 empty= user=ann`, {
      '@timestamp': TIME,
      'event.dataset': 'application',
      'log.level': 'info',
      message: 'say "hi"',
      'user.name': 'ann',
      'kafkainsight.fields': { cart: '7', empty: '' },
      'kafkainsight.partial': undefined,
    });
    reads('logfmt', 'logger=settings t=2026-11-22T10:02:52.123Z level=warn msg=ready', {
      '@timestamp': TIME,
      'log.level': 'warn',
      'log.logger': 'settings',
      message: 'ready',
    });
    reads('logfmt', 'level=error msg="no time" err="disk full"', {
      'log.level': 'error',
      'error.message': 'disk full',
      'kafkainsight.time.inferred': ['time'],
    });
    // a level and a message, under whatever key, identify it as well as a time does
    for (const key of ['msg', 'message', 'event'])
      assert.equal(detected(`level=info ${key}="cart opened" cart=7`), 'logfmt', key);
    reads('logfmt', String.raw`level=info msg="a\x00b\tc" path=C:\x`, { message: 'a\0b\tc' });
  });

  test('is no prose with an equals sign, and no other log', () => {
    for (const line of [
      'a=b',
      'a=b c=d',
      'level=info',
      'x=1 and y=2',
      'level=info msg=said hello',
      'level=high msg=x',
      'msg="not closed level=info',
      'IN=eth0 OUT= SRC=203.0.113.9 DST=198.51.100.2 LEN=60',
      'time=soon level=info',
      'set path=/usr/bin level=info msg=x',
    ])
      assert.equal(detected(line), 'text', line);
  });

  test('holds what names somebody only as a pseudonym, where that is wanted', () => {
    const line = 'level=info msg=x user=ann owner=bob';
    const document = JSON.stringify(parseLine('logfmt', line, {}, { pseudonymKey: Buffer.alloc(32) }));
    assert.doesNotMatch(document, /ann|bob/);
  });
});

suite("Heroku's router", () => {
  const REQUEST = 'method=GET path="/cart?id=7" host=shop.example.org request_id=8601b555 fwd="203.0.113.9" dyno=web.1';
  const END = 'connect=1ms service=18ms status=200 bytes=13 protocol=https';

  test('says of each request who sent it, and how it was answered', () => {
    // Heroku Dev Center, "HTTP Routing: Heroku router log format"
    reads('heroku_router', `at=info ${REQUEST} ${END}`, {
      'event.dataset': 'apache.access',
      'event.category': ['web'],
      'event.outcome': 'success',
      'event.duration': 18_000_000,
      'log.level': 'info',
      'http.request.method': 'GET',
      'http.request.id': '8601b555',
      'http.response.status_code': 200,
      'http.response.bytes': 13,
      'url.original': '/cart?id=7',
      'url.path': '/cart',
      'url.domain': 'shop.example.org',
      'source.ip': '203.0.113.9',
      'kafkainsight.fields': { connect: '1ms', dyno: 'web.1', protocol: 'https' },
    });
    // "Heroku Error Codes", H12 and H10: up to 2015 without quotes around path and fwd, and values may be empty
    reads(
      'heroku_router',
      `at=error code=H12 desc="Request timeout" ${REQUEST} connect=6ms service=30001ms status=503 bytes=0`,
      {
        'log.level': 'error',
        'error.code': 'H12',
        'error.message': 'Request timeout',
        'http.response.status_code': 503,
        'event.outcome': 'failure',
        'event.duration': 30_001_000_000,
      },
    );
    reads(
      'heroku_router',
      'at=error code=H10 desc="App crashed" method=GET path=/ host=shop.example.org fwd=203.0.113.9 dyno= connect= service= status=503 bytes=',
      {
        'source.ip': '203.0.113.9',
        'url.original': '/',
        'event.duration': undefined,
        'http.response.bytes': undefined,
        'kafkainsight.fields': undefined,
      },
    );
    reads('heroku_router', `sock=backend at=error code=H18 desc="Server Request Interrupted" ${REQUEST} ${END}`, {
      'error.code': 'H18',
    });
    // X-Forwarded-For: whoever sends a request may begin the list
    reads('heroku_router', `at=info ${REQUEST.replace('9"', '9,198.51.100.2"')} ${END}`, {
      'source.ip': '203.0.113.9',
      'kafkainsight.address.trusted': false,
    });
  });

  test('is read behind syslog, as drains and the command line have it', () => {
    for (const [format, head, process] of [
      ['rfc5424', '<158>1 2026-11-22T10:02:52.123456+00:00 host heroku router - ', 'heroku'],
      ['rfc3164', '2026-11-22T10:02:52.123456+00:00 heroku[router]: ', 'heroku[router]'],
    ] as const) {
      assert.equal(detected(`${head}at=info ${REQUEST} ${END}`), format);
      const document = parseLine(format, `${head}at=info ${REQUEST} ${END}`);
      assert.partialDeepStrictEqual(document, {
        '@timestamp': TIME,
        'event.dataset': 'apache.access',
        'source.ip': '203.0.113.9',
        'process.name': process,
        'log.level': 'info',
      });
    }
  });

  test('is not believed where a client may have written a part of it', () => {
    const forged =
      '" host=evil.example request_id=1 fwd="192.0.2.1" dyno=web.1 connect=1ms service=1ms status=200 bytes=1';
    for (const line of [
      `at=info ${REQUEST.replace('?id=7"', `${forged}"`)} ${END}`,
      `at=info ${REQUEST.replace('?id=7', '" status=200')} ${END}`,
      `at=info ${REQUEST.replace('"/cart?id=7"', '/cart"x')} ${END}`,
      'at=info method=GET path="/" host=shop.example.org status=200',
      'at=home level=info',
      `at=info ${REQUEST} said hello`,
    ]) {
      assert.notEqual(detected(line), 'heroku_router', line);
      const document = parseLine('rfc5424', `<158>1 2026-11-22T10:02:52.123456+00:00 host heroku router - ${line}`);
      assert.equal(document['source.ip'], undefined, line);
      assert.equal(document['message'], line);
    }
  });
});

suite('events of security products', () => {
  test('in CEF', () => {
    // "Implementing ArcSight Common Event Format (CEF)", its example, and what it says of escapes
    reads(
      'cef',
      String.raw`CEF:0|Security|threat\|manager|1.0|100|worm \\ stopped|10|src=203.0.113.9 dst=198.51.100.2 spt=1232 suser=ann msg=a\=b c rt=1795341772123 act=blocked`,
      {
        '@timestamp': TIME,
        'event.dataset': 'security',
        'observer.vendor': 'Security',
        'observer.product': 'threat|manager',
        'observer.version': '1.0',
        'event.code': '100',
        'event.severity': 10,
        'event.action': 'blocked',
        message: String.raw`worm \ stopped`,
        'source.ip': '203.0.113.9',
        'source.port': 1232,
        'destination.ip': '198.51.100.2',
        'user.name': 'ann',
        'kafkainsight.fields': { 'extension.msg': 'a=b c' },
      },
    );
    // "Multi-line fields can be sent by CEF by encoding the newline character as \\n or \\r"
    reads('cef', String.raw`CEF:0|a|b|1|2|name|3|msg=one\ntwo\rthree`, {
      'kafkainsight.fields': { 'extension.msg': 'one\ntwo\rthree' },
    });
    // an equals sign that its sender did not escape: it is unknown which key the value belongs to
    reads('cef', 'CEF:0|a|b|1|2|name|3|msg=said src=192.0.2.1 and suser=root src=203.0.113.9 dst=198.51.100.2', {
      'source.ip': undefined,
      'destination.ip': '198.51.100.2',
      'kafkainsight.fields': { 'extension.msg': 'said', 'extension.src': '192.0.2.1 and, 203.0.113.9' },
      'user.name': 'root',
    });
    // "MMM dd yyyy HH:mm:ss[.SSS [zzz]]"
    for (const [rt, time, inferred] of [
      ['Nov 22 2026 10:02:52 GMT', '2026-11-22T10:02:52.000Z', undefined],
      ['Nov 22 2026 10:02:52.123', TIME, ['zone']],
      ['Nov 22 2026 10:02:52 CST', '2026-11-22T12:00:00.000Z', ['time']],
    ] as const)
      reads('cef', `CEF:0|a|b|1|2|name|3|src=203.0.113.9 rt=${rt} act=x`, {
        '@timestamp': time,
        'kafkainsight.time.inferred': inferred,
        'event.action': 'x',
      });
    // as some senders print the version
    reads('cef', 'CEF: 0|a|b|1|2|name|3|src=203.0.113.9', { 'source.ip': '203.0.113.9', message: 'name' });
    reads('cef', 'CEF:0|a|b|1|2|name|3|outcome=Success', { 'event.outcome': 'success' });
    reads('cef', 'CEF:0|a|b|1|2|name|3|outcome=unsure', { 'kafkainsight.fields': { 'extension.outcome': 'unsure' } });
    assert.equal(detected('CEF:0|a|b|c'), 'text');
    const behindSyslog = parseLine('rfc3164', '<34>Nov 22 10:02:52 fw1 CEF:0|a|b|1|2|name|High|src=203.0.113.9');
    assert.deepEqual(
      ['event.dataset', 'host.hostname', '@timestamp', 'source.ip'].map((name) => behindSyslog[name]),
      ['security', 'fw1', '2026-11-22T10:02:52.000Z', '203.0.113.9'],
    );
  });

  test('in LEEF', () => {
    // IBM, "LEEF event components"
    reads('leef', 'LEEF:1.0|Microsoft|MSExchange|4.0 SP1|15345|src=203.0.113.9\tdst=198.51.100.2\tsev=5\tusrName=ann', {
      'observer.vendor': 'Microsoft',
      'event.code': '15345',
      'source.ip': '203.0.113.9',
      'destination.ip': '198.51.100.2',
      'user.name': 'ann',
      'kafkainsight.fields': { 'extension.sev': '5' },
    });
    reads('leef', 'LEEF:2.0|Lancope|StealthWatch|1.0|41|^|src=203.0.113.9^srcPort=81', {
      'source.ip': '203.0.113.9',
      'source.port': 81,
    });
    reads('leef', 'LEEF:1.0|a|b|1|2|devTime=Nov 22 2026 10:02:52\tsrc=203.0.113.9', {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'kafkainsight.time.inferred': ['zone'],
    });
    reads('leef', 'LEEF:2.0|Lancope|StealthWatch|1.0|41|x5E|src=203.0.113.9^a=b c', {
      'kafkainsight.fields': { 'extension.a': 'b c' },
    });
    assert.equal(detected('LEEF:1.0|a|b|c|d|no pairs'), 'text');
  });
});
