import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

const ADDRESS = '203.0.113.9';

function says(program: string, message: string, expected: ParsedLine): void {
  const document = parseLine('rfc3164', `Nov 22 10:02:52 mx1 ${program}[4321]: ${message}`);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual({ message: document['message'], ...found }, { message, ...expected }, message);
}

const signIn = (action: string, outcome: string, name?: string, address?: string): ParsedLine => ({
  'event.action': action,
  'event.outcome': outcome,
  'user.name': name,
  'source.ip': address,
});

test('sign-ins to Postfix (postfix.org, "SASL_README")', () => {
  const failed = `warning: unknown[${ADDRESS}]: SASL LOGIN authentication failed: `;
  says('postfix/smtpd', `${failed}authentication failure`, signIn('mail_login', 'failure', undefined, ADDRESS));
  says('postfix/submission/smtpd', `${failed}(reason unavailable), sasl_username=ann@shop.example.org`, {
    'event.category': ['authentication'],
    ...signIn('mail_login', 'failure', 'ann@shop.example.org', ADDRESS),
  });
  // two readings: who it is stays open, where from does not
  says(
    'postfix/smtpd',
    `${failed}no, sasl_username=a, sasl_username=b`,
    signIn('mail_login', 'failure', undefined, ADDRESS),
  );
  says('postfix/smtpd', `3F2A1: client=web1[${ADDRESS}], sasl_method=PLAIN, sasl_username=ann`, {
    'event.category': ['authentication', 'session'],
    ...signIn('mail_login', 'success', 'ann', ADDRESS),
  });
  says('postfix/smtpd', `connect from unknown[${ADDRESS}]`, { 'event.action': undefined, 'source.ip': undefined });
});

test('sign-ins to Dovecot (doc.dovecot.org, "Login Process Logging")', () => {
  const client = `user=<ann>, method=PLAIN, rip=${ADDRESS}, lip=10.0.3.7, TLS, session=<a/b>`;
  says('dovecot', `imap-login: Login: ${client}`, signIn('mail_login', 'success', 'ann', ADDRESS));
  for (const how of ['Disconnected', 'Disconnected: Connection closed', 'Aborted login']) {
    const message = `pop3-login: ${how} (auth failed, 3 attempts in 15 secs): ${client}`;
    says('dovecot', message, signIn('mail_login', 'failure', 'ann', ADDRESS));
  }
  const forged = client.replace('ann', `x>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.2, user=<ann`);
  says('dovecot', `imap-login: Login: ${forged}`, { 'user.name': undefined, 'source.ip': undefined });
});

test('sign-ins to servers of files', () => {
  says('vsftpd', `[ann] FAIL LOGIN: Client "${ADDRESS}"`, signIn('ftp_login', 'failure', 'ann', ADDRESS));
  says('vsftpd', `[ann] OK LOGIN: Client "${ADDRESS}"`, signIn('ftp_login', 'success', 'ann', ADDRESS));
  const session = `10.0.3.7 (${ADDRESS}[${ADDRESS}]) - USER ann`;
  says('proftpd', `${session} (Login failed): Incorrect password`, signIn('ftp_login', 'failure', 'ann', ADDRESS));
  const unknown = `${session}: no such user found from ${ADDRESS} [${ADDRESS}] to 10.0.3.7:21`;
  says('proftpd', unknown, signIn('ftp_login', 'failure', 'ann', ADDRESS));
  says('proftpd', `${session}: Login successful.`, signIn('ftp_login', 'success', 'ann', ADDRESS));
  const warning = `(?@${ADDRESS}) [WARNING] Authentication failed for user [ann]`;
  says('pure-ftpd', warning, signIn('ftp_login', 'failure', 'ann', ADDRESS));
  says('pure-ftpd', `(?@${ADDRESS}) [INFO] ann is now logged in`, signIn('ftp_login', 'success', 'ann', ADDRESS));
});
