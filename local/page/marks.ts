import * as v from 'valibot';
import { CASE_DATASET } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { type Condition, type Query, queryOf } from '../../core/search/conditions.ts';
import { aggregationOf, type AggregationPanel, type PanelCondition } from '../../dashboards/definition.ts';
import { readAnswer } from '../../dashboards/rows.ts';
import { dataViews, type Scope, scopeQuery, searchPath, TIME_FIELD, timeout } from '../../dashboards/search.ts';
import { flatDocument } from './flat-document.ts';
import { type Proof, proofOf } from './proof.ts';
import type { FoundLine, MarksAnswer } from './protocol.ts';
import { searchWhole } from './questions.ts';

/** As many cases of a time range are looked at for one chart, the newest. */
const MAX_CASES = 20;

const casesSchema = v.object({
  hits: v.object({
    total: v.object({ value: v.number() }),
    hits: v.array(v.object({ _id: v.string(), _source: v.record(v.string(), v.unknown()) })),
  }),
});
const provingSchema = v.object({
  aggregations: v.optional(v.record(v.string(), v.object({ doc_count: v.number() })), {}),
});

/** Whether a panel's time axis can have marks: cases are about log lines. */
export function hasMarks(panel: AggregationPanel): boolean {
  return panel.dataView === 'logs' && aggregationOf(panel).buckets.some(({ kind }) => kind === 'time');
}

/** The cases of a time range of whose proving lines the panel shows some: to each of them its chart has a mark. */
export async function marksOf(
  engine: SearchEngine,
  { where }: { readonly where?: PanelCondition },
  scope: Scope,
): Promise<MarksAnswer> {
  const { cases, total } = await casesIn(engine, scope);
  const proofs = cases.flatMap((each) => {
    const proof = proofOf(each.document);
    return proof === undefined ? [] : [{ each, proof, query: proofQuery(proof) }];
  });
  const left = total - cases.length;
  if (proofs.length === 0) return { cases: [], left };
  const from = Math.min(...proofs.map(({ proof }) => proof.fromMillis));
  const to = Math.max(...proofs.map(({ proof }) => proof.toMillis));
  // only the proving lines are gone through: with all lines, each filter would be asked about each of them
  const proving = { bool: { should: proofs.map(({ query }) => query), minimum_should_match: 1 } };
  const all = scopeQuery({ ...scope, fromMillis: from, toMillis: to }, where);
  const aggs = Object.fromEntries(proofs.map(({ query }, index) => [`c${index}`, { filter: query }]));
  const query = { bool: { filter: [all, proving] } };
  const body = { size: 0, timeout, track_total_hits: false, query, aggs };
  const answer = await searchWhole(engine, { path: searchPath(dataViews.logs), body });
  const { aggregations } = readAnswer(provingSchema, answer);
  const shown = proofs.filter((_, index) => (aggregations[`c${index}`]?.doc_count ?? 0) > 0);
  return { cases: shown.map(({ each }) => each), left };
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

function proofQuery({ rule, fromMillis, toMillis, entities }: Proof): Query {
  const own: Condition<string>[] =
    entities === undefined ? [] : [{ field: entities.field, is: entities.values.map(String) }];
  const time = { range: { [TIME_FIELD]: { gte: fromMillis, lt: toMillis, format: 'epoch_millis' } } };
  return { bool: { filter: [time, queryOf(rule.proof), ...own.map(queryOf)] } };
}
