import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusClasses } from './conditions.ts';
import type { AggregationPanel, Metric } from './definition.ts';
import { othersOf } from './others.ts';
import { rowsOf, totalOf } from './rows.ts';

const base = { id: 'panel', title: 'What?', width: 48, dataView: 'logs' } as const;
const count = { kind: 'count', label: 'Lines' } as const;
const hits = { total: { value: 7, relation: 'eq' }, hits: [] };

// Responses of OpenSearch 3.5 (opensearch.org/docs/latest/aggregations), shortened to what is read.

test('a number without groups is the number of documents', () => {
  const panel: AggregationPanel = { ...base, kind: 'metric', metric: count };
  assert.deepEqual(rowsOf(panel, { hits }), [{ keys: [], values: [7] }]);
  assert.equal(totalOf({ hits }), 7);
});

test('a number that is computed', () => {
  const panel: AggregationPanel = {
    ...base,
    kind: 'metric',
    metric: { kind: 'unique', field: 'user.name', label: 'Accounts' },
  };
  assert.deepEqual(rowsOf(panel, { hits, aggregations: { m0: { value: 3 } } }), [{ keys: [], values: [3] }]);
});

test('groups in groups become one row for each innermost group', () => {
  const panel: AggregationPanel = {
    ...base,
    kind: 'table',
    rows: [
      { kind: 'terms', field: 'user.name', label: 'Account', size: 5 },
      { kind: 'terms', field: 'http.response.status_code', label: 'Status', size: 5 },
    ],
    metrics: [{ kind: 'unique', field: 'source.ip', label: 'Addresses' }, count],
  };
  const answer = {
    hits,
    aggregations: {
      m0: { value: 2 },
      b: {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: 0,
        buckets: [
          {
            key: 'anna',
            doc_count: 5,
            m0: { value: 2 },
            b: { buckets: [{ key: 200, doc_count: 5, m0: { value: 2 } }] },
          },
          {
            key: 'ben',
            doc_count: 2,
            m0: { value: 1 },
            b: { buckets: [{ key: 401, doc_count: 2, m0: { value: 1 } }] },
          },
        ],
      },
    },
  };
  assert.deepEqual(rowsOf(panel, answer), [
    { keys: ['anna', 200], values: [2, 5] },
    { keys: ['ben', 401], values: [1, 2] },
  ]);
});

test('named conditions come back in the order of the definition, whatever the order of the answer', () => {
  const panel: AggregationPanel = {
    ...base,
    kind: 'pie',
    slices: { kind: 'conditions', label: 'Outcome', conditions: statusClasses },
    metric: count,
  };
  const buckets = {
    'Failed (5xx)': { doc_count: 4 },
    'Redirected (3xx)': { doc_count: 2 },
    'Refused (4xx)': { doc_count: 3 },
    'Succeeded (2xx)': { doc_count: 1 },
  };
  assert.deepEqual(
    rowsOf(panel, { hits, aggregations: { b: { buckets } } }).map(({ values }) => values[0]),
    [1, 2, 3, 4],
  );
});

test('a group has all steps of the time axis; of those that the engine leaves out nothing is counted, and no share is known', () => {
  const share = { kind: 'share', of: { label: 'Failed', where: { all: [] } }, label: 'Failed' } as const;
  const panel = (metric: Metric): AggregationPanel => ({
    ...base,
    kind: 'line',
    x: { kind: 'time', label: 'Time' },
    split: { kind: 'terms', field: 'host.hostname', label: 'Host', size: 5 },
    metric,
  });
  const own = { buckets: [{ key: 2000, key_as_string: '', doc_count: 4, m0: { doc_count: 1 } }] };
  const steps = [0, 1000, 2000, 3000].map((key) => ({ key, doc_count: 0 }));
  const aggregations = {
    b: { buckets: [{ key: 'web-1', doc_count: 4, b: own }] },
    t: { doc_count: 0, b: { buckets: steps } },
  };
  const valuesOfSteps = (values: readonly (number | null)[]): object[] =>
    values.map((value, index) => ({ keys: ['web-1', index * 1000], values: [value] }));
  assert.deepEqual(rowsOf(panel(count), { hits, aggregations }), valuesOfSteps([0, 0, 4, 0]));
  assert.deepEqual(rowsOf(panel(share), { hits, aggregations }), valuesOfSteps([null, null, 25, null]));
});

test('of the candidates, those with the most different values are shown, and the others counted as left out', () => {
  const panel: AggregationPanel = {
    ...base,
    kind: 'table',
    rows: [{ kind: 'terms', field: 'source.ip', label: 'Address', size: 2 }],
    metrics: [{ kind: 'unique', field: 'url.original', label: 'Different pages' }, count],
  };
  const bucket = (key: string, doc_count: number, value: number): object => ({ key, doc_count, m0: { value } });
  const buckets = [bucket('a', 900, 2), bucket('b', 500, 400), bucket('c', 300, 290)];
  const answer = { hits, aggregations: { b: { sum_other_doc_count: 50, buckets } } };
  const rows = rowsOf(panel, answer);
  assert.deepEqual(rows, [
    { keys: ['b'], values: [400, 500] },
    { keys: ['c'], values: [290, 300] },
  ]);
  assert.equal(othersOf(panel, answer, rows).documents, 950);
});

test('where no index fits there are no aggregations, and no rows', () => {
  const panel: AggregationPanel = {
    ...base,
    kind: 'tag-cloud',
    tags: { kind: 'terms', field: 'url.path', label: 'Page', size: 5 },
    metric: count,
  };
  assert.deepEqual(rowsOf(panel, { hits: { total: { value: 0 }, hits: [] } }), []);
});

test('an answer of another kind of server is refused, and says nothing of what it held', () => {
  const panel: AggregationPanel = { ...base, kind: 'metric', metric: count };
  assert.throws(
    () => rowsOf(panel, { status: 'secret' }),
    (error: Error) => error.message.includes('hits') && !error.message.includes('secret'),
  );
});
