import assert from 'node:assert/strict';
import { mock, suite, test } from 'node:test';
import * as v from 'valibot';
import { METRIC_NAMESPACE, metricNames } from '../core/metric-names.ts';
import { createMetrics, type Metrics, metricsEnvironment } from './metrics.ts';

function written(use: (metrics: Metrics<'indexer'>) => void, stage?: string): string[] {
  const write = mock.method(process.stdout, 'write', () => true);
  try {
    use(createMetrics('indexer', stage));
    return write.mock.calls.map(({ arguments: [text] }) => String(text));
  } finally {
    write.mock.restore();
  }
}

suite('metrics', () => {
  test('are one line of the embedded metric format an invocation', () => {
    const lines = written((metrics) => {
      metrics.add('RecordsIndexed', 5000);
      metrics.add('DeadLetters', 2);
      metrics.add('DeadLetters', 1);
      metrics.add('OldestRecordSeconds', 0.5);
      metrics.flush();
      metrics.flush();
    }, 'dev');
    assert.equal(lines.length, 1);
    const line = JSON.parse(lines[0] ?? '') as { _aws: { Timestamp: number; CloudWatchMetrics: unknown } };
    // the members that "Specification: Embedded metric format" of the CloudWatch User Guide asks for
    assert.deepEqual(line._aws.CloudWatchMetrics, [
      {
        Namespace: 'KafkaInsight',
        Dimensions: [['service', 'stage']],
        Metrics: [
          { Name: 'RecordsIndexed', Unit: 'Count' },
          { Name: 'DeadLetters', Unit: 'Count' },
          { Name: 'OldestRecordSeconds', Unit: 'Seconds' },
        ],
      },
    ]);
    assert.ok(Number.isInteger(line._aws.Timestamp));
    assert.partialDeepStrictEqual(line, {
      service: 'indexer',
      stage: 'dev',
      RecordsIndexed: 5000,
      DeadLetters: [2, 1],
    });
  });

  test('are not written where nothing was counted, nor again in the next invocation', () => {
    const lines = written((metrics) => {
      metrics.flush();
      metrics.add('RecordsIndexed', 1);
      metrics.flush();
      metrics.flush();
    }, 'dev');
    assert.equal(lines.length, 1);
  });

  test('are not written where no stage is named', () => {
    const lines = written((metrics) => {
      metrics.add('RecordsIndexed', 1);
      metrics.flush();
    });
    assert.deepEqual(lines, []);
  });

  test('have names that are theirs alone and that CloudWatch takes', () => {
    const names = Object.values(metricNames).flatMap((some) => Object.values(some));
    assert.equal(new Set(names).size, names.length);
    // "MetricDatum" of the CloudWatch API reference: 1 to 255 characters; a namespace may not begin with AWS/
    assert.ok(names.every((name) => /^[A-Za-z]{1,255}$/.test(name)));
    assert.ok(!METRIC_NAMESPACE.startsWith('AWS/'));
  });

  test('take a stage, not a sentence', () => {
    assert.deepEqual(v.parse(metricsEnvironment, { METRICS_STAGE: 'prod' }), { metricsStage: 'prod' });
    assert.deepEqual(v.parse(metricsEnvironment, {}), {});
    assert.throws(() => v.parse(metricsEnvironment, { METRICS_STAGE: 'Prod 1' }), /lower-case/);
  });
});
