import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Stage } from '../configuration/stage.ts';
import { hoursOf } from '../configuration/time-span.ts';
import { type AlarmDefinition, missing } from './alarm.ts';
import type { StageMetrics } from './metrics.ts';

/** A few hundred batches: a quarter of an hour above this is more than the tail of one file. */
const LAG_RECORDS = 1_000_000;

/** From the topic to the indices. */
export function recordAlarms(metrics: StageMetrics, stage: Stage): readonly AlarmDefinition[] {
  return [...lagAlarms(metrics, stage), ...outcomeAlarms(metrics), ...answerAlarms(metrics)];
}

/**
 * The index function measures the age of unindexed records on the records themselves: MSK's `EstimatedMaxTimeLag` estimates how long
 * catching up takes, which is not an age. What the function cannot report, that it is not called at all, has a separate alarm.
 */
function lagAlarms(metrics: StageMetrics, { kafka }: Stage): readonly AlarmDefinition[] {
  const age = metrics.counted('indexer', 'OldestRecordSeconds', 'Maximum');
  const halfRetentionSeconds = ((hoursOf(kafka.retention) ?? 0) * 3600) / 2;
  return [
    {
      id: 'lag-records',
      runbook: 'Many records wait',
      severity: 'warning',
      says: `For a quarter of an hour ${LAG_RECORDS} records or more have waited to be indexed.`,
      metric: metrics.lagRecords,
      threshold: LAG_RECORDS,
      minutes: 5,
      periods: 3,
      missing: missing.unread,
    },
    {
      id: 'lag-age',
      runbook: 'Logs arrive late',
      severity: 'warning',
      says: 'For a quarter of an hour logs have been older than 15 minutes when they were indexed.',
      metric: age,
      threshold: 15 * 60,
      minutes: 5,
      periods: 3,
      missing: missing.idle,
    },
    {
      id: 'lag-retention',
      runbook: 'Logs will be lost',
      severity: 'critical',
      says: `Records have waited for half of the topic's retention (${kafka.retention}); after the other half they are deleted.`,
      metric: age,
      threshold: halfRetentionSeconds,
      minutes: 5,
      periods: 1,
      missing: missing.idle,
    },
    {
      id: 'topic-not-read',
      runbook: 'Nothing reads the topic',
      severity: 'critical',
      says: 'Records wait on the topic, and for a quarter of an hour the index function has not been called.',
      metric: new MathExpression({
        expression: 'IF(lag > 0 AND FILL(calls, 0) == 0, 1, 0)',
        usingMetrics: { lag: metrics.lagRecords, calls: metrics.ofFunction('indexer', 'Invocations') },
        label: 'records wait and nothing reads',
      }),
      threshold: 1,
      minutes: 5,
      periods: 3,
      missing: missing.unread,
    },
  ];
}

function outcomeAlarms(metrics: StageMetrics): readonly AlarmDefinition[] {
  return [
    {
      id: 'produced-not-indexed',
      runbook: 'Less is indexed than produced',
      severity: 'critical',
      says: 'For three quarters of an hour less than half of the lines that went onto the topic were indexed.',
      metric: new MathExpression({
        expression: 'IF(produced > 0 AND FILL(indexed, 0) < produced / 2, 1, 0)',
        usingMetrics: {
          produced: metrics.counted('ingest', 'LinesProduced'),
          indexed: metrics.counted('indexer', 'RecordsIndexed'),
        },
        label: 'less than half is indexed',
      }),
      threshold: 1,
      minutes: 15,
      periods: 3,
      missing: missing.idle,
    },
    {
      id: 'records-come-again',
      runbook: 'Records are retried again and again',
      severity: 'warning',
      says: 'For a quarter of an hour records could not be indexed and were handed back to the topic.',
      metric: metrics.counted('indexer', 'RecordsHandedBack'),
      threshold: 1,
      minutes: 5,
      periods: 3,
      missing: missing.idle,
    },
    {
      id: 'dead-letters',
      runbook: 'Dead letters',
      severity: 'warning',
      says: 'Records were permanently rejected; they are kept as dead letters.',
      metric: metrics.counted('indexer', 'DeadLetters'),
      threshold: 1,
      minutes: 5,
      periods: 1,
      missing: missing.idle,
    },
  ];
}

/** What the domain returns to the index function; the domain's metrics do not show it, since they count requests, not documents. */
function answerAlarms(metrics: StageMetrics): readonly AlarmDefinition[] {
  return [
    {
      id: 'search-forbidden',
      runbook: 'The domain forbids indexing',
      severity: 'critical',
      says: 'The domain returns 401 or 403 to the index function: nothing is indexed.',
      metric: metrics.counted('indexer', 'BulkForbidden'),
      threshold: 1,
      minutes: 5,
      periods: 2,
      missing: missing.idle,
    },
    {
      id: 'search-throttled',
      runbook: 'The domain is too slow',
      severity: 'warning',
      says: 'For a quarter of an hour the domain has returned 429: it accepts records more slowly than they arrive.',
      metric: metrics.counted('indexer', 'BulkThrottled'),
      threshold: 1,
      minutes: 5,
      periods: 3,
      missing: missing.idle,
    },
  ];
}
