import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { credentialsFile } from '../../adapters/aws.ts';
import { type Environment, readEnvironment } from '../../adapters/environment-variables.ts';
import { createTopicAdmin, type TopicAdmin } from '../../adapters/kafka/admin.ts';
import { kafkaEnvironment } from '../../adapters/kafka/configuration.ts';
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import { networkFile } from '../../adapters/networks/network-file.ts';
import { searchEnvironment } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { createFindingsHandler } from '../../lambdas/findings/findings.ts';
import type { PollingMode } from '../../lambdas/indexer/acknowledge.ts';
import { createIndexerHandler } from '../../lambdas/indexer/indexer.ts';
import { createIngestHandler } from '../../lambdas/ingest/ingest.ts';
import { errorFields } from '../../lambdas/log.ts';
import { createProvisionHandler } from '../../lambdas/provision/provision.ts';
import { LOCAL_BUCKET, openStore, type Store } from '../store/store.ts';
import { type FindingsSchedule, startFindings } from './findings.ts';
import { invoke } from './invoke.ts';
import { type KafkaSource, startKafkaSource } from './kafka-source.ts';
import { type LogFile, openLogFile, openLogOutput } from './log-file.ts';
import { type QueueSource, type QueueSourceSettings, startQueueSource } from './queue-source.ts';
import { INDEX, INGEST, MAX_RECEIVE_COUNT, VISIBILITY_TIMEOUT_SECONDS } from './wiring.ts';

export interface PipelineSettings {
  /**
   * The KAFKA_* and SEARCH_* variables: where the servers are; AWS_ENDPOINT_CREDENTIALS_FILE: the key of the local S3 and SQS; and
   * further variables of the functions.
   */
  readonly environment: Environment;
  readonly dataFolder: string;
  /** Where the functions' logs go: `pipeline.log` in the data folder, or standard output. Default: `file`. */
  readonly log?: 'file' | 'output';
  /** Starts with an empty bucket and empty queues. */
  readonly fresh: boolean;
  /** Port of the local S3 and SQS; 0 for any free one. */
  readonly storePort: number;
  /** The address that the local S3 and SQS listen on. Default: 127.0.0.1. */
  readonly storeHost?: string;
  readonly pollingMode: PollingMode;
  /** The file with the JSON of the sources, if there is one. */
  readonly sourcesFile: string;
  readonly topic: { readonly partitions: number; readonly replicationFactor: number };
  /** Whether somebody with more permissions has already provisioned the search engine. Default: false. */
  readonly isProvisioned?: boolean;
  /** Called every few seconds while the topic is read. */
  readonly onHeartbeat?: () => void;
}

/** The running pipeline. */
export interface Pipeline {
  /** The functions' environment, from which the other commands find the servers. */
  readonly environment: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly engine: SearchEngine;
  readonly topic: TopicAdmin;
  readonly logFile: LogFile;
  readonly findings: Pick<FindingsSchedule, 'settle'>;
  /** Stops from front to back, so that what is in flight arrives; the rest is redelivered at the next start. */
  stop(): Promise<void>;
}

/** How long an invocation may take to finish; what it does not finish is redelivered at the next start. */
const STOP_PATIENCE_MILLIS = 15_000;

const servers = v.intersect([kafkaEnvironment, searchEnvironment]);
const storeKey = v.object({ AWS_ENDPOINT_CREDENTIALS_FILE: credentialsFile() });

/**
 * Assembles the pipeline around the same functions that run in the cloud: local S3 and SQS, event sources, topic, templates. Errors:
 * CONFIGURATION_INVALID, ALREADY_RUNNING, PORT_TAKEN, and those of the servers where they do not respond.
 */
export async function startPipeline(settings: PipelineSettings): Promise<Pipeline> {
  const { kafka, search } = readEnvironment(servers, settings.environment);
  const { AWS_ENDPOINT_CREDENTIALS_FILE: credentials } = readEnvironment(storeKey, settings.environment);
  await using cleanUp = new AsyncDisposableStack();
  const engine = createSearchEngine(search);
  cleanUp.defer(() => engine.close());
  const topic = createTopicAdmin(kafka, { log: () => undefined });
  cleanUp.defer(() => topic.close());
  const store = await openStore({
    folder: join(settings.dataFolder, 'store'),
    port: settings.storePort,
    ...(settings.storeHost === undefined ? {} : { host: settings.storeHost }),
    credentials,
    fresh: settings.fresh,
    visibilityTimeoutSeconds: VISIBILITY_TIMEOUT_SECONDS,
    maxReceiveCount: MAX_RECEIVE_COUNT,
  });
  cleanUp.defer(() => store.close());
  // only now: while another run holds the store, the log file is its own
  const logFile = settings.log === 'output' ? openLogOutput() : openLogFile(join(settings.dataFolder, 'pipeline.log'));
  cleanUp.defer(() => logFile.close());
  const environment = functionEnvironment(settings, store);
  // The broker recompresses what other producers send, since kafkajs cannot read every compression.
  await topic.createTopic({ ...settings.topic, configuration: { 'compression.type': 'gzip' } });
  if (settings.isProvisioned !== true) await provision(environment, logFile);
  const sources = startSources(environment, settings, { ...store, credentials }, logFile);
  const servingStack = cleanUp.move();
  return {
    environment,
    store,
    engine,
    topic,
    logFile,
    findings: sources.findings,
    stop: async () => {
      await Promise.race([stopSources(sources), sleep(STOP_PATIENCE_MILLIS)]);
      await servingStack.disposeAsync();
    },
  };
}

/** What calls the functions. */
interface Sources {
  readonly queue: QueueSource;
  readonly kafka: KafkaSource;
  readonly findings: FindingsSchedule;
}

async function stopSources({ queue, kafka, findings }: Sources): Promise<void> {
  await Promise.all([queue.stop().then(() => kafka.stop()), findings.stop()]);
}

async function provision(environment: Environment, logFile: LogFile): Promise<void> {
  const handler = createProvisionHandler(environment, { log: logFile.log('provision') });
  await invoke(handler, {}, { functionName: 'provision', timeoutMillis: 120_000 });
}

function startSources(
  environment: Environment,
  { environment: given, pollingMode, onHeartbeat }: PipelineSettings,
  store: Pick<QueueSourceSettings, 'queueUrl' | 'credentials'> & { readonly url: string },
  logFile: LogFile,
): Sources {
  const failed = (functionName: string) => (error: unknown) => {
    logFile.log(functionName).error('invocation failed', errorFields(error));
  };
  const indexer = createIndexerHandler(environment, { log: logFile.log('indexer') });
  const { kafka } = readEnvironment(kafkaEnvironment, given);
  const ingestLog = logFile.log('ingest');
  const producer = createRecordProducer(kafka, {
    log: ({ level, message, broker }) => {
      ingestLog.warn(`kafkajs: ${message}`, { level, broker });
    },
  });
  const ingest = createIngestHandler(environment, { log: ingestLog, producer });
  const findings = createFindingsHandler(environment, { log: logFile.log('findings') });
  let delivered = 0;
  return {
    findings: startFindings(findings, failed('findings'), () => delivered),
    kafka: startKafkaSource(
      indexer,
      kafka,
      { ...INDEX, pollingMode },
      {
        onFailure: failed('indexer'),
        onDelivered: (records) => {
          delivered += records;
        },
        ...(onHeartbeat === undefined ? {} : { onHeartbeat }),
      },
    ),
    queue: startQueueSource(
      ingest,
      { ...INGEST, endpoint: store.url, queueUrl: store.queueUrl, credentials: store.credentials },
      { onFailure: failed('ingest') },
    ),
  };
}

function functionEnvironment(
  { environment, pollingMode, sourcesFile }: PipelineSettings,
  store: Store,
): Record<string, string> {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    INDEX_PERIOD: 'month',
    RETENTION_DAYS: '365',
    AWS_REGION: 'local',
    ...(environment['NETWORKS_FILE'] === undefined ? { NETWORKS_FILE: networkFile() } : {}),
    ...Object.fromEntries(given),
    ...(existsSync(sourcesFile) ? { SOURCES: readFileSync(sourcesFile, 'utf8') } : {}),
    AWS_ENDPOINT_URL_S3: store.url,
    AWS_ENDPOINT_URL_SQS: store.url,
    BUCKET: LOCAL_BUCKET,
    QUEUE_URL: store.queueUrl,
    DEAD_LETTER_QUEUE_URL: store.deadLetterQueueUrl,
    POLLING_MODE: pollingMode,
  };
}
