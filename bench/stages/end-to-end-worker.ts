/**
 * The whole pipeline in one process, as `npm start` runs it: a file is put into the local S3 round by round, until the last of
 * its lines can be found in an index that was empty. Started by `startWorker`.
 */
import { createReadStream } from 'node:fs';
import { type Pipeline, startPipeline } from '../../local/runner/pipeline.ts';
import { openSecrets } from '../../local/runner/secrets.ts';
import type { LineFile } from '../lines/line-files.ts';
import { MODIFIED_MILLIS, PARTITIONS } from './documents.ts';
import { emptyIndex, untilFound } from './search.ts';
import { serveRounds, workerArgument } from './serve-rounds.ts';

/** What it is started with. */
export interface EndToEndWork {
  readonly brokers: string;
  readonly url: string;
  readonly file: LineFile;
  readonly dataFolder: string;
  readonly index: string;
}

const { brokers, url, file, dataFolder, index } = workerArgument() as EndToEndWork;
let pipeline: Pipeline | undefined;
serveRounds(
  async (round) => {
    await emptyIndex(url, index);
    pipeline = await start();
    const { store } = pipeline;
    const found = await untilFound(url, index, file.lines);
    return async () => {
      const body = createReadStream(file.path) as AsyncIterable<Uint8Array>;
      await store.objects.put(`inbox/round-${round}.log`, body, { mtime: new Date(MODIFIED_MILLIS).toISOString() });
      await found();
    };
  },
  // else the findings function would judge its lines while the others are measured
  async () => pipeline?.stop(),
);

async function start(): Promise<Pipeline> {
  const { storeCredentialsFile } = await openSecrets(dataFolder);
  return startPipeline({
    environment: {
      KAFKA_BROKERS: brokers,
      KAFKA_SECURITY: 'plaintext',
      KAFKA_TOPIC: 'end-to-end',
      SEARCH_ENGINE: 'opensearch',
      SEARCH_URL: url,
      SEARCH_AUTHENTICATION: 'none',
      AWS_ENDPOINT_CREDENTIALS_FILE: storeCredentialsFile,
    },
    dataFolder,
    fresh: true,
    storePort: 0,
    pollingMode: 'provisioned',
    sourcesFile: '',
    topic: { partitions: PARTITIONS, replicationFactor: 1 },
  });
}
