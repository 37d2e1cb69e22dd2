import { mkdirSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { INBOX_PREFIX } from '../../core/names.ts';
import type { Site } from '../../core/site/site.ts';
import { counted } from '../../core/wording.ts';
import { startPage } from '../page/server.ts';
import { STORY_PREFIX } from '../page/story.ts';
import { rawLineBucket } from '../raw-line/bucket.ts';
import { DEAD_LETTER_QUEUE, LOCAL_BUCKET, WORK_QUEUE } from '../store/store.ts';
import { print, printError, safeName } from '../terminal.ts';
import { type Inbox, startInbox } from './inbox.ts';
import { askServers, type LiveStatus, sentenceOf, statusLine } from './live-status.ts';
import type { FunctionError } from './log-file.ts';
import { messagesIn } from './once.ts';
import type { Pipeline } from './pipeline.ts';
import { createProgress } from './progress.ts';
import { uploadFile } from './take.ts';

const LOOK_MILLIS = 1_000;
const REPEATED_MILLIS = 60_000;
const INBOX = { intervalMillis: 1_000, patienceMillis: 30_000 };

export interface LiveSettings {
  readonly inboxFolder: string;
  /** What the page knows about the site; absent where nothing is known of it. */
  readonly site?: Site | undefined;
  /** The same while there is nothing but the story. */
  readonly storySite?: Site | undefined;
  /** Creates the files that are loaded where the inbox is and always was empty, so that there is something to see. */
  readonly samples: () => Promise<readonly string[]>;
}

/** Watches the inbox, serves the page and shows counts, until the signal. Errors: PORT_TAKEN, DISK_FULL. */
export async function runLive(pipeline: Pipeline, settings: LiveSettings, stopping: AbortSignal): Promise<void> {
  mkdirSync(settings.inboxFolder, { recursive: true });
  const progress = createProgress();
  const say = (text: string): void => {
    progress.end();
    printError(`${text}\n`);
  };
  await using cleanUp = new AsyncDisposableStack();
  const retrying = watchErrors(pipeline, say);
  const page = await startPage({
    searchEngine: pipeline.engine,
    site: settings.site,
    storySite: settings.storySite,
    bucket: await rawLineBucket(pipeline.environment),
  });
  cleanUp.defer(() => page.stop());
  let isStoryOver = false;
  const inbox = startInbox(
    pipeline.store.objects,
    { folder: settings.inboxFolder, ...INBOX },
    {
      onUploaded: ({ key, sizeBytes }) => {
        say(`Read from the inbox: ${safeName(key.slice(INBOX_PREFIX.length))} (${counted(sizeBytes, 'byte')})`);
        if (isStoryOver || pipeline.store.objects.list(STORY_PREFIX, '', 1).length === 0) return;
        isStoryOver = true;
        say('The dashboards show your own logs now. The story is hidden; a click there shows it.');
      },
      onProblem: (path, error) => {
        say(`Not read from the inbox: ${safeName(path)}: ${safeName(error.message)}`);
      },
    },
  );
  cleanUp.defer(() => inbox.stop());
  print(addresses(pipeline, settings.inboxFolder, page.url));
  await loadSamples(pipeline, settings, say);
  while (!stopping.aborted) {
    progress.show(statusLine({ ...(await askServers(pipeline)), ...waitingOf(pipeline, inbox), ...retrying() }));
    await sleep(LOOK_MILLIS, undefined, { signal: stopping }).catch(() => undefined);
  }
  say('Stopping. What is in flight continues at the next start.');
}

function addresses({ engine, environment, store, logFile }: Pipeline, inboxFolder: string, pageUrl: string): string {
  const rows = [
    ['dashboards', `${pageUrl}/`],
    ['inbox', `${inboxFolder} (drop log files here)`],
    [engine.kind === 'opensearch' ? 'OpenSearch' : 'Elasticsearch', environment['SEARCH_URL'] ?? ''],
    ['Kafka', environment['KAFKA_BROKERS'] ?? ''],
    ['S3', `${store.url}/${LOCAL_BUCKET} (path style, signed)`],
    ['log', logFile.path],
  ];
  const list = rows.map(([name = '', address = '']) => `  ${name.padEnd(13)}  ${address}\n`).join('');
  return `\n${list}\nCtrl-C stops.\n\n`;
}

async function loadSamples(
  { store }: Pipeline,
  { inboxFolder, samples }: LiveSettings,
  say: (text: string) => void,
): Promise<void> {
  const isWaiting = readdirSync(inboxFolder).some((name) => !name.startsWith('.'));
  if (isWaiting || store.objects.list(INBOX_PREFIX, '', 1).length > 0) return;
  const paths = await samples();
  for (const path of paths) await uploadFile(store.objects, path, STORY_PREFIX + basename(path));
  if (paths.length > 0)
    say(`Loaded, so that there is something to see: a story in ${counted(paths.length, 'log file')}`);
}

function waitingOf(
  { store }: Pipeline,
  { waiting }: Inbox,
): Pick<LiveStatus, 'waitingFiles' | 'waitingMessages' | 'givenUpMessages'> {
  return {
    waitingFiles: waiting,
    waitingMessages: messagesIn({ store }, WORK_QUEUE),
    givenUpMessages: messagesIn({ store }, DEAD_LETTER_QUEUE),
  };
}

/** Reports errors of files, and returns a function for the error that is being retried. */
function watchErrors({ logFile }: Pipeline, say: (text: string) => void): () => Pick<LiveStatus, 'retrying'> {
  const saidMillis = new Map<string, number>();
  let last: { readonly error: FunctionError; readonly millis: number } | undefined;
  logFile.onError((error) => {
    const sentence = sentenceOf(error);
    if (sentence === undefined) last = { error, millis: performance.now() };
    else {
      // a message that cannot be read is redelivered until it is given up
      const isRepeated = performance.now() - (saidMillis.get(sentence) ?? -Infinity) < REPEATED_MILLIS;
      saidMillis.set(sentence, performance.now());
      if (!isRepeated) say(sentence);
    }
  });
  return () =>
    last === undefined ? {} : { retrying: { error: last.error, secondsAgo: (performance.now() - last.millis) / 1000 } };
}
