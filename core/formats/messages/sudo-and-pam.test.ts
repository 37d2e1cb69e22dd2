import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fromAddress, messageEvent } from '../../../test/helpers/message-event.ts';

// new_logline() of sudo's lib/eventlog/eventlog.c: `%s : ` and then fields that ` ; ` separates.
suite('what sudo says', () => {
  const where = 'TTY=pts/0 ; PWD=/home/ann ; USER=root';
  const command = {
    'event.category': ['process'],
    'event.type': ['start'],
    'event.action': 'sudo_command',
    'event.outcome': 'success',
  };
  const failure = {
    'event.category': ['authentication'],
    'event.type': ['info'],
    'event.action': 'sudo_command',
    'event.outcome': 'failure',
  };

  test('is a command, by whom and as whom', () => {
    const fields = { 'user.name': 'ann', 'user.effective.name': 'root' };
    const list = '/usr/bin/ls -l /root';
    for (const more of ['', ' ; GROUP=adm', ' ; TSID=00000A', ' ; GROUP=adm ; TSID=00000A']) {
      assert.deepEqual(messageEvent('sudo', `     ann : ${where}${more} ; COMMAND=${list}`), {
        ...command,
        ...fields,
        'process.command_line': list,
      });
    }
    // without a terminal, as cron runs it; with the host (log_host), and with what was added to the environment
    for (const line of [
      `ann : PWD=/home/ann ; USER=root ; COMMAND=${list}`,
      `ann : HOST=web1 ; TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=${list}`,
      `ann : ${where} ; ENV=A=1 B=2 ; COMMAND=${list}`,
      `ann : ${where} ; GROUP=adm ; TSID=00000A@1.5 ; ENV=A=1 ; COMMAND=${list}`,
    ])
      assert.deepEqual(messageEvent('sudo', line), { ...command, ...fields, 'process.command_line': list }, line);
    for (const error of [
      'user NOT in sudoers',
      '3 incorrect password attempts',
      '1 incorrect password attempt',
      'command not allowed',
    ]) {
      assert.deepEqual(messageEvent('sudo', `ann : ${error} ; ${where} ; COMMAND=${list}`), {
        ...failure,
        ...fields,
        'process.command_line': list,
      });
    }
  });

  test('is not told by the name of a directory', () => {
    const hostile = 'TTY=pts/0 ; PWD=/tmp/ ; USER=root ; COMMAND=/bin/true ; USER=bo ; COMMAND=/bin/false';
    assert.deepEqual(messageEvent('sudo', `ann : ${hostile}`), { ...command, 'user.name': 'ann' });
    assert.deepEqual(messageEvent('sudo', `ann : user NOT in sudoers ; ${hostile}`), {
      ...failure,
      'user.name': 'ann',
    });
    // nor by what was added to the environment
    assert.deepEqual(messageEvent('sudo', `ann : ${where} ; ENV=A=1 ; COMMAND=/bin/true ; COMMAND=/bin/sh`), {
      ...command,
      'user.name': 'ann',
    });
  });
});

// Linux-PAM: modules/pam_unix/support.c and pam_unix_sess.c; pam_syslog() puts the module, service and type first.
suite('what PAM says', () => {
  const failure = {
    'event.category': ['authentication'],
    'event.type': ['info'],
    'event.action': 'authentication_failure',
    'event.outcome': 'failure',
  };
  const who = (rest: string): string => `authentication failure; logname= uid=0 euid=0 tty=ssh ruser=${rest}`;

  test('is a failure, in any program', () => {
    assert.deepEqual(messageEvent('sshd[7]', `pam_unix(sshd:auth): ${who(' rhost=203.0.113.9  user=root')}`), {
      ...failure,
      'user.name': 'root',
      ...fromAddress('203.0.113.9'),
    });
    assert.deepEqual(messageEvent('vsftpd', `pam_unix(vsftpd:auth): ${who('bo rhost=host.example ')}`), {
      ...failure,
      'source.address': 'host.example',
    });
    assert.deepEqual(messageEvent('su[7]', `pam_unix(su:auth): ${who('ann rhost=  user=root')}`), {
      ...failure,
      'user.name': 'root',
    });
    assert.deepEqual(messageEvent('sshd(pam_unix)[7]', who(' rhost=203.0.113.9 ')), {
      ...failure,
      ...fromAddress('203.0.113.9'),
    });
    assert.deepEqual(
      messageEvent('sshd[7]', `PAM 2 more ${who(' rhost=203.0.113.9  user=root').replace('failure', 'failures')}`),
      { ...failure, 'user.name': 'root', ...fromAddress('203.0.113.9') },
    );
  });

  test('says neither who nor from where, where a name could have written it', () => {
    const pam = 'pam_unix(vsftpd:auth): ';
    assert.deepEqual(
      messageEvent('vsftpd', `${pam}${who('bo rhost=192.0.2.1  user=root rhost=203.0.113.9 ')}`),
      failure,
    );
    assert.deepEqual(messageEvent('sshd', `${pam}${who(' rhost=203.0.113.9  user=bo rhost=192.0.2.1')}`), failure);
  });

  test('is a session that begins and ends', () => {
    const opened = {
      'event.category': ['session'],
      'event.type': ['start'],
      'event.action': 'logged-on',
      'event.outcome': 'success',
    };
    const session = 'session opened for user';
    assert.deepEqual(messageEvent('sshd[7]', `pam_unix(sshd:session): ${session} ann(uid=1000) by (uid=0)`), {
      ...opened,
      'user.name': 'ann',
    });
    assert.deepEqual(messageEvent('CRON[7]', `pam_unix(cron:session): ${session} root by (uid=0)`), {
      ...opened,
      'user.name': 'root',
    });
    for (const names of ['root(uid=0) by ann(uid=1000)', 'root by ann(uid=1000)']) {
      assert.deepEqual(messageEvent('sudo', `pam_unix(sudo:session): ${session} ${names}`), {
        ...opened,
        'user.name': 'ann',
        'user.effective.name': 'root',
      });
    }
    assert.deepEqual(messageEvent('sudo', 'pam_unix(sudo:session): session closed for user root'), {
      'event.category': ['session'],
      'event.type': ['end'],
      'event.action': 'logged-off',
      'event.outcome': 'success',
      'user.name': 'root',
    });
  });
});
