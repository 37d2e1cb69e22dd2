import type { AlarmDefinition } from './alarm.ts';
import { brokerAlarms } from './broker-alarms.ts';
import { deliveryAlarms } from './delivery-alarms.ts';
import { fileAlarms } from './file-alarms.ts';
import { functionAlarms } from './function-alarms.ts';
import type { Monitored, StageMetrics } from './metrics.ts';
import { recordAlarms } from './record-alarms.ts';
import { searchAlarms } from './search-alarms.ts';

/** Every alarm of a stage, in the order in which a line passes the parts. docs/runbook.md has a heading for each, which a test checks. */
export function alarmsOf(metrics: StageMetrics, { stage, functions }: Monitored): readonly AlarmDefinition[] {
  return [
    ...fileAlarms(metrics),
    ...brokerAlarms(metrics, stage.kafka),
    ...recordAlarms(metrics, stage),
    ...searchAlarms(metrics, stage.search),
    ...functionAlarms(metrics, functions),
    ...deliveryAlarms(metrics),
  ];
}
