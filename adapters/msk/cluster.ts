import { DescribeClusterV2Command, KafkaClient } from '@aws-sdk/client-kafka';
import { KafkaInsightError } from '../../core/errors.ts';

/** What a cluster is, as far as a stage describes it; what MSK does not say is undefined. */
export interface ClusterDescription {
  readonly type: string | undefined;
  readonly state: string | undefined;
  readonly acceptsIam: boolean;
  readonly instanceType: string | undefined;
  readonly kafkaVersion: string | undefined;
  readonly brokerCount: number | undefined;
  /** A cluster has one subnet in each of its zones. */
  readonly zones: number | undefined;
  readonly securityGroupIds: readonly string[];
}

/**
 * Describes a cluster (Amazon MSK API reference, DescribeClusterV2).
 *
 * @param endpoint of an MSK other than AWS's
 * @throws KafkaInsightError PROVISIONING_FAILED
 */
export async function describeCluster(
  clusterArn: string,
  region: string,
  endpoint?: string,
): Promise<ClusterDescription> {
  const client = new KafkaClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { ClusterInfo } = await client.send(new DescribeClusterV2Command({ ClusterArn: clusterArn }));
    const provisioned = ClusterInfo?.Provisioned;
    const nodes = provisioned?.BrokerNodeGroupInfo;
    return {
      type: ClusterInfo?.ClusterType,
      state: ClusterInfo?.State,
      acceptsIam: provisioned?.ClientAuthentication?.Sasl?.Iam?.Enabled === true,
      instanceType: nodes?.InstanceType,
      kafkaVersion: provisioned?.CurrentBrokerSoftwareInfo?.KafkaVersion,
      brokerCount: provisioned?.NumberOfBrokerNodes,
      zones: nodes?.ClientSubnets?.length,
      securityGroupIds: nodes?.SecurityGroups ?? [],
    };
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new KafkaInsightError(
      'PROVISIONING_FAILED',
      `MSK did not describe the cluster ${clusterArn}: ${reason}. Check kafka.existing.clusterArn, its account, and the permissions of the function's role.`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
