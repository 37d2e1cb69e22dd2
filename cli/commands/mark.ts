import { print, safeName } from '../../local/terminal.ts';
import { type Command, readArguments, timeOption, usageError } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { MARK_PREFIX, markFile } from '../mark.ts';
import { bucketOptions, withBucket } from '../targets/bucket.ts';
import { requireOnePlace } from '../targets/stage.ts';

const options = {
  at: {
    type: 'string',
    value: 'TIME',
    help: 'When it was deployed, ISO 8601, UTC without an offset. Give it in scripts that may run twice.',
    shownDefault: 'now',
  },
  note: { type: 'string', value: 'TEXT', help: 'What else the message says, such as who deployed it, and why.' },
  ...bucketOptions,
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Marks a deployment: drops a file with one event (event.action: deployment) into the bucket, from where it takes the same way as every line. The dashboard "Bugs in production" lists marks next to the errors. The same mark with the same --at is the same event, however often it is made.',
  usage: ['npx kafkainsight mark SERVICE VERSION [OPTIONS]'],
  arguments: {
    SERVICE: 'What was deployed, as its logs call it (service.name).',
    VERSION: 'Its new version, as its logs call it (service.version).',
  },
  options,
  afterwards: `With --bucket your own rights count: s3:PutObject on ${MARK_PREFIX}* of the bucket, and with a key of your own what every sender needs. With --stage also lambda:InvokeFunction on the inspect function, which says what the bucket is called.`,
  examples: [
    'npx kafkainsight mark shop 1.4.2',
    'npx kafkainsight mark shop 1.4.2 --at 2026-11-22T10:02:52Z --note "build 812" --bucket NAME',
  ],
};

/** A keyword of the engines' indices is not longer. */
const MAX_NAME_LENGTH = 1_024;

export const mark: Command = {
  manual,
  async run(args) {
    const { values, positionals, given } = readArguments(args, options, 2);
    requireOnePlace(given);
    const { at, note } = values;
    const service = nameArgument('SERVICE', positionals[0]);
    const version = nameArgument('VERSION', positionals[1]);
    const atMillis = at === undefined ? Date.now() : timeOption('at', at);
    const { key, body } = markFile({ service, version, atMillis, note });
    await withBucket(values, ({ store, bucket }) => store.put(bucket, key, body));
    print(`Marked ${safeName(`${service} ${version}`)} at ${new Date(atMillis).toISOString()}: ${key}\n`);
    return 0;
  },
};

function nameArgument(name: string, text: string | undefined): string {
  if (text === undefined) throw usageError(`${name} is missing. Say what was deployed: mark shop 1.4.2`);
  const isName = text.length <= MAX_NAME_LENGTH && /^[^\p{C}]*[^\s\p{C}][^\p{C}]*$/u.test(text);
  if (isName) return text;
  throw usageError(
    `${name} is ${safeName(text.slice(0, 100))}. It must have 1 to 1,024 characters, one of them no space, and no control character.`,
  );
}
