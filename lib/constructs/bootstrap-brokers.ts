import { RemovalPolicy } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnCluster } from 'aws-cdk-lib/aws-msk';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { allow } from './permissions.ts';

/** The field of GetBootstrapBrokers with the endpoints for IAM (Amazon MSK API reference). */
const FIELD = 'BootstrapBrokerStringSaslIam';

/**
 * The bootstrap brokers of a cluster: `host:port` with commas between. CloudFormation does not give them, so MSK is asked
 * once, when the cluster is made, by CDK's own function for single calls, which may do this one call and write its log.
 */
export function bootstrapBrokers(scope: Construct, cluster: CfnCluster, role: Role): string {
  const logGroup = new LogGroup(scope, 'brokers-logs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const call = new AwsCustomResource(scope, 'BootstrapBrokers', {
    resourceType: 'Custom::BootstrapBrokers',
    onUpdate: {
      service: 'Kafka',
      action: 'getBootstrapBrokers',
      parameters: { ClusterArn: cluster.attrArn },
      physicalResourceId: PhysicalResourceId.of('bootstrap-brokers'),
      outputPaths: [FIELD],
    },
    role,
    policy: AwsCustomResourcePolicy.fromStatements([
      allow(['kafka:GetBootstrapBrokers'], [cluster.attrArn]),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    ]),
    logGroup,
    // the version that Lambda brings knows the call; installing another would need the internet
    installLatestAwsSdk: false,
  });
  return call.getResponseField(FIELD);
}
