import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** A statement that allows these actions on these resources. */
export function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}

/**
 * What Lambda needs to put a function into a VPC (AWS Lambda Developer Guide, "Giving Lambda functions access to resources
 * in an Amazon VPC"). On every resource: the interfaces do not exist yet, and the two that describe know no resources.
 */
export function vpcInterfaces(): PolicyStatement {
  return allow(
    [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    ['*'],
  );
}
