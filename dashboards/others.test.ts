import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AggregationPanel } from './definition.ts';
import { OTHER, othersOf } from './others.ts';
import { rowsOf } from './rows.ts';

const base = { id: 'panel', title: 'What?', width: 48, dataView: 'logs' } as const;
const count = { kind: 'count', label: 'Lines' } as const;
const path = { kind: 'terms', field: 'url.path', label: 'Path', size: 2 } as const;
const hits = { total: { value: 12 } };

// sum_other_doc_count: opensearch.org/docs/latest/aggregations/bucket/terms

test('a pie has one more slice for all that it cuts', () => {
  const panel: AggregationPanel = { ...base, kind: 'pie', slices: path, metric: count };
  const b = { sum_other_doc_count: 4, buckets: [{ key: '/a', doc_count: 5 }] };
  const answer = { hits, aggregations: { b } };
  assert.deepEqual(othersOf(panel, answer, rowsOf(panel, answer)), {
    documents: 4,
    rows: [{ keys: [OTHER], values: [4] }],
  });
});

test('a stack over time has the others upon it: all that have a value, less those shown, step by step', () => {
  const panel: AggregationPanel = {
    ...base,
    kind: 'area',
    x: { kind: 'time', label: 'Time' },
    split: path,
    metric: count,
  };
  const steps = (...counts: readonly number[]): object => ({
    buckets: counts.map((doc_count, index) => ({ key: index * 1000, doc_count })),
  });
  const b = {
    sum_other_doc_count: 3,
    buckets: [
      { key: '/a', doc_count: 4, b: steps(4, 0) },
      { key: '/b', doc_count: 2, b: steps(1, 1) },
    ],
  };
  const answer = { hits, aggregations: { b, t: { doc_count: 9, b: steps(6, 3) } } };
  assert.deepEqual(othersOf(panel, answer, rowsOf(panel, answer)).rows, [
    { keys: [OTHER, 0], values: [1] },
    { keys: [OTHER, 1000], values: [2] },
  ]);
});

test('different visitors do not add up: it is only said how many documents are left out', () => {
  const metric = { kind: 'unique', field: 'source.address', label: 'Visitors' } as const;
  const panel: AggregationPanel = { ...base, kind: 'pie', slices: path, metric };
  const b = { sum_other_doc_count: 4, buckets: [{ key: '/a', doc_count: 5, m0: { value: 2 } }] };
  const answer = { hits, aggregations: { b } };
  assert.deepEqual(othersOf(panel, answer, rowsOf(panel, answer)), { documents: 4, rows: [] });
});

test('what shows all leaves out nothing', () => {
  const panel: AggregationPanel = { ...base, kind: 'pie', slices: path, metric: count };
  const answer = { hits, aggregations: { b: { sum_other_doc_count: 0, buckets: [{ key: '/a', doc_count: 5 }] } } };
  assert.deepEqual(othersOf(panel, answer, rowsOf(panel, answer)), { documents: 0, rows: [] });
  assert.deepEqual(othersOf(panel, { hits }, []), { documents: 0, rows: [] });
});
