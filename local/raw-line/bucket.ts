import * as v from 'valibot';
import { awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { documentEnvironment, documentOptionsLoader } from '../../lambdas/document-environment.ts';
import type { RawLineBucket } from './read-raw-line.ts';

const schema = v.intersect([
  awsEnvironment,
  documentEnvironment,
  v.pipe(
    v.object({ BUCKET: required('the name of the bucket with the inbox') }),
    v.transform(({ BUCKET }) => ({ bucket: BUCKET })),
  ),
]);

/**
 * The bucket of the ingest function, from the function's variables.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID, SECRET_UNAVAILABLE where its key of pseudonyms cannot be read
 */
export async function rawLineBucket(environment: Environment): Promise<RawLineBucket> {
  const { aws, bucket, documents } = readEnvironment(schema, environment);
  const { pseudonymKey: idKey } = await documentOptionsLoader(documents, aws)();
  return { store: createObjectStore(aws), bucket, sources: documents.sources, idKey };
}
