import { type AlarmDefinition, missing } from './alarm.ts';
import type { StageMetrics } from './metrics.ts';

/** From a finding to its destinations; none if there are no destinations. */
export function deliveryAlarms({ undeliveredMessages: metric }: StageMetrics): readonly AlarmDefinition[] {
  if (metric === undefined) return [];
  return [
    {
      id: 'findings-untold',
      runbook: 'Findings are not delivered',
      severity: 'warning',
      says: 'Messages about findings are in their dead-letter queue: a destination has not accepted them for ten hours.',
      metric,
      threshold: 1,
      minutes: 5,
      periods: 1,
      missing: missing.idle,
    },
  ];
}
