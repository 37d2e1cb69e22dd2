import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricPanel } from './definition.ts';
import { numberRequest, panelNumberOf } from './number-search.ts';
import type { Scope } from './search.ts';

const HOUR = 3_600_000;
const scope: Scope = { fromMillis: 10 * HOUR, toMillis: 12 * HOUR, timeZone: 'UTC', filters: [] };
const panel: MetricPanel = {
  kind: 'metric',
  id: 'number',
  title: 'How many?',
  width: 12,
  dataView: 'logs',
  metric: { kind: 'unique', field: 'source.address', label: 'Visitors' },
};

test('the time before is as long, and ends where the scope begins', () => {
  const { body } = numberRequest(panel, scope, true);
  const [whole] = (body['query'] as { bool: { filter: [{ range: object }] } }).bool.filter;
  assert.deepEqual(whole.range, { '@timestamp': { gte: 8 * HOUR, lt: 12 * HOUR, format: 'epoch_millis' } });
  const { now, before } = body['aggs'] as Record<string, { filter: { range: object } }>;
  assert.deepEqual(now?.filter.range, { '@timestamp': { gte: 10 * HOUR, lt: 12 * HOUR, format: 'epoch_millis' } });
  assert.deepEqual(before?.filter.range, { '@timestamp': { gte: 8 * HOUR, lt: 10 * HOUR, format: 'epoch_millis' } });
  assert.deepEqual(Object.keys(numberRequest(panel, scope, false).body['aggs'] as object), ['now']);
});

test('a number, its course and what it was are read from one response', () => {
  const aggregations = {
    now: { doc_count: 5, m0: { value: 3 }, b: { buckets: [{ key: 0, doc_count: 5, m0: { value: 3 } }] } },
    before: { doc_count: 2, m0: { value: 1 } },
  };
  assert.deepEqual(panelNumberOf(panel, { aggregations }), {
    value: 3,
    trend: [{ keys: [0], values: [3] }],
    before: 1,
  });
  const counted: MetricPanel = { ...panel, metric: { kind: 'count', label: 'Lines' } };
  assert.equal(panelNumberOf(counted, { aggregations }).before, 2);
});

test('without an index there is nothing, which is 0', () => {
  assert.deepEqual(panelNumberOf(panel, {}), { value: 0, trend: [] });
});

test('a share of no documents is not 0 %', () => {
  const of = { label: 'Failed', where: { field: 'http.response.status_code', is: 500 } } as const;
  const share: MetricPanel = { ...panel, metric: { kind: 'share', of, label: 'Failed' } };
  const group = (all: number, failed: number): object => ({
    doc_count: all,
    m0: { doc_count: failed },
    b: { buckets: [] },
  });
  assert.equal(panelNumberOf(share, { aggregations: { now: group(8, 2) } }).value, 25);
  assert.equal(panelNumberOf(share, { aggregations: { now: group(0, 0) } }).value, null);
});
