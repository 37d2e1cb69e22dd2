import { check, type Report } from '../../lambdas/reconcile/check.ts';
import { refreshAll } from '../../lambdas/reconcile/counts.ts';
import { readReconcileEnvironment } from '../../lambdas/reconcile/environment.ts';
import { reconcilePorts } from '../../lambdas/reconcile/reconcile.ts';
import { INBOX_PREFIX, REPLAY_PREFIX } from '../../pipeline/names.ts';
import { keyOf } from '../runner/once.ts';
import { grouped, table } from '../runner/progress.ts';
import { type Command, numberOption, readArguments, usageError } from './command.ts';
import { type Connection, CONNECTION_HELP, connectionOptions, withConnection } from './connection.ts';
import { INBOX_FOLDER } from './locations.ts';

const help = `Compares what was ingested with what is indexed: the parts of each file with its size, its lines with its documents and dead
letters, the inbox with the ledger; and names every difference. Ends with 1 if there is any.

Usage: npx kafkainsight reconcile [FILE | --all] [OPTIONS]

  FILE                   one file: its path, or its key such as inbox/access.log
  --all                  all files (the default)
  --settle SECONDS       what is younger may still be on its way, and is not judged (default 30)
${CONNECTION_HELP}`;

const options = {
  all: { type: 'boolean', default: false },
  settle: { type: 'string', default: '30' },
  ...connectionOptions,
} as const;
const DAY_SECONDS = 86_400;

export const reconcile: Command = {
  help,
  async run(args) {
    const { values, positionals } = readArguments(args, options);
    const [file, ...more] = positionals;
    if (more.length > 0 || (values.all && file !== undefined)) throw usageError('Give one file, or --all.');
    const settleSeconds = numberOption('settle', values.settle, { from: 0, to: DAY_SECONDS });
    const key = file === undefined ? undefined : objectKey(file);
    const report = await withConnection(values, (connection) => ask(connection, settleSeconds, key));
    if (key !== undefined && report.files.length === 0 && report.differences.length === 0) {
      throw usageError(`Nothing is known of ${key}: it is neither in the inbox nor in the ledger.`);
    }
    process.stdout.write(describe(report));
    return report.differences.length === 0 ? 0 : 1;
  },
};

function objectKey(file: string): string {
  return file.startsWith(INBOX_PREFIX) || file.startsWith(REPLAY_PREFIX) ? file : keyOf(file, INBOX_FOLDER);
}

async function ask(
  { environment, engine }: Connection,
  settleSeconds: number,
  key: string | undefined,
): Promise<Report> {
  const configuration = readReconcileEnvironment(environment);
  const { retentionDays } = configuration;
  await refreshAll(engine);
  const options = { retentionDays, settleSeconds, ...(key === undefined ? {} : { key }) };
  return check(reconcilePorts(configuration, { engine }), options, Date.now());
}

function describe({ files, differences }: Report): string {
  const rows = files.map(({ key, lines, documents, deadLetters, settling, differences: found }) => [
    key,
    ...[lines, documents, deadLetters].map(grouped),
    settling ? 'settling' : found.length === 0 ? 'complete' : 'differs',
  ]);
  const list = differences.map(
    ({ kind, key, message }) => `${kind} ${key === undefined ? '' : `${key}: `}${message}.\n`,
  );
  const verdict =
    differences.length === 0 ? 'No differences.\n' : `${differences.length} differences:\n${list.join('')}`;
  return `${table([['file', 'lines', 'documents', 'dead letters', 'result'], ...rows])}\n${verdict}`;
}
