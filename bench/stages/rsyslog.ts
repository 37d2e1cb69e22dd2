import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled } from '../child.ts';
import { BENCH_FOLDER, type LineFile } from '../lines/line-files.ts';
import { note, type Run, skip } from '../run.ts';
import { engineVariants } from './engine-variants.ts';
import { COMBINED_INDEX } from './indexer.ts';
import { startIngestWorker, topicOf } from './ingest.ts';
import { type RoundWorker, runRound, showProgress, startWorker } from './rounds.ts';
import { fromTheTopic, type Ids, RSYSLOG_MODULES, type RsyslogSettings } from './rsyslog-configuration.ts';
import type { RsyslogWork } from './rsyslog-worker.ts';
import { startRsyslogd } from './rsyslogd.ts';
import { createIndex, deleteIndex, documentsFound, documentsWritten, emptyIndexLike, LOOK_MILLIS } from './search.ts';
import { type BenchServers, makeTopic } from './servers.ts';

// none of them is judged by the pipeline's findings function, as indices named like ours would be
/** Made as the index of the pipeline is: its documents are indexed as ours are. */
const INDEX = 'bench-rsyslog';
const WHOLE_WAY_INDEX = 'bench-rsyslog-whole';
/** Made as Filebeat maps it. */
const FILEBEAT_INDEX = 'bench-filebeat';
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

/** A worker that sends the file the whole way, as the pipeline does: from a folder through a separate topic to an index. */
export async function startRsyslog(servers: BenchServers, file: LineFile): Promise<RoundWorker> {
  const [url, brokers] = await Promise.all([servers.openSearch(), servers.kafka()]);
  const topic = 'rsyslog-whole-way';
  await makeTopic(brokers, topic);
  const folder = path.join(BENCH_FOLDER, 'rsyslog-whole-way');
  const made = { index: WHOLE_WAY_INDEX, like: COMBINED_INDEX };
  const work = { url, brokers, topic, group: topic, ...made, folder, file, rules: RULES };
  return startWorker('rsyslog-worker.ts', work satisfies RsyslogWork);
}

/**
 * The way of a C program from Kafka into the same node. It has less to do than the pipeline: the documents are ready in the topic,
 * and it checks nothing. Its start is left out: the clock runs from the first document in the index to the last.
 *
 * @param floor what its rate is shown against
 */
export async function measureRsyslog(run: Run, servers: BenchServers, file: LineFile, floor: string): Promise<void> {
  // what the index function sends: rsyslog cannot leave out what it need not send
  const records = { userAgentDetails: true, variant: 'words, enriched' } as const;
  const producer = await startIngestWorker(servers, 'floor', file, records);
  await runRound(producer);
  await producer.stop();
  const taking = { topic: topicOf('floor', file, records), lines: file.lines, index: INDEX };
  const unit = { unit: 'thousand lines a second', better: 'more', floor } as const;
  const same = await measure(run, servers, { ...taking, ids: 'own ids' });
  if (same.length > 0) note(run, { ...unit, name: 'rsyslog, from the topic', samples: same });
  const less = await measure(run, servers, { ...taking, ids: 'made ids' });
  if (less.length > 0)
    note(run, { ...unit, name: 'rsyslog, from the topic, ids made by the engine', samples: less, note: DOUBLED });
}

/**
 * The same way for documents as Filebeat writes them, into an index as Filebeat maps it.
 *
 * @param floor what its rate is shown against
 * @returns whether it was measured
 */
export async function measureFilebeatLike(
  run: Run,
  servers: BenchServers,
  file: LineFile,
  { name, floor }: { readonly name: string; readonly floor: string },
): Promise<boolean> {
  const records = { userAgentDetails: true, variant: 'Filebeat-like' } as const;
  const producer = await startIngestWorker(servers, 'floor', file, records);
  await runRound(producer);
  await producer.stop();
  const topic = topicOf('floor', file, records);
  const samples = await measure(run, servers, { topic, lines: file.lines, ids: 'made ids', index: FILEBEAT_INDEX });
  if (samples.length === 0) return false;
  note(run, { unit: 'thousand lines a second', better: 'more', floor, name, samples, note: DOUBLED });
  return true;
}

const DOUBLED = 'a second delivery doubles its documents';

/** What is taken from a topic. */
interface Taking {
  readonly topic: string;
  readonly lines: number;
  readonly ids: Ids;
  readonly index: string;
}

async function measure(run: Run, servers: BenchServers, taking: Taking): Promise<number[]> {
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    showProgress(`rsyslog, ${taking.index}, ${taking.ids}: ${sample + 1} of ${SAMPLES}`);
    const rate = await indexOnce(servers, taking, `${taking.topic}-rsyslog-${taking.ids === 'own ids'}-${sample}`);
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
  { topic, lines, ids, index }: Taking,
  group: string,
): Promise<number | undefined> {
  const [url, brokers] = await Promise.all([servers.openSearch(), servers.kafka()]);
  const folder = path.join(BENCH_FOLDER, 'rsyslog');
  if (index === FILEBEAT_INDEX) await createIndex(url, index, engineVariants['Filebeat-like']);
  else await emptyIndexLike(url, index, COMBINED_INDEX);
  const settings: RsyslogSettings = { url: new URL(url), brokers, topic, group, index, folder };
  const rsyslog = startRsyslogd(folder, fromTheTopic(settings, ids));
  try {
    const rate = await rateOf(() => documentsWritten(url, index), lines);
    const found = await documentsFound(url, index);
    if (rate !== undefined && found !== lines) throw new Error(`rsyslog made ${found} documents of ${lines} lines.`);
    return rate;
  } finally {
    rsyslog.kill('SIGKILL');
    await deleteIndex(url, index);
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
