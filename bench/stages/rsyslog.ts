import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled } from '../child.ts';
import { BENCH_FOLDER, type LineFile } from '../lines/line-files.ts';
import { note, type Run, skip } from '../run.ts';
import { startIngestWorker, topicOf } from './ingest.ts';
import { type RoundWorker, runRound, showProgress, startWorker } from './rounds.ts';
import { fromTheTopic, type Ids, RSYSLOG_MODULES, type RsyslogSettings } from './rsyslog-configuration.ts';
import type { RsyslogWork } from './rsyslog-worker.ts';
import { startRsyslogd } from './rsyslogd.ts';
import { deleteIndex, documentsFound, documentsWritten, LOOK_MILLIS } from './search.ts';
import { type BenchServers, makeTopic } from './servers.ts';

/** The templates of logs fit it, so its documents are indexed as ours are. */
const INDEX = 'kafkainsight-logs-bench.rsyslog-2026.11';
const WHOLE_WAY_INDEX = 'kafkainsight-logs-bench.rsyslog.whole-2026.11';
const RULES = path.join(import.meta.dirname, '../peers/lognorm/apache_combined.rulebase');
const MODULES = ['imkafka', 'omelasticsearch', 'mmjsonparse', 'imfile', 'mmnormalize', 'omkafka'];
const SAMPLES = 3;
const PATIENCE_MILLIS = 40_000;

/** Whether rsyslog is there with all that it needs; noted where it is not. */
export async function hasRsyslog(run: Run): Promise<boolean> {
  const hasModules = MODULES.every((name) => existsSync(path.join(RSYSLOG_MODULES, `${name}.so`)));
  if (hasModules && (await isInstalled('rsyslogd'))) return true;
  skip(run, 'rsyslog (Debian: rsyslog, rsyslog-kafka, rsyslog-elasticsearch) is not installed');
  return false;
}

/** A worker that takes the file the whole way, as the pipeline does: from a folder through a separate topic to an index. */
export async function startRsyslog(servers: BenchServers, file: LineFile): Promise<RoundWorker> {
  const [url, brokers] = await Promise.all([servers.openSearch(), servers.kafka()]);
  const topic = 'rsyslog-whole-way';
  await makeTopic(brokers, topic);
  await deleteIndex(url, WHOLE_WAY_INDEX);
  const folder = path.join(BENCH_FOLDER, 'rsyslog-whole-way');
  const work = { url, brokers, topic, group: topic, index: WHOLE_WAY_INDEX, folder, file, rules: RULES };
  return startWorker('rsyslog-worker.ts', work satisfies RsyslogWork);
}

/**
 * The way of a C program from Kafka into the same node. It has less to do than the pipeline: the documents are ready in the topic,
 * and it checks nothing. Its start is left out: the clock runs from the first document in the index to the last.
 *
 * @param floor what its rate is shown against
 */
export async function measureRsyslog(run: Run, servers: BenchServers, file: LineFile, floor: string): Promise<void> {
  const producer = await startIngestWorker(servers, 'floor', file, true);
  await runRound(producer);
  await producer.stop();
  const filled = { topic: topicOf('floor', file, true), lines: file.lines };
  const unit = { unit: 'thousand lines a second', better: 'more', floor } as const;
  const same = await measure(run, servers, filled, 'own ids');
  if (same.length > 0) note(run, { ...unit, name: 'rsyslog, from the topic', samples: same });
  const less = await measure(run, servers, filled, 'made ids');
  if (less.length === 0) return;
  note(run, {
    ...unit,
    name: 'rsyslog, from the topic, ids made by the engine',
    samples: less,
    note: 'a second delivery doubles its documents',
  });
}

/** A topic that holds the documents of so many lines. */
interface FilledTopic {
  readonly topic: string;
  readonly lines: number;
}

async function measure(run: Run, servers: BenchServers, filled: FilledTopic, ids: Ids): Promise<number[]> {
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    showProgress(`rsyslog, ${ids}: ${sample + 1} of ${SAMPLES}`);
    const rate = await indexOnce(servers, filled, `bench-rsyslog-${ids === 'own ids'}-${sample}`, ids);
    if (rate === undefined) {
      skip(run, `rsyslog: it did not index all that the topic held within ${PATIENCE_MILLIS / 1000} s`);
      break;
    }
    samples.push(rate);
  }
  showProgress('');
  return samples;
}

async function indexOnce(
  servers: BenchServers,
  { topic, lines }: FilledTopic,
  group: string,
  ids: Ids,
): Promise<number | undefined> {
  const [url, brokers] = await Promise.all([servers.openSearch(), servers.kafka()]);
  const folder = path.join(BENCH_FOLDER, 'rsyslog');
  await deleteIndex(url, INDEX);
  const settings: RsyslogSettings = { url: new URL(url), brokers, topic, group, index: INDEX, folder };
  const rsyslog = startRsyslogd(folder, fromTheTopic(settings, ids));
  try {
    const rate = await rateOf(() => documentsWritten(url, INDEX), lines);
    const found = await documentsFound(url, INDEX);
    if (rate !== undefined && found !== lines) throw new Error(`rsyslog made ${found} documents of ${lines} lines.`);
    return rate;
  } finally {
    rsyslog.kill('SIGKILL');
    await deleteIndex(url, INDEX);
  }
}

/** Thousand documents a second, from the first that is seen to the last; undefined where the last does not come. */
async function rateOf(written: () => Promise<number>, lines: number): Promise<number | undefined> {
  const deadlineMillis = performance.now() + PATIENCE_MILLIS;
  let first: { readonly count: number; readonly millis: number } | undefined;
  while (performance.now() < deadlineMillis) {
    const count = await written();
    const millis = performance.now();
    if (count > 0) first ??= { count, millis };
    if (first !== undefined && count >= lines) return (count - first.count) / (millis - first.millis);
    await sleep(LOOK_MILLIS);
  }
  return undefined;
}
