import { Duration } from 'aws-cdk-lib';
import type { CountingFunction } from '../../core/metric-names.ts';
import { findingsTiming, inspectTiming } from '../configuration/timing.ts';
import { type AlarmDefinition, missing } from './alarm.ts';
import type { Monitored, StageMetrics } from './metrics.ts';

/** Ingest reads a large compressed file for up to nine tenths of its time and hands on the rest, which is no fault. */
const LIMIT_SHARE = 0.95;
/** Lambda's default. */
const DEFAULT_TIMEOUT = Duration.seconds(3);
/** Two missed runs are tolerated, the third rings. */
const MISSED_RUNS = 3;
/** A backfill of months takes an hour; what is dropped every day seconds. */
const LATE_MINUTES = 60 * findingsTiming.intervalMinutes;
const LATE_PERIODS = 4;

/** The functions themselves, and the findings of the two that watch the others. */
export function functionAlarms(metrics: StageMetrics, functions: Monitored['functions']): readonly AlarmDefinition[] {
  return [
    ...Object.entries(functions).flatMap(([name, { timeout = DEFAULT_TIMEOUT }]) =>
      alarmsOfFunction(metrics, name as CountingFunction, timeout.toSeconds()),
    ),
    {
      id: 'differences',
      runbook: 'Lines are missing',
      severity: 'critical',
      says: 'What is indexed differs from what was dropped into the bucket in the last two days.',
      metric: metrics.counted('inspect', 'Differences', 'Maximum'),
      threshold: 1,
      minutes: inspectTiming.intervalMinutes,
      periods: 1,
      missing: missing.idle,
    },
    {
      id: 'reconcile-overdue',
      runbook: 'Reconcile does not run',
      severity: 'warning',
      says: `For ${MISSED_RUNS} hours what is indexed has not been compared with what was dropped.`,
      metric: metrics.counted('inspect', 'Differences', 'SampleCount'),
      threshold: 0,
      below: true,
      minutes: inspectTiming.intervalMinutes,
      periods: MISSED_RUNS,
      missing: missing.overdue,
    },
    ...findingsAlarms(metrics),
    {
      id: 'provisioning-failed',
      runbook: 'Provisioning failed',
      severity: 'warning',
      says: 'A step of provisioning failed: roles, templates, retention, sign-in or dashboards are not as they should be.',
      metric: metrics.counted('provision', 'StepsFailed', 'Maximum'),
      threshold: 1,
      // the first deployment provisions minutes before it creates this alarm, which therefore looks back an hour
      minutes: 60,
      periods: 1,
      missing: missing.standing,
    },
  ];
}

/** Whether the logs are judged, and in time. */
function findingsAlarms(metrics: StageMetrics): AlarmDefinition[] {
  return [
    {
      id: 'findings-late',
      runbook: 'Findings come late',
      severity: 'warning',
      says: `For ${LATE_MINUTES} minutes logs have waited to be judged: what they show is not found yet.`,
      metric: metrics.counted('findings', 'HoursWaiting', 'Minimum'),
      threshold: 1,
      minutes: LATE_MINUTES / LATE_PERIODS,
      periods: LATE_PERIODS,
      missing: missing.idle,
    },
    {
      id: 'findings-overdue',
      runbook: 'Findings come late',
      severity: 'warning',
      says: `For ${LATE_MINUTES} minutes the logs have not been judged.`,
      metric: metrics.counted('findings', 'HoursWaiting', 'SampleCount'),
      threshold: 0,
      below: true,
      minutes: LATE_MINUTES / LATE_PERIODS,
      periods: LATE_PERIODS,
      missing: missing.overdue,
    },
    {
      id: 'findings-left-out',
      runbook: 'A rule is left out',
      severity: 'warning',
      says: 'A rule, or the visits of an address, would have needed more to be read than is allowed, and were left out.',
      metric: metrics.counted('findings', 'RulesLeftOut', 'Maximum'),
      threshold: 1,
      minutes: 5,
      periods: 3,
      missing: missing.idle,
    },
  ];
}

/** The functions that are called all the time may fail now and then and are called again; the others should never fail. */
function alarmsOfFunction(metrics: StageMetrics, name: CountingFunction, timeoutSeconds: number): AlarmDefinition[] {
  const busy = name === 'ingest' || name === 'indexer' || name === 'findings';
  const common = { minutes: 5, missing: missing.idle };
  return [
    {
      ...common,
      id: `${name}-errors`,
      runbook: 'Function fails',
      severity: 'warning',
      says: `The function ${name} fails${busy ? ', for a quarter of an hour' : ''}.`,
      metric: metrics.ofFunction(name, 'Errors'),
      threshold: 1,
      periods: busy ? 3 : 1,
    },
    {
      ...common,
      id: `${name}-throttles`,
      runbook: 'Function is throttled',
      severity: 'warning',
      says: `For a quarter of an hour Lambda has throttled the function ${name}.`,
      metric: metrics.ofFunction(name, 'Throttles'),
      threshold: 1,
      periods: 3,
    },
    {
      ...common,
      id: `${name}-duration`,
      runbook: 'Function near its time limit',
      severity: 'warning',
      says: `The function ${name} takes ${LIMIT_SHARE * 100} % of the ${timeoutSeconds} s that it has.`,
      metric: metrics.ofFunction(name, 'Duration'),
      threshold: LIMIT_SHARE * timeoutSeconds * 1000,
      periods: busy ? 3 : 1,
    },
  ];
}
