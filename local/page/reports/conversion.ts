import * as v from 'valibot';
import type { SearchEngine } from '../../../core/ports.ts';
import { counted } from '../../../core/wording.ts';
import type { ReportPanel, ReportQuestion } from '../../../dashboards/definition.ts';
import { dataViews, type Scope, scopeQuery, searchPath } from '../../../dashboards/search.ts';
import type { ReportAnswer } from '../protocol.ts';
import { aggregate } from './aggregate.ts';

/** The engines take up to 65,536 values in one condition (index.max_terms_count). */
const MAX_REACHED = 20_000;

/** The most frequent ways, of which those with the most visitors are shown. */
const CANDIDATES = 200;

const reachedSchema = v.object({
  aggregations: v.optional(
    v.object({
      visitors: v.object({
        sum_other_doc_count: v.number(),
        buckets: v.array(v.looseObject({ key: v.union([v.string(), v.number()]) })),
      }),
    }),
  ),
});
const different = v.object({ value: v.number() });
const cameSchema = v.object({
  aggregations: v.optional(
    v.object({
      by: v.object({
        sum_other_doc_count: v.optional(v.number(), 0),
        buckets: v.array(
          v.looseObject({
            key: v.union([v.string(), v.number()]),
            doc_count: v.number(),
            visitors: different,
            reached: v.looseObject({ visitors: different }),
          }),
        ),
      }),
    }),
  ),
});

type Conversion = Extract<ReportQuestion, { readonly kind: 'conversion' }>;

/** How many of a hundred visitors who came by each way also reached a goal in the time range. A visitor who came by two ways counts in both. */
export async function conversionReport(
  engine: SearchEngine,
  { dataView, where }: ReportPanel,
  { by, visitor, reached }: Conversion,
  scope: Scope,
): Promise<ReportAnswer> {
  const path = searchPath(dataViews[dataView]);
  const columns = [
    { label: by.label, unit: 'text' },
    { label: 'Visitors', unit: 'number' },
    { label: 'Reached the goal', unit: 'number' },
    { label: 'Rate', unit: 'percent' },
  ] as const;
  const empty = 'Nobody came this way in this time range and with these filters.';
  const there = await whoReached(engine, path, { visitor, reached }, scope);
  if (there === undefined)
    return {
      columns,
      rows: [],
      empty: `More than ${counted(MAX_REACHED, 'visitor')} reached the goal: they are too many to say how each of them came. Choose a shorter time range.`,
      notes: [],
    };
  const visitors = { cardinality: { field: visitor } };
  const aggs = {
    by: {
      // ranked by who reads it: as in dashboards/search.ts, different visitors of many ways are too much for the engine
      terms: { field: by.field, size: CANDIDATES, shard_size: CANDIDATES, collect_mode: 'breadth_first' },
      aggs: { visitors, reached: { filter: { terms: { [visitor]: there } }, aggs: { visitors } } },
    },
  };
  const asked = { query: scopeQuery(scope, where), aggs };
  const found = (await aggregate(engine, path, asked, cameSchema)).aggregations?.by;
  const ranked = (found?.buckets ?? []).toSorted((one, other) => other.visitors.value - one.visitors.value);
  const unshown = ranked.slice(by.size).reduce((sum, { doc_count: visits }) => sum + visits, 0);
  const others = unshown + (found?.sum_other_doc_count ?? 0);
  return {
    columns,
    rows: ranked.slice(0, by.size).map(({ key, visitors: { value: came }, reached: { visitors: converted } }) => ({
      cells: [String(key), came, converted.value, came === 0 ? null : (100 * converted.value) / came],
      filter: { field: by.field, value: key },
    })),
    empty,
    notes: others === 0 ? [] : [{ text: `Not shown: ${counted(others, 'visit')} by other ways` }],
  };
}

/** Who reached a goal, whatever way they came: neither filter nor search is about that page. `undefined` where they are too many. */
async function whoReached(
  engine: SearchEngine,
  path: string,
  { visitor, reached }: Pick<Conversion, 'visitor' | 'reached'>,
  scope: Scope,
): Promise<readonly (string | number)[] | undefined> {
  const aggs = { visitors: { terms: { field: visitor, size: MAX_REACHED } } };
  const asked = { query: scopeQuery(scope, reached), aggs };
  const found = (await aggregate(engine, path, asked, reachedSchema)).aggregations?.visitors;
  if (found === undefined) return [];
  return found.sum_other_doc_count > 0 ? undefined : found.buckets.map(({ key }) => key);
}
