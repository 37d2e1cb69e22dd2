import assert from 'node:assert/strict';
import type { Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../lib/configuration/stage.ts';
import { synthesise } from './synthesis.ts';

interface MetricQuery {
  readonly MetricStat?: { readonly Metric: Metric };
}
interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}
interface Alarm extends Partial<Metric> {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly TreatMissingData: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly Period?: number;
  readonly Statistic?: string;
  readonly ComparisonOperator: string;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions?: readonly unknown[];
  readonly Metrics?: readonly MetricQuery[];
}

/** The template of the alarms. */
export const monitoring = (stage: Stage): Template => synthesise(stage).templates.monitoring;

/** The alarms of a stage, by their name without the stage. */
export function alarmsOfTemplates(stage: Stage): Map<string, Alarm> {
  const resources = monitoring(stage).findResources('AWS::CloudWatch::Alarm') as Record<string, { Properties: Alarm }>;
  const prefix = `kafkainsight-${stage.name}-`;
  return new Map(
    Object.values(resources).map(({ Properties }) => [Properties.AlarmName.replace(prefix, ''), Properties]),
  );
}

/** The metrics that an alarm watches, including those of its expression. */
export function metricsOf({ Namespace, MetricName, Dimensions = [], Metrics = [] }: Alarm): Metric[] {
  if (Namespace !== undefined && MetricName !== undefined) return [{ Namespace, MetricName, Dimensions }];
  return Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
}

export const get = (stage: Stage, name: string): Alarm =>
  alarmsOfTemplates(stage).get(name) ?? assert.fail(`no alarm ${name}`);
