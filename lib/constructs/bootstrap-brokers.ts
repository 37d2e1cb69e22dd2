import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { CfnCluster } from 'aws-cdk-lib/aws-msk';
import type { Construct } from 'constructs';
import { nodeFunction } from './node-function.ts';
import { findBrokers } from './permissions.ts';

const MEMORY_MIB = 256;
const FUNCTION_TIMEOUT = Duration.minutes(1);
/** When CloudFormation gives up on a function that did not even load; the default is an hour. */
const SERVICE_TIMEOUT = Duration.minutes(5);

/**
 * The bootstrap brokers of a cluster: `host:port`, separated by commas. CloudFormation does not return them, so a function outside the
 * VPC asks MSK when the cluster is created and when its number of brokers changes.
 */
export function bootstrapBrokers(scope: Construct, cluster: CfnCluster, role: Role): string {
  const handler = nodeFunction(scope, {
    name: 'brokers',
    description: 'Tells the bootstrap brokers of the cluster',
    role,
    permissions: [findBrokers()],
    memoryMib: MEMORY_MIB,
    timeout: FUNCTION_TIMEOUT,
    environment: {},
  });
  const brokers = new CustomResource(scope, 'BootstrapBrokers', {
    resourceType: 'Custom::BootstrapBrokers',
    serviceToken: handler.functionArn,
    serviceTimeout: SERVICE_TIMEOUT,
    properties: { ClusterArn: cluster.attrArn, BrokerCount: cluster.numberOfBrokerNodes },
  });
  return brokers.getAttString('Brokers');
}
