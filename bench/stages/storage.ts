import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { lineFormats } from '../lines/flog-lines.ts';
import { lineFile } from '../lines/line-files.ts';
import { note } from '../run.ts';
import { recordsOf } from './documents.ts';
import { startIndexWorker } from './index.ts';
import { runRound } from './rounds.ts';
import { deleteIndex, refresh } from './search.ts';
import type { BenchStage } from './stage.ts';

const LINES = 50_000;
const QUICK_LINES = 5_000;

const statsSchema = v.object({
  _all: v.object({ primaries: v.object({ store: v.object({ size_in_bytes: v.number() }) }) }),
});

export const storage: BenchStage = {
  about:
    'Bytes that a line takes in the index, in one segment and without replicas, against the line as it was logged (and its line feed); and beside it in a gzip file, and as a document.',
  minutes: 1,
  async measure(run, servers) {
    const url = await servers.openSearch();
    for (const format of lineFormats) {
      const file = lineFile(format, run.quick ? QUICK_LINES : LINES);
      const index = `kafkainsight-logs-bench.${format}-2026.11`;
      const worker = await startIndexWorker(servers, { job: 'floor', file, seed: 0, index });
      await runRound(worker);
      await worker.stop();
      const bytes = await indexBytes(url, index);
      const records = recordsOf(file, { fileId: 'ABCDEFGHIJKLMQ', userAgentDetails: true });
      const documents = records.reduce((sum, { value }) => sum + value.length, 0);
      const perLine = { unit: 'bytes a line', better: 'less' } as const;
      const line = `line, ${format}`;
      const against = { ...perLine, floor: line };
      note(run, { ...perLine, name: line, samples: [file.bytes / file.lines] });
      note(run, {
        ...against,
        name: `gzip, ${format}`,
        samples: [gzipSync(readFileSync(file.path)).length / file.lines],
      });
      note(run, { ...against, name: `document, ${format}`, samples: [documents / file.lines] });
      note(run, { ...against, name: `index, ${format}`, samples: [bytes / file.lines] });
    }
  },
};

/** Of an index after all its segments are made one. It is deleted, since the next stage wants the node's memory. */
async function indexBytes(url: string, index: string): Promise<number> {
  await fetch(`${url}/${index}/_forcemerge?max_num_segments=1&flush=true`, { method: 'POST' });
  await refresh(url, index);
  const answer = await fetch(`${url}/${index}/_stats/store`);
  const stats = v.parse(statsSchema, await answer.json());
  await deleteIndex(url, index);
  return stats._all.primaries.store.size_in_bytes;
}
