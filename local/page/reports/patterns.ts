import * as v from 'valibot';
import type { SearchEngine } from '../../../core/ports.ts';
import type { Query } from '../../../core/search/conditions.ts';
import type { ReportPanel } from '../../../dashboards/definition.ts';
import {
  dataViews,
  type Scope,
  scopeQuery,
  searchPath,
  stepMillis,
  TIME_FIELD,
  timelyPath,
} from '../../../dashboards/search.ts';
import { flatDocument } from '../flat-document.ts';
import type { ReportAnswer } from '../protocol.ts';
import { aggregate } from './aggregate.ts';

const PATTERN = 'kafkainsight.pattern.id';
/** Of the most frequent patterns, and of those that were seen first the latest. */
const MAX_PATTERNS = 15;
const SHARD_PATTERNS = 500;

const time = v.object({ value: v.nullish(v.number()) });
const patternsSchema = v.object({
  buckets: v.array(
    v.looseObject({
      key: v.string(),
      doc_count: v.number(),
      last: time,
    }),
  ),
});
const shownSchema = v.object({
  aggregations: v.optional(v.object({ frequent: patternsSchema, latest: patternsSchema })),
});
const sampleSchema = v.object({
  hits: v.object({ hits: v.array(v.object({ _source: v.record(v.string(), v.unknown()) })) }),
});
const everSchema = v.object({
  aggregations: v.optional(
    v.object({
      begin: time,
      chosen: v.object({
        ids: v.object({ buckets: v.array(v.looseObject({ key: v.string(), first: time, sample: sampleSchema })) }),
      }),
    }),
  ),
});

/** As it is in the time range. */
type Pattern = v.InferOutput<typeof patternsSchema>['buckets'][number];

/**
 * Which kinds of messages there are: one of each, how many, and since when there are such. The new ones come first, the newest at the top. A kind is
 * new if none of it was logged before the time range, nor right at the beginning of the logs.
 */
export async function patternsReport(engine: SearchEngine, panel: ReportPanel, scope: Scope): Promise<ReportAnswer> {
  const patterns = await shownPatterns(engine, panel, scope);
  const { begin, known } = await firstSeen(engine, panel, scope, [...patterns.keys()]);
  const newFrom = Math.max(scope.fromMillis, begin + stepMillis(scope));
  const all = [...patterns.values()].map((pattern) => {
    const { first = scope.fromMillis, text = pattern.key } = known.get(pattern.key) ?? {};
    return { pattern, first, text };
  });
  const isNew = ({ first }: { first: number }): boolean => first >= newFrom;
  const rows = [
    ...all.filter(isNew).toSorted((one, other) => other.first - one.first),
    ...all.filter((each) => !isNew(each)).toSorted((one, other) => other.pattern.doc_count - one.pattern.doc_count),
  ];
  return {
    columns: [
      { label: 'Message', unit: 'text' },
      { label: 'Messages', unit: 'number' },
      { label: 'New since', unit: 'time' },
      { label: 'Last', unit: 'time' },
    ],
    rows: rows.map(({ pattern: { key, doc_count: messages, last }, first, text }) => ({
      cells: [text, messages, isNew({ first }) ? first : null, last.value ?? null],
      filter: { field: PATTERN, value: key },
    })),
    empty: 'No such message in this time range and with these filters.',
    notes: [{ text: 'Values in a message are those of one of its kind' }],
  };
}

/** What is known of a pattern, whatever the time range. */
interface Known {
  readonly first?: number;
  /** One of its messages. */
  readonly text?: string;
}

function textOf({ hits }: v.InferOutput<typeof sampleSchema>): string | undefined {
  const document = flatDocument(hits.hits[0]?._source ?? {});
  return [document['message'], document['event.original']].find((each) => typeof each === 'string');
}

async function shownPatterns(
  engine: SearchEngine,
  { dataView, where }: ReportPanel,
  scope: Scope,
): Promise<ReadonlyMap<string, Pattern>> {
  const aggs = {
    first: { min: { field: TIME_FIELD } },
    last: { max: { field: TIME_FIELD } },
  };
  const most = (order: Query): Query => ({
    terms: { field: PATTERN, size: MAX_PATTERNS, shard_size: SHARD_PATTERNS, order },
    aggs,
  });
  const asked = {
    query: scopeQuery(scope, where),
    aggs: { frequent: most({ _count: 'desc' }), latest: most({ first: 'desc' }) },
  };
  const { aggregations } = await aggregate(engine, searchPath(dataViews[dataView]), asked, shownSchema);
  const { frequent, latest } = aggregations ?? {};
  return new Map([...(latest?.buckets ?? []), ...(frequent?.buckets ?? [])].map((pattern) => [pattern.key, pattern]));
}

/** When the logs begin, and when each pattern was logged first, whatever the time range. */
async function firstSeen(
  engine: SearchEngine,
  { dataView }: ReportPanel,
  scope: Scope,
  ids: readonly string[],
): Promise<{ readonly begin: number; readonly known: ReadonlyMap<string, Known> }> {
  const { toMillis, timeZone, filters } = scope;
  const ever = { fromMillis: 0, toMillis, timeZone, filters };
  const first = { min: { field: TIME_FIELD } };
  const sample = { top_hits: { size: 1, _source: ['message', 'event.original'] } };
  const terms = { field: PATTERN, size: Math.max(1, ids.length), include: ids };
  const chosen = { filter: { terms: { [PATTERN]: ids } }, aggs: { ids: { terms, aggs: { first, sample } } } };
  const aggs = { begin: first, chosen };
  const asked = { query: scopeQuery(ever), aggs };
  const { aggregations: found } = await aggregate(engine, timelyPath(dataView), asked, everSchema);
  const known = found?.chosen.ids.buckets.map(({ key, first: { value }, sample: hits }): [string, Known] => {
    const text = textOf(hits);
    return [key, { ...(typeof value === 'number' && { first: value }), ...(text !== undefined && { text }) }];
  });
  return { begin: found?.begin.value ?? scope.fromMillis, known: new Map(known) };
}
