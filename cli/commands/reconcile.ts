import * as v from 'valibot';
import { refreshAll } from '../../adapters/search/counts.ts';
import { INBOX_PREFIX, REPLAY_PREFIX } from '../../core/names.ts';
import { counted, grouped } from '../../core/wording.ts';
import { boundedAnswer, type ReconcileAnswer } from '../../lambdas/inspect/answer.ts';
import { check } from '../../lambdas/inspect/check.ts';
import { readInspectEnvironment } from '../../lambdas/inspect/environment.ts';
import { reconcilePorts } from '../../lambdas/inspect/reconcile.ts';
import { keyOf } from '../../local/runner/once.ts';
import { table } from '../../local/runner/progress.ts';
import { print, safeName } from '../../local/terminal.ts';
import { type Command, type ExitCode, numberOption, readArguments, usageError } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { repair, repairSchema } from '../repair.ts';
import { type Connection, connectionOptions, withConnection } from '../targets/connection.ts';
import { withTarget } from '../targets/forget-target.ts';
import { INBOX_FOLDER } from '../targets/locations.ts';
import { askStage, requireOnePlace, stageOptions } from '../targets/stage.ts';

const options = {
  all: { type: 'boolean', default: false, help: 'All files, as without FILE.' },
  settle: {
    type: 'string',
    value: 'SECONDS',
    help: 'Files newer than this may still be in flight, and are not judged.',
    shownDefault: '30; of a stage in AWS 900',
  },
  repair: {
    type: 'boolean',
    default: false,
    help: 'Delete what exists twice: documents in several indices, except for the newest copy, and documents of an id that the file no longer has. It lists them and asks first.',
  },
  yes: { type: 'boolean', default: false, help: 'With --repair: do not ask, for scripts.' },
  'dry-run': { type: 'boolean', default: false, help: 'With --repair: only say what would be deleted.' },
  ...stageOptions,
  ...connectionOptions,
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Compares what was ingested with what is indexed: the parts of each file with its size, its lines with its documents and dead letters, the inbox with the ledger; and names every difference.',
  usage: [
    'npx kafkainsight reconcile [FILE | --all] [OPTIONS]',
    'npx kafkainsight reconcile [FILE | --all] --repair [OPTIONS]',
  ],
  arguments: { FILE: 'One file: its path, or its key such as inbox/access.log.' },
  options,
  afterwards: 'Exit codes: 0 no difference, 1 differences found.',
};
const DAY_SECONDS = 86_400;
const LOCAL_SETTLE_SECONDS = 30;

const differenceSchema = v.object({ kind: v.string(), key: v.exactOptional(v.string()), message: v.string() });
const differencesSchema = v.pipe(v.array(differenceSchema), v.readonly());
const fileSchema = v.object({
  fileId: v.string(),
  key: v.string(),
  otherKeys: v.pipe(v.array(v.string()), v.readonly()),
  lines: v.number(),
  documents: v.number(),
  deadLetters: v.number(),
  behind: v.number(),
  settling: v.boolean(),
  isForgotten: v.exactOptional(v.boolean()),
  differences: differencesSchema,
  repairs: v.pipe(v.array(repairSchema), v.readonly()),
});
const answerSchema = v.object({
  files: v.pipe(v.array(fileSchema), v.readonly()),
  differences: differencesSchema,
  fileCount: v.number(),
  differenceCount: v.number(),
  notCompared: v.number(),
});

type Answer = v.InferOutput<typeof answerSchema>;

interface Question {
  readonly key?: string;
  readonly settleSeconds?: number;
}

export const reconcile: Command = {
  manual,
  async run(args) {
    const { values, positionals, given } = readArguments(args, options, 1);
    requireOnePlace(given);
    const [file] = positionals;
    if (values.all && file !== undefined) throw usageError('Give one file, or --all.');
    if (!values.repair && (values.yes || values['dry-run'])) throw usageError('--yes and --dry-run go with --repair.');
    const { settle } = values;
    const question: Question = {
      ...(file === undefined ? {} : { key: objectKey(file) }),
      ...(settle === undefined ? {} : { settleSeconds: numberOption('settle', settle, { from: 0, to: DAY_SECONDS }) }),
    };
    const ask = async (): Promise<Answer> =>
      values.stage === undefined
        ? withConnection(values, (connection) => askLocally(connection, question))
        : askStage(values.stage, { ...question }, answerSchema);
    const answer = await ask();
    if (question.key !== undefined && answer.fileCount === 0 && answer.differenceCount === 0) {
      throw usageError(`${safeName(question.key)} is unknown: it is neither in the inbox nor in the ledger.`);
    }
    print(describe(answer, values.stage));
    if (!values.repair) return exitCodeOf(answer);
    const asked = { yes: values.yes, dryRun: values['dry-run'] };
    if (!(await withTarget(values, (target) => repair(target, answer.files, asked)))) return exitCodeOf(answer);
    const repaired = await ask();
    print(`\n${describe(repaired, values.stage)}`);
    return exitCodeOf(repaired);
  },
};

function exitCodeOf({ differenceCount }: Answer): ExitCode {
  return differenceCount === 0 ? 0 : 1;
}

function objectKey(file: string): string {
  return file.startsWith(INBOX_PREFIX) || file.startsWith(REPLAY_PREFIX) ? file : keyOf(file, INBOX_FOLDER);
}

async function askLocally({ environment, engine }: Connection, question: Question): Promise<ReconcileAnswer> {
  const configuration = readInspectEnvironment(environment);
  const { retentionDays } = configuration;
  await refreshAll(engine);
  const asked = { settleSeconds: LOCAL_SETTLE_SECONDS, ...question, retentionDays };
  return boundedAnswer(await check(reconcilePorts(configuration, { engine }), asked, Date.now()), Infinity);
}

function describe(
  { files, differences, fileCount, differenceCount, notCompared }: Answer,
  stage: string | undefined,
): string {
  const list = differences.map(
    ({ kind, key, message }) =>
      `${kind} ${key === undefined ? '' : `${safeName(key)}: `}${safeName(onStage(message, stage))}.\n`,
  );
  const verdict =
    differenceCount === 0 ? 'No differences.\n' : `${counted(differenceCount, 'difference')}:\n${list.join('')}`;
  return [
    table([['file', 'lines', 'documents', 'dead letters', 'result'], ...files.flatMap(rowsOf)]),
    leftOut(fileCount - files.length, 'more file'),
    '\n',
    verdict,
    leftOut(differenceCount - differences.length, 'more difference'),
    notCompared === 0
      ? ''
      : `${counted(notCompared, 'content')} of files with several keys not compared: too much to read at once. Name the file.\n`,
  ].join('');
}

/** Adds the stage to the commands in a message. */
function onStage(message: string, stage: string | undefined): string {
  return stage === undefined
    ? message
    : message.replaceAll(/npx kafkainsight [a-z-]+/g, (command) => `${command} --stage ${stage}`);
}

type File = Answer['files'][number];

/** A file, followed by the other keys under which it was dropped. */
function rowsOf(file: File): string[][] {
  const counts = [file.lines, file.documents, file.deadLetters].map(grouped);
  return [[file.key, ...counts, resultOf(file)], ...file.otherKeys.map((key) => [`  also ${key}`, '', '', '', ''])];
}

function resultOf({ settling, isForgotten, behind, differences: found }: File): string {
  if (settling) return 'settling';
  if (found.length > 0) return 'differs';
  if (isForgotten === true) return 'forgotten';
  return behind === 0 ? 'complete' : `complete, with ${counted(behind, 'document')} of a longer content before`;
}

/** A response of AWS Lambda is limited to 6 MB. */
function leftOut(count: number, what: string): string {
  return count === 0 ? '' : `and ${counted(count, what)}, for which the answer has no room\n`;
}
