import * as v from 'valibot';
import { DEAD_LETTER_INDEX, LEDGER_INDEX, LOG_INDEX_PREFIX } from '../../pipeline/names.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';

/** What the search engine holds. */
export interface IndexCounts {
  /** Documents of each index, the ledger and the dead letters left out, by name. */
  readonly documents: ReadonlyMap<string, number>;
  /** Log documents that stand for a line which no format accepted. */
  readonly unparsed: number;
  readonly deadLetters: number;
  /** Ledger entries, one a part of a file. */
  readonly ledgerEntries: number;
}

/** What the search engine holds of one file. */
export interface FileCounts {
  readonly documents: number;
  readonly unparsed: number;
  readonly deadLetters: number;
  /** Why parts of it could not be read to their ends, as the ledger says. */
  readonly breaks: readonly string[];
}

const MAX_INDICES = 10_000;
const LOGS = `${LOG_INDEX_PREFIX}*`;
const ALL = `${LOGS},${LEDGER_INDEX},${DEAD_LETTER_INDEX}`;
const LENIENT = 'ignore_unavailable=true&allow_no_indices=true';
const UNPARSED = { filter: { term: { 'event.kind': 'pipeline_error' } } };

const bucketsSchema = v.object({
  buckets: v.array(
    v.object({ key: v.string(), doc_count: v.number(), unparsed: v.optional(v.object({ doc_count: v.number() })) }),
  ),
});
const answerSchema = v.object({ aggregations: v.optional(v.record(v.string(), bucketsSchema)) });

const MAX_BREAKS = 1000;
const breakSchema = v.object({ 'kafkainsight.file.id': v.string(), 'kafkainsight.part.error.message': v.string() });
const breaksSchema = v.object({ hits: v.object({ hits: v.array(v.object({ _source: breakSchema })) }) });

type Break = v.InferOutput<typeof breakSchema>;
type Buckets = v.InferOutput<typeof bucketsSchema>['buckets'];

/** Makes everything that was indexed until now visible to searches. */
export async function refresh(engine: SearchEngine): Promise<void> {
  await engine.request('POST', `/${ALL}/_refresh?${LENIENT}`);
}

/** Counts all documents. Errors: those of the search engine's port. */
export async function countIndices(engine: SearchEngine): Promise<IndexCounts> {
  const buckets = await aggregate(engine, ALL, {
    terms: { field: '_index', size: MAX_INDICES },
    aggs: { unparsed: UNPARSED },
  });
  const logs = buckets.filter(({ key }) => key.startsWith(LOG_INDEX_PREFIX)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const of = (index: string): number => buckets.find(({ key }) => key === index)?.doc_count ?? 0;
  return {
    documents: new Map(logs.map(({ key, doc_count }) => [key, doc_count])),
    unparsed: logs.reduce((sum, { unparsed }) => sum + (unparsed?.doc_count ?? 0), 0),
    deadLetters: of(DEAD_LETTER_INDEX),
    ledgerEntries: of(LEDGER_INDEX),
  };
}

/** Counts what there is of each of the files, by their ids. Errors: those of the search engine's port. */
export async function countFiles(
  engine: SearchEngine,
  fileIds: readonly string[],
): Promise<ReadonlyMap<string, FileCounts>> {
  const query = { terms: { 'kafkainsight.file.id': fileIds } };
  const byFile = { field: 'kafkainsight.file.id', size: Math.max(1, fileIds.length) };
  const [logs, letters, breaks] = await Promise.all([
    aggregate(engine, LOGS, { terms: byFile, aggs: { unparsed: UNPARSED } }, query),
    aggregate(engine, DEAD_LETTER_INDEX, { terms: byFile }, query),
    findBreaks(engine, query),
  ]);
  const of = (buckets: Buckets, id: string): Buckets[number] | undefined => buckets.find(({ key }) => key === id);
  return new Map(
    fileIds.map((id) => [
      id,
      {
        documents: of(logs, id)?.doc_count ?? 0,
        unparsed: of(logs, id)?.unparsed?.doc_count ?? 0,
        deadLetters: of(letters, id)?.doc_count ?? 0,
        breaks: breaks
          .filter((entry) => entry['kafkainsight.file.id'] === id)
          .map((entry) => entry['kafkainsight.part.error.message']),
      },
    ]),
  );
}

/** A part of a content that was overwritten before it was read is none: the new content has parts of its own. */
async function findBreaks(engine: SearchEngine, query: object): Promise<readonly Break[]> {
  const filter = [query, { exists: { field: 'kafkainsight.part.error.code' } }];
  const bool = { filter, must_not: { term: { 'kafkainsight.part.error.code': 'OBJECT_CHANGED' } } };
  const body = { size: MAX_BREAKS, query: { bool } };
  const answer = await engine.request('POST', `/${LEDGER_INDEX}/_search?${LENIENT}`, body);
  return v.parse(breaksSchema, answer ?? { hits: { hits: [] } }).hits.hits.map(({ _source }) => _source);
}

async function aggregate(engine: SearchEngine, indices: string, groups: object, query?: object): Promise<Buckets> {
  const body = { size: 0, ...(query && { query }), aggs: { groups } };
  const answer = v.parse(answerSchema, (await engine.request('POST', `/${indices}/_search?${LENIENT}`, body)) ?? {});
  return answer.aggregations?.['groups']?.buckets ?? [];
}
