/**
 * rsyslog's whole way, from a file to the index: round by round it is given a file, until the last of its lines can be found.
 * Started by `startWorker`.
 */
import { copyFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { LineFile } from '../lines/line-files.ts';
import { months, type RsyslogSettings, wholeWay } from './rsyslog-configuration.ts';
import { startRsyslogd } from './rsyslogd.ts';
import { emptyIndexLike, untilFound } from './search.ts';
import { serveRounds, workerArgument } from './serve-rounds.ts';

/** What it is started with. */
export interface RsyslogWork extends Omit<RsyslogSettings, 'url'> {
  readonly url: string;
  readonly file: LineFile;
  /** The file of liblognorm's rules. */
  readonly rules: string;
  /** The index whose settings and mappings its index is given. */
  readonly like: string;
}

const { url, file, rules, like, ...settings } = workerArgument() as RsyslogWork;
const { folder, index } = settings;
const rsyslog = startRsyslogd(folder, wholeWay({ ...settings, url: new URL(url) }, rules), {
  'months.json': months,
  'inbox/none': '',
});
process.on('exit', () => rsyslog.kill('SIGKILL'));
process.on('SIGTERM', () => process.exit(0));

serveRounds(async (round) => {
  const next = path.join(folder, 'next');
  copyFileSync(file.path, next);
  await emptyIndexLike(url, index, like);
  const found = await untilFound(url, index, file.lines);
  return () => {
    renameSync(next, path.join(folder, 'inbox', `${round}.log`));
    return found();
  };
});
