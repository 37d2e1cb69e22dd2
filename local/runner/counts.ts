import * as v from 'valibot';
import { type Buckets, bucketsBy, LENIENT, LOG_INDICES, UNPARSED, UNTIMED } from '../../adapters/search/counts.ts';
import { DEAD_LETTER_INDEX, LEDGER_INDEX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';

/** What the search engine holds of one file. */
export interface FileCounts {
  readonly documents: number;
  readonly unparsed: number;
  /** Documents of events without a time. */
  readonly untimed: number;
  readonly deadLetters: number;
  /** Entries of the ledger. */
  readonly parts: number;
  /** Why parts of it could not be read to their end, according to the ledger. */
  readonly breaks: readonly string[];
  /** Where no format accepted most lines of a part: the closest format, according to the ledger. */
  readonly unread?: string;
}

const MAX_ENTRIES = 1000;
const entrySchema = v.object({
  'kafkainsight.file.id': v.string(),
  'kafkainsight.part.error.message': v.optional(v.string()),
  'kafkainsight.part.unread': v.optional(v.string()),
});
const entriesSchema = v.object({ hits: v.object({ hits: v.array(v.object({ _source: entrySchema })) }) });

type Entry = v.InferOutput<typeof entrySchema>;

/** Counts the documents and ledger entries of each file, by its id. Errors: those of the search engine's port. */
export async function countFiles(
  engine: SearchEngine,
  fileIds: readonly string[],
): Promise<ReadonlyMap<string, FileCounts>> {
  const query = { terms: { 'kafkainsight.file.id': fileIds } };
  const byFile = { field: 'kafkainsight.file.id', size: Math.max(1, fileIds.length) };
  const [logs, letters, ledger, entries] = await Promise.all([
    bucketsBy(engine, LOG_INDICES, { terms: byFile, aggs: { unparsed: UNPARSED, untimed: UNTIMED } }, query),
    bucketsBy(engine, DEAD_LETTER_INDEX, { terms: byFile }, query),
    bucketsBy(engine, LEDGER_INDEX, { terms: byFile }, query),
    findEntries(engine, query),
  ]);
  const of = (buckets: Buckets, id: string): Buckets[number] | undefined => buckets.find(({ key }) => key === id);
  return new Map(
    fileIds.map((id) => {
      const own = entries.filter((entry) => entry['kafkainsight.file.id'] === id);
      const unread = own.find((entry) => entry['kafkainsight.part.unread'] !== undefined)?.['kafkainsight.part.unread'];
      return [
        id,
        {
          documents: of(logs, id)?.doc_count ?? 0,
          unparsed: of(logs, id)?.unparsed?.doc_count ?? 0,
          untimed: of(logs, id)?.untimed?.doc_count ?? 0,
          deadLetters: of(letters, id)?.doc_count ?? 0,
          parts: of(ledger, id)?.doc_count ?? 0,
          breaks: own.flatMap((entry) => entry['kafkainsight.part.error.message'] ?? []),
          ...(unread !== undefined && { unread }),
        },
      ];
    }),
  );
}

/** The relevant entries: not those of a content that was overwritten before it was read, since the new content has its own. */
async function findEntries(engine: SearchEngine, query: object): Promise<readonly Entry[]> {
  const telling = ['kafkainsight.part.error.code', 'kafkainsight.part.unread'].map((field) => ({ exists: { field } }));
  const filter = [query, { bool: { should: telling, minimum_should_match: 1 } }];
  const bool = { filter, must_not: { term: { 'kafkainsight.part.error.code': 'OBJECT_CHANGED' } } };
  const body = { size: MAX_ENTRIES, query: { bool } };
  const answer = await engine.request('POST', `/${LEDGER_INDEX}/_search?${LENIENT}`, body);
  return v.parse(entriesSchema, answer ?? { hits: { hits: [] } }).hits.hits.map(({ _source }) => _source);
}
