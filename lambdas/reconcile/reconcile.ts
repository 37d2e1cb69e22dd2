import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment, required } from '../../adapters/environment.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { searchEnvironment } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { createQueueDepth } from '../../adapters/sqs/queue-depth.ts';
import { createLog, type Log } from '../log.ts';
import { check, type CheckPorts, type Report } from './check.ts';

/** What an invocation may ask for; a schedule asks for nothing. */
interface ReconcileEvent {
  /** The key of one object. Default: all. */
  readonly key?: string;
  /** Default: SETTLE_SECONDS. */
  readonly settleSeconds?: number;
}

/** The handler: answers the differences; their number is what is alarmed on. */
export type ReconcileHandler = (event: ReconcileEvent, context: Context) => Promise<Report>;

/** What a caller may put in the place of the real servers' adapters. */
export interface ReconcileOverrides {
  readonly engine?: CheckPorts['engine'];
  readonly store?: CheckPorts['store'];
  readonly givenUp?: CheckPorts['givenUp'];
  readonly log?: Log;
}

const NUMBER = /^[1-9]\d{0,5}$/;

const schema = v.intersect([
  awsEnvironment,
  searchEnvironment,
  v.pipe(
    v.object({
      BUCKET: required('the name of the bucket with the inbox'),
      DEAD_LETTER_QUEUE_URL: required('the URL of the dead-letter queue of the ingest function'),
      RETENTION_DAYS: v.pipe(
        required('for how many days documents are kept'),
        v.regex(NUMBER, 'must be a number of days'),
        v.transform(Number),
      ),
      SETTLE_SECONDS: v.pipe(
        v.optional(v.string(), '900'),
        v.regex(NUMBER, 'must be a number of seconds'),
        v.transform(Number),
      ),
    }),
    v.transform((environment) => ({
      bucket: environment.BUCKET,
      deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
      retentionDays: environment.RETENTION_DAYS,
      settleSeconds: environment.SETTLE_SECONDS,
    })),
  ),
]);

/** Differences that are written to the log one by one; the rest is counted. */
const MAX_LOGGED = 100;

/**
 * Makes the function that compares what was ingested with what is indexed; it changes nothing, and may be run at any time.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createReconcileHandler(environment: Environment, overrides: ReconcileOverrides = {}): ReconcileHandler {
  const { aws, search, bucket, deadLetterQueueUrl, retentionDays, settleSeconds } = readEnvironment(
    schema,
    environment,
  );
  const log = overrides.log ?? createLog('reconcile');
  const depth = createQueueDepth(aws);
  const ports = {
    bucket,
    engine: overrides.engine ?? createSearchEngine(search),
    store: overrides.store ?? createObjectStore(aws),
    givenUp: overrides.givenUp ?? (() => depth(deadLetterQueueUrl)),
  };
  return async (event, context) => {
    log.begin(context);
    const options = {
      retentionDays,
      settleSeconds: event.settleSeconds ?? settleSeconds,
      ...(event.key === undefined ? {} : { key: event.key }),
    };
    const report = await check(ports, options, Date.now());
    for (const { kind, key, message } of report.differences.slice(0, MAX_LOGGED))
      log.warn('difference', { kind, key, reason: message });
    log.info('reconciled', { files: report.files.length, differences: report.differences.length });
    return report;
  };
}
