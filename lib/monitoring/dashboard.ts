import { Aws, Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { CountingFunction } from '../../core/metric-names.ts';
import type { Stage } from '../configuration/stage.ts';
import type { StageMetrics } from './metrics.ts';

/** CloudWatch's grid is 24 units wide: three graphs side by side. */
const WIDTH = 8;
const HEIGHT = 6;

/** The dashboard of a stage: its alarms, then its metrics in rows that follow a line from the file to the search engine. */
export function makeDashboard(
  scope: Construct,
  stage: Stage,
  metrics: StageMetrics,
  alarms: readonly Alarm[],
): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    // CloudWatch lists the dashboards of all regions together, and has each name once
    dashboardName: `kafkainsight-${stage.name}-${Aws.REGION}`,
    defaultInterval: Duration.hours(12),
    widgets: [
      [[new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: HEIGHT })]],
      row('Files → queue', ...fileGraphs(metrics)),
      row('Lines → topic', ...topicGraphs(metrics, stage)),
      row('Records → indices', ...indexGraphs(metrics)),
      row('Search domain', ...searchGraphs(metrics)),
      row('Functions', ...functionGraphs(metrics)),
    ].flat(),
  });
}

function row(title: string, ...graphs: readonly IWidget[]): IWidget[][] {
  return [[new TextWidget({ markdown: `## ${title}`, width: 24, height: 1 })], [...graphs]];
}

function graph(title: string, left: readonly IMetric[], right: readonly IMetric[] = []): IWidget {
  return new GraphWidget({
    title,
    left: [...left],
    right: [...right],
    width: WIDTH,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false },
    rightYAxis: { min: 0, showUnits: false },
  });
}

function fileGraphs(metrics: StageMetrics): IWidget[] {
  return [
    graph('Messages in the queue', [metrics.waitingMessages], [metrics.givenUpMessages]),
    graph('Age of the oldest message, seconds', [metrics.oldestMessageSeconds]),
    graph('Redelivered messages, broken files', [
      metrics.counted('ingest', 'MessagesHandedBack'),
      metrics.counted('ingest', 'PartsBroken'),
    ]),
  ];
}

function topicGraphs(metrics: StageMetrics, { kafka }: Stage): IWidget[] {
  const brokers = Array.from({ length: kafka.brokerCount }, (_, at) => at + 1);
  return [
    graph('Lines produced', [metrics.counted('ingest', 'LinesProduced')], [metrics.counted('ingest', 'LinesUnparsed')]),
    graph(
      'Busy time of the brokers, percent',
      brokers.map((broker) => metrics.brokerCpuPercent(broker)),
    ),
    ...(kafka.brokers === 'express'
      ? [graph('Bytes stored by the brokers', [metrics.ofCluster('StorageUsed', 'Maximum')])]
      : [
          graph(
            'Used storage of the brokers, percent',
            brokers.map((broker) =>
              metrics.ofBroker(broker, 'KafkaDataLogsDiskUsed', 'Maximum').with({ label: `broker ${broker}` }),
            ),
          ),
        ]),
  ];
}

function indexGraphs(metrics: StageMetrics): IWidget[] {
  return [
    graph('Records waiting on the topic', [metrics.lagRecords]),
    graph('Waiting time of records, seconds', [
      metrics.counted('indexer', 'OldestRecordSeconds', 'Maximum'),
      metrics.lagSeconds,
    ]),
    graph(
      'Records indexed; handed back, dead letters',
      [metrics.counted('indexer', 'RecordsIndexed')],
      [metrics.counted('indexer', 'RecordsHandedBack'), metrics.counted('indexer', 'DeadLetters')],
    ),
  ];
}

function searchGraphs(metrics: StageMetrics): IWidget[] {
  return [
    graph('Documents rejected with 429, or with 401 or 403', [
      metrics.counted('indexer', 'BulkThrottled'),
      metrics.counted('indexer', 'BulkForbidden'),
    ]),
    graph('Heap and busy time, percent', [
      metrics.ofDomain('JVMMemoryPressure', 'Maximum'),
      metrics.ofDomain('CPUUtilization', 'Maximum'),
    ]),
    graph(
      'Free storage of the fullest node, MiB; differences',
      [metrics.ofDomain('FreeStorageSpace', 'Minimum')],
      [metrics.counted('inspect', 'Differences', 'Maximum')],
    ),
    graph(
      'Findings; hours of logs waiting to be judged',
      [metrics.counted('findings', 'FindingsOpened')],
      [metrics.counted('findings', 'HoursWaiting', 'Maximum')],
    ),
  ];
}

function functionGraphs(metrics: StageMetrics): IWidget[] {
  const names: readonly CountingFunction[] = ['ingest', 'indexer', 'provision', 'inspect', 'findings'];
  const all = (metric: 'Errors' | 'Throttles' | 'Duration'): IMetric[] =>
    names.map((name) => metrics.ofFunction(name, metric).with({ label: name }));
  return [
    graph('Failed calls', all('Errors')),
    graph('Throttled calls', all('Throttles')),
    graph('Longest call, milliseconds', all('Duration')),
  ];
}
