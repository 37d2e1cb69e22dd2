import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { DOCUMENT_ID_PATTERN } from '../../core/files/file-id.ts';
import { isUnhashed } from '../../core/files/kept-etag.ts';
import { grouped, shareText } from '../../core/wording.ts';
import { findLine, type LineAddress, lineAddressSchema } from '../../lambdas/inspect/line-address.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { rawLineBucket } from '../../local/raw-line/bucket.ts';
import { extentOf } from '../../local/raw-line/extent.ts';
import { type RawLine, type RawLineBucket, readRawLine } from '../../local/raw-line/read-raw-line.ts';
import { createProgress } from '../../local/runner/progress.ts';
import { print, printError, safeName } from '../../local/terminal.ts';
import { type Command, readArguments, usageError } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { connectionOptions, withConnection } from '../targets/connection.ts';
import { askStage, requireOnePlace, stageOptions } from '../targets/stage.ts';

const options = { ...stageOptions, ...connectionOptions } as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Reads the raw line of a document back from its object in the bucket, whichever name of the file still has it. Nothing else is shown: a line counts only if reading it makes the same id and time. Standard output gets the line as it is, and standard error where it is. In a compressed file everything before it is read, at most 256 MiB.',
  usage: ['npx kafkainsight line ID [OPTIONS]'],
  arguments: { ID: 'The document\'s _id, which "Copy" of an opened line on the page has.' },
  options,
  afterwards:
    'With --stage your own rights count: lambda:InvokeFunction on the inspect function, which says where the line is, and s3:GetObject, s3:GetObjectVersion and s3:ListBucket on inbox/ of the bucket. Where the stage has pseudonyms, also PSEUDONYM_SECRET_ID and the right to read that secret, since ids depend on its key. Exit codes: 0 the line was shown, 1 it was not, 2 called incorrectly.',
  examples: ['npx kafkainsight line R5xYz0qLr2vXkQAAAAbM', 'npx kafkainsight line R5xYz0qLr2vXkQAAAAbM --stage prod'],
};

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

export const line: Command = {
  manual,
  async run(args) {
    const { values, positionals, given } = readArguments(withoutDashAsOption(args), options, 1);
    requireOnePlace(given);
    const [id] = positionals;
    if (id === undefined || !DOCUMENT_ID_PATTERN.test(id)) throw usageError(notAnId(id));
    const { address, from } = await findPlace(values, id);
    await show(from, address);
    return 0;
  },
};

/** An id may begin as an option does. */
function withoutDashAsOption(args: readonly string[]): readonly string[] {
  const index = args.findIndex((each) => each.startsWith('-') && DOCUMENT_ID_PATTERN.test(each));
  return index === -1 || args.includes('--')
    ? args
    : [...args.toSpliced(index, 1), '--', ...args.slice(index, index + 1)];
}

function notAnId(id: string | undefined): string {
  if (id === undefined) return 'Give the _id of a document.';
  return `${id} is not the id of a line of a file, which has 20 characters (A-Z, a-z, 0-9, - and _). A record that came over the topic has its line in its document, as event.original.`;
}

interface Place {
  readonly address: LineAddress;
  readonly from: RawLineBucket;
}

async function findPlace(values: Values, id: string): Promise<Place> {
  const { stage } = values;
  if (stage === undefined) {
    return withConnection(values, async ({ engine, environment }) => ({
      address: await findLine(engine, id),
      from: await rawLineBucket(environment),
    }));
  }
  const address = await askStage(stage, { question: 'line', id }, lineAddressSchema);
  const { bucket } = await askStage(stage, { question: 'places' }, v.object({ bucket: v.string() }));
  const sources = stages.find(({ name }) => name === stage)?.sources ?? [];
  if (address.objects.some(({ etag }) => isUnhashed(etag))) requirePseudonymKey(stage);
  const environment = { ...process.env, BUCKET: bucket, SOURCES: JSON.stringify(sources) };
  return { address, from: await rawLineBucket(environment) };
}

/** Without it no id of the stage can be made. */
function requirePseudonymKey(stage: string): void {
  if (Object.keys(process.env).some((name) => name.startsWith('PSEUDONYM_'))) return;
  throw new KafkaInsightError(
    'CONFIGURATION_INVALID',
    `The stage ${stage} has pseudonyms, and ids depend on their key. Set PSEUDONYM_SECRET_ID to the secret of the stage; you need the right to read it.`,
  );
}

async function show(from: RawLineBucket, address: LineAddress): Promise<void> {
  const progress = createProgress();
  try {
    for await (const step of readRawLine(from, address)) {
      if (step.kind === 'progress') progress.show(`Reading: ${shareText(step.readBytes, step.ofBytes)}`);
      else {
        progress.end();
        write(step.line, address);
      }
    }
  } finally {
    progress.end();
  }
}

function write(line: RawLine, { offset }: LineAddress): void {
  const { key, bytes } = line;
  const facts = [safeName(key), `byte ${grouped(offset)}`, ...extentOf(line, bytes.length)];
  printError(`${facts.join(', ')}\n`);
  // a terminal would obey what is in it
  if (process.stdout.isTTY) print(`${bytes.toString()}\n`);
  else process.stdout.write(Buffer.concat([bytes, Buffer.from('\n')]));
}
