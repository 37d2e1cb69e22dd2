import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { datasetOf } from '../../core/format-table.ts';
import { LOG_INDEX_PREFIX } from '../../core/names.ts';
import { lineFormats } from '../lines/flog-lines.ts';
import { lineFile } from '../lines/line-files.ts';
import { note } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { recordsOf } from './documents.ts';
import { startIndexWorker } from './indexer.ts';
import { runRound } from './rounds.ts';
import { deleteIndex, refresh } from './search.ts';

const LINES = 50_000;
const QUICK_LINES = 5_000;
/** Of a byte of log: a line takes less than it is long. */
const TARGET = 1;

/** `GET _cat/segments?format=json&bytes=b`: numbers are text there. */
const segmentsSchema = v.array(v.object({ size: v.pipe(v.string(), v.transform(Number)) }));

export const storage: BenchStage = {
  about:
    'Bytes of a line in the index, in one segment and without replicas, against the line as it was logged (with its line feed); and, for comparison, in a gzip file and as a document.',
  minutes: 1,
  async measure(run, servers) {
    const url = await servers.openSearch();
    for (const format of lineFormats) {
      const file = lineFile(format, run.quick ? QUICK_LINES : LINES);
      // one of its dataset's, by whose template it is made
      const index = `${LOG_INDEX_PREFIX}${datasetOf(format)}-bench.${format}`;
      const worker = await startIndexWorker(servers, { job: 'floor', file, seed: 0, index });
      await runRound(worker);
      await worker.stop();
      const bytes = await mergedBytes(url, index);
      // the next stage wants the node's memory
      await deleteIndex(url, index);
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
      note(run, { ...against, name: `index, ${format}`, samples: [bytes / file.lines], target: TARGET });
    }
  },
};

/** Makes all segments of an index one, and returns its bytes. */
export async function mergedBytes(url: string, index: string): Promise<number> {
  await fetch(`${url}/${index}/_forcemerge?max_num_segments=1&flush=true`, { method: 'POST' });
  await refresh(url, index);
  // not `_stats/store`, which for a while after a merge still has the size before it
  const answer = await fetch(`${url}/_cat/segments/${index}?format=json&bytes=b`);
  const segments = v.parse(segmentsSchema, await answer.json());
  return segments.reduce((sum, { size }) => sum + size, 0);
}
