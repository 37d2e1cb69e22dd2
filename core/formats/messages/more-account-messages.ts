import { type MessageGroup, programEvent as event } from './message-row.ts';

const SIGN_IN = ['authentication', 'session'];
const ATTEMPT = ['authentication'];

const SSH = event(SIGN_IN, ['info'], 'ssh_login', 'success');
const SSH_FAILED = event(ATTEMPT, ['info'], 'ssh_login', 'failure');

/** Dropbear's svr-authpasswd.c, svr-authpubkey.c and svr-auth.c; the name is in quotes and may hold some, the address ends the line. */
const dropbear: MessageGroup = {
  programs: ['dropbear'],
  rows: [
    { pattern: "Password auth succeeded for '%{user}' from %{endpoint}", event: SSH },
    { pattern: "Pubkey auth succeeded for '%{user}' with %{word} key %{words} from %{endpoint}", event: SSH },
    { pattern: "PAM password auth succeeded for '%{user}' from %{endpoint}", event: SSH },
    { pattern: "Bad password attempt for '%{user}' from %{endpoint}", event: SSH_FAILED },
    { pattern: "Bad PAM password attempt for user '%{user}' from %{endpoint}", event: SSH_FAILED },
    { pattern: 'Login attempt for nonexistent user from %{endpoint}', event: SSH_FAILED },
  ],
};

/** OpenBSD's usr.bin/doas/doas.c, and opendoas. */
const doas: MessageGroup = {
  programs: ['doas'],
  rows: [
    {
      pattern: '%{name} ran command %{command} as %{effective} from %{words}',
      event: event(['process'], ['start'], 'doas_command', 'success'),
      once: ' as ',
    },
    {
      pattern: 'command not permitted for %{user}: %{command}',
      event: event(ATTEMPT, ['info'], 'doas_command', 'failure'),
    },
    { pattern: 'failed auth for %{name}', event: event(ATTEMPT, ['info'], 'doas_command', 'failure') },
  ],
};

/** polkit's src/programs/pkexec.c. */
const pkexec: MessageGroup = {
  programs: ['pkexec'],
  rows: [
    {
      pattern: '%{user}: Executing command [USER=%{effective}] [TTY=%{words}] [CWD=%{words}] [COMMAND=%{command}]',
      event: event(['process'], ['start'], 'pkexec_command', 'success'),
      once: ' [COMMAND=',
    },
  ],
};

/** What is known of further programs that let people in, or act for them. */
export const moreMessageGroups: readonly MessageGroup[] = [dropbear, doas, pkexec];
