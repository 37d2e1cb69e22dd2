import { Stack } from 'aws-cdk-lib';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { acknowledgeCdkFunction } from './acknowledge-rules.ts';
import { functionLogs } from './log-retention.ts';
import { acknowledgeWildcards, allow } from './permissions.ts';

const SERVICE = 'opensearchservice.amazonaws.com';

/**
 * The role with which OpenSearch Service enters VPCs: one for each account, without which a domain in a VPC fails. CloudFormation fails
 * where it already exists; this ignores that error. It is never deleted, since other domains use it.
 */
export function serviceLinkedRole(scope: Construct): AwsCustomResource {
  const statement = allow(
    ['iam:CreateServiceLinkedRole'],
    [
      Stack.of(scope).formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `aws-service-role/${SERVICE}/*`,
      }),
    ],
    "The name after the path is IAM's to choose.",
  );
  statement.addCondition('StringEquals', { 'iam:AWSServiceName': SERVICE });
  const call = new AwsCustomResource(scope, 'ServiceLinkedRole', {
    resourceType: 'Custom::ServiceLinkedRole',
    onCreate: {
      service: 'IAM',
      action: 'createServiceLinkedRole',
      parameters: { AWSServiceName: SERVICE },
      physicalResourceId: PhysicalResourceId.of(SERVICE),
      // "has been taken in this account" (IAM API reference, CreateServiceLinkedRole)
      ignoreErrorCodesMatching: 'InvalidInput.*',
    },
    policy: AwsCustomResourcePolicy.fromStatements([statement]),
    installLatestAwsSdk: false,
    // the CDK would keep it for two years
    logGroup: functionLogs(scope, 'ServiceLinkedRoleLogs'),
  });
  acknowledgeWildcards(call, [statement]);
  acknowledgeCdkFunction(Stack.of(scope), 'AWS679');
  return call;
}
