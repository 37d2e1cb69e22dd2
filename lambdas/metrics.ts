import { Metrics as EmbeddedMetrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import * as v from 'valibot';
import { type CountingFunction, METRIC_NAMESPACE, metricDimensions, type MetricName } from '../core/metric-names.ts';

/** METRICS_STAGE, read to `{ metricsStage }`: the stage whose metrics are written; absent: no metrics. */
export const metricsEnvironment = v.pipe(
  v.object({
    METRICS_STAGE: v.optional(
      v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]*$/, 'must be the name of a stage: lower-case letters and digits')),
    ),
  }),
  v.transform(({ METRICS_STAGE }): { readonly metricsStage?: string } =>
    METRICS_STAGE === undefined ? {} : { metricsStage: METRICS_STAGE },
  ),
);

/** What one function counts and measures. */
export interface Metrics<Name extends CountingFunction> {
  /** Adds a value for this invocation. A 0 is written too: so missing data means that the function did not run. */
  add(name: MetricName<Name>, value: number): void;
  /** Writes what was counted since the last call; called at the end of each invocation, failed ones included. */
  flush(): void;
}

/**
 * The metrics of a function: one line of CloudWatch's embedded metric format on standard output for each invocation, from which
 * CloudWatch Logs creates metrics without a request by the function (Amazon CloudWatch User Guide, "Specification: Embedded metric
 * format").
 *
 * @param stage absent where metrics are not read, as on a laptop; then nothing is written
 */
export function createMetrics<Name extends CountingFunction>(functionName: Name, stage?: string): Metrics<Name> {
  if (stage === undefined) return { add: () => undefined, flush: () => undefined };
  const { service, ...dimensions } = metricDimensions(stage, functionName);
  const metrics = new EmbeddedMetrics({
    namespace: METRIC_NAMESPACE,
    serviceName: service,
    defaultDimensions: dimensions,
  });
  return {
    add: (name, value) => {
      metrics.addMetric(name, name.endsWith('Seconds') ? MetricUnit.Seconds : MetricUnit.Count, value);
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
