import path from 'node:path';
import { runChild } from '../child.ts';
import { lineFile } from '../lines/line-files.ts';
import { note } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import type { GrowingResult, GrowingWork } from './growing-worker.ts';
import { COMBINED_INDEX } from './indexer.ts';
import { emptyIndex } from './search.ts';
import { makeTopic } from './servers.ts';

const LINES = 50_000;
const QUICK_LINES = 5_000;
const SAMPLES = 3;
/** Of a day: once, each hour, each quarter of an hour, each minute. */
export const UPLOADS_A_DAY = [1, 24, 96, 1440] as const;

/** What is measured of so many uploads, by the names of the measurements. */
export const growingNames = (uploads: number) =>
  ({
    read: `growing log, ${uploads} uploads, read`,
    seconds: `growing log, ${uploads} uploads, ingest function`,
    written: `growing log, ${uploads} uploads, documents written`,
  }) as const;

export const growing: BenchStage = {
  about:
    'A log of a day, 50,000 combined lines, is uploaded whole each time it has grown: once, each hour, each quarter of an hour, each minute. What the ingest function receives from S3, how long it runs altogether, and how many documents the indexer then writes; a real Kafka, a real OpenSearch, the local S3, whose clock is set a minute ahead for each upload. A new process for each sample.',
  minutes: 10,
  keptIn: path.join(import.meta.dirname, '..', 'growing.json'),
  async measure(run, servers) {
    const [brokers, url, store] = await Promise.all([servers.kafka(), servers.openSearch(), servers.store()]);
    const file = lineFile('apache_combined', run.quick ? QUICK_LINES : LINES);
    for (const uploads of UPLOADS_A_DAY) {
      const results: GrowingResult[] = [];
      for (let sample = 0; sample < (run.quick ? 1 : SAMPLES); sample++) {
        const topic = `growing-${uploads}-${sample}`;
        await makeTopic(brokers, topic);
        await emptyIndex(url, COMBINED_INDEX);
        const key = `inbox/${topic}/access.log`;
        const work: GrowingWork = {
          brokers,
          topic,
          url,
          index: COMBINED_INDEX,
          storeUrl: store.url,
          key,
          file,
          uploads,
        };
        results.push((await runChild('stages/growing-worker.ts', [JSON.stringify(work)])) as GrowingResult);
      }
      const lost = results.find(({ found }) => found !== file.lines);
      if (lost) throw new Error(`${lost.found} documents are found of ${file.lines} lines.`);
      const names = growingNames(uploads);
      const samples = (value: (result: GrowingResult) => number): number[] => results.map(value);
      note(run, { name: names.read, unit: 'MB', better: 'less', samples: samples(({ readBytes }) => readBytes / 1e6) });
      note(run, { name: names.seconds, unit: 'seconds', better: 'less', samples: samples(({ seconds }) => seconds) });
      note(run, { name: names.written, unit: 'documents', better: 'less', samples: samples(({ written }) => written) });
    }
  },
};
