/**
 * The whole pipeline in one process, as `npm start` runs it: a file is put into the local S3 round by round, until the last of
 * its lines can be found. Started by `startWorker`.
 */
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { type Pipeline, startPipeline } from '../../local/runner/pipeline.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';
import type { LineFile } from '../lines/line-files.ts';
import { MODIFIED_MILLIS, PARTITIONS } from './documents.ts';
import { serveRounds, workerArgument } from './serve-rounds.ts';

/** What it is started with. */
export interface EndToEndWork {
  readonly brokers: string;
  readonly url: string;
  readonly file: LineFile;
  readonly dataFolder: string;
  readonly index: string;
}

const LOOK_MILLIS = 50;
const statsSchema = v.object({
  _all: v.object({ primaries: v.object({ indexing: v.object({ index_total: v.number() }) }) }),
});
const NO_STATS = { _all: { primaries: { indexing: { index_total: 0 } } } };
const countSchema = v.object({ count: v.number() });

const { brokers, url, file, dataFolder, index } = workerArgument<EndToEndWork>();
let pipeline: Promise<Pipeline> | undefined;
serveRounds(async (round) => {
  const { engine, store } = await (pipeline ??= start());
  const [writtenBefore, foundBefore] = [await written(engine), await found(engine)];
  return async () => {
    const body = createReadStream(file.path) as AsyncIterable<Uint8Array>;
    await store.objects.put(`inbox/round-${round}.log`, body, { mtime: new Date(MODIFIED_MILLIS).toISOString() });
    // to find them costs the node a refresh, which is spared until it has written as many
    while ((await written(engine)) - writtenBefore < file.lines) await sleep(LOOK_MILLIS);
    while ((await found(engine)) - foundBefore < file.lines) await sleep(LOOK_MILLIS);
  };
});

function start(): Promise<Pipeline> {
  return startPipeline({
    environment: {
      KAFKA_BROKERS: brokers,
      KAFKA_SECURITY: 'plaintext',
      KAFKA_TOPIC: 'end-to-end',
      SEARCH_ENGINE: 'opensearch',
      SEARCH_URL: url,
      SEARCH_AUTHENTICATION: 'none',
    },
    dataFolder,
    fresh: true,
    storePort: 0,
    pollingMode: 'provisioned',
    sourcesFile: '',
    topic: { partitions: PARTITIONS, replicationFactor: 1 },
  });
}

/** Documents written to the index since its shards were started, overwritten ones included. */
async function written(engine: SearchEngine): Promise<number> {
  const stats = await engine.request('GET', `/${index}/_stats/indexing`);
  return v.parse(statsSchema, stats ?? NO_STATS)._all.primaries.indexing.index_total;
}

/** Documents that can be found in the index. */
async function found(engine: SearchEngine): Promise<number> {
  await engine.request('POST', `/${index}/_refresh`);
  return v.parse(countSchema, (await engine.request('GET', `/${index}/_count`)) ?? { count: 0 }).count;
}
