import * as v from 'valibot';
import { type Buckets, groupsOf, LENIENT, LOG_INDICES, UNPARSED } from '../../lambdas/reconcile/counts.ts';
import { DEAD_LETTER_INDEX, LEDGER_INDEX } from '../../pipeline/names.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';

/** What the search engine holds of one file. */
export interface FileCounts {
  readonly documents: number;
  readonly unparsed: number;
  readonly deadLetters: number;
  /** Why parts of it could not be read to their ends, as the ledger says. */
  readonly breaks: readonly string[];
}

const MAX_BREAKS = 1000;
const breakSchema = v.object({ 'kafkainsight.file.id': v.string(), 'kafkainsight.part.error.message': v.string() });
const breaksSchema = v.object({ hits: v.object({ hits: v.array(v.object({ _source: breakSchema })) }) });

type Break = v.InferOutput<typeof breakSchema>;

/** Counts what there is of each of the files, by their ids. Errors: those of the search engine's port. */
export async function countFiles(
  engine: SearchEngine,
  fileIds: readonly string[],
): Promise<ReadonlyMap<string, FileCounts>> {
  const query = { terms: { 'kafkainsight.file.id': fileIds } };
  const byFile = { field: 'kafkainsight.file.id', size: Math.max(1, fileIds.length) };
  const [logs, letters, breaks] = await Promise.all([
    groupsOf(engine, LOG_INDICES, { terms: byFile, aggs: { unparsed: UNPARSED } }, query),
    groupsOf(engine, DEAD_LETTER_INDEX, { terms: byFile }, query),
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
