import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { countIndices } from '../../lambdas/reconcile/counts.ts';
import { INBOX_PREFIX, INDEX_GROUP } from '../../pipeline/names.ts';
import { grouped } from '../../pipeline/wording.ts';
import { startPage } from '../page/server.ts';
import { LOCAL_BUCKET, WORK_QUEUE } from '../store/store.ts';
import { type Inbox, startInbox, uploadFile } from './inbox.ts';
import { messagesIn } from './once.ts';
import type { Pipeline } from './pipeline.ts';
import { createProgress, type Progress } from './progress.ts';

const LOOK_MILLIS = 1_000;
const INBOX = { intervalMillis: 1_000, patienceMillis: 30_000 };

/** What a live run is told. */
export interface LiveSettings {
  readonly inboxFolder: string;
  /** Makes the files that are put in where nothing ever was, so that there is something to see. */
  readonly samples: () => Promise<readonly string[]>;
}

/** Watches the inbox, serves the page and shows counts until the signal. Errors: PORT_TAKEN, DISK_FULL. */
export async function runLive(pipeline: Pipeline, settings: LiveSettings, stopping: AbortSignal): Promise<void> {
  mkdirSync(settings.inboxFolder, { recursive: true });
  const progress = createProgress();
  const say = (text: string): void => {
    progress.end();
    process.stderr.write(`${text}\n`);
  };
  await using cleanUp = new AsyncDisposableStack();
  const page = await startPage({ searchEngine: pipeline.engine });
  cleanUp.defer(() => page.stop());
  const inbox = startInbox(
    pipeline.store.objects,
    { folder: settings.inboxFolder, ...INBOX },
    {
      onUploaded: ({ key, sizeBytes }) => {
        say(`Taken from the inbox: ${key.slice(INBOX_PREFIX.length)} (${grouped(sizeBytes)} bytes)`);
      },
      onProblem: (path, error) => {
        say(`Not taken from the inbox: ${path}: ${error.message}`);
      },
    },
  );
  cleanUp.defer(() => inbox.stop());
  process.stdout.write(addresses(pipeline, settings.inboxFolder, page.url));
  await loadSamples(pipeline, settings.samples, say);
  await showCounts(pipeline, inbox, progress, stopping);
  say('Stopping. What is on its way goes on at the next start.');
}

function addresses({ engine, environment, store, logFile }: Pipeline, inboxFolder: string, pageUrl: string): string {
  const rows = [
    ['dashboards', pageUrl],
    ['inbox', `${inboxFolder} (drop log files here)`],
    [engine.kind === 'opensearch' ? 'OpenSearch' : 'Elasticsearch', environment['SEARCH_URL'] ?? ''],
    ['Kafka', environment['KAFKA_BROKERS'] ?? ''],
    ['S3', `${store.url}/${LOCAL_BUCKET} (path style, any credentials)`],
    ['log', logFile.path],
  ];
  const list = rows.map(([name = '', address = '']) => `  ${name.padEnd(13)}  ${address}\n`).join('');
  return `\n${list}\nCtrl-C stops.\n\n`;
}

async function loadSamples(
  { store }: Pipeline,
  samples: LiveSettings['samples'],
  say: (text: string) => void,
): Promise<void> {
  if (store.objects.list(INBOX_PREFIX, '', 1).length > 0) return;
  const paths = await samples();
  for (const path of paths) await uploadFile(store.objects, path, `${INBOX_PREFIX}story/${basename(path)}`);
  if (paths.length > 0) say(`Loaded, so that there is something to see: ${paths.length} log files of a story`);
}

async function showCounts(pipeline: Pipeline, inbox: Inbox, progress: Progress, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    progress.show(await countsText(pipeline, inbox));
    await sleep(LOOK_MILLIS, undefined, { signal: stopping }).catch(() => undefined);
  }
  progress.end();
}

async function countsText({ engine, topic, store, logFile }: Pipeline, inbox: Inbox): Promise<string> {
  try {
    const [counts, partitions] = await Promise.all([countIndices(engine), topic.progress(INDEX_GROUP)]);
    const documents = Object.values(counts.documents).reduce((sum, count) => sum + count, 0);
    const lag = Number(partitions.reduce((sum, partition) => sum + partition.lag, 0n));
    const parts = [
      `${grouped(documents)} documents`,
      `${grouped(counts.unparsed)} unparsed`,
      `${grouped(counts.deadLetters)} dead letters`,
      `waiting: ${inbox.waiting} files, ${messagesIn({ store }, WORK_QUEUE)} messages, ${grouped(lag)} records`,
    ];
    return parts.join(' · ');
  } catch (error) {
    return `Counts are not to be had: ${logFile.lastError ?? (error instanceof Error ? error.message : String(error))}`;
  }
}
