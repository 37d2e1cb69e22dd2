import { mkdirSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { listCases } from '../../adapters/search/findings/list.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { Source } from '../../core/files/sources.ts';
import { INBOX_PREFIX } from '../../core/names.ts';
import type { SearchEngineKind } from '../../core/ports.ts';
import type { Site } from '../../core/site/site.ts';
import { counted } from '../../core/wording.ts';
import type { PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import { freePort } from '../../local/engines/free-ports.ts';
import type { ServerEvent } from '../../local/engines/supervise.ts';
import { STORY_PREFIX } from '../../local/page/story.ts';
import { foundText } from '../../local/runner/case-table.ts';
import { runLive } from '../../local/runner/live.ts';
import { messagesIn, planFiles, type PlannedFile, processFiles } from '../../local/runner/once.ts';
import { differences, notes, resultTable } from '../../local/runner/once-report.ts';
import { type Pipeline, startPipeline } from '../../local/runner/pipeline.ts';
import { createProgress } from '../../local/runner/progress.ts';
import { requireReachable } from '../../local/runner/reachable.ts';
import { ELASTICSEARCH_FOLDER, removeRunFile, writeRunFile } from '../../local/runner/run-file.ts';
import { openSecrets, type RunSecrets } from '../../local/runner/secrets.ts';
import { type Servers, startServers } from '../../local/runner/servers.ts';
import { readSiteFile } from '../../local/runner/site-file.ts';
import { readSourcesFile } from '../../local/runner/sources-file.ts';
import { lockFolder } from '../../local/setup/folder-lock.ts';
import { makePrivateFolder } from '../../local/setup/private-files.ts';
import { DEAD_LETTER_QUEUE } from '../../local/store/store.ts';
import { print, printError, safeName } from '../../local/terminal.ts';
import {
  checkFolderOption,
  type Command,
  type ExitCode,
  numberOption,
  readArguments,
  refuseBeside,
  usageError,
  wordOption,
} from '../command.ts';
import type { Manual } from '../manual.ts';
import { startOptions as options } from '../start/options.ts';
import { stopController } from '../stopping.ts';
import { storyFiles } from '../story.ts';
import { givenServers, idKeyOf } from '../targets/connection.ts';
import { SAMPLE_FOLDER, SHOP_SITE_FILE, SITE_FILE, SOURCES_FILE } from '../targets/locations.ts';

const manual: Manual = {
  about:
    'Starts a real Kafka and a real OpenSearch (or Elasticsearch) on this machine, without Docker, and runs the pipeline on them until Ctrl-C: every file that you drop into local/inbox/ becomes searchable documents. With --once it processes files instead, reports the result for each, and ends.',
  usage: ['npm start [-- OPTIONS]', 'npm start -- --once [FILE...] [OPTIONS]'],
  options,
  examples: [
    'npm start',
    'npm start -- --once /var/log/apache2/access.log',
    'npm start -- --kafka-brokers broker-1:9092,broker-2:9092 --opensearch-url http://search:9200',
  ],
};

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

/** The first port to try for the local S3. */
const STORE_PORT = 4566;

export const start: Command = {
  manual,
  async run(args) {
    const { values: read, positionals, given } = readArguments(args, options, Infinity);
    refuseBeside(given, 'kafka-brokers', ['brokers']);
    refuseBeside(given, 'opensearch-url', ['engine']);
    const values = read.engine === 'elasticsearch' ? { ...read, data: join(read.data, ELASTICSEARCH_FOLDER) } : read;
    if (positionals.length > 0 && !values.once) {
      throw usageError(`Files are processed with --once: npm start -- --once ${positionals.join(' ')}`);
    }
    const settings = readSettings(values);
    const paths = positionals.length > 0 ? positionals : sampleLogs();
    const files = values.once
      ? await planFiles(paths, values.inbox, { idKey: await idKeyOf(process.env), sources: settings.sources })
      : [];
    keepPrivate(values);
    makePrivateFolder(values.data);
    // before anything is written: if there is another run, passwords, logs and the engines' folders belong to it
    const lock = lockFolder(values.data, 'This run');
    try {
      return await runServers(settings, files);
    } finally {
      lock.release();
    }
  },
};

async function runServers(settings: Settings, files: readonly PlannedFile[]): Promise<ExitCode> {
  const stopping = stopController();
  const secrets = await openSecrets(settings.values.data);
  const servers = await startEngines(settings, secrets);
  servers.onEvent((event) => {
    printError(`\n${eventText(event)}\n`);
    if ('error' in event && !event.othersGoOn) stopping.abort(event.error);
  });
  try {
    return await runPipeline(settings, { servers, secrets }, files, stopping.signal);
  } finally {
    await servers.stop();
  }
}

function eventText(event: ServerEvent): string {
  if ('error' in event) return `${event.what}. ${event.othersGoOn ? 'The others continue.' : 'Stopping ...'}`;
  if ('restartMillis' in event) return `${event.what}. Starting it again in ${event.restartMillis / 1000} s ...`;
  return `${event.backAgain} is running again.`;
}

/** Nobody else may read what this run and its engines write, whatever the umask was. The inbox is left to its owner. */
function keepPrivate({ once, inbox }: Values): void {
  if (!once) mkdirSync(inbox, { recursive: true });
  process.umask(0o077);
}

/** Errors: those of the pipeline; where a server's end stopped the run, that of the server, since all others follow from it. */
async function runPipeline(
  settings: Settings,
  { servers, secrets }: { readonly servers: Servers; readonly secrets: RunSecrets },
  files: readonly PlannedFile[],
  stopping: AbortSignal,
): Promise<ExitCode> {
  const { values } = settings;
  try {
    const pipeline = await assemble(settings, servers, secrets);
    try {
      const code = await (values.once ? once(pipeline, files, settings, stopping) : live(pipeline, settings, stopping));
      if (stopping.reason instanceof KafkaInsightError) throw stopping.reason;
      return code;
    } finally {
      removeRunFile(values.data);
      await pipeline.stop();
    }
  } catch (error) {
    throw stopping.reason instanceof KafkaInsightError ? stopping.reason : error;
  }
}

interface Settings {
  readonly values: Values;
  readonly sources: readonly Source[];
  /** The user's site; absent where nothing is known of it. */
  readonly site: Site | undefined;
  /** The site of the shop whose story a first start shows. */
  readonly storySite: Site | undefined;
  readonly mode: PollingMode;
  readonly engine: SearchEngineKind;
  readonly brokers: 1 | 2 | 3;
  readonly partitions: number;
}

function readSettings(values: Values): Settings {
  const settings = {
    values,
    mode: wordOption('polling-mode', values['polling-mode'], ['provisioned', 'on-demand']),
    engine: wordOption('engine', values.engine, ['opensearch', 'elasticsearch']),
    brokers: brokerCount(values.brokers),
    partitions: numberOption('partitions', values.partitions, { from: 1, to: 100 }),
  };
  checkFolderOption('data', values.data, 'write');
  checkFolderOption('inbox', values.inbox, 'read');
  requireApart(values);
  return {
    ...settings,
    sources: readSourcesFile(values.sources, values.sources !== SOURCES_FILE),
    site: readSiteFile(values.site, values.site !== SITE_FILE),
    storySite: readSiteFile(SHOP_SITE_FILE, true),
  };
}

/** What the servers write would be ingested as logs, and produce more writes, without end. */
function requireApart({ data, inbox }: Values): void {
  const way = relative(resolve(inbox), resolve(data));
  if (way === '..' || way.startsWith(`..${sep}`)) return;
  throw usageError(`--data is ${data}, which is inside the inbox ${inbox}. Name a folder outside of it.`);
}

function brokerCount(text: string): 1 | 2 | 3 {
  const count = numberOption('brokers', text, { from: 1, to: 3 });
  return count === 1 || count === 2 ? count : 3;
}

/** The sample logs: the long ones of flog, then the short ones of all other formats. */
function sampleLogs(): string[] {
  return [SAMPLE_FOLDER, join(SAMPLE_FOLDER, 'formats')].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.log(\.gz)?$/.test(name))
      .map((name) => join(folder, name)),
  );
}

async function startEngines({ values, engine, brokers }: Settings, secrets: RunSecrets): Promise<Servers> {
  const given = givenServers(values, process.env);
  await requireReachable(given);
  printError('Starting ...\n');
  return startServers({
    given,
    dataFolder: values.data,
    fresh: values.fresh,
    engine,
    brokers,
    ports: values['any-ports'] ? 'any' : 'usual',
    secrets,
  });
}

async function assemble(
  { values, site, storySite, mode, brokers, partitions }: Settings,
  servers: Servers,
  { storeCredentialsFile }: RunSecrets,
): Promise<Pipeline> {
  const given = servers.environment['KAFKA_BROKERS']?.split(',').length ?? brokers;
  const pipeline = await startPipeline({
    environment: {
      ...servers.environment,
      AWS_ENDPOINT_CREDENTIALS_FILE: storeCredentialsFile,
      SITE: JSON.stringify(site ?? { ...storySite, prefix: STORY_PREFIX.slice(INBOX_PREFIX.length) }),
    },
    dataFolder: values.data,
    fresh: values.fresh,
    storePort: values['any-ports'] ? 0 : await freePort({ first: STORE_PORT, last: STORE_PORT + 99 }),
    pollingMode: mode,
    sourcesFile: values.sources,
    topic: { partitions, replicationFactor: Math.min(3, given) },
  });
  writeRunFile(values.data, { pid: process.pid, inbox: resolve(values.inbox), environment: pipeline.environment });
  return pipeline;
}

async function once(
  pipeline: Pipeline,
  files: readonly PlannedFile[],
  { site }: Settings,
  stopping: AbortSignal,
): Promise<ExitCode> {
  const progress = createProgress();
  const startMillis = performance.now();
  try {
    const results = await processFiles(
      pipeline,
      files,
      (text) => {
        progress.show(text);
      },
      stopping,
    );
    progress.end();
    print(resultTable(results, (performance.now() - startMillis) / 1000));
    for (const note of notes(results)) print(`${safeName(note)}\n`);
    const sentences = differences(results, messagesIn(pipeline, DEAD_LETTER_QUEUE), pipeline.logFile);
    if (sentences.length > 0) {
      printError(`\n${sentences.map(safeName).join('\n')}\n`);
      return 1;
    }
    await pipeline.findings.settle();
    print(foundText(await listCases(pipeline.engine, { states: ['open'] }), site ?? {}));
    const lines = files.reduce((sum, file) => sum + file.lines, 0);
    print(`\n${counted(lines, 'line')}, all in the index.\n`);
    return 0;
  } catch (error) {
    progress.end();
    if (!stopping.aborted) throw error;
    printError('Stopped. The next start continues with what was not done.\n');
    return 1;
  }
}

async function live(
  pipeline: Pipeline,
  { values, site, storySite }: Settings,
  stopping: AbortSignal,
): Promise<ExitCode> {
  const samples = (): Promise<readonly string[]> =>
    values['no-story'] ? Promise.resolve([]) : storyFiles(join(values.data, 'story'), stopping);
  await runLive(pipeline, { inboxFolder: values.inbox, site, storySite, samples }, stopping);
  return 0;
}
