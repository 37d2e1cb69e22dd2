import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../lib/configuration/stage.ts';
import { alarmsOfTemplates, get, metricsOf, monitoring } from './alarms.ts';
import { expressStage, preset, synthesise } from './synthesis.ts';

const dev = preset('dev');
const prod = preset('prod');

test('of each kind of brokers is watched what MSK reports of it at the level DEFAULT, which is free', () => {
  // Amazon MSK Developer Guide, "Amazon MSK metrics for monitoring Standard brokers with CloudWatch" and "… Express brokers …": the
  // metrics of the level DEFAULT that are alarmed on, with their dimensions
  const broker = ['Cluster Name', 'Broker ID'];
  const both = {
    ActiveControllerCount: ['Cluster Name'],
    ClientConnectionCount: [...broker, 'Client Authentication'],
    CpuSystem: broker,
    CpuUser: broker,
    SumOffsetLag: ['Cluster Name', 'Consumer Group', 'Topic'],
  };
  const standard = {
    ...both,
    HeapMemoryAfterGC: broker,
    KafkaDataLogsDiskUsed: broker,
    OfflinePartitionsCount: ['Cluster Name'],
    UnderMinIsrPartitionCount: broker,
    UnderReplicatedPartitions: broker,
  };
  const express = { ...both, BytesInPerSec: broker, StorageUsed: ['Cluster Name'] };
  const watched = (stage: Stage): Record<string, string[]> =>
    Object.fromEntries(
      [...alarmsOfTemplates(stage).values()]
        .flatMap(metricsOf)
        .filter(({ Namespace }) => Namespace === 'AWS/Kafka')
        .map(({ MetricName, Dimensions = [] }) => [MetricName, Dimensions.map(({ Name }) => Name).sort()]),
    );
  const sorted = (dimensions: Record<string, string[]>): Record<string, string[]> =>
    Object.fromEntries(Object.entries(dimensions).map(([name, names]) => [name, names.toSorted()]));
  assert.deepEqual(watched(prod), sorted(standard));
  assert.deepEqual(watched(dev), sorted({ ...standard, CPUCreditBalance: broker }));
  assert.deepEqual(watched(expressStage()), sorted(express));
  synthesise(prod).templates.stream.hasResourceProperties('AWS::MSK::Cluster', { EnhancedMonitoring: 'DEFAULT' });
});

test('the alarms on brokers are those that AWS recommends', () => {
  // AWS's notes on MSK, "Monitor and Alarm MSK Clusters": metric, statistic, threshold, comparison, seconds, times; a broker that
  // restarts has five minutes before writing counts as refused
  const recommended: readonly (readonly [string, string, string, number, 'OrEqual' | 'LessOrEqual', number, number])[] =
    [
      ['broker-1-disk', 'KafkaDataLogsDiskUsed', 'Maximum', 85, 'OrEqual', 300, 1],
      ['broker-1-heap', 'HeapMemoryAfterGC', 'Average', 60, 'OrEqual', 300, 3],
      ['broker-1-credits', 'CPUCreditBalance', 'Average', 100, 'LessOrEqual', 300, 3],
      ['broker-1-replicas', 'UnderReplicatedPartitions', 'Maximum', 1, 'OrEqual', 300, 3],
      ['broker-1-min-isr', 'UnderMinIsrPartitionCount', 'Average', 1, 'OrEqual', 60, 5],
      ['broker-1-connections', 'ClientConnectionCount', 'Sum', 2400, 'OrEqual', 60, 15],
      ['controller-missing', 'ActiveControllerCount', 'Maximum', 0, 'LessOrEqual', 300, 1],
    ];
  for (const [name, MetricName, Statistic, Threshold, comparison, Period, EvaluationPeriods] of recommended) {
    assert.partialDeepStrictEqual(
      get(dev, name),
      {
        ...{ Namespace: 'AWS/Kafka', MetricName, Statistic, Threshold, Period, EvaluationPeriods },
        ComparisonOperator: comparison === 'OrEqual' ? 'GreaterThanOrEqualToThreshold' : 'LessThanOrEqualToThreshold',
      },
      name,
    );
  }
});

test('an express broker is watched at four fifths of what it sustains, and storage for what is unusual', () => {
  // Amazon MSK Developer Guide, "Express broker throughput throttle limits by broker size": express.m7g.large sustains 15.6 MBps
  assert.equal(get(expressStage(), 'broker-1-ingress').Threshold, 12_480_000);
  monitoring(expressStage()).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'kafkainsight-prod-storage-unusual',
    ComparisonOperator: 'GreaterThanUpperThreshold',
    ThresholdMetricId: Match.anyValue(),
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: Match.stringLikeRegexp('^ANOMALY_DETECTION_BAND\\(\\w+, 2\\)$') }),
    ]),
  });
});

test('managers are watched where there are some, and counted among the nodes', () => {
  assert.ok(!alarmsOfTemplates(dev).has('search-manager-cpu'));
  assert.ok(alarmsOfTemplates(prod).has('search-manager-cpu'));
  // of 1 node and of 3 nodes with 3 managers one is missing
  assert.deepEqual([get(dev, 'search-nodes').Threshold, get(prod, 'search-nodes').Threshold], [0, 5]);
});

test('the alarm on half of the retention follows the retention', () => {
  const seconds = (retention: Stage['kafka']['retention']): number =>
    get(preset('dev', { kafka: { ...dev.kafka, retention } }), 'lag-retention').Threshold;
  assert.equal(seconds('7 days'), 3.5 * 24 * 3600);
  assert.equal(seconds('10 days'), 5 * 24 * 3600);
});

test('the free storage that is alarmed on is a quarter of a node, in MiB', () => {
  const stage = preset('dev', { search: { ...dev.search, storageGibPerNode: 100 } });
  const alarm = get(stage, 'search-storage');
  // Developer Guide, "Recommended CloudWatch alarms": 25 % of the storage of each node, in MiB, minimum, at or below
  assert.partialDeepStrictEqual(alarm, {
    MetricName: 'FreeStorageSpace',
    Statistic: 'Minimum',
    Threshold: 25 * 1024,
    ComparisonOperator: 'LessThanOrEqualToThreshold',
    Period: 60,
  });
});

test('the alarms on the domain are those that AWS recommends', () => {
  // "Recommended CloudWatch alarms for Amazon OpenSearch Service": metric, statistic, threshold, seconds, times
  const recommended: readonly (readonly [string, string, string, number, number, number])[] = [
    ['search-red', 'ClusterStatus.red', 'Maximum', 1, 60, 1],
    ['search-yellow', 'ClusterStatus.yellow', 'Maximum', 1, 60, 5],
    ['search-writes-blocked', 'ClusterIndexWritesBlocked', 'Maximum', 1, 300, 1],
    ['search-snapshots', 'AutomatedSnapshotFailure', 'Maximum', 1, 60, 1],
    ['search-cpu', 'CPUUtilization', 'Maximum', 80, 900, 3],
    ['search-memory', 'JVMMemoryPressure', 'Maximum', 95, 60, 3],
    ['search-manager-cpu', 'MasterCPUUtilization', 'Maximum', 50, 900, 3],
    ['search-manager-memory', 'MasterJVMMemoryPressure', 'Maximum', 95, 60, 3],
    ['search-manager-missing', 'MasterReachableFromNode', 'Maximum', 0, 300, 1],
    ['search-nodes', 'Nodes', 'Minimum', 5, 86_400, 1],
  ];
  for (const [name, MetricName, Statistic, Threshold, Period, EvaluationPeriods] of recommended) {
    const expected = { Namespace: 'AWS/ES', MetricName, Statistic, Threshold, Period, EvaluationPeriods };
    assert.partialDeepStrictEqual(get(prod, name), expected, name);
  }
});

test('a domain of one node, which is always yellow, is not alarmed on for it', () => {
  assert.deepEqual(
    [alarmsOfTemplates(dev).has('search-yellow'), alarmsOfTemplates(prod).has('search-yellow')],
    [false, true],
  );
});
