import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstalled } from '../child.ts';
import { BENCH_FOLDER, type LineFile } from '../lines/line-files.ts';
import { note, type Run, skip } from '../run.ts';
import { startIngestWorker, topicOf } from './ingest.ts';
import { showProgress } from './rounds.ts';
import { deleteIndex, documentsWritten } from './search.ts';
import type { Servers } from './servers.ts';

/** The templates of logs fit it, so its documents are indexed as ours are. */
const INDEX = 'kafkainsight-logs-bench.rsyslog-2026.11';
const SAMPLES = 3;
const LOOK_MILLIS = 50;
const PATIENCE_MILLIS = 40_000;
/** Where Debian puts the modules. */
const MODULES = '/usr/lib/x86_64-linux-gnu/rsyslog';

/**
 * The way of a C program from Kafka into the same node: rsyslog's imkafka and omelasticsearch, two workers, batches of 2,000. It has
 * less to do than the pipeline: the documents are ready in the topic, it checks nothing, and the engine makes the ids. Its start is left
 * out: the clock runs from the first document in the index to the last.
 */
export async function measureRsyslog(run: Run, servers: Servers, file: LineFile, peerOf: string): Promise<void> {
  const hasModules = ['imkafka.so', 'omelasticsearch.so'].every((name) => existsSync(path.join(MODULES, name)));
  if (!hasModules || !(await isInstalled('rsyslogd'))) {
    skip(run, 'rsyslog (Debian: rsyslog, rsyslog-kafka, rsyslog-elasticsearch) is not installed');
    return;
  }
  const producer = await startIngestWorker(servers, 'floor', file, true);
  await producer.round();
  await producer.stop();
  const topic = topicOf('floor', file, true);
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    showProgress(`rsyslog ${sample + 1} of ${SAMPLES}`);
    const rate = await indexOnce(servers, topic, file.lines, `bench-rsyslog-${sample}`);
    if (rate === undefined) {
      skip(run, `rsyslog: it did not index all that the topic held within ${PATIENCE_MILLIS / 1000} s`);
      break;
    }
    samples.push(rate);
  }
  showProgress('');
  if (samples.length === 0) return;
  note(run, { name: 'rsyslog, from the topic', unit: 'thousand lines a second', better: 'more', samples, peerOf });
}

async function indexOnce(servers: Servers, topic: string, lines: number, group: string): Promise<number | undefined> {
  const [url, brokers] = await Promise.all([servers.openSearch(), servers.kafka()]);
  const folder = path.join(BENCH_FOLDER, 'rsyslog');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await deleteIndex(url, INDEX);
  const file = path.join(folder, 'rsyslog.conf');
  writeFileSync(file, configuration(new URL(url), brokers, topic, group, folder));
  const rsyslog = spawn('rsyslogd', ['-n', '-f', file, '-i', path.join(folder, 'pid')], { stdio: 'ignore' });
  try {
    return await rateOf(() => documentsWritten(url, INDEX), lines);
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

function configuration(url: URL, brokers: string, topic: string, group: string, folder: string): string {
  return `
global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imkafka")
module(load="omelasticsearch")
main_queue(queue.type="FixedArray" queue.size="200000" queue.dequeueBatchSize="2000" queue.workerThreads="2" queue.workerThreadMinimumMessages="1000")
template(name="value" type="string" string="%msg%")
ruleset(name="index") {
  action(type="omelasticsearch" server="${url.hostname}" serverport="${url.port}" searchIndex="${INDEX}" searchType="" bulkmode="on" template="value" errorFile="${folder}/errors")
}
input(type="imkafka" topic="${topic}" broker=["${brokers}"] consumergroup="${group}" ruleset="index"
  confParam=["auto.offset.reset=earliest"])
`;
}
