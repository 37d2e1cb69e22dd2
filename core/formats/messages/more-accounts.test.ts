import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

const ABSENT = undefined;

function says(program: string, message: string, expected: ParsedLine): void {
  const document = parseLine('rfc3164', `Nov 22 10:02:52 web1 ${program}[7]: ${message}`);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual({ message: document['message'], ...found }, { message, ...expected }, message);
}

const verdict = (outcome: string): ParsedLine => ({
  'event.action': 'ssh_login',
  'event.outcome': outcome,
  'source.ip': '203.0.113.9',
  'source.port': 50_412,
});

test('Dropbear says who came in and who did not (its svr-authpasswd.c, svr-authpubkey.c, svr-auth.c)', () => {
  const from = 'from 203.0.113.9:50412';
  says('dropbear', `Password auth succeeded for 'ann' ${from}`, { ...verdict('success'), 'user.name': 'ann' });
  says('dropbear', `Pubkey auth succeeded for 'ann' with ssh-ed25519 key SHA256:x ${from}`, {
    ...verdict('success'),
    'user.name': 'ann',
  });
  says('dropbear', `Bad password attempt for 'ann' ${from}`, { ...verdict('failure'), 'user.name': 'ann' });
  says('dropbear', `Login attempt for nonexistent user ${from}`, { ...verdict('failure'), 'user.name': ABSENT });
  // the address is that at the end, whatever a name says
  says('dropbear', `Bad password attempt for 'x' from 192.0.2.1:22' ${from}`, verdict('failure'));
  says('dropbear', 'Child connection from 203.0.113.9:50412', { 'event.action': ABSENT });
});

test('su, login and cron of other systems', () => {
  // FreeBSD, usr.bin/su/su.c
  says('su', 'ann to root on /dev/pts/0', {
    'event.action': 'su_login',
    'event.outcome': 'success',
    'user.name': 'ann',
    'user.effective.name': 'root',
  });
  // util-linux and shadow, login.c
  for (const message of ['ROOT LOGIN ON tty1', "ROOT LOGIN  on '/dev/tty1'"])
    says('login', message, { 'event.action': 'login', 'event.outcome': 'success' });
  says('login', 'ROOT LOGIN ON pts/1 FROM 203.0.113.9', { 'event.action': 'login', 'source.ip': '203.0.113.9' });
  // busybox, miscutils/crond.c
  says('crond', 'USER root pid 7 cmd run-parts /etc/periodic/15min', {
    'event.action': 'cron_command',
    'user.name': 'root',
    'process.command_line': 'run-parts /etc/periodic/15min',
  });
});

test('doas and pkexec run commands as somebody else', () => {
  says('doas', 'ann ran command ls -l as root from /home/ann', {
    'event.action': 'doas_command',
    'event.outcome': 'success',
    'user.name': 'ann',
    'user.effective.name': 'root',
    'process.command_line': 'ls -l',
  });
  // a command may hold what follows it: nobody can tell
  says('doas', 'ann ran command x as y as root from /home/ann', { 'event.action': ABSENT });
  says('doas', 'command not permitted for ann: ls', { 'event.outcome': 'failure', 'user.name': 'ann' });
  says('pkexec', 'ann: Executing command [USER=root] [TTY=unknown] [CWD=/home/ann] [COMMAND=/usr/bin/x]', {
    'event.action': 'pkexec_command',
    'user.name': 'ann',
    'user.effective.name': 'root',
    'process.command_line': '/usr/bin/x',
  });
});
