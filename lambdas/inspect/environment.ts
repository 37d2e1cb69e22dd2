import * as v from 'valibot';
import { type AwsConfiguration, awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { type SearchConfiguration, searchEnvironment } from '../../adapters/search/configuration.ts';
import { metricsEnvironment } from '../metrics.ts';

/** The configuration of the inspect function. */
export interface ReconcileConfiguration {
  readonly aws: AwsConfiguration;
  readonly search: SearchConfiguration;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly retentionDays: number;
  /** Anything younger is not judged, unless the event says otherwise. */
  readonly settleSeconds: number;
  /** The stage whose metrics are written; absent: no metrics. */
  readonly metricsStage?: string;
}

const NUMBER = /^[1-9]\d{0,5}$/;

const reconcileEnvironment = v.pipe(
  v.object({
    BUCKET: required('the name of the bucket with the inbox'),
    QUEUE_URL: required('the URL of the queue of the ingest function'),
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
    queueUrl: environment.QUEUE_URL,
    deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
    retentionDays: environment.RETENTION_DAYS,
    settleSeconds: environment.SETTLE_SECONDS,
  })),
);

const schema = v.intersect([awsEnvironment, searchEnvironment, metricsEnvironment, reconcileEnvironment]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readInspectEnvironment(environment: Environment): ReconcileConfiguration {
  return readEnvironment(schema, environment);
}
