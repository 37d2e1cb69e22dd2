import * as v from 'valibot';
import { type AwsConfiguration, awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { type SearchConfiguration, searchEnvironment } from '../../adapters/search/configuration.ts';
import { type DocumentConfiguration, documentEnvironment } from '../document-environment.ts';

/** The configuration of the forget function. */
export interface ForgetConfiguration {
  readonly aws: AwsConfiguration;
  readonly search: SearchConfiguration;
  readonly bucket: string;
  readonly queueUrl: string;
  /** Only the pseudonyms of these are used: the name of a person is searched for in the form that documents have. */
  readonly documents: DocumentConfiguration;
}

const forgetEnvironment = v.pipe(
  v.object({
    BUCKET: required('the name of the bucket with the inbox'),
    QUEUE_URL: required('the URL of the queue of the ingest function'),
  }),
  v.transform(({ BUCKET, QUEUE_URL }) => ({ bucket: BUCKET, queueUrl: QUEUE_URL })),
);

const schema = v.intersect([awsEnvironment, searchEnvironment, documentEnvironment, forgetEnvironment]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readForgetEnvironment(environment: Environment): ForgetConfiguration {
  return readEnvironment(schema, environment);
}
