import * as v from 'valibot';
import { counted, grouped } from '../core/wording.ts';
import { table } from '../local/runner/progress.ts';
import { print, safeName } from '../local/terminal.ts';
import { confirm } from './confirm.ts';
import { type ForgetTarget } from './targets/forget-target.ts';

/** A file to repair, as found by `reconcile`. */
export interface RepairableFile {
  readonly fileId: string;
  readonly key: string;
  readonly repairs: readonly v.InferOutput<typeof repairSchema>[];
}

/** One repair of a file, in a function's response. */
export const repairSchema = v.object({ kind: v.picklist(['copies', 'former', 'states']), documents: v.number() });

const whats = {
  copies: 'older documents of ids that are in several indices',
  former: 'documents of its former id',
  states: 'no document, but that missing ones were produced: the next drop produces them',
} as const;

const repairedSchema = v.object({ isDone: v.boolean(), deleted: v.number() });
const forgottenSchema = v.object({ isDone: v.boolean() });

/**
 * Says what would be deleted, asks, and deletes it. Errors: those of the target, and USAGE_INVALID where nobody can be asked.
 *
 * @returns whether anything was done
 */
export async function repair(
  target: Pick<ForgetTarget, 'ask'>,
  files: readonly RepairableFile[],
  { yes, dryRun }: { readonly yes: boolean; readonly dryRun: boolean },
): Promise<boolean> {
  const steps = files.flatMap(({ fileId, key, repairs }) => repairs.map((step) => ({ fileId, key, ...step })));
  if (steps.length === 0) {
    print('\nThere is nothing that --repair could delete.\n');
    return false;
  }
  const rows = steps.map(({ key, kind, documents }) => [key, whats[kind], grouped(documents)]);
  print(`\nTo be deleted:\n\n${table([['file', 'what', 'how many'], ...rows])}\n`);
  if (dryRun) return false;
  if (!yes && !(await confirm('Delete it all? This cannot be undone.'))) {
    print('Nothing was deleted.\n');
    return false;
  }
  for (const step of steps) print(`${safeName(step.key)}: ${await doStep(target, step)}.\n`);
  return true;
}

type Step = Omit<RepairableFile, 'repairs'> & RepairableFile['repairs'][number];

/** Returns what was done. */
async function doStep(target: Pick<ForgetTarget, 'ask'>, { fileId, kind, documents }: Step): Promise<string> {
  switch (kind) {
    case 'copies':
      return `${counted(await deleteCopies(target, fileId), 'document')} deleted`;
    case 'former':
      await forgetFormer(target, fileId);
      return `${counted(documents, 'document')} deleted`;
    case 'states':
      await target.ask({ question: 'repair', what: 'states', fileId }, repairedSchema);
      return 'drop it again';
  }
}

async function deleteCopies(target: Pick<ForgetTarget, 'ask'>, fileId: string): Promise<number> {
  for (let deleted = 0; ;) {
    const answer = await target.ask({ question: 'repair', what: 'copies', fileId }, repairedSchema);
    deleted += answer.deleted;
    if (answer.isDone) return deleted;
  }
}

/** The object stays: it is the file under its current id. */
async function forgetFormer(target: Pick<ForgetTarget, 'ask'>, fileId: string): Promise<void> {
  const event = { question: 'forget', fileId, keepObject: true, untilMillis: Date.now() } as const;
  while (!(await target.ask(event, forgottenSchema)).isDone);
}
