import * as v from 'valibot';
import { type AwsConfiguration, awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { type KafkaConfiguration, kafkaEnvironment } from '../../adapters/kafka/configuration.ts';
import { DEFAULT_PART_BYTES } from '../../core/limits.ts';
import { type DocumentConfiguration, documentEnvironment } from '../document-environment.ts';
import { metricsEnvironment } from '../metrics.ts';

/** The configuration of the ingest function. */
export interface IngestConfiguration {
  readonly aws: AwsConfiguration;
  readonly kafka: KafkaConfiguration;
  readonly documents: DocumentConfiguration;
  readonly queueUrl: string;
  /** Where files are split, in bytes of their decompressed content. */
  readonly partBytes: number;
  /** The stage whose metrics are written; none are where it is absent. */
  readonly metricsStage?: string;
}

const PART_BYTES = 'must be a number of bytes, at least 1';

const ingestEnvironment = v.pipe(
  v.object({
    QUEUE_URL: required("the URL of the function's own queue"),
    PART_BYTES: v.optional(
      v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/, PART_BYTES), v.transform(Number)),
      String(DEFAULT_PART_BYTES),
    ),
  }),
  v.transform((environment) => ({ queueUrl: environment.QUEUE_URL, partBytes: environment.PART_BYTES })),
);

const schema = v.intersect([
  awsEnvironment,
  kafkaEnvironment,
  documentEnvironment,
  metricsEnvironment,
  ingestEnvironment,
]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readIngestEnvironment(environment: Environment): IngestConfiguration {
  return readEnvironment(schema, environment);
}
