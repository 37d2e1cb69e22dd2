import * as v from 'valibot';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { readBootstrapBrokers } from '../../adapters/msk/bootstrap-brokers.ts';
import { describeCluster } from '../../adapters/msk/cluster.ts';
import { createCustomResource, type CustomResourceHandler } from '../custom-resource.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../retry.ts';
import { checkCluster, expectedSchema } from './existing-cluster.ts';

const environmentSchema = v.object({
  AWS_REGION: required('the AWS region'),
  AWS_ENDPOINT_URL_KAFKA: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
});

/**
 * Creates the function that gives the stacks the bootstrap brokers of the cluster, which CloudFormation does not: a custom resource with
 * the properties `ClusterArn` and `BrokerCount` and the attribute `Brokers`. An existing cluster is compared with `Expected` first. A change
 * of any property makes CloudFormation invoke it again.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID
 */
export function createBrokersHandler(environment: Environment, log?: Log, clock?: Clock): CustomResourceHandler {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_KAFKA: endpoint } = readEnvironment(environmentSchema, environment);
  return createCustomResource(
    {
      name: 'brokers',
      properties: v.object({ ClusterArn: v.string(), BrokerCount: v.string(), Expected: v.optional(expectedSchema) }),
      provide: async ({ ClusterArn, BrokerCount, Expected }) => {
        if (Expected !== undefined)
          checkCluster(ClusterArn, await describeCluster(ClusterArn, region, endpoint), { ...Expected, BrokerCount });
        return { Brokers: await readBootstrapBrokers(ClusterArn, region, endpoint) };
      },
    },
    log,
    clock,
  );
}
