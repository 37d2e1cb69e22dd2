import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import { type KafkaCluster, startKafka } from '../../local/engines/kafka.ts';
import { startOpenSearch } from '../../local/engines/opensearch.ts';
import type { Server } from '../../local/engines/server.ts';
import { planFiles, type PlannedFile, processFiles } from '../../local/runner/once.ts';
import { type Pipeline, startPipeline } from '../../local/runner/pipeline.ts';
import { openSecrets } from '../../local/runner/secrets.ts';
import { compareDocuments, deleteDocuments, type Differences, type Documents, readDocuments } from './documents.ts';
import { compareWithFiles, expectedDocuments, type ExpectedFile } from './expected.ts';
import { type FaultProxy, startFaultProxy } from './proxy.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'local', 'sample-logs');
const NO_INBOX = join(tmpdir(), 'kafkainsight-no-inbox');

/** Breaks something while the lines of a run are in flight. Returns how often. */
export type Injection = (system: System) => Promise<number>;

/** A fault and its effect, a row of the final table. */
export interface FaultRow extends Differences {
  readonly fault: string;
  readonly times: number;
  readonly lines: number;
}

/** The whole pipeline on separate servers, with a proxy in front of the search engine. */
export interface System {
  readonly cluster: KafkaCluster;
  readonly search: Server;
  readonly proxy: FaultProxy;
  readonly pipeline: Pipeline;
  readonly folder: string;
  /** Where the servers are, for a pipeline in a separate process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly PlannedFile[];
  /**
   * Runs the sample logs through it while breaking something, and compares the index with that of the undisturbed run. `prepare` runs
   * before, on the empty index.
   */
  run(fault: string, inject: Injection, prepare?: (system: System) => Promise<void>): Promise<FaultRow>;
  /** The documents of the undisturbed run. */
  readonly undisturbed: Documents;
  stop(): Promise<void>;
}

/** Starts servers and pipeline, and does the undisturbed run. */
export async function startFaultSystem(options: {
  readonly brokers: 1 | 3;
  readonly mode: PollingMode;
}): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-faults-'));
  const [cluster, search] = await Promise.all([
    startKafka({ dataFolder: join(folder, 'kafka'), brokers: options.brokers, ports: 'any' }),
    startOpenSearch({ dataFolder: join(folder, 'opensearch'), ports: 'any' }),
  ]);
  const proxy = await startFaultProxy(search.url);
  const environment = {
    KAFKA_BROKERS: cluster.addresses.join(','),
    KAFKA_SECURITY: 'plaintext',
    AWS_ENDPOINT_CREDENTIALS_FILE: (await openSecrets(folder)).storeCredentialsFile,
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: proxy.url,
    SEARCH_AUTHENTICATION: 'none',
  };
  const pipeline = await startPipeline({
    environment,
    dataFolder: join(folder, 'data'),
    fresh: true,
    storePort: 0,
    pollingMode: options.mode,
    sourcesFile: join(folder, 'sources.json'),
    topic: { partitions: 4, replicationFactor: options.brokers },
  });
  const names = readdirSync(SAMPLES).filter((name) => name.includes('.log'));
  const files = await planFiles(
    names.map((name) => join(SAMPLES, name)),
    NO_INBOX,
  );
  const unbroken = (): Promise<number> => Promise.resolve(0);
  const process = processor(pipeline, files);
  const system: Omit<System, 'run' | 'undisturbed'> = {
    cluster,
    search,
    proxy,
    pipeline,
    folder,
    environment,
    files,
    async stop() {
      await pipeline.stop();
      await Promise.all([proxy.close(), cluster.stop(), search.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await process(unbroken);
  const undisturbed = await readDocuments(pipeline.engine);
  // the run that all others are compared with matches an independent reading of the files
  const unlike = compareWithFiles(expectedDocuments(files.map(contentOf)), undisturbed);
  assert.deepEqual(unlike, { lost: 0, doubled: 0, changed: 0 });
  const whole: System = {
    ...system,
    undisturbed,
    async run(fault, inject, prepare) {
      await deleteDocuments(pipeline.engine);
      await prepare?.(whole);
      const times = await process(() => inject(whole));
      const differences = compareDocuments(undisturbed, await readDocuments(pipeline.engine));
      return { fault, times, lines: undisturbed.size, ...differences };
    },
  };
  return whole;
}

function contentOf({ path, key }: PlannedFile): ExpectedFile {
  const bytes = readFileSync(path);
  return {
    key,
    content: path.endsWith('.gz') ? gunzipSync(bytes) : bytes,
    modifiedMillis: statSync(path).mtimeMs,
    like: basename(path, '.gz'),
  };
}

function processor(
  pipeline: Pipeline,
  files: readonly PlannedFile[],
): (inject: () => Promise<number>) => Promise<number> {
  return async (inject) => {
    let injected: Promise<number> | undefined;
    const onProgress = (): void => {
      injected ??= inject();
    };
    await processFiles(pipeline, files, onProgress, new AbortController().signal);
    return injected ?? 0;
  };
}

/** The table of all faults, as docs/reliability.md has it. */
export function faultTable(rows: readonly FaultRow[]): string {
  const head = '| fault | times | lines | lost | doubled | changed |\n|---|---|---|---|---|---|';
  const body = rows.map(
    ({ fault, times, lines, lost, doubled, changed }) =>
      `| ${fault} | ${times} | ${lines} | ${lost} | ${doubled} | ${changed} |`,
  );
  return [head, ...body].join('\n');
}
