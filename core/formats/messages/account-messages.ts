import { field } from '../../bytes/document-keys.ts';
import { type EventFields, type MessageGroup, type MessageRow, programEvent as event } from './message-row.ts';

const SIGN_IN = ['authentication', 'session'];
const ATTEMPT = ['authentication'];

// The names of actions are those of Elastic's integration `system`, data streams `auth` and `security`, where they have one:
// ssh_login, authentication_failure, logged-on, logged-off, account-locked, password-changed, group-member-added, group-user-added,
// added-user-account and so on. Only a program's verdict on a sign-in has an outcome, so that it is counted once.

const sshVerdict = (verdict: 'Accepted' | 'Failed' | 'Invalid'): EventFields =>
  (verdict === 'Accepted'
    ? event(SIGN_IN, ['info'], 'ssh_login', 'success')
    : event(ATTEMPT, ['info'], 'ssh_login', 'failure')) + field('system.auth.ssh.event', verdict);

const FROM = 'from %{address} port %{port}';

/** auth_log() of OpenSSH's auth.c. What may follow `ssh2: ` is about keys and certificates, and partly the client's own words. */
const sshVerdicts = (['Accepted', 'Failed'] as const).flatMap((verdict): readonly MessageRow[] => {
  const known = ['%{method} for invalid user %{user}', '%{method} for %{user}'];
  return [
    ...known.map((who) => ({ pattern: `${verdict} ${who} ${FROM} ssh2`, event: sshVerdict(verdict) })),
    ...known.map((who) => ({ pattern: `${verdict} ${who} ${FROM} ssh2: %{words}`, event: sshVerdict(verdict) })),
    { pattern: `${verdict} %{method} for %{words}`, event: sshVerdict(verdict) },
  ];
});

/** A step of a sign-in that needs more of them: its verdict follows. */
const sshSteps = (['Partial', 'Postponed'] as const).flatMap((step): readonly MessageRow[] =>
  ['', ': %{words}'].map((more) => ({
    pattern: `${step} %{method} for %{user} ${FROM} ssh2${more}`,
    event: event(ATTEMPT, ['info']) + field('system.auth.ssh.event', step),
  })),
);

/** sshpam_query() of auth-pam.c, with pam_strerror() of Linux-PAM. */
const sshPamErrors = ['Authentication failure', 'User not known to the underlying authentication module'].flatMap(
  (error): readonly MessageRow[] =>
    [' illegal user %{user}', ' %{user}'].map((who) => ({
      pattern: `error: PAM: ${error} for${who} from %{address}`,
      event: event(ATTEMPT, ['info']),
      once: ' for illegal user ',
    })),
);

const SSH_END = event(ATTEMPT, ['end'], 'ssh_disconnected');
/** input_userauth_request() of auth2.c; what follows are the client's own words. */
const SSH_CHANGED = 'Change of username or service not allowed';
const SSH_CONNECTION = event(['network'], ['connection']);

/**
 * fmt_connection_id() of OpenSSH's packet.c, whose preamble auth2.c sets: who is at the other end. It is the same in all messages about the
 * end of a connection.
 */
const sshEnds = ['Connection closed by', 'Connection reset by', 'Disconnected from', 'Disconnecting'].flatMap(
  (what): readonly MessageRow[] => {
    const end = what === 'Disconnecting' ? ': Too many authentication failures' : '';
    return [
      ...['authenticating user', 'invalid user'].flatMap((who) =>
        (what === 'Disconnecting' ? [end, `: ${SSH_CHANGED}: %{words}`] : [end]).map((reason) => ({
          pattern: `${what} ${who} %{user} %{address} port %{port}${reason}`,
          event: SSH_END,
        })),
      ),
      {
        pattern: `${what} user %{user} %{address} port %{port}`,
        event: event(['session'], ['end'], 'ssh_disconnected'),
      },
      { pattern: `${what} %{address} port %{port}${end}`, event: SSH_CONNECTION },
    ];
  },
);

const ssh: MessageGroup = {
  // OpenSSH 9.8 and 10.0 put the session and the sign-in into separate programs.
  programs: ['sshd', 'sshd-session', 'sshd-auth'],
  suffix: ' [preauth]',
  rows: [
    ...sshVerdicts,
    ...sshSteps,
    ...sshPamErrors,
    // getpwnamallow() and allowed_user() of auth.c; before OpenSSH 7.2 without the port.
    { pattern: `Invalid user %{user} ${FROM}`, event: sshVerdict('Invalid') },
    { pattern: 'Invalid user %{user} from %{address}', event: sshVerdict('Invalid') },
    { pattern: 'User %{name} from %{address} not allowed because %{words}', event: event(ATTEMPT, ['info']) },
    { pattern: `ROOT LOGIN REFUSED FROM %{address} port %{port}`, event: event(ATTEMPT, ['info']) },
    // auth_maxtries_exceeded() of auth.c.
    ...['invalid user %{user}', '%{user}'].map((who) => ({
      pattern: `error: maximum authentication attempts exceeded for ${who} ${FROM} ssh2`,
      event: event(ATTEMPT, ['info'], 'ssh_too_many_attempts'),
    })),
    ...sshEnds,
    { pattern: 'Received disconnect from %{address} port %{port}:%{words}', event: SSH_CONNECTION },
    { pattern: 'Unable to negotiate with %{address} port %{port}: %{words}', event: SSH_CONNECTION },
    { pattern: `Did not receive identification string ${FROM}`, event: SSH_CONNECTION },
    { pattern: `banner exchange: Connection ${FROM}: %{words}`, event: SSH_CONNECTION },
    { pattern: `Bad protocol version identification '%{words}' ${FROM}`, event: SSH_CONNECTION },
    // drop_connection() and grace_alarm_handler() of sshd.c; before OpenSSH 9.8 with the port
    {
      pattern: 'drop connection #%{digits} from [%{peer}]:%{port} on [%{id}]:%{digits} %{words}',
      event: SSH_CONNECTION,
    },
    { pattern: 'Timeout before authentication for %{address} port %{port}', event: SSH_CONNECTION },
    {
      pattern: 'Timeout before authentication for connection from %{address} to %{id}, pid = %{digits}',
      event: SSH_CONNECTION,
    },
    { pattern: 'fatal: Access denied for user %{user} by PAM account configuration', event: event(ATTEMPT, ['info']) },
  ],
};

const SUDO_COMMAND = event(['process'], ['start'], 'sudo_command', 'success');
const SUDO_REFUSED = event(ATTEMPT, ['info'], 'sudo_command', 'failure');

/**
 * new_logline() of sudo's lib/eventlog/eventlog.c. The directory may be called anything, so `USER=` counts only where it is there once; between
 * it and the command are group, session and what was added to the environment.
 */
const sudoWays = ['TTY=%{word} ; ', '', 'HOST=%{word} ; TTY=%{word} ; '].flatMap((where) =>
  ['', ' ; %{words}'].map((more) => `${where}PWD=%{words} ; USER=%{effective}${more} ; COMMAND=%{command}`),
);

/** log_reject() and log_auth_failure() of sudo's plugins/sudoers/logging.c. */
const sudoErrors = [
  '%{digits} incorrect password attempt',
  '%{digits} incorrect password attempts',
  'user NOT in sudoers',
  'user NOT authorized on host',
  'command not allowed',
  'a password is required',
  'no new privileges flag is set',
];

const sudo: MessageGroup = {
  programs: ['sudo'],
  rows: [
    ...sudoWays.map((way) => ({ pattern: `%{name} : ${way}`, event: SUDO_COMMAND, once: ' ; USER=' })),
    ...sudoErrors.flatMap((error): readonly MessageRow[] => [
      ...sudoWays.map((way) => ({ pattern: `%{name} : ${error} ; ${way}`, event: SUDO_REFUSED, once: ' ; USER=' })),
      { pattern: `%{name} : ${error} ; %{words}`, event: SUDO_REFUSED },
    ]),
    ...['TTY', 'PWD', 'HOST'].map((first) => ({ pattern: `%{name} : ${first}=%{words}`, event: SUDO_COMMAND })),
  ],
};

const SU = event(SIGN_IN, ['info'], 'su_login', 'success');
const SU_FAILED = event(ATTEMPT, ['info'], 'su_login', 'failure');

const su: MessageGroup = {
  programs: ['su', 'su-l', 'runuser'],
  rows: [
    // log_syslog() of util-linux's login-utils/su-common.c.
    { pattern: 'FAILED SU (to %{effective}) %{name} on %{word}', event: SU_FAILED },
    { pattern: '(to %{effective}) %{name} on %{word}', event: SU },
    // src/su.c of shadow; its lines that begin with + and - say the same again.
    { pattern: 'Successful su for %{effective} by %{name}', event: SU },
    { pattern: 'FAILED su for %{effective} by %{name}', event: SU_FAILED },
    // BSD: RFC 3164, section 5.4, and FreeBSD's usr.bin/su/su.c.
    { pattern: "'su %{effective}' failed for %{name} on %{word}", event: SU_FAILED },
    { pattern: 'BAD SU %{name} to %{effective} on %{word}', event: SU_FAILED },
    { pattern: '%{name} to %{effective} on %{word}', event: SU },
  ],
};

const LOGIN_FAILED = event(ATTEMPT, ['info'], 'login', 'failure');

/** login-utils/login.c of util-linux, and src/login.c of shadow. */
const login: MessageGroup = {
  programs: ['login'],
  rows: [
    { pattern: 'LOGIN ON %{word} BY %{name}', event: event(SIGN_IN, ['info'], 'login', 'success') },
    { pattern: 'LOGIN ON %{word} BY %{name} FROM %{address}', event: event(SIGN_IN, ['info'], 'login', 'success') },
    { pattern: 'ROOT LOGIN ON %{word}', event: event(SIGN_IN, ['info'], 'login', 'success') },
    { pattern: 'ROOT LOGIN ON %{word} FROM %{address}', event: event(SIGN_IN, ['info'], 'login', 'success') },
    { pattern: "ROOT LOGIN  on '%{id}'", event: event(SIGN_IN, ['info'], 'login', 'success') },
    { pattern: "ROOT LOGIN  on '%{id}' from '%{peer}'", event: event(SIGN_IN, ['info'], 'login', 'success') },
    // of an account that does not exist, whose name may be a password
    { pattern: "FAILED LOGIN (%{digits}) on '%{id}' FOR 'UNKNOWN', Authentication failure", event: LOGIN_FAILED },
    {
      pattern: "FAILED LOGIN (%{digits}) on '%{id}' FOR '%{user}', Authentication failure",
      event: LOGIN_FAILED,
    },
    { pattern: 'FAILED LOGIN %{digits} FROM %{address} FOR %{user}, Authentication failure', event: LOGIN_FAILED },
  ],
};

const logind: MessageGroup = {
  programs: ['systemd-logind', 'elogind-daemon'],
  rows: [
    // session_start() and session_stop_scope() of systemd's src/login/logind-session.c, since 256 with the class.
    {
      pattern: "New session '%{id}' of user '%{name}' with class '%{words}' and type '%{words}'.",
      event: event(['session'], ['start'], 'session-started'),
    },
    { pattern: 'New session %{word} of user %{user}.', event: event(['session'], ['start'], 'session-started') },
    { pattern: 'Removed session %{words}.', event: event(['session'], ['end'], 'session-removed') },
  ],
};

const cron: MessageGroup = {
  programs: ['CRON', 'cron', 'CROND', 'crond', '/usr/sbin/cron', '/usr/sbin/CRON'],
  // log_it() of cron and cronie; busybox's miscutils/crond.c.
  rows: [
    { pattern: '(%{name}) CMD (%{command})', event: event(['process'], ['start'], 'cron_command') },
    { pattern: 'USER %{name} pid %{digits} cmd %{command}', event: event(['process'], ['start'], 'cron_command') },
  ],
};

const account = (type: readonly string[], action: string): EventFields => event(['iam'], type, action, 'success');

/** src/useradd.c, userdel.c, groupadd.c, groupdel.c, usermod.c and gpasswd.c of shadow. */
const accounts: MessageGroup = {
  programs: ['useradd', 'userdel', 'usermod', 'groupadd', 'groupdel', 'gpasswd', 'newusers', 'adduser'],
  rows: [
    {
      pattern: 'new user: name=%{name}, UID=%{digits}, %{words}',
      event: account(['user', 'creation'], 'added-user-account'),
    },
    {
      pattern: 'new group: name=%{group}, GID=%{digits}',
      event: account(['group', 'creation'], 'added-group-account'),
    },
    { pattern: "delete user '%{name}'", event: account(['user', 'deletion'], 'deleted-user-account') },
    { pattern: "group '%{group}' removed", event: account(['group', 'deletion'], 'deleted-group-account') },
    { pattern: "add '%{name}' to group '%{group}'", event: account(['group', 'change'], 'group-member-added') },
    {
      pattern: 'user %{target} added by %{name} to group %{group}',
      event: account(['group', 'change'], 'group-user-added'),
    },
    {
      pattern: 'user %{target} removed by %{name} from group %{group}',
      event: account(['group', 'change'], 'group-user-removed'),
    },
  ],
};

const PAM_FAILED = event(ATTEMPT, ['info'], 'authentication_failure', 'failure');
const PAM_SUCCEEDED = event(ATTEMPT, ['info'], 'authentication_success', 'success');
const PAM_OPENED = event(['session'], ['start'], 'logged-on', 'success');

/** Linux-PAM's modules/pam_unix/support.c, and SSSD's src/sss_client/pam_sss.c. The name in `ruser` may be the client's own words. */
const pamWho = 'logname=%{word?} uid=%{digits} euid=%{digits} tty=%{word?} ruser=%{words} rhost=%{address?}';
const pamAttempts = ['  user=%{user}', ' user=%{user}', ''].flatMap((user): readonly MessageRow[] => [
  { pattern: `authentication failure; ${pamWho}${user}`, event: PAM_FAILED, once: ' rhost=' },
  { pattern: `%{digits} more authentication failure; ${pamWho}${user}`, event: PAM_FAILED, once: ' rhost=' },
  { pattern: `%{digits} more authentication failures; ${pamWho}${user}`, event: PAM_FAILED, once: ' rhost=' },
  { pattern: `authentication success; ${pamWho}${user}`, event: PAM_SUCCEEDED, once: ' rhost=' },
]);

/** What modules of PAM write in any program, after `pam_unix(sshd:auth): `. */
export const pamMessages: readonly MessageRow[] = [
  ...pamAttempts,
  { pattern: 'authentication failure; %{words}', event: PAM_FAILED },
  // pam_unix_sess.c, since Linux-PAM 1.4 with the account's number.
  { pattern: 'session opened for user %{name}(uid=%{digits}) by (uid=%{digits})', event: PAM_OPENED },
  { pattern: 'session opened for user %{name} by (uid=%{digits})', event: PAM_OPENED },
  { pattern: 'session opened for user %{effective}(uid=%{digits}) by %{name}(uid=%{digits})', event: PAM_OPENED },
  { pattern: 'session opened for user %{effective} by %{name}(uid=%{digits})', event: PAM_OPENED },
  { pattern: 'session closed for user %{name}', event: event(['session'], ['end'], 'logged-off', 'success') },
  { pattern: 'password changed for %{name}', event: account(['user', 'change'], 'password-changed') },
  // pam_faillock.c.
  {
    pattern: 'Consecutive login failures for user %{name} account temporarily locked',
    event: event(ATTEMPT, ['info'], 'account-locked', 'failure'),
  },
];

/** What is known of programs that let people in, or act for them. */
export const messageGroups: readonly MessageGroup[] = [ssh, sudo, su, login, logind, cron, accounts];
