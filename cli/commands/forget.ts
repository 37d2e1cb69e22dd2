import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { INBOX_PREFIX } from '../../core/names.ts';
import { counted, grouped } from '../../core/wording.ts';
import type { ForgetEvent } from '../../lambdas/forget/forget.ts';
import { keyOf } from '../../local/runner/once.ts';
import { createProgress, table } from '../../local/runner/progress.ts';
import { print, printError, safeName } from '../../local/terminal.ts';
import { type Command, type ExitCode, readArguments, usageError } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { type ForgetTarget, targetOptions, withTarget } from '../targets/forget-target.ts';
import { INBOX_FOLDER } from '../targets/locations.ts';
import { requireOnePlace } from '../targets/stage.ts';

const options = {
  id: {
    type: 'string',
    value: 'ID',
    help: 'The file by its id (kafkainsight.file.id), if several files had that name.',
  },
  user: {
    type: 'string',
    value: 'NAME',
    help: 'The documents with this name as user.name, user.effective.name or user.target.name. Before it asks, it lists what this does not reach.',
  },
  'keep-object': {
    type: 'boolean',
    default: false,
    help: 'Leave the object in the bucket; the next drop of the file is ingested again.',
  },
  wait: {
    type: 'boolean',
    default: false,
    help: 'If some of it is still in flight, wait until it has arrived. Without this option nothing is deleted in that case.',
  },
  yes: { type: 'boolean', default: false, help: 'Do not ask: for scripts.' },
  'dry-run': { type: 'boolean', default: false, help: 'Only say what would be deleted.' },
  ...targetOptions,
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Deletes everything about a file: its documents in all indices, its dead letters, its entries in the ledger, and the object in the bucket; or the documents and dead letters about a person. It first says what would be deleted and where, then asks, deletes, and checks whether anything is left.',
  usage: ['npx kafkainsight forget FILE [OPTIONS]', 'npx kafkainsight forget --user NAME [OPTIONS]'],
  arguments: {
    FILE: 'The file: its path, or its key such as inbox/access.log. This includes all names under which it was dropped.',
  },
  options,
  afterwards: 'Exit codes: 0 nothing is left, 1 something is left or was in flight, or you did not confirm.',
};

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

const placeSchema = v.object({ what: v.string(), where: v.string(), count: v.number() });
const placesSchema = v.pipe(v.array(placeSchema), v.readonly());
const fileSchema = v.object({
  fileId: v.string(),
  keys: v.pipe(v.array(v.string()), v.readonly()),
  hasObject: v.boolean(),
  isOpen: v.boolean(),
  newestMillis: v.number(),
  places: placesSchema,
});
const filesSchema = v.object({ takenMillis: v.number(), waiting: v.number(), files: v.array(fileSchema) });
const userSchema = v.object({
  takenMillis: v.number(),
  waiting: v.number(),
  places: placesSchema,
  mentions: v.number(),
});
const deletedSchema = v.object({ isDone: v.boolean(), left: placesSchema });

type Places = v.InferOutput<typeof placesSchema>;
type FileSurvey = v.InferOutput<typeof fileSchema>;

export const forget: Command = {
  manual,
  async run(args) {
    const { values, positionals, given } = readArguments(args, options, 1);
    requireOnePlace(given);
    const [file] = positionals;
    const which = [file, values.id, values.user].filter((one) => one !== undefined);
    if (which.length !== 1) throw usageError('Give one file, or --id, or --user.');
    if (values.user !== undefined && values['keep-object']) {
      throw usageError('--keep-object is for files: deleting a person never touches the objects.');
    }
    return withTarget(values, (target) =>
      values.user === undefined
        ? forgetFile(target, file === undefined ? { fileId: values.id ?? '' } : { key: objectKey(file) }, values)
        : forgetUser(target, values.user, values),
    );
  },
};

function objectKey(file: string): string {
  return file.startsWith(INBOX_PREFIX) ? file : keyOf(file, INBOX_FOLDER);
}

type Which = { readonly key: string } | { readonly fileId: string };

async function forgetFile(target: ForgetTarget, which: Which, values: Values): Promise<ExitCode> {
  const { file, takenMillis } = await settledFile(target, which, values);
  const { fileId } = file;
  const keepObject = values['keep-object'];
  const places = file.places.filter(({ what }) => what !== 'bytes' || !keepObject);
  const paths = keepObject ? [] : inboxPaths(target, places);
  if (places.length === 0) {
    print(`Nothing is left of ${fileId} (${file.keys.map(safeName).join(', ')}).\n`);
    return 0;
  }
  print(`The file ${fileId} (${file.keys.map(safeName).join(', ')}):\n\n${placeTable(places, paths)}\n`);
  if (values['dry-run']) return 0;
  if (!(await isWanted(values))) return 1;
  for (const path of paths) rmSync(path, { force: true });
  const forgotten = { question: 'forget', fileId, keepObject, untilMillis: takenMillis } as const;
  return deleteUntilDone(target, forgotten, 'a late delivery, or a new drop');
}

async function forgetUser(target: ForgetTarget, user: string, values: Values): Promise<ExitCode> {
  await passed(target, undefined, values);
  const { takenMillis, places, mentions } = await target.ask({ question: 'survey', user }, userSchema);
  print(places.length === 0 ? 'There are no documents of a user of this name.\n' : `${placeTable(places, [])}\n`);
  print(notReached(mentions));
  if (places.length === 0 || values['dry-run']) return 0;
  if (!(await isWanted(values))) return 1;
  return deleteUntilDone(target, { question: 'forget', user, untilMillis: takenMillis }, 'new lines');
}

function notReached(mentions: number): string {
  const said = mentions === 0 ? 'none has it as words' : `${grouped(mentions)} have it as words`;
  return `Not deleted: the lines in the objects of the bucket: a file that is dropped again, and \`backfill\`, bring them back; records on
the Kafka topic, until its retention ends; dead letters of other producers' records; findings and cases that name the person, and
what is usual for them (kafkainsight-findings, -cases, -baselines); documents with the name in a message, a command line, a URL or
another field (${said}).
`;
}

/** The survey of one file, once nothing of it is in flight. */
async function settledFile(
  target: ForgetTarget,
  which: Which,
  values: Values,
): Promise<{ readonly file: FileSurvey; readonly takenMillis: number }> {
  const progress = createProgress();
  try {
    for (;;) {
      const { files, takenMillis, waiting } = await target.ask({ question: 'survey', ...which }, filesSchema);
      if (files.length === 0 && (waiting === 0 || !values.wait)) throw unknown(which, waiting);
      const file = files.length === 0 ? undefined : oneOf(files);
      if (file?.isOpen === false) {
        if (await passed(target, file.newestMillis, values)) continue;
        return { file, takenMillis };
      }
      if (!values.wait)
        throw onItsWay(`The queue holds ${counted(waiting, 'message')}, and parts of the file are not ingested yet`);
      progress.show(`${counted(waiting, 'message')} in the queue`);
      await sleep(1_000);
    }
  } finally {
    progress.end();
  }
}

/** Returns whether there was something to wait for. */
async function passed(target: ForgetTarget, sinceMillis: number | undefined, { wait }: Values): Promise<boolean> {
  const why = await target.lag(sinceMillis);
  if (why === undefined) return false;
  if (!wait) throw onItsWay(why);
  printError(`${why}: waiting ...\n`);
  await target.passTopic();
  return true;
}

/** Among several files of one name, the one whose content is in the bucket. */
function oneOf(files: readonly FileSurvey[]): FileSurvey {
  const present = files.filter(({ hasObject }) => hasObject);
  const some = present.filter(({ places }) => places.length > 0);
  const left = files.filter(({ places }) => places.length > 0);
  const [file] = some.length === 1 ? some : left.length > 0 ? left : files;
  if (file !== undefined && (some.length === 1 || left.length <= 1)) return file;
  const rows = left.map(({ fileId, keys, places, newestMillis }) => [
    fileId,
    new Date(newestMillis).toISOString(),
    grouped(sum(places, 'documents')),
    keys.join(', '),
  ]);
  throw usageError(
    `Several files had this name. Say which with --id:\n\n${table([['id', 'last ingested', 'documents', 'keys'], ...rows])}`,
  );
}

function unknown(which: Which, waiting: number): Error {
  const name = 'key' in which ? which.key : which.fileId;
  const way = waiting === 0 ? '' : ` The queue holds ${counted(waiting, 'message')}, which may be of it: --wait.`;
  return usageError(`${name} is unknown: it is not in the ledger.${way}`);
}

function onItsWay(why: string): Error {
  return new KafkaInsightError(
    'STILL_ON_ITS_WAY',
    `${why}. What is in flight would come back. Nothing was deleted: wait, or use --wait.`,
  );
}

async function isWanted({ yes }: Values): Promise<boolean> {
  if (yes || (await confirm('Delete it all? This cannot be undone.'))) return true;
  print('Nothing was deleted.\n');
  return false;
}

/** Files in the watched folder that would be ingested again. */
function inboxPaths({ inboxFolder }: ForgetTarget, places: Places): string[] {
  if (inboxFolder === undefined) return [];
  return places
    .filter(({ what }) => what === 'bytes')
    .map(({ where }) => join(inboxFolder, where.slice(INBOX_PREFIX.length)))
    .filter((path) => existsSync(path));
}

/** Repeats the request until one invocation completes it; then reports what is left. */
async function deleteUntilDone(target: ForgetTarget, event: ForgetEvent, latecomer: string): Promise<ExitCode> {
  for (;;) {
    const { isDone, left } = await target.ask(event, deletedSchema);
    if (!isDone) continue;
    if (left.length === 0) {
      print('Deleted. Nothing is left.\n');
      return 0;
    }
    print(`Deleted, but this is left, because of ${latecomer}:\n\n${placeTable(left, [])}\n`);
    return 1;
  }
}

function placeTable(places: Places, paths: readonly string[]): string {
  return table([
    ['where', 'what', 'how many'],
    ...places.map(({ what, where, count }) => [where, what, grouped(count)]),
    ...paths.map((path) => [path, 'the file itself', '1']),
  ]);
}

function sum(places: Places, kind: string): number {
  return places.filter(({ what }) => what === kind).reduce((total, { count }) => total + count, 0);
}
