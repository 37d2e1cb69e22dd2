import { Aspects } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
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
