import * as v from 'valibot';
import { rules } from '../../core/findings/rules/rules.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { queryOf } from '../../core/search/conditions.ts';
import { readAnswer } from '../../dashboards/rows.ts';
import { dataViews } from '../../dashboards/search.ts';
import { flatDocument } from './flat-document.ts';
import type { FindingsAnswer } from './protocol.ts';
import { checked, searchWhole } from './questions.ts';
import { findingsRequestSchema } from './scope.ts';

const hitsSchema = v.object({
  hits: v.object({ hits: v.array(v.object({ _id: v.string(), _source: v.record(v.string(), v.unknown()) })) }),
  aggregations: v.optional(v.record(v.string(), v.object({ doc_count: v.number() })), {}),
});
const SEARCH = '_search?ignore_unavailable=true&allow_no_indices=true';
const MAX_FINDINGS = 100;

/**
 * Answers which findings that hold rest on a line: those of a rule that the line can prove, of one of its values, in their windows.
 *
 * @param body what the browser sent, checked here
 * @throws KafkaInsightError USAGE_INVALID; SEARCH_* of the search engine
 */
export async function answerFindings(engine: SearchEngine, body: unknown): Promise<FindingsAnswer> {
  const { line } = checked(findingsRequestSchema, body);
  const aggs = Object.fromEntries(rules.map(({ name, proof }) => [name, { filter: queryOf(proof) }]));
  const path = `/${dataViews.logs}/${SEARCH}`;
  const asked = { path, body: { size: 1, query: { ids: { values: [line] } }, aggs } };
  const { hits, aggregations } = readAnswer(hitsSchema, await searchWhole(engine, asked));
  const [hit] = hits.hits;
  if (hit === undefined) return { findings: [] };
  const document = flatDocument(hit._source);
  const should = rules
    .filter(({ name }) => (aggregations[name]?.doc_count ?? 0) > 0)
    .map(({ name, question: { entity }, lookback, windowMillis }) => {
      const millis = Date.parse(String(document['@timestamp']));
      const own = entity === undefined ? [] : [{ terms: { 'kafkainsight.finding.entity': textsOf(document[entity]) } }];
      const window = [
        { range: { 'event.start': { lte: millis + lookback * windowMillis, format: 'epoch_millis' } } },
        { range: { 'event.end': { gt: millis, format: 'epoch_millis' } } },
      ];
      return { bool: { filter: [{ term: { 'rule.name': name } }, ...own, ...window] } };
    });
  if (should.length === 0) return { findings: [] };
  const holding = { term: { 'kafkainsight.finding.status': 'open' } };
  const query = { bool: { filter: [holding], should, minimum_should_match: 1 } };
  const sort = [{ 'event.start': { order: 'desc', unmapped_type: 'date' } }];
  const request = { path: `/${dataViews.findings}/${SEARCH}`, body: { size: MAX_FINDINGS, query, sort } };
  const found = readAnswer(hitsSchema, await searchWhole(engine, request)).hits.hits;
  return { findings: found.map(({ _id: id, _source: source }) => ({ id, document: flatDocument(source) })) };
}

/** The values of a field that entities can be of. */
function textsOf(value: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((each) => (typeof each === 'string' || typeof each === 'number' ? [String(each)] : []));
}
