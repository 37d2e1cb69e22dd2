import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmDefinition, missing } from './alarm.ts';
import type { StageMetrics } from './metrics.ts';

/** At this share of unparsed lines, in percent, the format is unknown or has changed: every log has a few. */
const UNPARSED_PERCENT = 20;
/** With fewer lines in a quarter of an hour the share means nothing. */
const LEAST_LINES = 100;

/** From a file in the bucket to its lines on the topic. */
export function fileAlarms(metrics: StageMetrics): readonly AlarmDefinition[] {
  return [
    {
      id: 'files-wait',
      runbook: 'Files wait',
      severity: 'warning',
      says: 'For a quarter of an hour a file has waited for longer than 15 minutes to be read.',
      metric: metrics.oldestMessageSeconds,
      threshold: 15 * 60,
      minutes: 5,
      periods: 3,
      missing: missing.idle,
    },
    {
      id: 'files-given-up',
      runbook: 'Files given up',
      severity: 'critical',
      says: 'Messages are in the dead-letter queue: their files, or parts of them, are not read.',
      metric: metrics.givenUpMessages,
      threshold: 1,
      minutes: 5,
      periods: 1,
      missing: missing.idle,
    },
    {
      id: 'files-broken',
      runbook: 'Files cannot be read to their end',
      severity: 'warning',
      says: 'A file cannot be read to its end, or not at all: it is truncated, damaged, or not text.',
      metric: metrics.counted('ingest', 'PartsBroken'),
      threshold: 1,
      minutes: 5,
      periods: 1,
      missing: missing.idle,
    },
    {
      id: 'lines-unparsed',
      runbook: 'Unparsed lines',
      severity: 'warning',
      says: `For half an hour at least ${UNPARSED_PERCENT} % of the lines matched no known format.`,
      metric: new MathExpression({
        expression: `IF(produced >= ${LEAST_LINES}, 100 * unparsed / produced, 0)`,
        usingMetrics: {
          produced: metrics.counted('ingest', 'LinesProduced'),
          unparsed: metrics.counted('ingest', 'LinesUnparsed'),
        },
        label: 'unparsed lines, percent',
      }),
      threshold: UNPARSED_PERCENT,
      minutes: 15,
      periods: 2,
      missing: missing.idle,
    },
  ];
}
