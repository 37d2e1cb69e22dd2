import { Aspects, CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import { daysOf } from '../configuration/time-span.ts';

/** Keeps every log group below the scope for as long: functions, brokers, domain and network each make their own. */
export function keepLogs(scope: IConstruct, retention: string): void {
  const days = daysOf(retention);
  Aspects.of(scope).add({
    visit: (node) => {
      if (node instanceof CfnLogGroup) node.retentionInDays = days;
    },
  });
}

/** A log group of a function, which goes with its stack. */
export function functionLogs(scope: Construct, id: string): LogGroup {
  return new LogGroup(scope, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
}

/**
 * Gives the CDK's own functions a log group of their stack. Without one Lambda makes it at the first call: its events never expire, it is
 * under no key of the stage's, and it is left behind when the stack is deleted.
 */
export function keepLogsOfFunctions(scope: IConstruct): void {
  const functions = scope.node
    .findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter(({ cfnResourceType }) => cfnResourceType === CfnFunction.CFN_RESOURCE_TYPE_NAME);
  for (const node of functions) {
    if (node instanceof CfnFunction && node.loggingConfig !== undefined) continue;
    node.addPropertyOverride('LoggingConfig', { LogGroup: functionLogs(node, 'Logs').logGroupName });
  }
}
