import {
  CASE_INDEX,
  DEAD_LETTER_INDEX,
  FINDING_INDEX,
  LEDGER_INDEX,
  LOG_INDEX_PREFIX,
  VISIT_INDEX,
} from '../core/names.ts';
import { type Condition, type Query, queryOf } from '../core/search/conditions.ts';
import {
  type Aggregation,
  aggregationOf,
  type AggregationPanel,
  type DataViewName,
  type Metric,
  type PanelBucket,
  type PanelCondition,
  splitWithOthers,
} from './definition.ts';

/** The index pattern of each data view. A wildcard that matches nothing gives an empty result, where a missing name is an error. */
export const dataViews: Readonly<Record<DataViewName, string>> = {
  logs: `${LOG_INDEX_PREFIX}*`,
  ledger: `${LEDGER_INDEX}*`,
  'dead-letters': `${DEAD_LETTER_INDEX}*`,
  cases: `${CASE_INDEX}*`,
  findings: `${FINDING_INDEX}*`,
  visits: `${VISIT_INDEX}*`,
};

/** The time field of every data view. */
export const TIME_FIELD = '@timestamp';

/** What the view is limited to. */
export interface Scope {
  /** Epoch milliseconds, inclusive. */
  readonly fromMillis: number;
  /** Epoch milliseconds, exclusive. */
  readonly toMillis: number;
  /** IANA zone in which days begin. */
  readonly timeZone: string;
  readonly filters: readonly Condition<string>[];
  /** What the reader searches for. */
  readonly search?: Query;
}

/** A request to the engine's `_search`: to be sent as `POST <path>` with the body. */
export interface PanelSearch {
  readonly path: string;
  readonly body: Query;
}

/** One group of a panel: the keys of its buckets, outermost first, and its metrics, both in the order of `aggregationOf`. */
export interface PanelRow {
  /** A term, the label of a condition, or the beginning of a time step in epoch milliseconds. */
  readonly keys: readonly (string | number)[];
  /** Null where there is nothing to compute it from: a share of no documents, a duration that none has. */
  readonly values: readonly (number | null)[];
}

/** The engine ends a request after this long: its response then says `timed_out`, and covers only a part of the documents. */
export const TIME_LIMIT_SECONDS = 10;
/** That limit, in a request. */
export const timeout = `${TIME_LIMIT_SECONDS}s`;

/**
 * How many terms each shard returns, from which the most frequent are chosen. A term that is frequent in one index and not in another is
 * counted too low, and the engines' default (1.5 × size + 10) is so small that this happens as soon as a name is in the logs of two
 * formats (opensearch.org/docs/latest/aggregations/bucket/terms, shard_size). Fewer are requested of terms with further groups: 200 of
 * them with 200 others, or with 96 steps of time, stay below the 65,535 buckets that a request may have (search.max_buckets).
 */
export function shardTerms({ buckets }: Pick<Aggregation, 'buckets'>): number {
  return buckets.length === 1 ? 2000 : 200;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps = [
  ...[1, 2, 5, 10, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 30, 90, 365].map((count) => count * DAY),
];
const MAX_STEPS = 96;

/** The length of one time step: the shortest customary unit that divides the range into at most 96 steps. */
export function stepMillis({ fromMillis, toMillis }: Pick<Scope, 'fromMillis' | 'toMillis'>): number {
  const shortest = (toMillis - fromMillis) / MAX_STEPS;
  return steps.find((step) => step >= shortest) ?? Math.ceil(shortest / (365 * DAY)) * 365 * DAY;
}

/** The request that answers a panel's question. */
export function panelRequest(panel: AggregationPanel, scope: Scope): PanelSearch {
  const aggregation = aggregationOf(panel);
  const aggregations = {
    ...aggregationsOf(aggregation, { ...scope, shardTerms: shardTerms(aggregation) }),
    ...allSteps(panel, aggregation, scope),
  };
  return {
    path: searchPath(dataViews[panel.dataView]),
    body: { size: 0, timeout, track_total_hits: true, query: scopeQuery(scope, panel.where), aggs: aggregations },
  };
}

/** The request for the number of documents in each of several scopes; the response has them under the same names. */
export function countsRequest(dataView: DataViewName, scopes: Readonly<Record<string, Scope>>): PanelSearch {
  const filters = Object.fromEntries(Object.entries(scopes).map(([name, scope]) => [name, scopeQuery(scope)]));
  return {
    path: searchPath(dataViews[dataView]),
    body: { size: 0, timeout, aggs: { counts: { filters: { filters } } } },
  };
}

/** What a filter is asked about: which documents, and which of them each filter concerns. */
export interface ReachQuestion {
  readonly where?: PanelCondition;
  readonly concerned: readonly Condition<string>[];
}

/** The request for how many documents of each question there are (`doc_count`), and how many are concerned by each filter (`f0`, `f1`, …). */
export function reachRequest(
  dataView: DataViewName,
  scope: Scope,
  questions: Readonly<Record<string, ReachQuestion>>,
): PanelSearch {
  const aggs = Object.fromEntries(
    Object.entries(questions).map(([name, { where, concerned }]) => {
      const counts = concerned.map((condition, index) => [`f${index}`, { filter: queryOf(condition) }]);
      return [
        name,
        { filter: where === undefined ? { match_all: {} } : queryOf(where), aggs: Object.fromEntries(counts) as Query },
      ];
    }),
  );
  return { path: searchPath(dataViews[dataView]), body: { size: 0, timeout, query: scopeQuery(scope), aggs } };
}

/** The request for the time range of all documents, and of those that meet a condition; without those whose clock was far off. */
export function extentRequest(dataView: DataViewName, fitting: PanelCondition): PanelSearch {
  const extent = { first: { min: { field: TIME_FIELD } }, last: { max: { field: TIME_FIELD } } };
  const aggs = { ...extent, fitting: { filter: queryOf(fitting), aggs: extent } };
  return {
    path: timelyPath(dataView),
    body: { size: 0, timeout, track_total_hits: true, aggs },
  };
}

/** Where an index pattern is searched. */
export function searchPath(indices: string): string {
  return `/${indices}/_search?ignore_unavailable=true&allow_no_indices=true`;
}

/** The same without the documents whose clock was far off. */
export function timelyPath(dataView: DataViewName): string {
  return searchPath(`${dataViews[dataView]},-${LOG_INDEX_PREFIX}*-outlier`);
}

/** The documents of a scope that meet a condition. */
export function scopeQuery(scope: Scope, where?: PanelCondition): Query {
  const { fromMillis, toMillis, filters, search } = scope;
  const filter: Query[] = [
    { range: { [TIME_FIELD]: { gte: fromMillis, lt: toMillis, format: 'epoch_millis' } } },
    ...(where === undefined ? [] : [queryOf(where)]),
    ...filters.map(queryOf),
    ...(search === undefined ? [] : [search]),
  ];
  return { bool: { filter } };
}

/**
 * All steps of a time axis that is within other groups, and how many documents have a value at all in each, where that is asked: what is not of the
 * most frequent values is the others'. The groups themselves are asked without their empty steps, which take three to ten times as long, and are
 * filled from these.
 */
function allSteps(panel: AggregationPanel, { buckets: [, ...inner] }: Aggregation, scope: Scope): Query {
  if (!inner.some(({ kind }) => kind === 'time')) return {};
  const split = splitWithOthers(panel);
  const filter = split === undefined ? { match_none: {} } : { exists: { field: split.field } };
  return { t: { filter, aggs: { b: { date_histogram: timeHistogram(scope) } } } };
}

interface AggregationScope extends Scope {
  readonly shardTerms: number;
}

/** What is computed of the documents of a scope: `m0`, `m1`, … are the metrics, `b` the groups, nested as the buckets are. */
export function aggregationsOf(aggregation: Aggregation, scope: AggregationScope): Query {
  return groupsOf(aggregation, scope, timeHistogram(scope));
}

/** @param histogram where time is the outermost group of these */
function groupsOf(
  { buckets: [bucket, ...inner], metrics }: Aggregation,
  scope: AggregationScope,
  histogram: Query,
): Query {
  const own = Object.fromEntries(metrics.flatMap((metric, index) => metricAggregation(metric, index)));
  if (bucket === undefined) return own;
  const of = bucket.kind === 'time' ? { date_histogram: histogram } : bucketAggregation(bucket, metrics[0], scope);
  return { ...own, b: { ...of, aggs: groupsOf({ buckets: inner, metrics }, scope, filledSteps(scope)) } };
}

function metricAggregation(metric: Metric, index: number): [string, Query][] {
  if (metric.kind === 'count') return [];
  return [[`m${index}`, computed(metric)]];
}

function computed(metric: Exclude<Metric, { readonly kind: 'count' }>): Query {
  switch (metric.kind) {
    case 'unique':
      return { cardinality: { field: metric.field } };
    case 'sum':
      return { sum: { field: metric.field } };
    case 'share':
      return { filter: queryOf(metric.of.where) };
    case 'rate':
      return { avg: { field: metric.field } };
    case 'percentile':
      return { percentiles: { field: metric.field, percents: [metric.percent] } };
  }
}

/**
 * Different values of each of many terms take 16 KiB a term and shard, and time to hash: an engine with 512 MiB refuses to rank 20,000 addresses by
 * their pages, and with 2,000 it takes three times as long as with 500. So only the most frequent terms are ranked, by who reads the response
 * ({@link bestOf} in rows.ts). What has n different values has n documents at least: the best are right unless the last of them has fewer different
 * values than the least frequent candidate has documents.
 */
function candidates(size: number, shardTerms: number): Query {
  return {
    size: Math.max(size, CANDIDATES),
    shard_size: Math.max(size, Math.min(SHARD_CANDIDATES, shardTerms)),
    order: { _count: 'desc' },
    collect_mode: 'breadth_first',
  };
}

const CANDIDATES = 200;
const SHARD_CANDIDATES = 500;

function bucketAggregation(
  bucket: Exclude<PanelBucket, { readonly kind: 'time' }>,
  first: Metric,
  scope: AggregationScope,
): Query {
  switch (bucket.kind) {
    case 'terms': {
      const { field, size } = bucket;
      if (first.kind === 'unique') return { terms: { field, ...candidates(size, scope.shardTerms) } };
      const order = { [first.kind === 'sum' ? 'm0' : '_count']: 'desc' };
      return { terms: { field, size, shard_size: scope.shardTerms, order } };
    }
    case 'conditions': {
      const filters = bucket.conditions.map(({ label, where }) => [label, queryOf(where)]);
      return { filters: { filters: Object.fromEntries(filters) as Query } };
    }
  }
}

/** Equal steps of the time range. Empty ones are kept: a gap is news. */
export function timeHistogram(scope: Scope): Query {
  return {
    ...filledSteps(scope),
    min_doc_count: 0,
    extended_bounds: { min: scope.fromMillis, max: scope.toMillis - 1 },
  };
}

/** The same steps, without the empty ones. */
function filledSteps(scope: Scope): Query {
  return {
    field: TIME_FIELD,
    fixed_interval: `${stepMillis(scope)}ms`,
    time_zone: scope.timeZone,
    min_doc_count: 1,
  };
}
