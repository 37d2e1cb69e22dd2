import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { DocumentOptions } from '../../core/documents/documents.ts';
import { type ErrorCode, KafkaInsightError } from '../../core/errors.ts';
import { datasets } from '../../core/names.ts';
import type { ObjectStore, SearchEngine } from '../../core/ports.ts';
import type { KafkaRecord, RecordReading } from '../../core/records/records.ts';
import { documentOptionsLoader } from '../document-environment.ts';
import { inlineMore } from '../inlining.ts';
import { withLogAndMetrics } from '../invocation.ts';
import { createLog, errorFields, type Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { acknowledge, type KafkaBatchResponse } from './acknowledge.ts';
import { countedEngine } from './counted-engine.ts';
import { createDeadLetterStore } from './dead-letter-store.ts';
import { type IndexConfiguration, readIndexerEnvironment } from './environment.ts';
import { type AnyKafkaEvent, readEvent } from './event.ts';
import { type IndexOutcome, indexRecords } from './index-records.ts';
import { templateCheck } from './templates.ts';

/** Replacements for the adapters of the real servers. */
export interface IndexOverrides {
  readonly engine?: SearchEngine;
  readonly store?: Pick<ObjectStore, 'put'>;
  readonly log?: Log;
  readonly metrics?: Metrics<'indexer'>;
}

/** The handler of the topic's events; its response is only read in provisioned mode. */
export type IndexHandler = (event: AnyKafkaEvent, context: Context) => Promise<KafkaBatchResponse>;

/** Time kept back for the dead letters when the last document is sent. */
const INDEX_RESERVE_MILLIS = 5_000;
/** Time kept back for the response when the last dead letter is made searchable. */
const ANSWER_RESERVE_MILLIS = 1_000;

/**
 * Creates the index function: records of the log topic become documents of the search engine. Clients are created once and serve all
 * invocations. What is acknowledged: see {@link acknowledge}.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createIndexerHandler(environment: Environment, overrides: IndexOverrides = {}): IndexHandler {
  inlineMore();
  const configuration = readIndexerEnvironment(environment);
  const { aws, bucket, documents, metricsStage, pollingMode, search } = configuration;
  const log = overrides.log ?? createLog('indexer');
  const metrics = overrides.metrics ?? createMetrics('indexer', metricsStage);
  const engine = countedEngine(overrides.engine ?? createSearchEngine(search), metrics);
  const store = overrides.store ?? createDeadLetterStore(aws);
  const documentOptions = documentOptionsLoader(documents, aws);
  const requireTemplates = templateCheck(engine);

  async function work(records: readonly KafkaRecord[], endMillis: number): Promise<IndexOutcome> {
    await requireTemplates();
    const reading = recordReading(configuration, await documentOptions());
    const ports = { engine, store, bucket, valuesAreSearchable: reading.documents.pseudonymKey === undefined };
    return indexRecords(records, reading, ports, {
      indexMillis: endMillis - INDEX_RESERVE_MILLIS,
      deadLetterMillis: endMillis - ANSWER_RESERVE_MILLIS,
    });
  }

  async function handle(event: AnyKafkaEvent, context: Context): Promise<KafkaBatchResponse> {
    const startedMillis = Date.now();
    const records = readEvent(event);
    measureAge(metrics, records, startedMillis);
    let outcome: IndexOutcome;
    try {
      outcome = await work(records, startedMillis + context.getRemainingTimeInMillis());
    } catch (error) {
      if (!(error instanceof KafkaInsightError)) throw error;
      log.error('nothing indexed', errorFields(error));
      const { code } = error;
      outcome = { indexed: 0, deadLetters: new Map(), handedBack: new Map(records.map((record) => [record, code])) };
    }
    logOutcome(log, outcome, { records: records.length, millis: Date.now() - startedMillis });
    countOutcome(metrics, outcome);
    return acknowledge(outcome.handedBack, pollingMode);
  }

  return withLogAndMetrics(log, metrics, handle);
}

function recordReading({ scheme, documents }: IndexConfiguration, options: DocumentOptions): RecordReading {
  const named = documents.sources.flatMap(({ dataset }) => (dataset === undefined ? [] : [dataset]));
  return {
    scheme,
    datasets: new Set([...datasets, ...named]),
    source: documents.recordSource,
    documents: options,
    ingestedMillis: Date.now(),
  };
}

function logOutcome(log: Log, { indexed, deadLetters, handedBack }: IndexOutcome, facts: Record<string, number>): void {
  log.info('batch indexed', { ...facts, indexed });
  if (deadLetters.size > 0) log.warn('records dead-lettered', Object.fromEntries(deadLetters));
  if (handedBack.size > 0) log.warn('records handed back', countByCode(handedBack.values()));
}

/** -1 means a record without a time. */
function measureAge(metrics: Metrics<'indexer'>, records: readonly KafkaRecord[], nowMillis: number): void {
  let oldestMillis = nowMillis;
  for (const { timestampMillis } of records) {
    if (timestampMillis >= 0 && timestampMillis < oldestMillis) oldestMillis = timestampMillis;
  }
  metrics.add('OldestRecordSeconds', (nowMillis - oldestMillis) / 1000);
}

function countOutcome(metrics: Metrics<'indexer'>, { indexed, deadLetters, handedBack }: IndexOutcome): void {
  metrics.add('RecordsIndexed', indexed);
  metrics.add('RecordsHandedBack', handedBack.size);
  metrics.add(
    'DeadLetters',
    [...deadLetters.values()].reduce((sum, count) => sum + count, 0),
  );
}

function countByCode(codes: Iterable<ErrorCode>): Record<string, number> {
  return Object.fromEntries(
    Array.from(
      Map.groupBy(codes, (code) => code),
      ([code, { length }]) => [code, length],
    ),
  );
}
