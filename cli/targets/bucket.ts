import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type AwsConfiguration, awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import type { ObjectStore } from '../../core/ports.ts';
import { readRunFile } from '../../local/runner/run-file.ts';
import { LOCAL_BUCKET, openStore } from '../../local/store/store.ts';
import { usageError } from '../command.ts';
import type { DocumentedOptions } from '../manual.ts';
import { DATA_FOLDER } from './locations.ts';
import { askStage, stageOptions } from './stage.ts';

/** Options of the commands that only need the bucket. */
export const bucketOptions = {
  ...stageOptions,
  bucket: {
    type: 'string',
    value: 'NAME',
    help: 'Work in this bucket of AWS, if you may not invoke the functions of the stage.',
    shownDefault: 'the local bucket, whether `npm start` is running or not',
  },
  data: {
    type: 'string',
    default: DATA_FOLDER,
    value: 'FOLDER',
    help: 'Where `npm start` keeps its data.',
    shownDefault: 'local/data/',
  },
} as const satisfies DocumentedOptions;

/** A bucket to work in. */
export interface Bucket {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly aws: AwsConfiguration;
  /** The queue of the ingest function; absent where only the bucket is known. */
  readonly queueUrl?: string;
}

const placesSchema = v.object({ bucket: v.string(), queueUrl: v.string() });

/**
 * Runs a command's work in a bucket: that of the stage or of AWS that its options name, that of the running `start`, or the one of the
 * last start. Errors: USAGE_INVALID where there is none, CONFIGURATION_INVALID, and those of {@link askStage}.
 */
export async function withBucket<Result>(
  values: { readonly stage?: string | undefined; readonly bucket?: string | undefined; readonly data: string },
  use: (bucket: Bucket) => Promise<Result>,
): Promise<Result> {
  const named =
    values.stage === undefined ? values.bucket : await askStage(values.stage, { question: 'places' }, placesSchema);
  if (named !== undefined) {
    const { aws } = readEnvironment(awsEnvironment, process.env);
    const places = typeof named === 'string' ? { bucket: named } : named;
    return use({ ...places, aws, store: createObjectStore(aws) });
  }
  const run = readRunFile(values.data);
  if (run !== undefined) {
    const { aws } = readEnvironment(awsEnvironment, run.environment);
    const { BUCKET: bucket = LOCAL_BUCKET, QUEUE_URL: queueUrl } = run.environment;
    return use({ store: createObjectStore(aws), bucket, aws, ...(queueUrl === undefined ? {} : { queueUrl }) });
  }
  const folder = join(values.data, 'store');
  if (!existsSync(folder)) {
    throw usageError(
      `There is no local bucket in ${values.data}: nothing was ever started there. Name a bucket with --bucket, or a folder with --data.`,
    );
  }
  // The queue's settings only matter to receivers, of which there are none here.
  const credentials = { accessKeyId: 'kafkainsight', secretAccessKey: randomBytes(24).toString('base64url') };
  const local = await openStore({ folder, port: 0, credentials, visibilityTimeoutSeconds: 30, maxReceiveCount: 1 });
  const endpoints: AwsConfiguration = {
    region: 'local',
    s3Endpoint: local.url,
    credentials,
  };
  try {
    return await use({ store: createObjectStore(endpoints), bucket: LOCAL_BUCKET, aws: endpoints });
  } finally {
    await local.close();
  }
}
