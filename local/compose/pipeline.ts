import { setTimeout as sleep } from 'node:timers/promises';
import { utimesSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { type Environment, readEnvironment, required } from '../../adapters/environment.ts';
import { searchEnvironment } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { INBOX_PREFIX } from '../../pipeline/names.ts';
import { type Inbox, startInbox } from '../runner/inbox.ts';
import { type Pipeline, startPipeline } from '../runner/pipeline.ts';

const INBOX = { intervalMillis: 1_000, patienceMillis: 30_000 };
const PARTITIONS = 4;

/** What the container is told, beside the functions' own variables. The Dockerfile sets the paths. */
const schema = v.object({
  DATA_FOLDER: required('the folder where everything is kept'),
  INBOX_FOLDERS: required('the folders that are watched, separated by colons'),
  HEARTBEAT_FILE: required('the file that is touched as long as the topic is read'),
  STORE_HOST: required('the address that the local S3 and SQS listen on'),
  STORE_PORT: v.pipe(v.optional(v.string(), ''), v.regex(/^\d{1,5}$/, 'must be a port'), v.transform(Number)),
  TOPIC_REPLICATION: v.pipe(v.optional(v.string(), '1'), v.picklist(['1', '3'], 'must be 1 or 3'), v.transform(Number)),
});

/**
 * The pipeline as a service: the same functions and runner as `npm start`, with servers of the compose file and without the page,
 * in whose place Kibana stands. It touches the heartbeat file as long as the brokers count it as a reader of the topic.
 * Errors: CONFIGURATION_INVALID, and those of the servers where they do not answer.
 */
export async function runPipeline(environment: Environment, stopping: AbortSignal): Promise<void> {
  const settings = readEnvironment(schema, environment);
  await requireProvisioned(environment);
  const pipeline = await startPipeline({
    environment,
    dataFolder: settings.DATA_FOLDER,
    log: 'output',
    fresh: false,
    storeHost: settings.STORE_HOST,
    storePort: settings.STORE_PORT,
    pollingMode: 'provisioned',
    // What is known of the files below each prefix comes as the functions' own variable, SOURCES.
    sourcesFile: '',
    isProvisioned: true,
    topic: { partitions: PARTITIONS, replicationFactor: settings.TOPIC_REPLICATION },
    onHeartbeat: () => {
      touch(settings.HEARTBEAT_FILE);
    },
  });
  const inboxes = settings.INBOX_FOLDERS.split(':').map((folder) => watch(folder, pipeline));
  say('info', 'watching', { folders: settings.INBOX_FOLDERS });
  while (!stopping.aborted) await sleep(86_400_000, undefined, { signal: stopping }).catch(() => undefined);
  await Promise.all(inboxes.map((inbox) => inbox.stop()));
  await pipeline.stop();
}

/** A wrong authority, address or password is told at once, by name, and not by the first batch that fails. */
async function requireProvisioned(environment: Environment): Promise<void> {
  const engine = createSearchEngine(readEnvironment(searchEnvironment, environment).search);
  try {
    if ((await engine.request('GET', '/_index_template/kafkainsight-logs')) !== undefined) return;
  } finally {
    await engine.close();
  }
  throw new KafkaInsightError(
    'TEMPLATE_MISSING',
    'Elasticsearch has no index templates of ours. Run the step that makes them: docker compose up setup.',
  );
}

function watch(folder: string, { store }: Pipeline): Inbox {
  return startInbox(
    store.objects,
    { folder, ...INBOX },
    {
      onUploaded: ({ key, sizeBytes }) => {
        say('info', 'taken from the inbox', { file: key.slice(INBOX_PREFIX.length), bytes: sizeBytes });
      },
      onProblem: (path, error) => {
        const reason = error instanceof Error ? error.message : String(error);
        say('error', 'not taken from the inbox', { path, reason });
      },
    },
  );
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    writeFileSync(file, '');
  }
}

/** A line as the functions' own logs have it. */
function say(level: 'info' | 'error', message: string, fields: Readonly<Record<string, string | number>>): void {
  const line = { time: new Date().toISOString(), level, function: 'inbox', message, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
