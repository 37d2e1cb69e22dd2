import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detected, reads } from '../../../test/helpers/reads.ts';

const TIME = '2026-11-22T10:02:52.123Z';

suite('auditd', () => {
  // Red Hat, "Raw SELinux AVC denials"; auditd 1.8 and 2.4
  test('of SELinux, and of old, begins with words', () => {
    const head = (type: string): string => `type=${type} msg=audit(1795341772.123:4321):`;
    const avc = (decision: string): string =>
      `${head('AVC')} avc:  ${decision}  { getattr } for  pid=2465 comm="httpd" path="/srv/a" dev=dm-0 tclass=file`;
    reads('auditd', avc('denied'), {
      '@timestamp': TIME,
      'event.action': 'avc',
      'event.outcome': 'failure',
      'process.pid': 2465,
      'process.name': 'httpd',
      message: 'avc:  denied  { getattr } for',
    });
    reads('auditd', avc('granted'), { 'event.outcome': 'success' });
    reads('auditd', `${head('DAEMON_START')} auditd start, ver=2.4.1 format=raw pid=251 res=success`, {
      'event.action': 'daemon_start',
      'event.outcome': 'success',
      'process.pid': 251,
      message: 'auditd start,',
    });
    reads('auditd', `${head('USER_END')} user pid=4121 uid=0 msg='op=PAM:session_close acct="ann" res=success'`, {
      'user.name': 'ann',
      'event.outcome': 'success',
      'process.pid': 4121,
    });
    assert.equal(detected(`${head('AVC')} avc:  denied for nothing`), 'text');
    assert.equal(detected(`${head('AVC')} ${'word '.repeat(200)} pid=1`), 'text');
  });

  test('has who did what, and how it ended', () => {
    const line =
      'type=SYSCALL msg=audit(1795341772.123:4321): arch=c000003e syscall=59 success=no ppid=7 pid=8 auid=1000 uid=0 comm="perl" exe="/usr/bin/perl" key=(null)';
    reads('auditd', line, {
      '@timestamp': TIME,
      'event.dataset': 'security',
      'event.action': 'syscall',
      'event.id': '4321',
      'event.outcome': 'failure',
      'process.pid': 8,
      'process.parent.pid': 7,
      'process.name': 'perl',
      'process.executable': '/usr/bin/perl',
      'user.id': '0',
      'kafkainsight.fields': { 'auditd.log.arch': 'c000003e', 'auditd.log.syscall': '59', 'auditd.log.auid': '1000' },
    });
    reads(
      'auditd',
      `node=web1 type=USER_LOGIN msg=audit(1795341772.123:7): pid=8 uid=0 msg='op=login acct="ann" exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=sshd res=failed'\x1dUID="root"`,
      {
        'host.name': 'web1',
        'event.action': 'user_login',
        'event.outcome': 'failure',
        'user.name': 'ann',
        'source.ip': '203.0.113.9',
        'kafkainsight.fields': { 'auditd.log.op': 'login', 'auditd.log.terminal': 'sshd' },
      },
    );
  });

  test('has in hexadecimal digits what is not printable, or could be mistaken', () => {
    // audit_log_untrustedstring() of the kernel's audit.c: what holds quotes, blanks or control characters is in no quotes
    const user = (acct: string): string =>
      `type=USER_LOGIN msg=audit(1795341772.123:7): pid=8 uid=0 msg='op=login acct=${acct} exe="/usr/sbin/sshd" addr=203.0.113.9 res=failed'`;
    reads('auditd', user('61202220622027'), { 'user.name': 'a " b \'', 'source.ip': '203.0.113.9' });
    reads('auditd', user('"61202220622027"'), { 'user.name': '61202220622027' });
    reads('auditd', user('4AC3BC7267656E'), { 'user.name': 'Jürgen' });
    // sshd's word for an account that does not exist (audit-linux.c)
    reads('auditd', user('28756E6B6E6F776E207573657229'), { 'user.name': undefined });
    reads('auditd', user('"(unknown)"'), { 'user.name': undefined });
    reads('auditd', 'type=SYSCALL msg=audit(1795341772.123:7): pid=8 comm=61207768 exe=2F62696E2F612062', {
      'process.name': 'a wh',
      'process.executable': '/bin/a b',
    });
    reads('auditd', 'type=SYSCALL msg=audit(1795341772.123:7): pid=8 comm=a620 exe=abc', {
      'process.name': 'a620',
      'process.executable': 'abc',
    });
  });

  test('is nothing else that names a type', () => {
    for (const line of [
      'type=SYSCALL msg=x',
      'type=a msg=audit(1): b=c',
      'type=a msg=audit(1795341772.123:7): said no',
    ])
      assert.equal(detected(line), 'text', line);
  });
});
