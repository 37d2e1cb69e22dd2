import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboardsOf } from './dashboards.ts';
import { type AggregationPanel, type LinesPanel, panelsOf } from './definition.ts';
import { linesRequest } from './line-search.ts';
import { countsRequest, extentRequest, panelRequest, type Scope, stepMillis } from './search.ts';

const scope: Scope = { fromMillis: 1_000_000, toMillis: 4_600_000, timeZone: 'Europe/Zurich', filters: [] };
const timeFilter = { range: { '@timestamp': { gte: 1_000_000, lt: 4_600_000, format: 'epoch_millis' } } };

const table: AggregationPanel = {
  kind: 'table',
  id: 'table',
  title: 'Which?',
  width: 48,
  dataView: 'logs',
  where: { field: 'user.name', exists: true },
  rows: [
    { kind: 'terms', field: 'user.name', label: 'Account', size: 3 },
    { kind: 'terms', field: 'source.ip', label: 'Address', size: 2 },
  ],
  metrics: [
    { kind: 'unique', field: 'source.ip', label: 'Addresses' },
    { kind: 'count', label: 'Requests' },
  ],
};

test('a table is terms in terms; those with the most different values are chosen from the most frequent ones', () => {
  const candidates = { size: 200, shard_size: 200, order: { _count: 'desc' }, collect_mode: 'breadth_first' };
  assert.deepEqual(panelRequest(table, scope), {
    path: '/kafkainsight-logs-*/_search?ignore_unavailable=true&allow_no_indices=true',
    body: {
      size: 0,
      timeout: '10s',
      track_total_hits: true,
      query: { bool: { filter: [timeFilter, { exists: { field: 'user.name' } }] } },
      aggs: {
        m0: { cardinality: { field: 'source.ip' } },
        b: {
          terms: { field: 'user.name', ...candidates },
          aggs: {
            m0: { cardinality: { field: 'source.ip' } },
            b: {
              terms: { field: 'source.ip', ...candidates },
              aggs: { m0: { cardinality: { field: 'source.ip' } } },
            },
          },
        },
      },
    },
  });
});

test('the best of a flat list are chosen from more terms of each shard', () => {
  const flat: AggregationPanel = { ...table, rows: table.rows.slice(0, 1) };
  const { b } = panelRequest(flat, scope).body['aggs'] as { b: { terms: { shard_size: number } } };
  assert.equal(b.terms.shard_size, 500);
});

test('time is cut into equal steps of the reader’s zone, the empty ones too', () => {
  const panel: AggregationPanel = {
    kind: 'line',
    id: 'line',
    title: 'When?',
    width: 48,
    dataView: 'ledger',
    x: { kind: 'time', label: 'Time' },
    metric: { kind: 'sum', field: 'kafkainsight.part.lines', label: 'Lines' },
  };
  const { path, body } = panelRequest(panel, scope);
  assert.equal(path.split('/')[1], 'kafkainsight-ledger*');
  assert.deepEqual((body['aggs'] as { b: unknown }).b, {
    date_histogram: {
      field: '@timestamp',
      fixed_interval: '60000ms',
      time_zone: 'Europe/Zurich',
      min_doc_count: 0,
      extended_bounds: { min: 1_000_000, max: 4_599_999 },
    },
    aggs: { m0: { sum: { field: 'kafkainsight.part.lines' } } },
  });
});

test('a time axis within other groups is asked without its empty steps; all steps are asked once beside them', () => {
  const panel: AggregationPanel = {
    kind: 'heat-map',
    id: 'heat-map',
    title: 'When?',
    width: 48,
    dataView: 'logs',
    x: { kind: 'time', label: 'Time' },
    y: { kind: 'terms', field: 'user.name', label: 'Account', size: 3 },
    metric: { kind: 'count', label: 'Requests' },
  };
  const steps = { field: '@timestamp', fixed_interval: '60000ms', time_zone: 'Europe/Zurich' };
  const all = { ...steps, min_doc_count: 0, extended_bounds: { min: 1_000_000, max: 4_599_999 } };
  assert.deepEqual(panelRequest(panel, scope).body['aggs'], {
    b: {
      terms: { field: 'user.name', size: 3, shard_size: 200, order: { _count: 'desc' } },
      aggs: { b: { date_histogram: { ...steps, min_doc_count: 1 }, aggs: {} } },
    },
    t: { filter: { match_none: {} }, aggs: { b: { date_histogram: all } } },
  });
});

test('filters and a search narrow every request of log lines', () => {
  const lines = dashboardsOf()
    .flatMap(panelsOf)
    .find((panel): panel is LinesPanel => panel.kind === 'lines');
  assert.ok(lines);
  const search = { match_phrase: { message: { query: 'b c' } } };
  const { body } = linesRequest(
    lines,
    { ...scope, filters: [{ not: { field: 'user.name', is: 'x' } }], search },
    { limit: 50 },
  );
  const { filter } = (body['query'] as { bool: { filter: object[] } }).bool;
  assert.deepEqual(filter.slice(1), [{ bool: { must_not: [{ term: { 'user.name': 'x' } }] } }, search]);
  assert.equal(body['size'], 50);
  assert.equal(body['timeout'], '10s');
  assert.ok(!('search_after' in body));
});

test('lines are listed by time, then by their place in a file or a topic; a page begins behind the one before', () => {
  const lines = dashboardsOf()
    .flatMap(panelsOf)
    .find((panel): panel is LinesPanel => panel.kind === 'lines');
  assert.ok(lines);
  const { body } = linesRequest(lines, scope, { limit: 5, order: 'oldest', after: [1, 'file', 2, '', -1, -1] });
  const by = body['sort'] as Record<string, { order: string }>[];
  assert.deepEqual(by.map((each) => Object.keys(each)).flat(), [
    '@timestamp',
    'kafkainsight.file.id',
    'log.offset',
    'kafka.topic',
    'kafka.partition',
    'kafka.offset',
  ]);
  assert.ok(by.every((each) => Object.values(each).every(({ order }) => order === 'asc')));
  assert.deepEqual(body['search_after'], [1, 'file', 2, '', -1, -1]);
});

test('several scopes are counted by one request', () => {
  const { path, body } = countsRequest('logs', { whole: scope, always: { ...scope, fromMillis: 0 } });
  assert.match(path, /^\/kafkainsight-logs-\*\/_search/);
  const { filters } = (body['aggs'] as { counts: { filters: { filters: Record<string, unknown> } } }).counts.filters;
  assert.deepEqual(filters['whole'], { bool: { filter: [timeFilter] } });
  assert.deepEqual(Object.keys(filters), ['whole', 'always']);
});

test('the span of the documents leaves out those whose clock was far off', () => {
  assert.match(
    extentRequest('logs', { field: 'user.name', exists: true }).path,
    /^\/kafkainsight-logs-\*,-kafkainsight-logs-\*-outlier\/_search\?/,
  );
});

const HOUR = 3_600_000;
for (const [rangeMillis, step] of [
  [60_000, 1000],
  [15 * 60_000, 10_000],
  [HOUR, 60_000],
  [24 * HOUR, 15 * 60_000],
  [7 * 24 * HOUR, 2 * HOUR],
  [30 * 24 * HOUR, 12 * HOUR],
  [400 * 24 * HOUR, 7 * 24 * HOUR],
] as const) {
  test(`a range of ${rangeMillis / 60_000} minutes has steps of ${step / 1000} s, at most 96`, () => {
    assert.equal(stepMillis({ fromMillis: 0, toMillis: rangeMillis }), step);
    assert.ok(rangeMillis / step <= 96);
  });
}

test('no range is too long for 96 steps', () => {
  const toMillis = 9000 * 365 * 24 * HOUR;
  assert.ok(toMillis / stepMillis({ fromMillis: 0, toMillis }) <= 96);
});
