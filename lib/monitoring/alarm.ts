import { Duration } from 'aws-cdk-lib';
import { Alarm, AnomalyDetectionAlarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { PeriodMetric } from './metrics.ts';

/** One alarm, as data. */
export interface AlarmDefinition {
  /** Part of its name, `kafkainsight-<stage>-<id>`. */
  readonly id: string;
  /** The heading of docs/runbook.md that says what to do. Alarms of the same kind, one for each broker or function, share one. */
  readonly runbook: string;
  /** `critical`: logs are lost or will be, or nothing arrives. `warning`: something is worse than it should be, but nothing is lost. */
  readonly severity: 'critical' | 'warning';
  /** What is wrong when it rings, as a sentence. */
  readonly says: string;
  readonly metric: PeriodMetric;
  /** It rings at this value or above, with `below` at this value or below; or where the metric is unusually large for its past. */
  readonly threshold: number | 'unusual';
  readonly below?: boolean;
  /** Length of one data point. */
  readonly minutes: number;
  /** Data points in a row. */
  readonly periods: number;
  readonly missing: MissingData;
}

/** What missing data means. */
export interface MissingData {
  readonly treat: TreatMissingData;
  readonly because: string;
}

/** The reasons for missing data, and how each is treated. */
export const missing = {
  idle: {
    treat: TreatMissingData.NOT_BREACHING,
    because: 'it is written only while there is work; without work nothing is wrong',
  },
  unread: {
    treat: TreatMissingData.NOT_BREACHING,
    because:
      'MSK omits it until the group has read something and while it rebalances; that alone does not make anything late',
  },
  unreported: {
    treat: TreatMissingData.MISSING,
    because: 'AWS reports it all the time; INSUFFICIENT_DATA shows that nothing is known',
  },
  standing: {
    treat: TreatMissingData.IGNORE,
    because: 'it is written only by deployments: what failed stays failed until the next one',
  },
  hourly: {
    treat: TreatMissingData.IGNORE,
    because: 'the schedule writes it every hour; a separate alarm rings if it does not',
  },
  overdue: {
    treat: TreatMissingData.BREACHING,
    because: 'the schedule writes it every hour, even 0: its absence is what this alarm is about',
  },
} as const satisfies Record<string, MissingData>;

/** Standard deviations from what CloudWatch expects, above which a value is unusual: the width that AWS suggests. */
const USUAL_DEVIATIONS = 2;

/** Creates the alarm of a definition. Its description says everything that the mail has to: severity, what is wrong, where to read on. */
export function alarmOf(scope: Construct, stageName: string, definition: AlarmDefinition): Alarm {
  const { id, runbook, severity, says, metric, threshold, below = false, minutes, periods, missing: none } = definition;
  const common = {
    alarmName: `kafkainsight-${stageName}-${id}`,
    alarmDescription: `${severity}: ${says} What to do: docs/runbook.md, "${runbook}". No data: ${none.because}.`,
    metric: metric.with({ period: Duration.minutes(minutes) }),
    evaluationPeriods: periods,
    treatMissingData: none.treat,
  };
  if (threshold === 'unusual') {
    return new AnomalyDetectionAlarm(scope, id, {
      ...common,
      stdDevs: USUAL_DEVIATIONS,
      comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    });
  }
  return new Alarm(scope, id, {
    ...common,
    threshold,
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  });
}
