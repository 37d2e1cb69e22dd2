import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

/** A common line with this beginning. */
const client = (text: string): ParsedLine =>
  parseLine('apache_common', `${text} [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1`);

test('a socket is one word in all layouts', () => {
  for (const client of ['unix: 203.0.113.9', 'unix: 203.0.113.9 -', 'unix:a b', 'unix:\ta']) {
    const line = `${client} - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "-" "x"`;
    for (const format of ['apache_combined', 'nginx_without_user', 'text'] as const)
      assert.equal(parseLine(format, line)['source.address'], undefined, `${format}: ${line}`);
  }
  const line = 'unix:/run/a.sock - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "-" "x"';
  assert.equal(parseLine('nginx_without_user', line)['source.address'], 'unix:/run/a.sock');
});

suite('a client', () => {
  test('is an address of either kind, with or without port, or a name', () => {
    for (const [printed, address, isIp, port] of [
      ['255.255.255.255', '255.255.255.255', true],
      ['2001:db8::8a2e:370:7334', '2001:db8::8a2e:370:7334', true],
      ['::ffff:192.0.2.1', '::ffff:192.0.2.1', true],
      ['192.0.2.1:50412', '192.0.2.1', true, 50_412],
      ['[2001:db8::7]:50412', '2001:db8::7', true, 50_412],
      ['[2001:db8::7]', '2001:db8::7', true],
      ['fe80::1%eth0', 'fe80::1%eth0', false],
      ['host.example.org', 'host.example.org', false],
      ['host.example.org.', 'host.example.org.', false],
      ['host.example.org:80', 'host.example.org', false, 80],
      ['localhost', 'localhost', false],
      ['my_host-1', 'my_host-1', false],
      ['203.0.113.xxx', '203.0.113.xxx', false],
      ['unknown', 'unknown', false],
      ['unix:', 'unix:', false],
      ['-', undefined, false],
    ] as const) {
      const document = client(`${printed} - -`);
      assert.equal(document['source.address'], address, printed);
      assert.equal(document['source.ip'], isIp ? address : undefined, printed);
      assert.equal(document['source.port'], port, printed);
    }
  });

  test('is nothing else', () => {
    for (const word of [
      '256.1.1.1',
      '1.2.3',
      '01.2.3.4',
      '2026-11-22',
      '10:02:52.123',
      '2026-11-22T10:02:52Z',
      '192.0.2.1:',
      '192.0.2.1:66000',
      '[192.0.2.1]',
      '[2001:db8::7',
      '[2001:db8::7]50412',
      'access.log:192.0.2.1',
      '/var/log/access.log:17:192.0.2.1',
      'access.log-192.0.2.1',
      'level=info',
      'unix: 192.0.2.1 -',
      'unix: web1',
      'INFO:',
      '|',
      'a..b',
      '.a',
      '-a',
      'x'.repeat(256),
    ]) {
      assert.equal(
        accepts('apache_common', `${word} - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1`),
        false,
        word,
      );
    }
  });

  test('may have a name with spaces, brackets and escapes', () => {
    assert.equal(client('1.2.3.4 - john doe')['user.name'], 'john doe');
    assert.equal(client('1.2.3.4 - a [b] [c')['user.name'], 'a [b] [c');
    assert.equal(client('1.2.3.4 - a\\"b\\\\c')['user.name'], 'a"b\\c');
    assert.equal(client('1.2.3.4 - ""')['user.name'], undefined);
    assert.equal(client('1.2.3.4 - ')['user.name'], undefined);
    assert.equal(client('1.2.3.4 ident x')['user.name'], 'x');
    assert.equal(client('1.2.3.4 - [22/Nov/2026:10:02:52 +0000]')['user.name'], '[22/Nov/2026:10:02:52 +0000]');
    // Jetty, NCSARequestLog: two spaces around an identity that is not there.
    assert.equal(client('1.2.3.4 -  ann')['user.name'], 'ann');
    assert.equal(client('1.2.3.4 -  - ')['user.name'], undefined);
  });

  test('is not what is before it, nor a later part of its line a user', () => {
    // What compose, stern, grep, loggers and others write before a line; see unwrapper.test.ts for syslog and containers.
    for (const before of [
      'Nov 22 10:02:52 web1 nginx -',
      '2026-11-22T10:02:52+01:00 web1 nginx -',
      '2026-11-22T10:02:52.123456789Z stdout X',
      // with a Z it is a time of an export of CloudWatch Logs, around an access line
      '2026-11-22T10:02:52.123+00:00',
      '2026-11-22 10:02:52',
      'INFO 2026-11-22 10:02:52',
      'INFO',
      '10:02:52.123 web1',
      '1795341772.123',
      'web-1  |',
      'web-1 |',
      'shop-7d9 nginx',
      'shop.pod nginx',
      'access.log:17:',
      'web1 -',
      'web1.example.org -',
      'web1 - -',
      '192.0.2.1',
      '192.0.2.1 -',
      '192.0.2.1 - -',
      '192.0.2.1 192.0.2.2',
      'time="2026-11-22T10:02:52Z" level=info msg="',
    ]) {
      for (const inner of ['203.0.113.9 - -', '203.0.113.9 - ann', '203.0.113.9:50412 - -', '2001:db8::7 - -']) {
        const line = `${before} ${inner} [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1`;
        assert.equal(accepts('apache_common', line), false, line);
        assert.equal(accepts('apache_combined', `${line} "-" "x"`), false, line);
      }
    }
    // Layouts with the client elsewhere.
    for (const beginning of [
      'www.example.org - 203.0.113.9',
      'www.example.org client.example.net ann',
      '192.0.2.1 www.example.org - ann',
      '192.0.2.1 - 203.0.113.9, 198.51.100.2',
      'web1 x ann',
      '192.0.2.1 x ann smith',
      '192.0.2.1 17 ann',
    ]) {
      const line = `${beginning} [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1`;
      assert.equal(accepts('apache_common', line), false, line);
    }
  });

  test('may follow its virtual host, as in vhost_combined of Debian', () => {
    for (const [host, port] of [
      ['www.example.org', undefined],
      ['www.example.org:443', 443],
      ['web1:80', 80],
    ] as const) {
      for (const [address, isIp] of [
        ['203.0.113.9', true],
        ['client.example.net', false],
      ] as const) {
        const document = client(`${host} ${address} - ann`);
        assert.equal(document['url.domain'], host.split(':')[0]);
        assert.equal(document['url.port'], port);
        assert.equal(document['source.address'], address);
        assert.equal(document['source.ip'], isIp ? address : undefined);
        assert.equal(document['user.name'], 'ann');
      }
    }
    assert.equal(client('www.example.org 203.0.113.9, 192.0.2.1 - -')['source.ip'], '203.0.113.9');
  });
});

suite('a list of addresses that proxies sent along', () => {
  const addresses = (text: string, proxies?: readonly string[]): ParsedLine => {
    const line = `${text} - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1`;
    const document = parseLine('apache_common', line, proxies === undefined ? {} : { proxies });
    assert.equal(document['event.kind'], 'event', text);
    assert.equal(document['user.name'], undefined);
    const shared = /^(source|kafkainsight\.address)\./;
    return Object.fromEntries(Object.entries(document).filter(([key]) => shared.test(key)));
  };
  const proxies = ['10.0.0.0/8', '2001:db8:1::/48'];

  test('begins with the client, or with what the client wrote', () => {
    for (const list of ['203.0.113.9, 10.0.0.1', '203.0.113.9,10.0.0.1', '203.0.113.9,  10.0.0.1']) {
      assert.deepEqual(addresses(list), {
        'source.address': '203.0.113.9',
        'source.ip': '203.0.113.9',
        'kafkainsight.address.forwarded': ['203.0.113.9', '10.0.0.1'],
        'kafkainsight.address.trusted': false,
      });
    }
    assert.equal(addresses('unknown, 203.0.113.9')['source.ip'], '203.0.113.9');
    assert.equal(addresses('203.0.113.9, unknown')['source.ip'], '203.0.113.9');
    assert.equal(addresses('-, 203.0.113.9')['source.ip'], '203.0.113.9');
    assert.equal(addresses('203.0.113.9:50412, 10.0.0.1')['source.port'], 50_412);
    assert.equal(addresses('[2001:db8::7]:1, 10.0.0.1')['source.ip'], '2001:db8::7');
    assert.deepEqual(addresses('unknown, a.example.org'), {
      'source.address': 'unknown',
      'kafkainsight.address.forwarded': ['unknown', 'a.example.org'],
      'kafkainsight.address.trusted': false,
    });
  });

  test('ends with our own proxies, before which the client is', () => {
    assert.deepEqual(addresses('192.0.2.66, 203.0.113.9, 10.0.0.1', proxies), {
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'kafkainsight.address.forwarded': ['192.0.2.66', '203.0.113.9', '10.0.0.1'],
    });
    assert.equal(addresses('192.0.2.66, 2001:db8:2::1, 2001:db8:1::1', proxies)['source.ip'], '2001:db8:2::1');
    assert.equal(addresses('192.0.2.66, 203.0.113.9', proxies)['source.ip'], '203.0.113.9');
    // All of them are ours: the first address in the list is the client, which nothing confirms.
    const ours = addresses('10.0.0.3, 10.0.0.2', proxies);
    assert.equal(ours['source.ip'], '10.0.0.3');
    assert.equal(ours['kafkainsight.address.trusted'], false);
    const broken = addresses('203.0.113.9, unknown, 10.0.0.1', proxies);
    assert.equal(broken['source.ip'], '203.0.113.9');
    assert.equal(broken['kafkainsight.address.trusted'], false);
  });

  test('may be in quotes, before the one that the server saw', () => {
    const peer = { 'kafkainsight.address.peer': '10.0.0.1' };
    assert.deepEqual(addresses('"203.0.113.9, 198.51.100.2" 10.0.0.1'), {
      ...peer,
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'kafkainsight.address.forwarded': ['203.0.113.9', '198.51.100.2'],
      'kafkainsight.address.trusted': false,
    });
    assert.deepEqual(addresses('"203.0.113.9, 198.51.100.2" 10.0.0.1', proxies), {
      ...peer,
      'source.address': '198.51.100.2',
      'source.ip': '198.51.100.2',
      'kafkainsight.address.forwarded': ['203.0.113.9', '198.51.100.2'],
    });
    // No proxy of ours sent this: the list is whatever the client wrote.
    assert.equal(addresses('"203.0.113.9" 192.0.2.1', proxies)['source.ip'], '192.0.2.1');
    assert.deepEqual(addresses('"-" 192.0.2.1'), { 'source.address': '192.0.2.1', 'source.ip': '192.0.2.1' });
    // the server prints no port of it: this is an address as a whole
    assert.equal(addresses('"-" 2001:db8::1:443')['source.ip'], '2001:db8::1:443');
  });

  test('is replaced by pseudonyms, each address by its own', () => {
    const line = '"203.0.113.9, a.example.org" 10.0.0.1 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1';
    const document = parseLine('apache_common', line, {}, { pseudonymKey: Buffer.from('k') });
    assert.doesNotMatch(JSON.stringify(document), /203\.0\.113\.9|example\.org|10\.0\.0\.1/);
    assert.deepEqual(document['source.ip'], (document['kafkainsight.address.forwarded'] as string[])[0]);
  });
});
