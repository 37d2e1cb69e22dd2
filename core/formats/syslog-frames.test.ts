import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, parseLine } from '../../test/helpers/parse-line.ts';
import { detectFormat } from './detect.ts';

// RFC 6587, section 3.4.1: SYSLOG-FRAME = MSG-LEN SP SYSLOG-MSG, MSG-LEN being the octet count of SYSLOG-MSG
suite('a syslog message in a frame with its length', () => {
  const framed = (message: string, more = 0): string => `${Buffer.byteLength(message) + more} ${message}`;
  // RFC 5424, section 6.5, and RFC 3164, section 5.4, with the year's day as it has it
  const messages = {
    rfc5424: '<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It’s time to make the do-nuts.',
    rfc3164: "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
  } as const;

  for (const format of ['rfc5424', 'rfc3164'] as const) {
    test(`is read as without it: ${format}`, () => {
      const message = messages[format];
      const alone = parseLine(format, message);
      // as RFC 6587 has it, with the line feed, and with CR LF
      for (const more of [0, 1, 2]) {
        const line = framed(message, more);
        assert.deepEqual(parseLine('json', line), alone);
        assert.equal(detectFormat(Buffer.from(`${line}\n`.repeat(3))), format);
      }
    });
  }

  test('is read as Heroku sends it, whose lengths count the line feed', () => {
    // heroku/logplex, doc/README.http_drains.md; Dev Center, "Heroku Labs: HTTPS Drains"
    const logplex = parseLine('rfc5424', '70 <174>1 2012-07-22T00:06:26+00:00 host erlang console - Hi from erlang');
    assert.partialDeepStrictEqual(logplex, {
      '@timestamp': '2012-07-22T00:06:26.000Z',
      'event.dataset': 'syslog',
      'host.hostname': 'host',
      'process.name': 'erlang',
      'log.syslog.procid': 'console',
      'log.syslog.priority': 174,
      message: 'Hi from erlang',
    });
    const drain = parseLine(
      'rfc5424',
      '120 <40>1 2012-11-30T06:45:29+00:00 heroku web.3 d.73ea7440-270a-435a-a0ea-adf50b4e5f5a - State changed from starting to up',
    );
    assert.partialDeepStrictEqual(drain, {
      '@timestamp': '2012-11-30T06:45:29.000Z',
      'host.hostname': 'heroku',
      'process.name': 'web.3',
      message: 'State changed from starting to up',
    });
  });

  test('holds a line of another format, as without it', () => {
    const router =
      'at=info method=GET path="/cart" host=shop.example.org request_id=8601b555-6a83-4c12-8269-97c8e32cdb22 fwd="203.0.113.9" dyno=web.1 connect=1ms service=18ms status=200 bytes=5120 protocol=https';
    const line = framed(`<158>1 2026-11-22T10:02:52.123456+00:00 host heroku router - ${router}`, 1);
    assert.partialDeepStrictEqual(parseLine('rfc5424', line), {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'event.dataset': 'apache.access',
      'source.ip': '203.0.113.9',
      'url.path': '/cart',
    });
  });

  test('is the first line of a message of several, whose length says more', () => {
    const first = messages.rfc5424;
    const line = `${Buffer.byteLength(`${first}\n\tat Cart.open(Cart.java:44)`)} ${first}`;
    assert.deepEqual(parseLine('rfc5424', line), parseLine('rfc5424', first));
  });

  test('is not read where more is in the line than its length says', () => {
    for (const format of ['rfc5424', 'rfc3164'] as const) {
      const line = framed(messages[format]);
      // two frames end to end; a count of characters, of which one has three bytes; a wrong length
      for (const other of [line + line, `${messages[format].length - 1} ${messages[format]}`, `1 ${messages[format]}`])
        assert.equal(accepts(format, other), false, other);
    }
    const refused = parseLine('rfc5424', framed(messages.rfc5424, -1), { format: 'rfc5424' });
    assert.match(String(refused['error.message']), /longer than the length before its priority says/);
  });

  test('needs a length without zeros before it, one space, and a priority', () => {
    const message = messages.rfc3164;
    for (const line of [
      `0${framed(message)}`,
      `77  ${message}`,
      `77\t${message}`,
      `77: ${message}`,
      `7700000 ${message}`,
    ])
      assert.equal(accepts('rfc3164', line), false, line);
  });
});
