import { Aws, CfnOutput } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  ArnPrincipal,
  CompositePrincipal,
  type IPrincipal,
  ManagedPolicy,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards, allow, findBrokers } from './permissions.ts';

export interface ProducersProps {
  /** Begins the names of policy and role, which other systems' own templates name; the region ends them, since IAM has one for all. */
  readonly name: string;
  readonly clusterArn: string;
  readonly topicArn: string;
  /** The `principals` of the stage's `producers`. */
  readonly principals: readonly string[];
}

/**
 * Lets other systems write to the log topic and nothing else: with a policy for roles of this account, and, where the stage names
 * principals, a role that they may assume.
 */
export function letProduce(scope: Construct, { name, clusterArn, topicArn, principals }: ProducersProps): void {
  const statements = producing(clusterArn, topicArn);
  const policy = new ManagedPolicy(scope, 'ProducerPolicy', {
    managedPolicyName: `${name}-producer-${Aws.REGION}`,
    description: 'Writes to the log topic of KafkaInsight',
    statements,
  });
  acknowledgeWildcards(policy, statements);
  new CfnOutput(scope, 'ProducerPolicyArn', { value: policy.managedPolicyArn });
  if (principals.length === 0) return;
  const role = new Role(scope, 'ProducerRole', {
    roleName: `${name}-producer-${Aws.REGION}`,
    description: 'Writes to the log topic of KafkaInsight',
    assumedBy: new CompositePrincipal(...principals.map(principalOf)),
    managedPolicies: [policy],
  });
  new CfnOutput(scope, 'ProducerRoleArn', { value: role.roleArn });
}

/**
 * Amazon MSK Developer Guide, "Semantics of IAM authorization policy actions and resources". Clients of Kafka 3 and later write
 * idempotently unless told otherwise; the last statement lets them find the brokers.
 */
function producing(clusterArn: string, topicArn: string): PolicyStatement[] {
  return [
    allow(['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'], [clusterArn]),
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], [topicArn]),
    findBrokers(),
  ];
}

/** An account's number, the ARN of a role or user, or a service such as `ec2.amazonaws.com`. */
export function principalOf(principal: string): IPrincipal {
  if (/^\d{12}$/.test(principal)) return new AccountPrincipal(principal);
  return principal.startsWith('arn:') ? new ArnPrincipal(principal) : new ServicePrincipal(principal);
}
