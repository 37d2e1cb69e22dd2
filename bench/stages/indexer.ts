import { lineFile } from '../lines/line-files.ts';
import { note } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import type { IndexWork } from './indexer-worker.ts';
import { inTurns, type Round, type RoundWorker, startWorker } from './rounds.ts';
import { documentsFound } from './search.ts';
import type { BenchServers } from './servers.ts';

const LINES = 50_000;
const QUICK_LINES = 10_000;
/** A node that has just been started gets faster for about ten rounds. */
const ROUNDS = { warmUp: 10, measured: 9 };
const TARGET = 0.9;
/** Where the index function puts combined lines of November 2026. */
export const COMBINED_INDEX = 'kafkainsight-logs-apache.access-2026.11';

export const index: BenchStage = {
  about:
    'The index function receives events of up to 5,000 records as from Lambda, 50,000 a round, in two invocations at a time as from two pollers, until the records are searchable in an index that was empty; against ready-made bodies of _bulk with documents of the same lines, sent by the same client to the same OpenSearch node, with as many requests in flight. A broker runs beside them.',
  minutes: 2.5,
  obstacle:
    'The node lacks the share of the two cores that the function needs for base64, checks and copies; on Lambda the function has separate cores.',
  async measure(run, servers) {
    await servers.kafka();
    const url = await servers.openSearch();
    const file = lineFile('apache_combined', run.quick ? QUICK_LINES : LINES);
    const jobs = ['handler', 'floor'] as const;
    const workers = await Promise.all(
      jobs.map((job, seed) => startIndexWorker(servers, { job, file, seed, index: COMBINED_INDEX })),
    );
    const [handler = [], floor = []] = await inTurns(workers, ROUNDS, 'index');
    await Promise.all(workers.map((worker) => worker.stop()));
    const found = await documentsFound(url, COMBINED_INDEX);
    if (found !== file.lines) throw new Error(`${found} documents can be found; ${file.lines} were to be indexed.`);
    const perSecond = ({ seconds }: Round): number => file.lines / 1000 / seconds;
    const perCpuSecond = ({ cpuSeconds }: Round): number => file.lines / 1000 / cpuSeconds;
    const time = { unit: 'thousand documents a second', better: 'more' } as const;
    const cpu = { unit: "thousand documents a CPU-second of the client's", better: 'more' } as const;
    note(run, { ...time, name: '_bulk', samples: floor.map(perSecond) });
    note(run, { ...time, name: 'index', samples: handler.map(perSecond), floor: '_bulk', target: TARGET });
    note(run, { ...cpu, name: '_bulk, CPU', samples: floor.map(perCpuSecond) });
    note(run, { ...cpu, name: 'index, CPU', samples: handler.map(perCpuSecond), floor: '_bulk, CPU' });
  },
};

/** A worker that indexes the documents of a file. */
export async function startIndexWorker(servers: BenchServers, work: Omit<IndexWork, 'url'>): Promise<RoundWorker> {
  const url = await servers.openSearch();
  return startWorker('indexer-worker.ts', { ...work, url } satisfies IndexWork);
}
