import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

/** The line's document, less what all error lines have. */
function parse(line: string): ParsedLine {
  const document = parseLine('apache_error', line);
  const {
    'event.dataset': dataset,
    'event.kind': kind,
    'event.category': category,
    'kafkainsight.time.inferred': inferred,
    ...rest
  } = document;
  assert.deepEqual([dataset, kind, category, inferred], ['apache.error', 'event', ['web'], ['zone']], line);
  return rest;
}

suite("a line of Apache's error log", () => {
  test('of 2.4, as its documentation has it', () => {
    const line =
      '[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 4328636416] [client 72.15.99.187] File does not exist: /usr/local/apache2/htdocs/favicon.ico';
    assert.deepEqual(parse(line), {
      '@timestamp': '2011-09-09T10:42:29.902Z',
      'log.level': 'error',
      'event.type': ['error'],
      'apache.error.module': 'core',
      'process.pid': 35708,
      'process.thread.id': 4328636416,
      'source.address': '72.15.99.187',
      'source.ip': '72.15.99.187',
      message: 'File does not exist: /usr/local/apache2/htdocs/favicon.ico',
    });
  });

  test('of 2.2, as its documentation has it', () => {
    const line =
      '[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] client denied by server configuration: /export/home/live/ap/htdocs/test';
    assert.deepEqual(parse(line), {
      '@timestamp': '2000-10-11T14:32:52.000Z',
      'log.level': 'error',
      'event.type': ['error'],
      'source.address': '127.0.0.1',
      'source.ip': '127.0.0.1',
      message: 'client denied by server configuration: /export/home/live/ap/htdocs/test',
    });
  });

  test('with a code, a port and a referrer', () => {
    const line =
      '[Sun Nov 22 10:02:52.1 2026] [authz_core:error] [pid 7] [client 192.0.2.1:8304] AH01630: denied, referer: a, referer: http://example.org/';
    assert.deepEqual(parse(line), {
      '@timestamp': '2026-11-22T10:02:52.100Z',
      'log.level': 'error',
      'event.type': ['error'],
      'apache.error.module': 'authz_core',
      'process.pid': 7,
      'source.address': '192.0.2.1',
      'source.ip': '192.0.2.1',
      'source.port': 8304,
      'error.code': 'AH01630',
      'http.request.referrer': 'http://example.org/',
      'kafkainsight.referrer.domain': 'example.org',
      message: 'AH01630: denied, referer: a',
    });
  });

  test('with what Apache puts before the client (ErrorLogFormat: %F, %E)', () => {
    const time = '[Sun Nov 22 10:02:52 2026]';
    const proxy = parse(
      `${time} [proxy:error] [pid 1:tid 2] (111)Connection refused: [client ::1:80] AH00957: attempt failed`,
    );
    assert.equal(proxy['message'], '(111)Connection refused: AH00957: attempt failed');
    assert.equal(proxy['error.code'], 'AH00957');
    assert.equal(proxy['source.ip'], '::1');
    assert.equal(proxy['source.port'], 80);
    const trace = parse(`${time} [core:trace5] [pid 1:tid 2] protocol.c(616): [client 192.0.2.1:80] Request received`);
    assert.equal(trace['message'], 'protocol.c(616): Request received');
    assert.equal(trace['source.ip'], '192.0.2.1');
    const start = parse(
      `${time} [core:crit] [pid 1:tid 2] (98)Address already in use: AH00072: make_sock: could not bind`,
    );
    assert.equal(start['error.code'], 'AH00072');
    assert.equal(start['message'], '(98)Address already in use: AH00072: make_sock: could not bind');
  });

  test('keeps what looks like a client but is the message', () => {
    const document = parse('[Sun Nov 22 10:02:52 2026] [core:info] [pid 1:tid 2] said: [client 192.0.2.1:80] hello');
    assert.equal(document['message'], 'said: [client 192.0.2.1:80] hello');
    assert.equal(document['source.ip'], undefined);
  });

  test('has clients of all kinds', () => {
    for (const [client, address, ip, port] of [
      ['192.0.2.1:80', '192.0.2.1', '192.0.2.1', 80],
      ['192.0.2.1', '192.0.2.1', '192.0.2.1', undefined],
      ['::1:54321', '::1', '::1', 54321],
      ['2001:db8::1:80', '2001:db8::1', '2001:db8::1', 80],
      ['[2001:db8::1]:80', '2001:db8::1', '2001:db8::1', 80],
      ['2001:db8:1:2:3:4:5:6:80', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', 80],
      ['host.example.org:80', 'host.example.org', undefined, 80],
      ['host.example.org', 'host.example.org', undefined, undefined],
      ['fe80::1%eth0:4321', 'fe80::1%eth0', undefined, 4321],
    ] as const) {
      const document = parse(`[Sun Nov 22 10:02:52 2026] [core:info] [pid 1] [client ${client}] m`);
      assert.deepEqual(
        [document['source.address'], document['source.ip'], document['source.port'], document['message']],
        [address, ip, port, 'm'],
      );
    }
    // server/log.c, do_errorlog_default: `remote` where there is a connection, and no request yet.
    const remote = parse('[Sun Nov 22 10:02:52 2026] [core:info] [pid 1] [remote 192.0.2.1:80] [client 192.0.2.1] m');
    assert.equal(remote['source.ip'], '192.0.2.1');
    assert.equal(remote['source.port'], 80);
    assert.equal(remote['message'], '[client 192.0.2.1] m');
    const behind = parse('[Sun Nov 22 10:02:52 2026] [core:info] [pid 1] (2)No such file: [remote 192.0.2.1:80] m');
    assert.equal(behind['source.ip'], '192.0.2.1');
    assert.equal(behind['message'], '(2)No such file: m');
    const list = parse('[Sun Nov 22 10:02:52 2026] [core:info] [pid 1] [client 192.0.2.1:80, 10.0.0.1] m');
    assert.equal(list['source.ip'], '192.0.2.1');
    assert.equal(list['source.port'], 80);
    assert.equal(list['kafkainsight.address.trusted'], false);
    // What is no client is part of the message.
    const none = parse('[Sun Nov 22 10:02:52 2026] [core:info] [pid 1] [client 192.0.2.1:65536] m');
    assert.equal(none['source.address'], undefined);
    assert.equal(none['message'], '[client 192.0.2.1:65536] m');
    // Apache 2.2 prints no port.
    assert.equal(parse('[Sun Nov 22 10:02:52 2026] [error] [client 2001:db8::1:80] m')['source.ip'], '2001:db8::1:80');
  });

  test('has its levels in our words, others as printed, and an error from `error` on', () => {
    for (const [printed, level, type] of [
      ['emerg', 'emergency', 'error'],
      ['alert', 'alert', 'error'],
      ['crit', 'critical', 'error'],
      ['error', 'error', 'error'],
      ['warn', 'warn', 'info'],
      ['trace3', 'trace', 'info'],
      ['errors', 'errors', 'info'],
      ['trace1-8', 'trace1-8', 'info'],
    ] as const) {
      const document = parse(`[Sun Nov 22 10:02:52 2026] [m:${printed}] x`);
      assert.deepEqual([document['log.level'], document['event.type']], [level, [type]]);
    }
  });

  test('may leave out module, process, client and message', () => {
    assert.deepEqual(parse('[Sun Nov 22 10:02:52 2026] [:error]'), {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'log.level': 'error',
      'event.type': ['error'],
    });
    assert.equal(parse('[Sun Nov 22 10:02:52 2026] [core:notice] [pid x] m')['message'], '[pid x] m');
  });

  test('has its time in all the ways of Apache', () => {
    // ErrorLogFormat's %t, %{u}t and %{cu}t; a day without padding is what programs make that print such lines themselves.
    for (const time of [
      'Sun Nov 02 10:02:52 2026',
      'Sun Nov  2 10:02:52 2026',
      'Sun Nov 2 10:02:52 2026',
      'Sun Nov 2 10:02:52.123456 2026',
      'Sun Nov 02 10:02:52.123456 2026',
      '2026-11-02 10:02:52.123456',
      '2026-11-02 10:02:52',
    ]) {
      const millis = time.includes('.123') ? '123' : '000';
      assert.equal(parse(`[${time}] [core:error] [pid 7] m`)['@timestamp'], `2026-11-02T10:02:52.${millis}Z`, time);
    }
  });

  test('is read in the zone of its source', () => {
    const document = parseLine('apache_error', '[Sun Nov 22 10:02:52 2026] [core:info] m', {
      timeZone: 'Europe/Zurich',
    });
    assert.equal(document['@timestamp'], '2026-11-22T09:02:52.000Z');
    assert.equal(document['kafkainsight.time.inferred'], undefined);
  });

  test('is refused where anything is amiss', () => {
    for (const line of [
      '',
      '[]',
      '[Sun Nov 22 10:02:52 2026]',
      '[Sun Nov 22 10:02:52 2026] m',
      '[Sun Nov 22 10:02:52 2026] [core:info]m',
      '[Sun Nov 22 10:02:52 2026] [core:] m',
      '[Sun Nov 22 10:02:52 2026] [core info] m',
      '[Sun Nov 22 10:02:52 2026] [client 192.0.2.1] m',
      '[Sun Nov 22 10:02:52 2026] [core:info',
      '[Sun Nov 31 10:02:52 2026] [core:info] m',
      '[2026-11-22 10:02:52] [core:info] m',
      '[2026-11-22 10:02:52.123456] [error] [pid 7] m',
      '[2026-11-22T10:02:52.123456] [core:error] [pid 7] m',
      ' [Sun Nov 22 10:02:52 2026] [core:info] m',
    ]) {
      assert.equal(accepts('apache_error', line), false, line);
    }
  });
});
