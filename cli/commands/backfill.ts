import { createWorkQueue } from '../../adapters/sqs/work-queue.ts';
import { INBOX_PREFIX, REPLAY_PREFIX, WHOLE_EVENT } from '../../core/names.ts';
import type { WorkQueue } from '../../core/ports.ts';
import { counted } from '../../core/wording.ts';
import { createProgress } from '../../local/runner/progress.ts';
import { encodeKey } from '../../local/store/encode-key.ts';
import { print } from '../../local/terminal.ts';
import { type Command, readArguments, usageError } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { type Bucket, withBucket } from '../targets/bucket.ts';
import { DATA_FOLDER } from '../targets/locations.ts';
import { requireOnePlace, stageOptions } from '../targets/stage.ts';

const options = {
  prefix: {
    type: 'string',
    value: 'PREFIX',
    help: `Keys that begin with this: ${INBOX_PREFIX} or ${REPLAY_PREFIX}, or anything below them. To ingest files that are elsewhere, copy them there: aws s3 cp --recursive s3://other/logs/ s3://bucket/${INBOX_PREFIX}logs/`,
  },
  'dry-run': { type: 'boolean', default: false, help: 'Only count them.' },
  ...stageOptions,
  data: {
    type: 'string',
    default: DATA_FOLDER,
    value: 'FOLDER',
    help: 'Where the running `npm start` keeps its data.',
    shownDefault: 'local/data/',
  },
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Queues objects that are already in the bucket, as if they had just been dropped: those whose events were lost, or whose indices were deleted. What is already indexed overwrites itself, so you may interrupt it and run it again.',
  usage: ['npx kafkainsight backfill --prefix PREFIX [OPTIONS]'],
  options,
};

/** SQS accepts ten messages in a request (Amazon SQS Developer Guide, "Amazon SQS batch actions"). */
const BATCH = 10;
/** Requests in flight: a million objects take minutes, and only this many are in memory at a time. */
const MAX_IN_FLIGHT = 8;

export const backfill: Command = {
  manual,
  async run(args) {
    const { values, given } = readArguments(args, options);
    requireOnePlace(given);
    const { prefix, 'dry-run': isDryRun } = values;
    if (prefix === undefined || ![INBOX_PREFIX, REPLAY_PREFIX].some((one) => prefix.startsWith(one))) {
      throw usageError(
        `--prefix is ${prefix ?? 'missing'}. It must begin with ${INBOX_PREFIX} or ${REPLAY_PREFIX}: the ingest function reads nothing else. ` +
          `Copy other files below ${INBOX_PREFIX}: they are ingested right away.`,
      );
    }
    const { objects, bytes } = await withBucket(values, (bucket) => queueObjects(bucket, prefix, isDryRun));
    const what = `${counted(objects, 'object')}, ${counted(bytes, 'byte')} as stored`;
    print(isDryRun ? `Would queue ${what}.\n` : `Queued ${what}.\n`);
    return 0;
  },
};

interface Sum {
  objects: number;
  bytes: number;
}

async function queueObjects(bucket: Bucket, prefix: string, isDryRun: boolean): Promise<Sum> {
  const queue = isDryRun ? undefined : queueOf(bucket);
  const sum: Sum = { objects: 0, bytes: 0 };
  const progress = createProgress();
  const senders = inFlight(MAX_IN_FLIGHT);
  let bodies: string[] = [];
  const send = async (): Promise<void> => {
    const batch = bodies;
    bodies = [];
    progress.show(counted(sum.objects, 'object'));
    if (queue !== undefined && batch.length > 0) await senders.add(() => queue.send(batch));
  };
  try {
    for await (const { key, sizeBytes } of bucket.store.list(bucket.bucket, prefix)) {
      sum.objects += 1;
      sum.bytes += sizeBytes;
      if (bodies.push(eventOf(bucket.bucket, key)) === BATCH) await send();
    }
    await send();
    await senders.end();
  } finally {
    progress.end();
  }
  return sum;
}

function queueOf({ aws, queueUrl }: Bucket): WorkQueue {
  if (queueUrl === undefined) {
    throw usageError(
      'No pipeline is running that would read the queue. Start one with `npm start`, or name a --stage.',
    );
  }
  return createWorkQueue(aws, queueUrl);
}

/**
 * The part of S3's notification that the ingest function reads (Amazon S3 User Guide, "Event message structure"), and the flag that
 * requests the whole file.
 */
function eventOf(bucket: string, key: string): string {
  const s3 = { bucket: { name: bucket }, object: { key: encodeKey(key) } };
  return JSON.stringify({
    Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3, [WHOLE_EVENT]: true }],
  });
}

/** Runs work concurrently, up to a limit. */
function inFlight(limit: number): { add(work: () => Promise<void>): Promise<void>; end(): Promise<void> } {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const throwFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    async add(work) {
      while (running.size >= limit) await Promise.race(running);
      throwFailure();
      const one = work()
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(one));
      running.add(one);
    },
    async end() {
      await Promise.all(running);
      throwFailure();
    },
  };
}
