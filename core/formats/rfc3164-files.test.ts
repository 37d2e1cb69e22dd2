import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, parseLine } from '../../test/helpers/parse-line.ts';

suite('a line of syslog that has an ISO time and no priority', () => {
  test('may be of a sender that names no program, in files of rsyslog', () => {
    // the same template, where the tag is empty and the message begins with a space
    const document = parseLine('text', '2026-11-22T10:02:52.123456+01:00 192.0.2.1  it is up');
    assert.equal(document['event.dataset'], 'syslog');
    assert.deepEqual([document['host.hostname'], document['message']], ['192.0.2.1', ' it is up']);
    const object = '{"level":"info","message":"m","url":"/x"}';
    const wrapped = parseLine('text', `2026-11-22T10:02:52.123456+01:00 2001:db8::1  ${object}`);
    assert.partialDeepStrictEqual(wrapped, { 'host.hostname': '2001:db8::1', message: 'm', 'event.dataset': 'json' });
    // one space, a name that may be a word, or a time of anybody
    for (const line of [
      '2026-11-22T10:02:52.123456+01:00 192.0.2.1 it is up',
      '2026-11-22T10:02:52.123456+01:00 cart  it is up',
      '2026-11-22T10:02:52.123456+01:00 192.0.2.1x  it is up',
      '2026-11-22T10:02:52.123456Z 192.0.2.1  it is up',
      '2026-11-22T10:02:52.123456+01:00 192.0.2.1  ',
    ])
      assert.equal(accepts('rfc3164', line), line.endsWith('1  '), line);
  });

  test('may be what `heroku logs` prints, which has no host', () => {
    // Heroku Dev Center, "Logging: Log format"
    for (const process of ['app[web.1]', 'app[worker.12]', 'heroku[web.1]', 'app[api]']) {
      const document = parseLine('text', `2026-11-22T10:02:52.123456+00:00 ${process}: State changed`);
      assert.partialDeepStrictEqual(document, {
        '@timestamp': '2026-11-22T10:02:52.123Z',
        'event.dataset': 'syslog',
        'process.name': process,
        message: 'State changed',
      });
      assert.equal(document['host.hostname'], undefined);
    }
    for (const line of [
      '2026-11-22T10:02:52.123456+00:00 app[7]: m',
      '2026-11-22T10:02:52.123456+00:00 apps[web.1]: m',
      '2026-11-22T10:02:52.123456+00:00 app: m',
      '2026-11-22T10:02:52.123456Z app[web.1]: m',
      '2026-11-22T10:02:52.123456+00:00 heroku[router] m',
    ])
      assert.equal(accepts('rfc3164', line), false, line);
  });
});
