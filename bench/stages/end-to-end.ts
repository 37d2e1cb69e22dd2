import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BENCH_FOLDER, lineFile } from '../lines/line-files.ts';
import { note } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import type { EndToEndWork } from './end-to-end-worker.ts';
import { COMBINED_INDEX, startIndexWorker } from './indexer.ts';
import { startIngestWorker } from './ingest.ts';
import { besideEachOther, inTurns, type Round, startWorker } from './rounds.ts';
import { hasRsyslog, measureFilebeatLike, measureRsyslog, startRsyslog } from './rsyslog.ts';

const LINES = 100_000;
const QUICK_LINES = 10_000;
/** Many, since on a machine with neighbours single turns differ by a third. */
const ROUNDS = { warmUp: 2, measured: 9 };
const TARGET = 0.85;
/** Ahead of rsyslog. */
const PEER_TARGET = 1.3;
/** Ahead of documents as Filebeat writes them, which are on the topic already. */
const FILEBEAT_TARGET = 1.5;

export const endToEnd: BenchStage = {
  about:
    'A file of 100,000 combined lines passes through the whole pipeline, in one process as `npm start` runs it, from its upload until its last line can be found. The findings function runs on its schedule, as it does there, and has none but these lines to judge: it waits while more than a thousand a second arrive, so it judges them after they can be found, and the turn does not wait for it. Every turn begins with an empty index, those of all contenders with the same settings and mappings. The floor is the slowest stage: ready-made bodies of _bulk with documents of the same lines, while the ingest function sends the same file to the topic, as in the pipeline; and, for comparison, with both cores to itself. In turns with them, rsyslog, a C program: the same file to a topic and from there to the index, with the fields that are printed in the lines, and none that are derived from them (user agents, outcomes, paths and queries of URLs). Below, rsyslog with our documents from the topic to the index, which is half of the way: with their ids, without which a second delivery would duplicate them, and with ids that the engine makes; and with Filebeat-like documents.',
  minutes: 10,
  obstacle:
    'Both functions, the queue and the poller share one process here, and share two cores with the broker and the node; on Lambda the functions have separate cores. Of the 16 core-seconds of a turn the node took 10.8, this process 4.3 and the broker 1.0 (2026-12-02, medians of three turns, measured apart); of the 19 of rsyslog’s whole way the node took 11.2, rsyslog 5.2 and the broker 2.6. To be ahead by 1.3, this process would have to take 2.8, two thirds of what it does. These core-seconds are from before 2026-12-03. Until then the findings function judged rsyslog’s lines too, in the middle of a turn, and rsyslog’s index was made from the template of other logs, which keeps copies of whole documents. Since then the index function is given bytes, not base64 of them, which saves 4 to 6 of 12 to 15 µs a record, and what is fetched is read without kafkajs’s objects, which saves another 1 to 2 (100,000 records at a time, three and two times in turns, measured apart while other work was running).',
  async measure(run, servers) {
    const [brokers, url] = await Promise.all([servers.kafka(), servers.openSearch()]);
    const file = lineFile('apache_combined', run.quick ? QUICK_LINES : LINES);
    const dataFolder = path.join(BENCH_FOLDER, `end-to-end-${process.pid}`);
    mkdirSync(dataFolder, { recursive: true });
    const work: EndToEndWork = { brokers, url, file, dataFolder, index: COMBINED_INDEX };
    const bulk = { job: 'floor', file, index: COMBINED_INDEX } as const;
    const peer = await hasRsyslog(run);
    const workers = [
      await startWorker('end-to-end-worker.ts', work),
      besideEachOther(
        await startIndexWorker(servers, { ...bulk, seed: 3 }),
        await startIngestWorker(servers, 'handler', file, {
          userAgentDetails: true,
          rounds: ROUNDS.warmUp + ROUNDS.measured,
        }),
      ),
      await startIndexWorker(servers, { ...bulk, seed: 5 }),
      ...(peer ? [await startRsyslog(servers, file)] : []),
    ];
    const [pipeline = [], floor = [], alone = [], rsyslog = []] = await inTurns(workers, ROUNDS, 'end to end');
    await Promise.all(workers.map((worker) => worker.stop()));
    rmSync(dataFolder, { recursive: true, force: true });
    const perSecond = ({ seconds }: Round): number => file.lines / 1000 / seconds;
    const unit = { unit: 'thousand lines a second', better: 'more' } as const;
    const floorName = '_bulk of the same lines, ingest beside it';
    note(run, { ...unit, name: floorName, samples: floor.map(perSecond) });
    note(run, {
      ...unit,
      name: 'end to end',
      samples: pipeline.map(perSecond),
      floor: floorName,
      target: TARGET,
      peerTarget: PEER_TARGET,
    });
    const aloneName = '_bulk of the same lines, alone';
    note(run, { ...unit, name: aloneName, samples: alone.map(perSecond), floor: floorName });
    if (!peer) return;
    note(run, { ...unit, name: "rsyslog's whole way", samples: rsyslog.map(perSecond), peerOf: 'end to end' });
    await measureRsyslog(run, servers, file, aloneName);
    const filebeat = { name: 'rsyslog, Filebeat-like documents from the topic', floor: aloneName };
    if (!(await measureFilebeatLike(run, servers, file, filebeat))) return;
    note(run, {
      ...unit,
      name: 'end to end, beside Filebeat-like documents',
      samples: pipeline.map(perSecond),
      floor: filebeat.name,
      target: FILEBEAT_TARGET,
    });
  },
};
