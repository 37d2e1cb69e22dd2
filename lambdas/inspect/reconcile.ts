import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { countIndices } from '../../adapters/search/counts.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { createQueueDepth } from '../../adapters/sqs/queue-depth.ts';
import { withLogAndMetrics } from '../invocation.ts';
import { createLog, type Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { boundedAnswer, type PlacesAnswer, type ReconcileAnswer, type StatusAnswer } from './answer.ts';
import { check, type CheckPorts, type Report } from './check.ts';
import { readInspectEnvironment, type ReconcileConfiguration } from './environment.ts';
import { findLine, type LineAddress } from './line-address.ts';
import { fullestShardPercent } from './shards.ts';

/** The request of an invocation. */
export interface ReconcileEvent {
  /** Default: `differences`. */
  readonly question?: 'differences' | 'status' | 'places' | 'line';
  /** Of the document whose line is requested. */
  readonly id?: string;
  /** The key of one object. Default: all. */
  readonly key?: string;
  /** Default: SETTLE_SECONDS. */
  readonly settleSeconds?: number;
  /** Only files stored or ingested in the last so many hours. Default: all. */
  readonly withinHours?: number;
  /** Whether to write the metric of the alarm: only for the schedule's requests. Default: false. */
  readonly counted?: boolean;
}

/** The handler: returns the differences, the state of the pipeline, or where things are: the bucket, or a line in it. */
export type ReconcileHandler = (
  event: ReconcileEvent,
  context: Context,
) => Promise<ReconcileAnswer | StatusAnswer | PlacesAnswer | LineAddress>;

/** Replacements for the adapters of the real servers. */
export interface ReconcileOverrides {
  readonly engine?: CheckPorts['engine'];
  readonly store?: CheckPorts['store'];
  /** Returns the number of messages in a queue, given its URL. */
  readonly queueDepth?: (queueUrl: string) => Promise<number>;
  readonly log?: Log;
  readonly metrics?: Metrics<'inspect'>;
}

/** How many differences are logged one by one; the rest is counted. */
const MAX_LOGGED = 100;

/**
 * Creates the function that compares what was ingested with what is indexed. It changes nothing, and may run at any time.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createInspectHandler(environment: Environment, overrides: ReconcileOverrides = {}): ReconcileHandler {
  const configuration = readInspectEnvironment(environment);
  const log = overrides.log ?? createLog('inspect');
  const metrics = overrides.metrics ?? createMetrics('inspect', configuration.metricsStage);
  const ports = reconcilePorts(configuration, overrides);

  return withLogAndMetrics(log, metrics, async (event: ReconcileEvent) => {
    if (event.question === 'places') return { bucket: configuration.bucket, queueUrl: configuration.queueUrl };
    if (event.question === 'status') return statusOf(ports);
    if (event.question === 'line') return findLine(ports.engine, event.id ?? '');
    const { settleSeconds, ...options } = event;
    const { retentionDays } = configuration;
    const settled = settleSeconds ?? configuration.settleSeconds;
    const report = await check(ports, { ...options, retentionDays, settleSeconds: settled }, Date.now());
    logReport(log, report);
    if (event.counted === true) {
      metrics.add('Differences', report.differences.length);
      metrics.add('FullestShardPercent', await fullestShardPercent(ports.engine));
    }
    return boundedAnswer(report);
  });
}

interface ReconcilePorts extends CheckPorts {
  readonly waiting: () => Promise<number>;
}

/** The function's ports, from its configuration. */
export function reconcilePorts(
  configuration: ReconcileConfiguration,
  overrides: Pick<ReconcileOverrides, 'engine' | 'store' | 'queueDepth'> = {},
): ReconcilePorts {
  const { aws, bucket, deadLetterQueueUrl, queueUrl, search } = configuration;
  const depth = overrides.queueDepth ?? createQueueDepth(aws);
  return {
    bucket,
    engine: overrides.engine ?? createSearchEngine(search),
    store: overrides.store ?? createObjectStore(aws),
    waiting: () => depth(queueUrl),
    givenUp: () => depth(deadLetterQueueUrl),
  };
}

async function statusOf(ports: ReconcilePorts): Promise<StatusAnswer> {
  const [indices, waiting, givenUp] = await Promise.all([countIndices(ports.engine), ports.waiting(), ports.givenUp()]);
  return { indices, queues: { waiting, givenUp } };
}

function logReport(log: Log, { files, differences }: Report): void {
  for (const { kind, key, message } of differences.slice(0, MAX_LOGGED))
    log.warn('difference', { kind, key, reason: message });
  log.info('reconciled', { files: files.length, differences: differences.length });
}
