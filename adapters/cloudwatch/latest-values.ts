import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { AwsConfiguration } from '../aws.ts';
import { awsError } from '../aws-errors.ts';

/** A metric as CloudWatch names it. */
export interface CloudWatchMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}

const PERIOD_SECONDS = 300;
/** Metrics of MSK and of functions arrive a few minutes late. */
const WINDOW_MILLIS = 20 * 60_000;

/**
 * The latest five-minute value of each metric, in their order; `undefined` where the last twenty minutes have none.
 *
 * @throws KafkaInsightError AWS_ACCESS_DENIED, AWS_UNAVAILABLE
 */
export async function latestValues(
  aws: AwsConfiguration,
  metrics: readonly CloudWatchMetric[],
): Promise<readonly (number | undefined)[]> {
  const client = new CloudWatchClient({
    region: aws.region,
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
  });
  const now = Date.now();
  try {
    const { MetricDataResults: results = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - WINDOW_MILLIS),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: metrics.map(({ namespace, name, dimensions, statistic }, at) => ({
          Id: `m${at}`,
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: PERIOD_SECONDS,
            Stat: statistic,
          },
        })),
      }),
    );
    return metrics.map((_, at) => results.find(({ Id }) => Id === `m${at}`)?.Values?.[0]);
  } catch (error) {
    throw awsError(error, 'Asking CloudWatch for metrics');
  } finally {
    client.destroy();
  }
}
