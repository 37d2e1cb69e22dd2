import { createReadStream } from 'node:fs';
import type { StoredObject } from '../../local/store/objects.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { note, type Run } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { MODIFIED_MILLIS } from './documents.ts';
import type { IngestWork, ProducedRecords } from './ingest-worker.ts';
import { inTurns, type Round, type RoundWorker, startWorker } from './rounds.ts';
import { type BenchServers, makeTopic, requireRecords } from './servers.ts';

const LINES = 200_000;
const QUICK_LINES = 20_000;
const ROUNDS = { warmUp: 2, measured: 7 };
const ALL_ROUNDS = ROUNDS.warmUp + ROUNDS.measured;
const TARGET = 0.8;

export const ingestStage: BenchStage = {
  about:
    'The ingest function reads a file of 200,000 combined lines from S3 and sends it until the broker has acknowledged every line, against producing ready-made records of the same bytes with the same producer.',
  minutes: 2,
  obstacle:
    'The floor reads, splits and parses nothing, and the broker runs on the same two cores: it lacks the share that the function needs for that.',
  async measure(run, servers) {
    for (const userAgentDetails of [true, false]) await measure(run, servers, userAgentDetails);
  },
};

async function measure(run: Run, servers: BenchServers, userAgentDetails: boolean): Promise<void> {
  const file = lineFile('apache_combined', run.quick ? QUICK_LINES : LINES);
  const what = userAgentDetails ? 'with user agents' : 'without user agents';
  const jobs = ['handler', 'floor'] as const;
  const records = { userAgentDetails, rounds: ALL_ROUNDS };
  const workers = await Promise.all(jobs.map((job) => startIngestWorker(servers, job, file, records)));
  const [handler = [], floor = []] = await inTurns(workers, ROUNDS, `ingest ${what}`);
  await Promise.all(workers.map((worker) => worker.stop()));
  await requireRecords(await servers.kafka(), topicOf('handler', file, { userAgentDetails }), ALL_ROUNDS * file.lines);
  const perSecond = ({ seconds }: Round): number => file.lines / 1000 / seconds;
  const perCpuSecond = ({ cpuSeconds }: Round): number => file.lines / 1000 / cpuSeconds;
  const time = { unit: 'thousand lines a second', better: 'more' } as const;
  const cpu = { unit: 'thousand lines a CPU-second', better: 'more' } as const;
  note(run, { ...time, name: `produce ${what}`, samples: floor.map(perSecond) });
  note(run, {
    ...time,
    name: `ingest ${what}`,
    samples: handler.map(perSecond),
    floor: `produce ${what}`,
    target: TARGET,
  });
  note(run, { ...cpu, name: `produce ${what}, CPU`, samples: floor.map(perCpuSecond) });
  note(run, {
    ...cpu,
    name: `ingest ${what}, CPU`,
    samples: handler.map(perCpuSecond),
    floor: `produce ${what}, CPU`,
  });
}

/** How many folders have the file of a round. */
let folders = 0;

/**
 * A worker that ingests the file from the local S3 into a separate topic.
 * @param records what is produced, and for how many rounds of the handler there are to be files
 */
export async function startIngestWorker(
  servers: BenchServers,
  job: IngestWork['job'],
  file: LineFile,
  { rounds = 0, ...records }: ProducedRecords & { readonly rounds?: number },
): Promise<RoundWorker> {
  const [brokers, store] = await Promise.all([servers.kafka(), servers.store()]);
  const topic = topicOf(job, file, records);
  await makeTopic(brokers, topic);
  const objects: StoredObject[] = [];
  if (job === 'handler')
    for (let round = 0; round < rounds; round++)
      objects.push(await putFile(servers, file, `inbox/folder-${++folders}/access.log`));
  const work: IngestWork = { job, brokers, topic, file, ...records, storeUrl: store.url, objects };
  return startWorker('ingest-worker.ts', work);
}

/** The topic of such a worker. Its name may have letters, digits, `.`, `_` and `-`. */
export function topicOf(
  job: IngestWork['job'],
  { format, lines }: LineFile,
  { userAgentDetails, variant }: ProducedRecords,
): string {
  return `${job}-${format}-${lines}-${userAgentDetails}-${(variant ?? 'ours').replaceAll(/[^\w.-]+/g, '-')}`;
}

/** Puts a file into the local S3. */
export async function putFile(servers: BenchServers, file: LineFile, key: string): Promise<StoredObject> {
  const { objects } = await servers.store();
  return objects.put(key, createReadStream(file.path) as AsyncIterable<Uint8Array>, {
    mtime: new Date(MODIFIED_MILLIS).toISOString(),
  });
}
