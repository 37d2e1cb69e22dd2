import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { DEAD_LETTER_INDEX, LEDGER_DATASET, LEDGER_INDEX, LOG_INDEX_PREFIX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';

/** What the search engine holds. */
export interface IndexCounts {
  /** Documents by index name, sorted, without the ledger and the dead letters. */
  readonly documents: Readonly<Record<string, number>>;
  /** Documents of lines that no format accepted. */
  readonly unparsed: number;
  readonly deadLetters: number;
  /** Ledger entries, one for each part of a file under one key; without the records of deletions. */
  readonly ledgerEntries: number;
}

/** All indices of logs. */
export const LOG_INDICES = `${LOG_INDEX_PREFIX}*`;
/** Part of every search, since indices come and go. */
export const LENIENT = 'ignore_unavailable=true&allow_no_indices=true';
/** A sub-aggregation: how many of the documents are of lines that no format accepted. */
export const UNPARSED = { filter: { term: { 'event.kind': 'pipeline_error' } } };

/** A sub-aggregation: how many are of events without a time. */
export const UNTIMED = { filter: { term: { 'kafkainsight.time.inferred': 'time' } } };

const MAX_INDICES = 10_000;
const ALL = `${LOG_INDICES},${LEDGER_INDEX},${DEAD_LETTER_INDEX}`;

const countSchema = v.optional(v.object({ doc_count: v.number() }));
const bucketsSchema = v.object({
  buckets: v.array(
    v.object({
      key: v.string(),
      doc_count: v.number(),
      unparsed: countSchema,
      untimed: countSchema,
      parts: countSchema,
      matching: countSchema,
      last: v.optional(v.object({ value: v.nullable(v.number()) })),
    }),
  ),
});
const answerSchema = v.object({ aggregations: v.optional(v.record(v.string(), bucketsSchema)) });

/** The buckets of an aggregation. */
export type Buckets = v.InferOutput<typeof bucketsSchema>['buckets'];

/**
 * Makes everything indexed and deleted so far visible to searches, for callers that cannot wait for the next refresh. Retried once where
 * it is refused: an index that is being closed at this moment still matches the names. Errors: those of the search engine's port.
 */
export async function refreshAll(engine: SearchEngine): Promise<void> {
  const path = `/${ALL}/_refresh?${LENIENT}`;
  try {
    await engine.request('POST', path);
  } catch (error) {
    if (!(error instanceof KafkaInsightError && error.code === 'SEARCH_REFUSED')) throw error;
    await engine.request('POST', path);
  }
}

/** Counts all documents. Errors: those of the search engine's port. */
export async function countIndices(engine: SearchEngine): Promise<IndexCounts> {
  const buckets = await bucketsBy(engine, ALL, {
    terms: { field: '_index', size: MAX_INDICES },
    aggs: { unparsed: UNPARSED, parts: { filter: { term: { 'event.dataset': LEDGER_DATASET } } } },
  });
  const logs = buckets.filter(({ key }) => key.startsWith(LOG_INDEX_PREFIX)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const of = (index: string): number => buckets.find(({ key }) => key === index)?.doc_count ?? 0;
  return {
    documents: Object.fromEntries(logs.map(({ key, doc_count }) => [key, doc_count])),
    unparsed: logs.reduce((sum, { unparsed }) => sum + (unparsed?.doc_count ?? 0), 0),
    deadLetters: of(DEAD_LETTER_INDEX),
    ledgerEntries: buckets.find(({ key }) => key === LEDGER_INDEX)?.parts?.doc_count ?? 0,
  };
}

/** Groups the documents of indices, or those that the query names. Errors: those of the search engine's port. */
export async function bucketsBy(
  engine: SearchEngine,
  indices: string,
  groups: object,
  query?: object,
): Promise<Buckets> {
  const body = { size: 0, ...(query && { query }), aggs: { groups } };
  const answer = v.parse(answerSchema, (await engine.request('POST', `/${indices}/_search?${LENIENT}`, body)) ?? {});
  return answer.aggregations?.['groups']?.buckets ?? [];
}
