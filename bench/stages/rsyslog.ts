import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled } from '../child.ts';
import { BENCH_FOLDER, type LineFile } from '../lines/line-files.ts';
import { note, type Run, skip } from '../run.ts';
import { startIngestWorker, topicOf } from './ingest.ts';
import { runRound, showProgress } from './rounds.ts';
import { deleteIndex, documentsFound, documentsWritten } from './search.ts';
import type { Servers } from './servers.ts';

/** The templates of logs fit it, so its documents are indexed as ours are. */
const INDEX = 'kafkainsight-logs-bench.rsyslog-2026.11';
const SAMPLES = 3;
const LOOK_MILLIS = 200;
const PATIENCE_MILLIS = 40_000;
/** Where Debian puts the modules. */
const MODULES = '/usr/lib/x86_64-linux-gnu/rsyslog';

/** Who names the documents: what they hold, so that a second delivery changes nothing, or the engine, which is less work. */
type Ids = 'own ids' | 'made ids';

/**
 * The way of a C program from Kafka into the same node: rsyslog's imkafka and omelasticsearch, two workers, batches of 2,000. It has
 * less to do than the pipeline: the documents are ready in the topic, and it checks nothing. Its start is left out: the clock runs from
 * the first document in the index to the last.
 */
export async function measureRsyslog(run: Run, servers: Servers, file: LineFile, peerOf: string): Promise<void> {
  const hasModules = ['imkafka.so', 'omelasticsearch.so'].every((name) => existsSync(path.join(MODULES, name)));
  if (!hasModules || !(await isInstalled('rsyslogd'))) {
    skip(run, 'rsyslog (Debian: rsyslog, rsyslog-kafka, rsyslog-elasticsearch) is not installed');
    return;
  }
  const producer = await startIngestWorker(servers, 'floor', file, true);
  await runRound(producer);
  await producer.stop();
  const topic = topicOf('floor', file, true);
  const unit = { unit: 'thousand lines a second', better: 'more' } as const;
  const same = await measure(run, servers, topic, file.lines, 'own ids');
  if (same.length > 0) note(run, { ...unit, name: 'rsyslog, from the topic', samples: same, peerOf });
  const less = await measure(run, servers, topic, file.lines, 'made ids');
  if (less.length === 0) return;
  note(run, {
    ...unit,
    name: 'rsyslog, from the topic, ids made by the engine',
    samples: less,
    note: 'a second delivery doubles its documents',
  });
}

async function measure(run: Run, servers: Servers, topic: string, lines: number, ids: Ids): Promise<number[]> {
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    showProgress(`rsyslog, ${ids}: ${sample + 1} of ${SAMPLES}`);
    const rate = await indexOnce(servers, topic, lines, `bench-rsyslog-${ids === 'own ids'}-${sample}`, ids);
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
  servers: Servers,
  topic: string,
  lines: number,
  group: string,
  ids: Ids,
): Promise<number | undefined> {
  const [url, brokers] = await Promise.all([servers.openSearch(), servers.kafka()]);
  const folder = path.join(BENCH_FOLDER, 'rsyslog');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await deleteIndex(url, INDEX);
  const file = path.join(folder, 'rsyslog.conf');
  writeFileSync(file, configuration({ url: new URL(url), brokers, topic, group, folder, ids }));
  const rsyslog = spawn('rsyslogd', ['-n', '-f', file, '-i', path.join(folder, 'pid')], { stdio: 'ignore' });
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

interface Settings {
  readonly url: URL;
  readonly brokers: string;
  readonly topic: string;
  readonly group: string;
  readonly folder: string;
  readonly ids: Ids;
}

function configuration({ url, brokers, topic, group, folder, ids }: Settings): string {
  const parse = ids === 'own ids' ? 'action(type="mmjsonparse" cookie="")' : '';
  const name = ids === 'own ids' ? 'dynbulkid="on" bulkid="id"' : '';
  return `
global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imkafka")
module(load="mmjsonparse")
module(load="omelasticsearch")
main_queue(queue.type="FixedArray" queue.size="200000" queue.dequeueBatchSize="2000" queue.workerThreads="2" queue.workerThreadMinimumMessages="1000")
template(name="value" type="string" string="%msg%")
template(name="id" type="string" string="%$!kafkainsight.file.id%-%$!log.offset%")
ruleset(name="index") {
  ${parse}
  action(type="omelasticsearch" server="${url.hostname}" serverport="${url.port}" searchIndex="${INDEX}" searchType="" bulkmode="on" template="value" errorFile="${folder}/errors" ${name})
}
input(type="imkafka" topic="${topic}" broker=["${brokers}"] consumergroup="${group}" ruleset="index"
  confParam=["auto.offset.reset=earliest"])
`;
}
