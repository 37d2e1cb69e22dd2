import * as v from 'valibot';
import type { ClusterDescription } from '../../adapters/msk/cluster.ts';
import { KafkaInsightError } from '../../core/errors.ts';

/** What the stage says about an existing cluster; CloudFormation passes every value as a string. */
export const expectedSchema = v.object({
  InstanceType: v.string(),
  KafkaVersion: v.string(),
  Zones: v.string(),
  SecurityGroupId: v.string(),
});
export type ExpectedCluster = v.InferOutput<typeof expectedSchema>;

/**
 * Compares an existing cluster with what the stage says about it: alarms, limits and the topic's replicas depend on that.
 *
 * @throws KafkaInsightError PROVISIONING_FAILED with everything that differs
 */
export function checkCluster(
  clusterArn: string,
  cluster: ClusterDescription,
  expected: ExpectedCluster & { readonly BrokerCount: string },
): void {
  const problems = cluster.type === 'PROVISIONED' ? differences(cluster, expected) : [serverless(cluster)];
  if (problems.length === 0) return;
  throw new KafkaInsightError(
    'PROVISIONING_FAILED',
    `The stage cannot use the cluster ${clusterArn}:\n${problems.map((problem) => `- ${problem}`).join('\n')}\n` +
      'Fix the stage or the cluster, and deploy again.',
  );
}

/** AWS::MSK::Topic is for provisioned clusters (AWS CloudFormation Template Reference). */
function serverless({ type }: ClusterDescription): string {
  return `it is of type ${type ?? 'unknown'}; the topic can be made in a provisioned cluster alone`;
}

function differences(
  cluster: ClusterDescription,
  expected: ExpectedCluster & { readonly BrokerCount: string },
): readonly string[] {
  const compared = [
    ['kafka.instanceType', expected.InstanceType, cluster.instanceType],
    ['kafka.version', expected.KafkaVersion, cluster.kafkaVersion],
    ['kafka.brokerCount', expected.BrokerCount, cluster.brokerCount],
    ['kafka.zones', expected.Zones, cluster.zones],
  ] as const;
  return [
    ...(cluster.state === 'ACTIVE' ? [] : [`it is ${cluster.state ?? 'in no state'}, not ACTIVE`]),
    ...(cluster.acceptsIam ? [] : ['its clients cannot sign in by IAM; enable that in its client authentication']),
    ...compared
      .filter(([, said, is]) => said !== String(is))
      .map(([property, said, is]) => `${property} is ${said}, and the cluster has ${is ?? 'none'}`),
    ...(cluster.securityGroupIds.includes(expected.SecurityGroupId)
      ? []
      : [
          `kafka.existing.securityGroupId is ${expected.SecurityGroupId}, and the cluster has ${cluster.securityGroupIds.join(', ') || 'none'}`,
        ]),
  ];
}
