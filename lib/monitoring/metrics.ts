import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type CountingFunction, METRIC_NAMESPACE, metricDimensions, type MetricName } from '../../core/metric-names.ts';
import { INDEX_GROUP, LOG_TOPIC } from '../../core/names.ts';
import type { Stage } from '../configuration/stage.ts';

/** The parts of a stage that have metrics. */
export interface Monitored {
  readonly stage: Stage;
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly clusterName: string;
  readonly domain: IDomain;
  /** Messages about findings that were not delivered; absent without destinations. */
  readonly undelivered?: Queue;
  readonly functions: Readonly<Record<CountingFunction, LambdaFunction>>;
}

/** How the values within a period are combined. */
type Statistic = 'Maximum' | 'Minimum' | 'Sum' | 'Average';

/** A metric whose period can still be chosen. */
export type PeriodMetric = Metric | MathExpression;

/** The metrics of a stage, by five minutes unless an alarm says otherwise. */
export interface StageMetrics {
  /** What one of our functions counts or measures. Default statistic: Sum. */
  counted<Name extends CountingFunction>(functionName: Name, name: MetricName<Name>, statistic?: string): Metric;
  /** What Lambda reports about a function: `Duration` in milliseconds. */
  ofFunction(functionName: CountingFunction, name: 'Errors' | 'Throttles' | 'Duration' | 'Invocations'): Metric;
  /** What SQS reports about the queue. */
  readonly oldestMessageSeconds: Metric;
  readonly waitingMessages: Metric;
  readonly givenUpMessages: Metric;
  /** Absent without destinations of findings. */
  readonly undeliveredMessages?: Metric;
  /**
   * How many records of all partitions the index function has not read yet. MSK reports it for each group and topic at every monitoring level,
   * `DEFAULT` included (Amazon MSK Developer Guide, "Monitor consumer lags", "Metrics for monitoring Standard brokers").
   */
  readonly lagRecords: Metric;
  /** MSK's estimate of how long it takes to catch up with the partition that is furthest behind, in seconds. */
  readonly lagSeconds: Metric;
  /** What MSK reports about the cluster as a whole. */
  ofCluster(name: string, statistic: Statistic): Metric;
  /** What MSK reports about a broker, numbered from 1. */
  ofBroker(broker: number, name: string, statistic: Statistic): Metric;
  /** Busy time of a broker, percent. */
  brokerCpuPercent(broker: number): PeriodMetric;
  /** Clients that are connected to a broker by IAM, counted once a minute. */
  brokerConnections(broker: number): Metric;
  /** What OpenSearch Service reports about the domain. */
  ofDomain(name: string, statistic: Statistic): Metric;
}

const DEFAULT_PERIOD = Duration.minutes(5);

/** The metrics of a stage that its alarms watch and its dashboard shows. */
export function stageMetrics(monitored: Monitored): StageMetrics {
  const { stage, queue, deadLetterQueue, undelivered, domain, functions } = monitored;
  return {
    counted: (functionName, metricName, statistic = 'Sum') =>
      new Metric({
        namespace: METRIC_NAMESPACE,
        metricName,
        dimensionsMap: metricDimensions(stage.name, functionName),
        statistic,
        period: DEFAULT_PERIOD,
      }),
    ofFunction: (functionName, name) =>
      functions[functionName].metric(name, {
        statistic: name === 'Duration' ? 'Maximum' : 'Sum',
        period: DEFAULT_PERIOD,
      }),
    oldestMessageSeconds: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
    waitingMessages: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    givenUpMessages: deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    ...(undelivered && {
      undeliveredMessages: undelivered.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
    }),
    ...kafkaMetrics(monitored),
    ofDomain: (name, statistic) => domain.metric(name, { statistic, period: DEFAULT_PERIOD }),
  };
}

type KafkaMetrics = Pick<
  StageMetrics,
  'lagRecords' | 'lagSeconds' | 'ofCluster' | 'ofBroker' | 'brokerCpuPercent' | 'brokerConnections'
>;

function kafkaMetrics({ clusterName }: Monitored): KafkaMetrics {
  const metric = (metricName: string, statistic: Statistic, dimensions: Record<string, string> = {}): Metric =>
    new Metric({
      namespace: 'AWS/Kafka',
      metricName,
      dimensionsMap: { 'Cluster Name': clusterName, ...dimensions },
      statistic,
      period: DEFAULT_PERIOD,
    });
  const group = { 'Consumer Group': INDEX_GROUP, Topic: LOG_TOPIC };
  const ofBroker: KafkaMetrics['ofBroker'] = (broker, name, statistic) =>
    metric(name, statistic, { 'Broker ID': String(broker) });
  return {
    lagRecords: metric('SumOffsetLag', 'Maximum', group),
    lagSeconds: metric('EstimatedMaxTimeLag', 'Maximum', group),
    ofCluster: metric,
    ofBroker,
    brokerCpuPercent: (broker) =>
      new MathExpression({
        // ids must differ between the brokers of one graph
        expression: `user${broker} + system${broker}`,
        usingMetrics: {
          [`user${broker}`]: ofBroker(broker, 'CpuUser', 'Average'),
          [`system${broker}`]: ofBroker(broker, 'CpuSystem', 'Average'),
        },
        label: `broker ${broker}`,
        period: DEFAULT_PERIOD,
      }),
    // each of a broker's network threads reports its own connections every minute: a longer period would sum them several times
    brokerConnections: (broker) =>
      metric('ClientConnectionCount', 'Sum', { 'Broker ID': String(broker), 'Client Authentication': 'IAM' }).with({
        period: Duration.minutes(1),
      }),
  };
}
