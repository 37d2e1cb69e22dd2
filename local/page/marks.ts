import * as v from 'valibot';
import { CASE_DATASET } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { type Condition, type Query, queryOf } from '../../core/search/conditions.ts';
import { aggregationOf, type AggregationPanel, type Metric, type PanelCondition } from '../../dashboards/definition.ts';
import { readAnswer, valuesOf } from '../../dashboards/rows.ts';
import {
  aggregationsOf,
  dataViews,
  type PanelRow,
  type Scope,
  scopeQuery,
  searchPath,
  TIME_FIELD,
  timeout,
} from '../../dashboards/search.ts';
import { flatDocument } from './flat-document.ts';
import { type Proof, proofOf } from './proof.ts';
import type { FoundLine, MarkedCase, MarksAnswer } from './protocol.ts';
import { searchWhole } from './questions.ts';

/** As many cases of a time range are looked at for one chart, the newest. */
const MAX_CASES = 20;

const casesSchema = v.object({
  hits: v.object({
    total: v.object({ value: v.number() }),
    hits: v.array(v.object({ _id: v.string(), _source: v.record(v.string(), v.unknown()) })),
  }),
});
const groupSchema = v.looseObject({ doc_count: v.number() });
const provingSchema = v.object({
  aggregations: v.optional(
    v.record(
      v.string(),
      v.object({
        doc_count: v.number(),
        w: v.looseObject({
          doc_count: v.number(),
          since: v.object({ first: v.object({ value: v.nullable(v.number()) }) }),
          b: v.optional(
            v.object({
              buckets: v.union([
                v.array(v.looseObject({ key: v.union([v.string(), v.number()]), ...groupSchema.entries })),
                v.record(v.string(), groupSchema),
              ]),
            }),
          ),
        }),
      }),
    ),
    {},
  ),
});
const countsSchema = v.object({ aggregations: v.optional(v.record(v.string(), groupSchema), {}) });

const FIRST = { first: { min: { field: TIME_FIELD } } };

/** The most series of a chart. */
const MAX_SERIES = 200;

/**
 * A chart is affected by a case if the case's lines are so much of what it shows in the time of the case, or of one of its series; and if it shows so
 * much of them: of a campaign's visits a few fail, and then nothing else.
 */
const AFFECTED_SHARE = 0.1;

/** Whether a panel's time axis can have marks: cases are about log lines. */
export function hasMarks(panel: AggregationPanel): boolean {
  return panel.dataView === 'logs' && aggregationOf(panel).buckets.some(({ kind }) => kind === 'time');
}

/** What a chart over time has been answered. */
interface Drawn {
  readonly rows: readonly PanelRow[];
  readonly stepMillis: number;
}

/** A case, and what a chart shows of it: numbers by the chart's series, and of the whole chart under `undefined`. */
interface Candidate {
  readonly each: MarkedCase;
  readonly proof: Proof;
  readonly numbers: ReadonlyMap<string | number | undefined, number>;
}

/** The cases of a time range that a chart shows: to each of them it has a mark. */
export async function marksOf(
  engine: SearchEngine,
  panel: AggregationPanel,
  scope: Scope,
  drawn: Drawn,
): Promise<MarksAnswer> {
  const { cases, total } = await casesIn(engine, scope);
  const candidates = await candidatesOf(engine, panel, scope, cases);
  const [metric] = aggregationOf(panel).metrics;
  const allOf =
    metric.kind === 'share' || metric.kind === 'percentile'
      ? await countedThen(engine, panel, scope, candidates)
      : candidates.map(({ proof }) => drawnThen(panel, drawn, proof));
  const affecting = candidates.filter(({ numbers }, index) =>
    [...numbers].some(([series, number]) => number > 0 && number >= AFFECTED_SHARE * (allOf[index]?.get(series) ?? 0)),
  );
  return { cases: affecting.map(({ each }) => each), left: total - cases.length };
}

/** Only the proving lines are gone through: with all lines, each case would be asked about each of them. */
async function candidatesOf(
  engine: SearchEngine,
  panel: AggregationPanel,
  scope: Scope,
  cases: readonly FoundLine[],
): Promise<readonly Candidate[]> {
  const { buckets, metrics } = aggregationOf(panel);
  const [first] = metrics;
  // a share and a percentile are no numbers of which a case has a part
  const metric: Metric = first.kind === 'share' || first.kind === 'percentile' ? { kind: 'count', label: '' } : first;
  const series = buckets.filter(({ kind }) => kind !== 'time');
  const proofs = cases.flatMap((each) => {
    const proof = proofOf(each.document);
    return proof === undefined ? [] : [{ each, proof }];
  });
  if (proofs.length === 0) return [];
  const own = aggregationsOf({ buckets: series, metrics: [metric] }, { ...scope, shardTerms: MAX_SERIES });
  const where = shownWhere(panel);
  const filter = where === undefined ? { match_all: {} } : queryOf(where);
  const aggs = Object.fromEntries(
    proofs.map(({ proof }, at) => {
      const since = { filter: timeQuery({ ...proof, fromMillis: proof.beginMillis }), aggs: FIRST };
      return [`c${at}`, { filter: proofQuery(proof), aggs: { w: { filter, aggs: { ...own, since } } } }];
    }),
  );
  const proving = { bool: { should: proofs.map(({ proof }) => proofQuery(proof)), minimum_should_match: 1 } };
  const query = { bool: { filter: [scopeQuery(scope), proving] } };
  const body = { size: 0, timeout, track_total_hits: false, query, aggs };
  const answer = await searchWhole(engine, { path: searchPath(dataViews.logs), body });
  const { aggregations } = readAnswer(provingSchema, answer);
  const numberOf = (group: { readonly doc_count: number }): number =>
    valuesOf([metric], group, group.doc_count)[0] ?? 0;
  return proofs.flatMap(({ each, proof }, at) => {
    const { doc_count: ofCase = 0, w: found } = aggregations[`c${at}`] ?? {};
    if (found === undefined || found.doc_count === 0 || found.doc_count < AFFECTED_SHARE * ofCase) return [];
    const { buckets: groups = [] } = found.b ?? {};
    const ofSeries = Array.isArray(groups)
      ? groups.map((group) => [group.key, numberOf(group)] as const)
      : Object.entries(groups).map(([key, group]) => [key, numberOf(group)] as const);
    const firstMillis = found.since.first.value ?? proof.beginMillis;
    return [
      { each: { ...each, firstMillis }, proof, numbers: new Map([[undefined, numberOf(found)] as const, ...ofSeries]) },
    ];
  });
}

/** What the chart draws in the time of a case, by its series. */
function drawnThen(
  panel: AggregationPanel,
  { rows, stepMillis }: Drawn,
  { fromMillis, toMillis }: Proof,
): ReadonlyMap<string | number | undefined, number> {
  const time = aggregationOf(panel).buckets.findIndex(({ kind }) => kind === 'time');
  const sums = new Map<string | number | undefined, number>();
  const add = (key: string | number | undefined, value: number): void => {
    sums.set(key, (sums.get(key) ?? 0) + value);
  };
  for (const { keys, values } of rows) {
    const begin = Number(keys[time]);
    if (begin + stepMillis <= fromMillis || begin >= toMillis) continue;
    const [value] = values;
    add(undefined, value ?? 0);
    if (time === 1) add(keys[0], value ?? 0);
  }
  return sums;
}

/** How many lines a chart that draws no numbers of lines looks at in the time of each case. */
async function countedThen(
  engine: SearchEngine,
  panel: AggregationPanel,
  scope: Scope,
  candidates: readonly Candidate[],
): Promise<readonly ReadonlyMap<string | number | undefined, number>[]> {
  if (candidates.length === 0) return [];
  const aggs = Object.fromEntries(candidates.map(({ proof }, at) => [`c${at}`, { filter: timeQuery(proof) }]));
  const query = scopeQuery(scope, shownWhere(panel));
  const body = { size: 0, timeout, track_total_hits: false, query, aggs };
  const answer = await searchWhole(engine, { path: searchPath(dataViews.logs), body });
  const { aggregations } = readAnswer(countsSchema, answer);
  return candidates.map((_, at) => new Map([[undefined, aggregations[`c${at}`]?.doc_count ?? 0] as const]));
}

/** The documents that make up what is drawn: of a share, those that it is of. */
function shownWhere(panel: AggregationPanel): PanelCondition | undefined {
  const [metric] = aggregationOf(panel).metrics;
  if (metric.kind !== 'share') return panel.where;
  return panel.where === undefined ? metric.of.where : { all: [panel.where, metric.of.where] };
}

/** What somebody still has to look at, or looks at. */
async function casesIn(
  engine: SearchEngine,
  { fromMillis, toMillis }: Scope,
): Promise<{ readonly cases: readonly FoundLine[]; readonly total: number }> {
  const filter: Query[] = [
    { term: { 'event.dataset': CASE_DATASET } },
    { terms: { 'kafkainsight.case.state': ['open', 'acknowledged'] } },
    { range: { 'event.start': { lt: toMillis, format: 'epoch_millis' } } },
    { range: { 'event.end': { gt: fromMillis, format: 'epoch_millis' } } },
  ];
  const sort = [{ 'event.start': { order: 'desc', unmapped_type: 'date' } }];
  const body = { size: MAX_CASES, timeout, track_total_hits: true, query: { bool: { filter } }, sort };
  const { hits } = readAnswer(casesSchema, await searchWhole(engine, { path: searchPath(dataViews.cases), body }));
  const cases = hits.hits.map(({ _id: id, _source: source }) => ({ id, document: flatDocument(source) }));
  return { cases, total: hits.total.value };
}

function timeQuery({ fromMillis, toMillis }: Proof): Query {
  return { range: { [TIME_FIELD]: { gte: fromMillis, lt: toMillis, format: 'epoch_millis' } } };
}

function proofQuery(proof: Proof): Query {
  const { rule, entities } = proof;
  const own: Condition<string>[] =
    entities === undefined ? [] : [{ field: entities.field, is: entities.values.map(String) }];
  return { bool: { filter: [timeQuery(proof), queryOf({ all: [rule.proof, ...own] })] } };
}
