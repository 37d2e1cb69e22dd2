import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { KafkaStage } from '../configuration/stage.ts';
import { nodeFunction } from './node-function.ts';
import { allow, findBrokers } from './permissions.ts';

const MEMORY_MIB = 256;
/** Twice what it waits for permissions. */
const FUNCTION_TIMEOUT = Duration.minutes(2);
/** When CloudFormation gives up on a function that did not even load; the default is an hour. */
const SERVICE_TIMEOUT = Duration.minutes(5);

export interface BootstrapBrokersProps {
  readonly clusterArn: string;
  /** What the stage says of the cluster: with that one that is there is compared. */
  readonly kafka: KafkaStage;
  /** Of the function. */
  readonly role: Role;
}

/**
 * The bootstrap brokers of a cluster: `host:port`, separated by commas. CloudFormation does not return them, so a function outside the
 * VPC asks MSK when the cluster is created and when its number of brokers changes. A cluster that is there it compares with what the stage
 * says of it, and fails the deployment where they differ.
 */
export function bootstrapBrokers(
  scope: Construct,
  { clusterArn, kafka, role }: BootstrapBrokersProps,
): { readonly brokers: string; readonly resource: CustomResource } {
  const { existing } = kafka;
  const handler = nodeFunction(scope, {
    name: 'brokers',
    description: 'Tells the bootstrap brokers of the cluster',
    role,
    permissions: [findBrokers(), ...(existing === undefined ? [] : [allow(['kafka:DescribeClusterV2'], [clusterArn])])],
    memoryMib: MEMORY_MIB,
    timeout: FUNCTION_TIMEOUT,
    environment: {},
  });
  const resource = new CustomResource(scope, 'BootstrapBrokers', {
    resourceType: 'Custom::BootstrapBrokers',
    serviceToken: handler.functionArn,
    serviceTimeout: SERVICE_TIMEOUT,
    properties: {
      ClusterArn: clusterArn,
      BrokerCount: kafka.brokerCount,
      ...(existing && {
        Expected: {
          InstanceType: kafka.instanceType,
          KafkaVersion: kafka.version,
          Zones: kafka.zones,
          SecurityGroupId: existing.securityGroupId,
        },
      }),
    },
  });
  return { brokers: resource.getAttString('Brokers'), resource };
}
