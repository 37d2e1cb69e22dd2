import { type EventFields, type MessageGroup, type MessageRow, programEvent } from './message-row.ts';

const accepted = (action: string): EventFields =>
  programEvent(['authentication', 'session'], ['info'], action, 'success');
const refused = (action: string): EventFields => programEvent(['authentication'], ['info'], action, 'failure');

const SASL = 'warning: %{id}[%{peer}]: SASL %{word} authentication failed:';

/** xsasl_*_server.c and smtpd_sasl_glue.c of Postfix, which names the user since 3.4. */
const postfix: MessageGroup = {
  programs: ['postfix/smtpd', 'postfix/submission/smtpd', 'postfix/submissions/smtpd', 'postfix/smtps/smtpd'],
  rows: [
    { pattern: `${SASL} %{words}, sasl_username=%{user}`, event: refused('mail_login') },
    { pattern: `${SASL} %{words}`, event: refused('mail_login') },
    {
      pattern: '%{word} client=%{id}[%{peer}], sasl_method=%{word} sasl_username=%{user}',
      event: accepted('mail_login'),
    },
  ],
};

const CLIENT = 'user=<%{user}>, method=%{word} rip=%{peer}, lip=%{words}';

/** client_get_log_str() and client_destroy() of Dovecot's login-common. */
const dovecot: MessageGroup = {
  programs: ['dovecot'],
  rows: [
    { pattern: `%{word} Login: ${CLIENT}`, event: accepted('mail_login') },
    ...['Disconnected', 'Aborted login', 'Disconnected: %{words}', 'Aborted login: %{words}'].map(
      (what): MessageRow => ({
        pattern: `%{word} ${what} (auth failed, %{words}): ${CLIENT}`,
        event: refused('mail_login'),
      }),
    ),
  ],
};

/** vsf_log_do_log() of vsftpd's logging.c. */
const vsftpd: MessageGroup = {
  programs: ['vsftpd'],
  rows: [
    { pattern: '[%{user}] FAIL LOGIN: Client "%{peer}"', event: refused('ftp_login') },
    { pattern: '[%{user}] OK LOGIN: Client "%{peer}"', event: accepted('ftp_login') },
  ],
};

const SESSION = '%{word} (%{id}[%{peer}]) - USER %{user}';

/** mod_auth.c of ProFTPD. */
const proftpd: MessageGroup = {
  programs: ['proftpd'],
  rows: [
    { pattern: `${SESSION} (Login failed): %{words}`, event: refused('ftp_login') },
    { pattern: `${SESSION}: no such user found from %{words}`, event: refused('ftp_login') },
    { pattern: `${SESSION}: Login successful.`, event: accepted('ftp_login') },
  ],
};

/** messages_en.h of Pure-FTPd. */
const pureFtpd: MessageGroup = {
  programs: ['pure-ftpd'],
  rows: [
    { pattern: '(?@%{peer}) [WARNING] Authentication failed for user [%{user}]', event: refused('ftp_login') },
    { pattern: '(?@%{peer}) [INFO] %{user} is now logged in', event: accepted('ftp_login') },
  ],
};

/** Messages of servers of mail and files about those who sign in to them. */
export const transferGroups: readonly MessageGroup[] = [postfix, dovecot, vsftpd, proftpd, pureFtpd];
