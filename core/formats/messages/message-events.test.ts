import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { messageEvent } from '../../../test/helpers/message-event.ts';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

suite('what other programs say', () => {
  const rows: readonly (readonly [string, string, string, ParsedLine])[] = [
    // util-linux, login-utils/su-common.c; shadow, src/su.c; RFC 3164, section 5.4
    ['su[7]', '(to root) ann on pts/0', 'su_login success', { 'user.name': 'ann', 'user.effective.name': 'root' }],
    [
      'su[7]',
      'FAILED SU (to root) ann on pts/0',
      'su_login failure',
      { 'user.name': 'ann', 'user.effective.name': 'root' },
    ],
    ['su', 'FAILED su for root by ann', 'su_login failure', { 'user.name': 'ann', 'user.effective.name': 'root' }],
    [
      'su',
      "'su root' failed for lonvick on /dev/pts/8",
      'su_login failure',
      { 'user.name': 'lonvick', 'user.effective.name': 'root' },
    ],
    // systemd, src/login/logind-session.c
    ['systemd-logind[7]', 'New session 12 of user ann.lee.', 'session-started ', { 'user.name': 'ann.lee' }],
    [
      'systemd-logind[7]',
      "New session 'c2' of user 'ann' with class 'user' and type 'tty'.",
      'session-started ',
      { 'user.name': 'ann' },
    ],
    ['systemd-logind[7]', 'Removed session 12.', 'session-removed ', {}],
    // cron's log_it()
    [
      'CRON[7]',
      '(ann) CMD (   test -x /a && /a (b))',
      'cron_command ',
      { 'user.name': 'ann', 'process.command_line': 'test -x /a && /a (b)' },
    ],
    // shadow, src/useradd.c and others
    [
      'useradd[7]',
      'new user: name=bo, UID=1001, GID=1001, home=/home/bo, shell=/bin/sh',
      'added-user-account success',
      { 'user.name': 'bo' },
    ],
    ['groupadd[7]', 'new group: name=ops, GID=998', 'added-group-account success', { 'group.name': 'ops' }],
    [
      'usermod[7]',
      "add 'bo' to group 'sudo'",
      'group-member-added success',
      { 'user.name': 'bo', 'group.name': 'sudo' },
    ],
    [
      'gpasswd[7]',
      'user bo added by root to group sudo',
      'group-user-added success',
      { 'user.name': 'root', 'user.target.name': 'bo', 'group.name': 'sudo' },
    ],
    [
      'passwd[7]',
      'pam_unix(passwd:chauthtok): password changed for bo',
      'password-changed success',
      { 'user.name': 'bo' },
    ],
    [
      'login[7]',
      "FAILED LOGIN (2) on '/dev/tty1' FOR 'bo', Authentication failure",
      'login failure',
      { 'user.name': 'bo' },
    ],
    // util-linux, login-utils/login.c: of an account that does not exist the name is not printed
    ['login[7]', "FAILED LOGIN (1) on '/dev/tty1' FOR 'UNKNOWN', Authentication failure", 'login failure', {}],
  ];
  for (const [tag, message, said, fields] of rows) {
    test(`${tag}: ${message}`, () => {
      const { 'event.action': action, 'event.outcome': outcome = '', ...rest } = messageEvent(tag, message);
      assert.equal(`${String(action)} ${String(outcome)}`, said);
      assert.deepEqual(Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('event.'))), fields);
    });
  }
});

suite('an event that a message tells', () => {
  const message = 'Failed password for root from 203.0.113.9 port 50412 ssh2';
  const expected = { 'event.outcome': 'failure', 'user.name': 'root', 'source.ip': '203.0.113.9' };
  const wrapped: Readonly<Record<string, readonly [Parameters<typeof parseLine>[0], string]>> = {
    'RFC 5424': ['rfc5424', `<38>1 2026-11-22T10:02:52Z web1 sshd 7 - - ${message}`],
    "rsyslog's files": ['rfc3164', `2026-11-22T10:02:52.123456+00:00 web1 sshd[7]: ${message}`],
    "systemd's journal": [
      'json',
      JSON.stringify({ __REALTIME_TIMESTAMP: '1795341772000000', SYSLOG_IDENTIFIER: 'sshd', MESSAGE: message }),
    ],
    'syslog in a container': ['cri', `2026-11-22T10:02:52.1Z stdout F <38>Nov 22 10:02:52 web1 sshd[7]: ${message}`],
  };
  for (const [name, [format, line]] of Object.entries(wrapped)) {
    test(`is read in ${name}`, () => {
      const document = parseLine(format, line);
      for (const [key, value] of Object.entries(expected)) assert.equal(document[key], value, key);
    });
  }

  test('does not say again what an object around it says', () => {
    const said = {
      '@timestamp': '2026-11-22T10:02:52Z',
      agent: { type: 'filebeat' },
      'process.name': 'sshd',
      'user.name': 'bo',
      message,
    };
    const line = JSON.stringify(said);
    assert.equal(parseLine('json', line)['user.name'], 'bo');
    assert.equal(parseLine('json', line)['event.outcome'], undefined);
  });

  test('has pseudonyms for whom and from where', () => {
    const pseudonymKey = Buffer.from('0123456789abcdef');
    const document = parseLine('rfc3164', `<38>Nov 22 10:02:52 web1 sshd[7]: ${message}`, {}, { pseudonymKey });
    assert.notEqual(document['user.name'], 'root');
    assert.notEqual(document['source.ip'], '203.0.113.9');
    assert.equal(document['event.outcome'], 'failure');
  });
});
