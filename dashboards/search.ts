import { CASE_INDEX, DEAD_LETTER_INDEX, FINDING_INDEX, LEDGER_INDEX, LOG_INDEX_PREFIX } from '../core/names.ts';
import { type Condition, type Query, queryOf } from '../core/search/conditions.ts';
import {
  type Aggregation,
  aggregationOf,
  type AggregationPanel,
  type DataViewName,
  type LinesPanel,
  type Metric,
  type PanelBucket,
  type PanelCondition,
} from './definition.ts';

/** The index pattern of each data view. A wildcard that matches nothing gives an empty result, where a missing name is an error. */
export const dataViews: Readonly<Record<DataViewName, string>> = {
  logs: `${LOG_INDEX_PREFIX}*`,
  ledger: `${LEDGER_INDEX}*`,
  'dead-letters': `${DEAD_LETTER_INDEX}*`,
  cases: `${CASE_INDEX}*`,
  findings: `${FINDING_INDEX}*`,
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
  readonly values: readonly number[];
}

/** The engine ends a request after this long: its response then says `timed_out`, and covers only a part of the documents. */
export const TIME_LIMIT_SECONDS = 10;
const timeout = `${TIME_LIMIT_SECONDS}s`;

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
  const aggregations = aggregationsOf(aggregation, { ...scope, shardTerms: shardTerms(aggregation) });
  return {
    path: searchPath(dataViews[panel.dataView]),
    body: { size: 0, timeout, track_total_hits: true, query: scopeQuery(scope, panel.where), aggs: aggregations },
  };
}

/** In which order documents are listed. */
export const lineOrders = ['newest', 'oldest'] as const;
export type LineOrder = (typeof lineOrders)[number];

/** Where a document is in the order: the values that it is sorted by. Opaque: the engine's own. */
export type LinePlace = readonly (string | number)[];

/** Which documents of a list. */
export interface LinePaging {
  readonly limit: number;
  /** Default: newest. */
  readonly order?: LineOrder;
  /** Only those after this place. */
  readonly after?: LinePlace;
}

/** The request for documents of a panel. Two of them never have the same place, so that pages follow each other without a gap. */
export function linesRequest(
  panel: LinesPanel,
  scope: Scope,
  { limit, order = 'newest', after }: LinePaging,
): PanelSearch {
  return {
    path: searchPath(dataViews[panel.dataView]),
    body: {
      size: limit,
      timeout,
      track_total_hits: true,
      query: scopeQuery(scope, panel.where),
      sort: sortOf(panel.dataView, order),
      ...(after === undefined ? {} : { search_after: after }),
    },
  };
}

const INGESTED_FIELD = 'event.ingested';

/** The request for the documents of a panel that were ingested since some time, the last ones first; `hits.total` is how many there are. */
export function tailRequest(
  panel: LinesPanel,
  scope: Scope,
  { sinceMillis, limit }: { readonly sinceMillis: number; readonly limit: number },
): PanelSearch {
  const since = { range: { [INGESTED_FIELD]: { gte: sinceMillis, format: 'epoch_millis' } } };
  return {
    path: searchPath(dataViews[panel.dataView]),
    body: {
      size: limit,
      timeout,
      track_total_hits: true,
      query: { bool: { filter: [scopeQuery(scope, panel.where), since] } },
      sort: [{ [INGESTED_FIELD]: { order: 'desc', unmapped_type: 'date' } }, ...sortOf(panel.dataView, 'newest')],
    },
  };
}

/** A line's place in its file. */
export interface FilePlace {
  readonly fileId: string;
  /** Its first byte in the decompressed content. */
  readonly offset: number;
}

/** The requests for the lines of a file around one of them, nearest first. */
export function neighbourRequests(
  { fileId, offset }: FilePlace,
  limit: number,
): { before: PanelSearch; after: PanelSearch } {
  const request = (range: Query, order: 'asc' | 'desc'): PanelSearch => ({
    path: searchPath(dataViews.logs),
    body: {
      size: limit,
      timeout,
      query: { bool: { filter: [{ term: { [FILE_FIELD]: fileId } }, { range: { [OFFSET_FIELD]: range } }] } },
      sort: [{ [OFFSET_FIELD]: { order, unmapped_type: 'long' } }],
    },
  });
  return { before: request({ lt: offset }, 'desc'), after: request({ gt: offset }, 'asc') };
}

const FILE_FIELD = 'kafkainsight.file.id';
const OFFSET_FIELD = 'log.offset';

/**
 * By time, then by place in a file or topic; findings by their ids. What a document has not counts as empty or -1, not as the engines'
 * extremes, which JSON's numbers cannot carry back.
 */
function sortOf(dataView: DataViewName, order: LineOrder): Query[] {
  const direction = order === 'newest' ? 'desc' : 'asc';
  const by = (field: string, type: 'keyword' | 'long'): Query => ({
    [field]: { order: direction, unmapped_type: type, missing: type === 'long' ? -1 : '' },
  });
  const places =
    dataView === 'logs'
      ? [
          by(FILE_FIELD, 'keyword'),
          by(OFFSET_FIELD, 'long'),
          by('kafka.topic', 'keyword'),
          by('kafka.partition', 'long'),
          by('kafka.offset', 'long'),
        ]
      : [by('event.id', 'keyword')];
  return [{ [TIME_FIELD]: { order: direction, unmapped_type: 'date' } }, ...places];
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
    path: searchPath(`${dataViews[dataView]},-${LOG_INDEX_PREFIX}*-outlier`),
    body: { size: 0, timeout, track_total_hits: true, aggs },
  };
}

function searchPath(indices: string): string {
  return `/${indices}/_search?ignore_unavailable=true&allow_no_indices=true`;
}

function scopeQuery(scope: Scope, where?: PanelCondition): Query {
  const { fromMillis, toMillis, filters, search } = scope;
  const filter: Query[] = [
    { range: { [TIME_FIELD]: { gte: fromMillis, lt: toMillis, format: 'epoch_millis' } } },
    ...(where === undefined ? [] : [queryOf(where)]),
    ...filters.map(queryOf),
    ...(search === undefined ? [] : [search]),
  ];
  return { bool: { filter } };
}

interface AggregationScope extends Scope {
  readonly shardTerms: number;
}

function aggregationsOf({ buckets: [bucket, ...inner], metrics }: Aggregation, scope: AggregationScope): Query {
  const own = Object.fromEntries(metrics.flatMap((metric, index) => metricAggregation(metric, index)));
  if (bucket === undefined) return own;
  return {
    ...own,
    b: { ...bucketAggregation(bucket, metrics[0], scope), aggs: aggregationsOf({ buckets: inner, metrics }, scope) },
  };
}

function metricAggregation(metric: Metric, index: number): [string, Query][] {
  if (metric.kind === 'count') return [];
  const { field } = metric;
  return [[`m${index}`, metric.kind === 'sum' ? { sum: { field } } : { cardinality: { field } }]];
}

function bucketAggregation(bucket: PanelBucket, first: Metric, scope: AggregationScope): Query {
  switch (bucket.kind) {
    case 'terms': {
      const order = { [first.kind === 'count' ? '_count' : 'm0']: 'desc' };
      return { terms: { field: bucket.field, size: bucket.size, shard_size: scope.shardTerms, order } };
    }
    case 'time':
      return { date_histogram: timeHistogram(scope) };
    case 'conditions': {
      const filters = bucket.conditions.map(({ label, where }) => [label, queryOf(where)]);
      return { filters: { filters: Object.fromEntries(filters) as Query } };
    }
  }
}

/** Empty steps are kept: a gap is news. */
function timeHistogram(scope: Scope): Query {
  return {
    field: TIME_FIELD,
    fixed_interval: `${stepMillis(scope)}ms`,
    time_zone: scope.timeZone,
    min_doc_count: 0,
    extended_bounds: { min: scope.fromMillis, max: scope.toMillis - 1 },
  };
}
