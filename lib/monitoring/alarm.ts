import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { PeriodMetric } from './metrics.ts';

/** One alarm, as data. */
export interface AlarmDefinition {
  /** Part of its name, `kafkainsight-<stage>-<id>`. */
  readonly id: string;
  /** The heading of docs/runbook.md that says what to do. Alarms of the same kind, one a broker or a function, share one. */
  readonly runbook: string;
  /** `critical`: logs are lost, or will be, or nothing arrives. `warning`: something is worse than it should be, and nothing is lost. */
  readonly severity: 'critical' | 'warning';
  /** What is the matter when it rings, as a sentence. */
  readonly says: string;
  readonly metric: PeriodMetric;
  /** It rings from there on: at this value or above it; with `below`, at this value or below it. */
  readonly threshold: number;
  readonly below?: boolean;
  /** Of one data point. */
  readonly minutes: number;
  /** Data points in a row. */
  readonly periods: number;
  readonly missing: MissingData;
}

/** What it means that there is no data. */
export interface MissingData {
  readonly treat: TreatMissingData;
  readonly because: string;
}

/** Why there may be no data, and what follows. */
export const missing = {
  idle: {
    treat: TreatMissingData.NOT_BREACHING,
    because: 'it is written only while there is work; without work nothing is wrong',
  },
  unread: {
    treat: TreatMissingData.NOT_BREACHING,
    because:
      'MSK leaves it out until the group has read something and while it rebalances; nothing is late by that alone',
  },
  unreported: {
    treat: TreatMissingData.MISSING,
    because: 'AWS reports it all the time; without data the alarm shows that nothing is known',
  },
  standing: {
    treat: TreatMissingData.IGNORE,
    because: 'it is written at deployments alone: what failed stays failed until the next one',
  },
  hourly: {
    treat: TreatMissingData.IGNORE,
    because: 'the schedule writes it every hour; that it does not is an alarm of its own',
  },
  overdue: {
    treat: TreatMissingData.BREACHING,
    because: 'the schedule writes it every hour, 0 included: that there is none is what is alarmed on',
  },
} as const satisfies Record<string, MissingData>;

/** Makes the alarm of a definition. Its description says all that a mail has to: severity, what is the matter, where to read on. */
export function alarmOf(scope: Construct, stageName: string, definition: AlarmDefinition): Alarm {
  const { id, runbook, severity, says, metric, threshold, below = false, minutes, periods, missing: none } = definition;
  return new Alarm(scope, id, {
    alarmName: `kafkainsight-${stageName}-${id}`,
    alarmDescription: `${severity}: ${says} What to do: docs/runbook.md, "${runbook}". No data: ${none.because}.`,
    metric: metric.with({ period: Duration.minutes(minutes) }),
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
    evaluationPeriods: periods,
    treatMissingData: none.treat,
  });
}
