import * as v from 'valibot';
import { type AwsConfiguration, awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, oneOf, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { type SearchConfiguration, searchEnvironment } from '../../adapters/search/configuration.ts';
import type { IndexScheme } from '../../core/search/index-names.ts';
import { type DocumentConfiguration, documentEnvironment } from '../document-environment.ts';
import { metricsEnvironment } from '../metrics.ts';
import type { PollingMode } from './acknowledge.ts';

/** The configuration of the index function. */
export interface IndexConfiguration {
  readonly aws: AwsConfiguration;
  readonly search: SearchConfiguration;
  readonly documents: DocumentConfiguration;
  /** Where dead letters go. */
  readonly bucket: string;
  readonly scheme: IndexScheme;
  readonly pollingMode: PollingMode;
  /** The stage whose metrics are written; absent: no metrics. */
  readonly metricsStage?: string;
}

const RETENTION_DAYS = 'must be a number of days, at least 1';

const indexEnvironment = v.pipe(
  v.object({
    BUCKET: required('the name of the bucket that dead letters go to'),
    INDEX_PERIOD: oneOf(['month', 'day']),
    RETENTION_DAYS: v.pipe(
      required('for how many days documents are kept'),
      v.regex(/^[1-9]\d{0,4}$/, RETENTION_DAYS),
      v.transform(Number),
    ),
    POLLING_MODE: oneOf(['provisioned', 'on-demand']),
  }),
  v.transform(({ BUCKET, INDEX_PERIOD, RETENTION_DAYS, POLLING_MODE }) => ({
    bucket: BUCKET,
    scheme: { period: INDEX_PERIOD, retentionDays: RETENTION_DAYS },
    pollingMode: POLLING_MODE,
  })),
);

const schema = v.intersect([
  awsEnvironment,
  searchEnvironment,
  documentEnvironment,
  metricsEnvironment,
  indexEnvironment,
]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readIndexerEnvironment(environment: Environment): IndexConfiguration {
  return readEnvironment(schema, environment);
}
