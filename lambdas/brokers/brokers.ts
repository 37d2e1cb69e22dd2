import * as v from 'valibot';
import { type Environment, readEnvironment, required } from '../../adapters/environment.ts';
import { readBootstrapBrokers } from '../../adapters/msk/bootstrap-brokers.ts';
import { createCustomResource, type CustomResourceHandler } from '../custom-resource.ts';
import type { Log } from '../log.ts';

const environmentSchema = v.object({
  AWS_REGION: required('the AWS region'),
  AWS_ENDPOINT_URL_KAFKA: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
});

/**
 * Creates the function that gives the stacks the bootstrap brokers of the cluster, which CloudFormation does not: a custom resource with
 * the property `ClusterArn` and the attribute `Brokers`. It ignores other properties; a change of one makes CloudFormation invoke it
 * again.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID
 */
export function createBrokersHandler(environment: Environment, log?: Log): CustomResourceHandler {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_KAFKA: endpoint } = readEnvironment(environmentSchema, environment);
  return createCustomResource(
    {
      name: 'brokers',
      properties: v.object({ ClusterArn: v.string() }),
      provide: async ({ ClusterArn }) => ({ Brokers: await readBootstrapBrokers(ClusterArn, region, endpoint) }),
    },
    log,
  );
}
