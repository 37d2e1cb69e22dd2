import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { SearchStage } from '../configuration/stage.ts';
import { inspectTiming } from '../configuration/timing.ts';
import { type AlarmDefinition, missing } from './alarm.ts';
import type { StageMetrics } from './metrics.ts';

/** With fewer requests in five minutes the share means nothing. */
const LEAST_REQUESTS = 50;
const FAILED_PERCENT = 10;
const FREE_STORAGE_SHARE = 0.25;
const MIB_PER_GIB = 1024;
const FULL_SHARD_PERCENT = 75;
const MINUTES_A_DAY = 24 * 60;

/**
 * The domain. Metrics, thresholds and periods are those of "Recommended CloudWatch alarms for Amazon OpenSearch Service" in its Developer
 * Guide, where it has one: status, nodes, storage, blocked writes, snapshots, CPU, memory, managers, failed requests.
 */
export function searchAlarms(metrics: StageMetrics, search: SearchStage): readonly AlarmDefinition[] {
  return [
    ...nodeAlarms(metrics, search),
    ...healthAlarms(metrics, search),
    ...capacityAlarms(metrics, search),
    shardAlarm(metrics),
    ...requestAlarms(metrics),
    ...(search.managers === undefined ? [] : managerAlarms(metrics)),
  ];
}

function nodeAlarms(metrics: StageMetrics, { dataNodes, managers }: SearchStage): readonly AlarmDefinition[] {
  return [
    {
      id: 'search-manager-missing',
      runbook: 'The domain has no manager',
      severity: 'critical',
      says: 'For five minutes the nodes of the domain have reached no cluster manager: nothing can be indexed.',
      metric: metrics.ofDomain('MasterReachableFromNode', 'Maximum'),
      threshold: 0,
      below: true,
      minutes: 5,
      periods: 1,
      missing: missing.unreported,
    },
    {
      id: 'search-nodes',
      runbook: 'The domain lacks a node',
      severity: 'warning',
      says: 'For a day a node of the domain has been missing.',
      // managers are counted, too
      metric: metrics.ofDomain('Nodes', 'Minimum'),
      threshold: dataNodes + (managers?.count ?? 0) - 1,
      below: true,
      minutes: MINUTES_A_DAY,
      periods: 1,
      missing: missing.unreported,
    },
  ];
}

function healthAlarms(metrics: StageMetrics, { dataNodes }: SearchStage): readonly AlarmDefinition[] {
  const yellow: AlarmDefinition = {
    id: 'search-yellow',
    runbook: 'The domain is yellow',
    severity: 'warning',
    says: 'For five minutes a replica shard has been unassigned: if another node fails, its logs are lost from the indices.',
    metric: metrics.ofDomain('ClusterStatus.yellow', 'Maximum'),
    threshold: 1,
    minutes: 1,
    periods: 5,
    missing: missing.unreported,
  };
  return [
    {
      id: 'search-red',
      runbook: 'The domain is red',
      severity: 'critical',
      says: 'A primary shard is unassigned: its index accepts no documents, and searches miss its logs.',
      metric: metrics.ofDomain('ClusterStatus.red', 'Maximum'),
      threshold: 1,
      minutes: 1,
      periods: 1,
      missing: missing.unreported,
    },
    // one node is always yellow: the history of index state management wants a replica (opensearch-project/index-management #1250)
    ...(dataNodes === 1 ? [] : [yellow]),
    {
      id: 'search-snapshots',
      runbook: 'No snapshot of the domain',
      severity: 'warning',
      says: 'The hourly snapshot of the domain failed.',
      metric: metrics.ofDomain('AutomatedSnapshotFailure', 'Maximum'),
      threshold: 1,
      minutes: 1,
      periods: 1,
      missing: missing.unreported,
    },
  ];
}

function capacityAlarms(metrics: StageMetrics, { storageGibPerNode }: SearchStage): readonly AlarmDefinition[] {
  return [
    {
      id: 'search-storage',
      runbook: 'The domain fills',
      severity: 'warning',
      says: 'A node of the domain has less than a quarter of its storage left.',
      // mebibytes of the node that has the least
      metric: metrics.ofDomain('FreeStorageSpace', 'Minimum'),
      threshold: storageGibPerNode * MIB_PER_GIB * FREE_STORAGE_SHARE,
      below: true,
      minutes: 1,
      periods: 1,
      missing: missing.unreported,
    },
    {
      id: 'search-writes-blocked',
      runbook: 'The domain blocks writing',
      severity: 'critical',
      says: 'The domain accepts no documents: it is short of storage or memory.',
      metric: metrics.ofDomain('ClusterIndexWritesBlocked', 'Maximum'),
      threshold: 1,
      minutes: 5,
      periods: 1,
      missing: missing.unreported,
    },
    {
      id: 'search-memory',
      runbook: 'The domain runs out of memory',
      severity: 'critical',
      says: 'For three minutes a node of the domain has used 95 % of its heap.',
      metric: metrics.ofDomain('JVMMemoryPressure', 'Maximum'),
      threshold: 95,
      minutes: 1,
      periods: 3,
      missing: missing.unreported,
    },
    {
      id: 'search-cpu',
      runbook: 'The domain is busy',
      severity: 'warning',
      says: 'For three quarters of an hour a node of the domain has been busier than 80 %.',
      metric: metrics.ofDomain('CPUUtilization', 'Maximum'),
      threshold: 80,
      minutes: 15,
      periods: 3,
      missing: missing.unreported,
    },
  ];
}

/** A shard holds no more documents than Lucene can number, and an index keeps the number of shards that it was created with. */
function shardAlarm(metrics: StageMetrics): AlarmDefinition {
  return {
    id: 'shard-fills',
    runbook: 'A shard fills',
    severity: 'warning',
    says: `A shard holds ${FULL_SHARD_PERCENT} % of the documents that it can hold.`,
    metric: metrics.counted('inspect', 'FullestShardPercent', 'Maximum'),
    threshold: FULL_SHARD_PERCENT,
    minutes: inspectTiming.intervalMinutes,
    periods: 1,
    missing: missing.hourly,
  };
}

function requestAlarms(metrics: StageMetrics): readonly AlarmDefinition[] {
  return (['4xx', '5xx'] as const).map((status) => ({
    id: `search-${status}`,
    runbook: 'The domain refuses requests',
    severity: 'warning',
    says: `For a quarter of an hour at least ${FAILED_PERCENT} % of the requests to the domain failed with ${status}.`,
    metric: new MathExpression({
      expression: `IF(requests >= ${LEAST_REQUESTS}, 100 * failed / requests, 0)`,
      usingMetrics: {
        requests: metrics.ofDomain('OpenSearchRequests', 'Sum'),
        failed: metrics.ofDomain(status, 'Sum'),
      },
      label: `${status}, percent`,
    }),
    threshold: FAILED_PERCENT,
    minutes: 5,
    periods: 3,
    missing: missing.idle,
  }));
}

function managerAlarms(metrics: StageMetrics): readonly AlarmDefinition[] {
  return [
    {
      id: 'search-manager-cpu',
      runbook: 'The managers of the domain are busy',
      severity: 'warning',
      says: 'For three quarters of an hour a cluster manager has been busier than 50 %.',
      metric: metrics.ofDomain('MasterCPUUtilization', 'Maximum'),
      threshold: 50,
      minutes: 15,
      periods: 3,
      missing: missing.unreported,
    },
    {
      id: 'search-manager-memory',
      runbook: 'The managers of the domain are busy',
      severity: 'critical',
      says: 'For three minutes a cluster manager has used 95 % of its heap.',
      metric: metrics.ofDomain('MasterJVMMemoryPressure', 'Maximum'),
      threshold: 95,
      minutes: 1,
      periods: 3,
      missing: missing.unreported,
    },
  ];
}
