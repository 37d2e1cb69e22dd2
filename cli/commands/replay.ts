import { ARCHIVE_PREFIX, DEAD_LETTER_PREFIX, REPLAY_PREFIX } from '../../core/names.ts';
import { counted } from '../../core/wording.ts';
import { print, safeName } from '../../local/terminal.ts';
import { type Command, readArguments } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { type Bucket, bucketOptions, withBucket } from '../targets/bucket.ts';
import { letterFilter, letterObjects, letterOptions } from '../targets/choose-dead-letters.ts';
import { requireOnePlace } from '../targets/stage.ts';

const options = {
  ...letterOptions,
  'dry-run': { type: 'boolean', default: false, help: 'Only say what would be done.' },
  ...bucketOptions,
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about: `Indexes dead letters again: copies their objects to ${REPLAY_PREFIX}, from where they are ingested under their original ids, and moves them to ${ARCHIVE_PREFIX}. Fix the cause first; what is rejected again becomes a dead letter again. Doing it twice changes nothing.`,
  usage: ['npx kafkainsight replay [OPTIONS]'],
  options,
};

export const replay: Command = {
  manual,
  async run(args) {
    const { values, given } = readArguments(args, options);
    requireOnePlace(given);
    const filter = letterFilter(values);
    await withBucket(values, async (bucket) => {
      const objects = await letterObjects(bucket, filter);
      for (const { key } of objects) {
        if (!values['dry-run']) await replayObject(bucket, key);
        print(`${values['dry-run'] ? 'would replay' : 'replayed'} ${safeName(key)}\n`);
      }
      print(
        objects.length === 0
          ? 'There are no dead letters to replay.\n'
          : `In all: ${counted(objects.length, 'object')}. \`npx kafkainsight status\` shows what becomes of them.\n`,
      );
    });
    return 0;
  },
};

/**
 * The order matters: whatever happens in between, the object stays under dead-letters/ until it was both copied and archived, and a
 * second copy only produces the same documents again.
 */
async function replayObject({ store, bucket }: Bucket, key: string): Promise<void> {
  const name = key.slice(DEAD_LETTER_PREFIX.length);
  await store.copy(bucket, key, REPLAY_PREFIX + name);
  await store.copy(bucket, key, ARCHIVE_PREFIX + name);
  await store.delete(bucket, key);
}
