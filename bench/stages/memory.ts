import { lineFile } from '../lines/line-files.ts';
import { note } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { startIngestWorker } from './ingest.ts';
import { runRound } from './rounds.ts';

const LINES = 40_000;
const QUICK_LINES = 10_000;
const SCALES = [1, 4, 16];
const PROCESSES = 3;
/** Room for what a garbage collector leaves lying. */
const TARGET = 1.25;

export const memory: BenchStage = {
  about:
    'The peak memory of the process of the ingest function while it reads one file in one invocation: of 40,000 combined lines, and of 4 and 16 times as many. A new process for each sample.',
  minutes: 1.5,
  obstacle: 'V8 lets its heap grow before it collects garbage, so a longer run shows more of the scatter.',
  async measure(run, servers) {
    for (const scale of SCALES) {
      const file = lineFile('apache_combined', scale * (run.quick ? QUICK_LINES : LINES));
      const samples: number[] = [];
      for (let process = 0; process < PROCESSES; process++) {
        const worker = await startIngestWorker(servers, 'handler', file, { userAgentDetails: true, rounds: 1 });
        samples.push((await runRound(worker)).peakMib);
        await worker.stop();
      }
      const measurement = { name: `peak of ingest, ${scale} x`, unit: 'MiB', better: 'less', samples } as const;
      note(run, scale === 1 ? measurement : { ...measurement, floor: 'peak of ingest, 1 x', target: TARGET });
    }
  },
};
