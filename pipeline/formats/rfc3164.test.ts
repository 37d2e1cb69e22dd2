import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, parseLine, type ParsedLine } from '../../test/helpers/parse-line.ts';

/** Host, tag and message of a line with priority. */
function body(text: string): ParsedLine {
  const document = parseLine('rfc3164', `<13>Nov 22 10:02:52 ${text}`);
  assert.equal(document['event.kind'], 'event', text);
  const keys = ['host.hostname', 'process.name', 'process.pid', 'message'];
  return Object.fromEntries(keys.filter((key) => key in document).map((key) => [key, document[key]]));
}

suite('a line of RFC 3164', () => {
  test('as its section 5.4 has it', () => {
    assert.deepEqual(
      parseLine('rfc3164', "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8"),
      {
        '@timestamp': '2026-10-11T22:14:15.000Z',
        'event.dataset': 'syslog',
        'event.kind': 'event',
        'log.level': 'critical',
        'log.syslog.priority': 34,
        'log.syslog.facility.code': 4,
        'log.syslog.facility.name': 'security/authorization',
        'log.syslog.severity.code': 2,
        'log.syslog.severity.name': 'Critical',
        'host.hostname': 'mymachine',
        'process.name': 'su',
        message: "'su root' failed for lonvick on /dev/pts/8",
        'kafkainsight.time.inferred': ['year', 'zone'],
      },
    );
  });

  test('as it stands in files: without priority', () => {
    assert.deepEqual(parseLine('rfc3164', 'Nov  2 10:02:52 host sshd[42]: Failed password for root'), {
      '@timestamp': '2026-11-02T10:02:52.000Z',
      'event.dataset': 'syslog',
      'event.kind': 'event',
      'host.hostname': 'host',
      'process.name': 'sshd',
      'process.pid': 42,
      message: 'Failed password for root',
      'kafkainsight.time.inferred': ['year', 'zone'],
    });
  });

  test('may leave out host, tag and message', () => {
    assert.deepEqual(body('host tag: m'), { 'host.hostname': 'host', 'process.name': 'tag', message: 'm' });
    assert.deepEqual(body('host a message'), { 'host.hostname': 'host', message: 'a message' });
    assert.deepEqual(body('tag: m'), { 'process.name': 'tag', message: 'm' });
    assert.deepEqual(body('tag[5]: m'), { 'process.name': 'tag', 'process.pid': 5, message: 'm' });
    assert.deepEqual(body('host tag:'), { 'host.hostname': 'host', 'process.name': 'tag' });
    assert.deepEqual(body('host'), { 'host.hostname': 'host' });
    assert.deepEqual(body('::1 tag: m'), { 'host.hostname': '::1', 'process.name': 'tag', message: 'm' });
  });

  test('has tags of all kinds', () => {
    assert.deepEqual(body('h postfix/smtpd[12]: m'), {
      'host.hostname': 'h',
      'process.name': 'postfix/smtpd',
      'process.pid': 12,
      message: 'm',
    });
    assert.deepEqual(body('h app[12] m'), {
      'host.hostname': 'h',
      'process.name': 'app',
      'process.pid': 12,
      message: 'm',
    });
    assert.deepEqual(body('h app[main]: m'), { 'host.hostname': 'h', 'process.name': 'app[main]', message: 'm' });
    assert.deepEqual(body('h %ASA-6-302013: m'), {
      'host.hostname': 'h',
      'process.name': '%ASA-6-302013',
      message: 'm',
    });
    assert.deepEqual(body('h see http://a.org/'), { 'host.hostname': 'h', message: 'see http://a.org/' });
    assert.deepEqual(body('h http://a.org/ gone'), { 'host.hostname': 'h', message: 'http://a.org/ gone' });
    assert.deepEqual(body('h a[b c]: m'), { 'host.hostname': 'h', message: 'a[b c]: m' });
  });

  test("has a year where the device prints one, and rsyslog's time", () => {
    const cisco = parseLine('rfc3164', '<187>Nov 22 2019 10:02:52: %ASA-3-1: m');
    assert.equal(cisco['@timestamp'], '2019-11-22T10:02:52.000Z');
    assert.equal(cisco['process.name'], '%ASA-3-1');
    assert.deepEqual(cisco['kafkainsight.time.inferred'], ['zone']);
    // RFC 4291, section 2.2: a host may be an IPv6 address, whose first group looks like a year
    const host = parseLine('rfc3164', '<13>Nov 22 10:02:52 2001:db8::1 app: m');
    assert.equal(host['host.hostname'], '2001:db8::1');
    assert.equal(host['process.name'], 'app');
    assert.deepEqual(host['kafkainsight.time.inferred'], ['year', 'zone']);
    const rsyslog = parseLine('rfc3164', '<13>2026-11-22T10:02:52.5+01:00 host tag: m');
    assert.equal(rsyslog['@timestamp'], '2026-11-22T09:02:52.500Z');
    assert.equal(rsyslog['kafkainsight.time.inferred'], undefined);
  });

  test('has every priority there is', () => {
    for (const [priority, facility, severity, level] of [
      [0, 'kernel', 'Emergency', 'emergency'],
      [13, 'user-level', 'Notice', 'notice'],
      [83, 'security/authorization', 'Error', 'error'],
      [140, 'local1', 'Warning', 'warn'],
      [191, 'local7', 'Debug', 'debug'],
    ] as const) {
      const document = parseLine('rfc3164', `<${priority}>Nov 22 10:02:52 h t: m`);
      assert.equal(document['log.syslog.facility.name'], facility);
      assert.equal(document['log.syslog.severity.name'], severity);
      assert.equal(document['log.level'], level);
    }
  });

  test('is refused where anything is amiss', () => {
    for (const line of [
      '',
      '<192>Nov 22 10:02:52 h t: m',
      '<1234>Nov 22 10:02:52 h t: m',
      '<>Nov 22 10:02:52 h t: m',
      '<13> Nov 22 10:02:52 h t: m',
      '<13>Nov 31 10:02:52 h t: m',
      '<13>Nov 22 10:02:52',
      '<13>Nov 22 10:02:52 ',
      '<13>Nov 22 10:02:52x h t: m',
      '<13>message',
      'Nov 22 10:02:52 Something happened',
      '2026-11-22T10:02:52Z INFO server[12]: m',
    ]) {
      assert.equal(accepts('rfc3164', line), false, line);
    }
  });
});
