import type { DeadLetter } from '../../core/records/dead-letter.ts';
import { grouped } from '../../core/wording.ts';
import { table } from '../../local/runner/progress.ts';
import { print, safeName } from '../../local/terminal.ts';
import { type Command, readArguments } from '../command.ts';
import type { Manual } from '../manual.ts';
import { type Bucket, bucketOptions, withBucket } from '../targets/bucket.ts';
import { letterFilter, letterObjects, letterOptions, readLetters } from '../targets/choose-dead-letters.ts';
import { requireOnePlace } from '../targets/stage.ts';

const options = { ...letterOptions, ...bucketOptions } as const;

const manual: Manual = {
  about:
    'Lists the records that the search engine or the pipeline permanently rejected: how many, with which error code and reason, and in which objects they are.',
  usage: ['npx kafkainsight dead-letters [OPTIONS]'],
  options,
  afterwards: 'Once the cause is fixed: npx kafkainsight replay',
};

const MAX_REASON_LENGTH = 100;

interface Group {
  readonly code: string;
  readonly reason: string;
  count: number;
  readonly objects: Set<string>;
}

export const deadLetters: Command = {
  manual,
  async run(args) {
    const { values, given } = readArguments(args, options);
    requireOnePlace(given);
    const filter = letterFilter(values);
    print(await withBucket(values, async (bucket) => describe(bucket, await letterObjects(bucket, filter))));
    return 0;
  },
};

async function describe(bucket: Bucket, objects: readonly { readonly key: string }[]): Promise<string> {
  const groups = new Map<string, Group>();
  for (const { key } of objects) {
    for (const letter of await readLetters(bucket, key)) {
      const reason = reasonOf(letter);
      const name = `${letter.code} ${reason}`;
      const group = groups.get(name) ?? { code: letter.code, reason, count: 0, objects: new Set() };
      groups.set(name, group);
      group.count += 1;
      group.objects.add(key);
    }
  }
  if (groups.size === 0) return 'There are no dead letters.\n';
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  const rows = sorted.map(({ code, count, objects: keys }) => [code, grouped(count), grouped(keys.size)]);
  const reasons = sorted.map(
    ({ code, reason, objects: keys }) =>
      `${code}: ${safeName(reason)}\n${[...keys].map((key) => `  ${safeName(key)}\n`).join('')}`,
  );
  return `${table([['code', 'records', 'objects'], ...rows, ['all', grouped(total), grouped(objects.length)]])}\n${reasons.join('')}`;
}

/**
 * The message without what differs from record to record, so that equal reasons are counted together; and without control characters,
 * since an engine quotes the value, and a terminal would obey it.
 */
function reasonOf({ message }: DeadLetter): string {
  return message
    .replace(/'[^']*'/g, "'…'")
    .replace(/\d+/g, 'N')
    .replace(/\p{C}/gu, '?')
    .slice(0, MAX_REASON_LENGTH);
}
