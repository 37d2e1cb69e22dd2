import { NONE, printable, printed } from '../printable.ts';
import { pick, type Random, whole, zipf } from '../random.ts';
import type { Scene } from '../scene.ts';
import { hostileAddress } from '../world/addresses.ts';
import { chooseHabit, type Habit, severities } from './habits.ts';

const chooseMachine = zipf(['web-1', 'web-2', 'web-3', 'db-1', 'mail-1', 'bastion'].map(printable), 0.3);

/** Facilities as numbered in RFC 5424, table 1. */
const sshd = { facility: 4, program: printed`sshd` };
const cron = { facility: 9, program: printed`CRON` };
const systemd = { facility: 3, program: printed`systemd`, processId: 1 };
const postfix = { facility: 2, program: printed`postfix/smtp` };
const nginx = { facility: 23, program: printed`nginx` };

const JOBS = ['rotate-logs', 'report-metrics', 'sync-clock'].map(printable);
const VERBS = ['Started', 'Finished'].map(printable);
const UNITS = ['logrotate.service', 'fstrim.service', 'apt-daily.service'].map(printable);
const GUESSED_USERS = ['admin', 'test', 'oracle', 'ubuntu'].map(printable);

const port = (random: Random): number => whole(random, 32_768, 60_999);

const information = { severity: 'informational', messageId: NONE } as const;

const habits: readonly Habit[] = [
  {
    ...information,
    daemon: cron,
    text: (random) => printed`(root) CMD (/usr/local/bin/${pick(random, JOBS)})`,
    weight: 26,
  },
  {
    ...information,
    daemon: systemd,
    text: (random) => printed`${pick(random, VERBS)} ${pick(random, UNITS)}.`,
    weight: 18,
  },
  {
    ...information,
    daemon: postfix,
    text: (random) =>
      printed`4bQ${whole(random, 100_000, 999_999)}: to=<customer@mail.example>, relay=mx.mail.example[192.0.2.25]:25, delay=${whole(random, 1, 9)}, dsn=2.0.0, status=sent`,
    weight: 20,
  },
  {
    ...information,
    daemon: nginx,
    text: (random) => printed`upstream app-${whole(random, 1, 5)}:8080 responded in ${whole(random, 8, 320)} ms`,
    weight: 16,
  },
  {
    daemon: nginx,
    severity: 'warning',
    messageId: NONE,
    text: () => printed`a client request body is buffered to a temporary file`,
    weight: 3,
  },
  {
    ...information,
    daemon: sshd,
    text: (random) =>
      printed`Accepted publickey for deploy from 10.0.8.${whole(random, 2, 20)} port ${port(random)} ssh2`,
    weight: 5,
  },
  {
    ...information,
    daemon: sshd,
    text: (random) =>
      printed`Failed password for invalid user ${pick(random, GUESSED_USERS)} from ${hostileAddress(random)} port ${port(random)} ssh2`,
    weight: 8,
  },
  {
    ...information,
    daemon: sshd,
    text: (random) =>
      printed`Connection closed by authenticating user root ${hostileAddress(random)} port ${port(random)} [preauth]`,
    weight: 4,
  },
];
const choose = chooseHabit(habits);

/** One message of a daemon on one of the machines (RFC 3164). */
export function machineSpeaks({ journal, random }: Scene, startMillis: number): void {
  const { daemon, severity, messageId, text } = choose(random);
  const host = chooseMachine(random);
  journal.message(
    { ...daemon, format: 'rfc3164', host },
    { timeMillis: startMillis, severity: severities[severity], messageId, message: text(random) },
  );
}
