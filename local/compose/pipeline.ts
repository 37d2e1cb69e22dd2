import { utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { searchEnvironment } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { INBOX_PREFIX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { errorFields } from '../../lambdas/log.ts';
import { type Inbox, startInbox } from '../runner/inbox.ts';
import { type Pipeline, startPipeline } from '../runner/pipeline.ts';
import { watchSignIn } from './sign-in.ts';

const INBOX = { intervalMillis: 1_000, patienceMillis: 30_000 };
const PARTITIONS = 4;
const SIGN_IN_MILLIS = 5_000;

/** The container's variables, in addition to those of the functions. The Dockerfile sets the paths. */
const schema = v.object({
  DATA_FOLDER: required('the folder where everything is kept'),
  INBOX_FOLDERS: required('the folders that are watched, separated by colons'),
  HEARTBEAT_FILE: required('the file that is touched as long as the topic is read and Elasticsearch accepts us'),
  STORE_HOST: required('the address that the local S3 and SQS listen on'),
  STORE_PORT: v.pipe(v.optional(v.string(), ''), v.regex(/^\d{1,5}$/, 'must be a port'), v.transform(Number)),
  TOPIC_REPLICATION: v.pipe(v.optional(v.string(), '1'), v.picklist(['1', '3'], 'must be 1 or 3'), v.transform(Number)),
});

/**
 * The pipeline as a service: the same functions and runner as `npm start`, with the servers of the compose file, and with Kibana instead
 * of the page. It touches the heartbeat file as long as the brokers count it as a reader of the topic and Elasticsearch accepts its
 * password. Errors: CONFIGURATION_INVALID, and those of the servers where they do not answer.
 */
export async function runPipeline(environment: Environment, stopping: AbortSignal): Promise<void> {
  const settings = readEnvironment(schema, environment);
  await using cleanUp = new AsyncDisposableStack();
  const engine = createSearchEngine(readEnvironment(searchEnvironment, environment).search);
  cleanUp.defer(() => engine.close());
  // This reports a wrong authority, address or password at once, by name, and not only when the first batch fails.
  await requireProvisioned(engine);
  const signIn = watchSignIn(
    () => requireProvisioned(engine),
    SIGN_IN_MILLIS,
    (reason) => {
      if (reason === undefined) say('info', 'signed in again');
      else say('error', 'not signed in to Elasticsearch', errorFields(reason));
    },
  );
  cleanUp.defer(() => signIn.stop());
  const pipeline = await startPipeline({
    environment,
    dataFolder: settings.DATA_FOLDER,
    log: 'output',
    fresh: false,
    storeHost: settings.STORE_HOST,
    storePort: settings.STORE_PORT,
    pollingMode: 'provisioned',
    // The functions read the sources from their variable SOURCES.
    sourcesFile: '',
    isProvisioned: true,
    topic: { partitions: PARTITIONS, replicationFactor: settings.TOPIC_REPLICATION },
    onHeartbeat: () => {
      if (signIn.isGood) touch(settings.HEARTBEAT_FILE);
    },
  });
  cleanUp.defer(() => pipeline.stop());
  for (const folder of settings.INBOX_FOLDERS.split(':')) {
    const inbox = watch(folder, pipeline);
    cleanUp.defer(() => inbox.stop());
  }
  say('info', 'watching', { folders: settings.INBOX_FOLDERS });
  while (!stopping.aborted) await sleep(86_400_000, undefined, { signal: stopping }).catch(() => undefined);
}

async function requireProvisioned(engine: SearchEngine): Promise<void> {
  if ((await engine.request('GET', '/_index_template/kafkainsight-logs')) !== undefined) return;
  throw new KafkaInsightError(
    'TEMPLATE_MISSING',
    'Elasticsearch does not have our index templates. Run the step that creates them: docker compose up setup.',
  );
}

function watch(folder: string, { store }: Pipeline): Inbox {
  return startInbox(
    store.objects,
    { folder, ...INBOX },
    {
      onUploaded: ({ key, sizeBytes }) => {
        say('info', 'read from the inbox', { file: key.slice(INBOX_PREFIX.length), bytes: sizeBytes });
      },
      onProblem: (path, error) => {
        say('error', 'not read from the inbox', { path, ...errorFields(error) });
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

/** Writes a line in the format of the functions' logs. */
function say(level: 'info' | 'error', message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const line = { time: new Date().toISOString(), level, function: 'inbox', message, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
