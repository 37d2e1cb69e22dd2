import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

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
        'event.category': ['authentication'],
        'event.type': ['info'],
        'event.action': 'su_login',
        'event.outcome': 'failure',
        'user.name': 'lonvick',
        'user.effective.name': 'root',
        'kafkainsight.time.inferred': ['year', 'zone'],
      },
    );
  });

  test('as it stands in files: without priority', () => {
    assert.deepEqual(parseLine('rfc3164', 'Nov  2 10:02:52 host sshd[42]: Server listening on :: port 22.'), {
      '@timestamp': '2026-11-02T10:02:52.000Z',
      'event.dataset': 'syslog',
      'event.kind': 'event',
      'host.hostname': 'host',
      'process.name': 'sshd',
      'process.pid': 42,
      message: 'Server listening on :: port 22.',
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

  test('keeps time, host and message where the tag is not understood', () => {
    for (const [text, host, message] of [
      ['web1 last message repeated 3 times', 'web1', 'last message repeated 3 times'],
      ['web1 --- last message repeated 1 time ---', 'web1', '--- last message repeated 1 time ---'],
      ['192.0.2.1 Use the BFG!', '192.0.2.1', 'Use the BFG!'],
      ['combo syslogd 1.4.1: restart.', 'combo', 'syslogd 1.4.1: restart.'],
      ['imac Google Chrome[85294]: x', 'imac', 'Google Chrome[85294]: x'],
      ['Something happened', undefined, 'Something happened'],
      ['done', undefined, 'done'],
      ['[error] it happened', undefined, '[error] it happened'],
      ['"quoted" text', undefined, '"quoted" text'],
      ['- text', undefined, 'text'],
    ] as const) {
      const document = parseLine('rfc3164', `Nov 22 10:02:52 ${text}`);
      assert.equal(document['@timestamp'], '2026-11-22T10:02:52.000Z');
      assert.equal(document['host.hostname'], host, text);
      assert.equal(document['message'], message, text);
      assert.equal(document['process.name'], undefined, text);
    }
  });

  test('has its day in one or two places', () => {
    for (const day of [' 2', '2', '02']) {
      for (const line of [
        `<34>Nov ${day} 10:02:52 h t: m`,
        `Nov ${day} 10:02:52 h t: m`,
        `<34> Nov ${day} 10:02:52 h t: m`,
      ]) {
        const document = parseLine('rfc3164', line);
        assert.equal(document['@timestamp'], '2026-11-02T10:02:52.000Z', line);
        assert.equal(document['host.hostname'], 'h');
        assert.equal(document['process.name'], 't');
      }
    }
  });

  test("has its time in all the ways of devices, of which no part is its host's name", () => {
    const year = ['year', 'zone'];
    for (const [time, expected, inferred] of [
      ['Nov 22 10:02:52.123', '2026-11-22T10:02:52.123Z', year],
      ['Nov 22 10:02:52,123', '2026-11-22T10:02:52.123Z', year],
      ['Nov 22 10:02:52.123456Z', '2026-11-22T10:02:52.123Z', ['year']],
      ['Nov 22 10:02:52+01:00', '2026-11-22T09:02:52.000Z', ['year']],
      ['Nov 22 10:02:52 2025', '2025-11-22T10:02:52.000Z', ['zone']],
      ['Nov 22 2025 10:02:52', '2025-11-22T10:02:52.000Z', ['zone']],
      ['Nov 22 10:02:52 UTC', '2026-11-22T10:02:52.000Z', ['year']],
      ['Nov 22 10:02:52 CET', '2026-11-22T09:02:52.000Z', ['year']],
      ['Nov 22 10:02:52 +01:00', '2026-11-22T09:02:52.000Z', ['year']],
      ['Nov 22 10:02:52.123 -0530', '2026-11-22T15:32:52.123Z', ['year']],
      ['Nov 22 10:02:52 +0100 2026', '2026-11-22T09:02:52.000Z', undefined],
      ['2026-11-22 10:02:52 +0100', '2026-11-22T09:02:52.000Z', undefined],
      ['Nov 22 10:02:52 CEST 2025', '2025-11-22T08:02:52.000Z', undefined],
      ['Nov 22 10:02:52 2025 GMT', '2025-11-22T10:02:52.000Z', undefined],
      // China's, Cuba's or America's: only that it is a zone is certain.
      ['Nov 22 10:02:52 CST', '2026-11-22T10:02:52.000Z', year],
      ['Sun Nov 22 10:02:52 2026', '2026-11-22T10:02:52.000Z', ['zone']],
      ['2026 Nov 2 10:02:52', '2026-11-02T10:02:52.000Z', ['zone']],
      ['22 Nov 10:02:52', '2026-11-22T10:02:52.000Z', year],
      ['2 Nov 2025 10:02:52', '2025-11-02T10:02:52.000Z', ['zone']],
      ['2026-11-22 10:02:52', '2026-11-22T10:02:52.000Z', ['zone']],
      ['2026-11-22 10:02:52 UTC', '2026-11-22T10:02:52.000Z', undefined],
      ['2026-11-22T10:02:52.123456+01:00', '2026-11-22T09:02:52.123Z', undefined],
      ['1795341772', '2026-11-22T10:02:52.000Z', undefined],
      ['1795341772.5', '2026-11-22T10:02:52.500Z', undefined],
    ] as const) {
      for (const colon of ['', ':']) {
        const document = parseLine('rfc3164', `<13>${time}${colon} web1 app[1]: m`);
        assert.equal(document['@timestamp'], expected, time);
        assert.deepEqual(document['kafkainsight.time.inferred'], inferred, time);
        assert.equal(document['host.hostname'], 'web1', time);
        assert.equal(document['process.name'], 'app', time);
      }
    }
    // Such capitals are a host's.
    assert.equal(parseLine('rfc3164', '<13>Nov 22 10:02:52 NAS app: m')['host.hostname'], 'NAS');
    assert.equal(parseLine('rfc3164', '<13>Nov 22 10:02:52 UTC-1 app: m')['host.hostname'], 'UTC-1');
  });

  test("may be Cisco's, with a number, its host and the state of its clock before the time", () => {
    // Cisco IOS, "System Message Logging": `service sequence-numbers`, `logging origin-id hostname`, `*` and `.` of a clock that is not set.
    for (const before of ['', '*', '.', '45: ', '45: *', '45: sw1: ', '45: sw1: *', 'sw1: ']) {
      for (const zone of ['', ' UTC']) {
        const document = parseLine('rfc3164', `<189>${before}Nov 22 10:02:52.123${zone}: %SYS-5-CONFIG_I: Configured`);
        assert.equal(document['@timestamp'], '2026-11-22T10:02:52.123Z', before);
        assert.equal(document['host.hostname'], before.includes('sw1') ? 'sw1' : undefined);
        assert.equal(document['process.name'], '%SYS-5-CONFIG_I');
        assert.equal(document['message'], 'Configured');
      }
    }
    assert.equal(body('asa1 : %ASA-6-302013: m')['host.hostname'], 'asa1');
    assert.equal(body('sw1: %LINK-3-UPDOWN: m')['host.hostname'], 'sw1');
    assert.equal(body('sw1: %LINK-3-UPDOWN: m')['process.name'], '%LINK-3-UPDOWN');
    // NX-OS, "System Message Logging Configuration Guide"
    const nexus = parseLine('rfc3164', '<189>: 2026 Nov 22 10:02:52 UTC: %AUTHPRIV-3-SYSTEM_MSG: pam_aaa failed');
    assert.equal(nexus['@timestamp'], '2026-11-22T10:02:52.000Z');
    assert.equal(nexus['process.name'], '%AUTHPRIV-3-SYSTEM_MSG');
    const text = parseLine('rfc3164', '<189>45: sw1: Nov 22 10:02:52: it is up');
    assert.deepEqual([text['host.hostname'], text['message']], ['sw1', 'it is up']);
  });

  test("has an ISO time and no priority in rsyslog's and journald's files", () => {
    // rsyslog's RSYSLOG_FileFormat, "%TIMESTAMP:::date-rfc3339% %HOSTNAME% %syslogtag%%msg%"; journalctl -o short-iso.
    for (const [line, name, pid] of [
      ['2026-11-22T10:02:52.123456+01:00 web1 sshd[2211]: m', 'sshd', 2211],
      ['2026-11-22T10:02:52.123456+01:00 web1.example.org kernel: m', 'kernel', undefined],
      ['2026-11-22T10:02:52+0100 web1 postfix/smtpd[7]: m', 'postfix/smtpd', 7],
      ['2026-11-22T09:02:52.123Z 192.0.2.1 app[7]: m', 'app', 7],
    ] as const) {
      const document = parseLine('text', line);
      assert.equal(document['event.dataset'], 'syslog', line);
      assert.equal(String(document['@timestamp']).slice(0, 19), '2026-11-22T09:02:52');
      assert.equal(document['process.name'], name);
      assert.equal(document['process.pid'], pid);
      assert.equal(document['message'], 'm');
      assert.equal(document['kafkainsight.time.inferred'], undefined);
    }
    // Containers, loggers and other programs begin lines with such times too.
    for (const line of [
      '2026-11-22T10:02:52Z INFO server[12]: m',
      '2026-11-22T10:02:52+01:00 INF starting: m',
      '2026-11-22T10:02:52+01:00 app ERROR: m',
      '2026-11-22T10:02:52.123Z Server listening: 8080',
      '2026-11-22T10:02:52.123456789Z stdout F app[7]: m',
      '2026-11-22T10:02:52.123456789+01:00 web1 app[7]: m',
      '2026-11-22T10:02:52.123456+01:00 nginx: [warn] m',
      '2026-11-22T10:02:52.123456+01:00 [main] app: m',
      '2026-11-22T10:02:52.123Z 203.0.113.9 - - x',
      '2026-11-22T10:02:52 web1 app[7]: m',
      '2026-11-22 10:02:52+01:00 web1 app[7]: m',
      'Sun Nov 22 10:02:52 2026 web1 app[7]: m',
      '22 Nov 2026 10:02:52 web1 app[7]: m',
      '1795341772 web1 app[7]: m',
    ]) {
      assert.equal(accepts('rfc3164', line), false, line);
    }
  });

  test('is refused where anything is amiss', () => {
    for (const line of [
      '',
      '<192>Nov 22 10:02:52 h t: m',
      '<1234>Nov 22 10:02:52 h t: m',
      '<>Nov 22 10:02:52 h t: m',
      '<13>Nov 31 10:02:52 h t: m',
      '<13>Nov 22 10:02:52',
      '<13>Nov 22 10:02:52 ',
      '<13>Nov 22 10:02:52x h t: m',
      '<13>message',
      '2026-11-22T10:02:52Z INFO server[12]: m',
    ]) {
      assert.equal(accepts('rfc3164', line), false, line);
    }
  });
});
