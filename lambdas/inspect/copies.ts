import * as v from 'valibot';
import { bucketsBy, LENIENT, LOG_INDICES } from '../../adapters/search/counts.ts';
import type { SearchEngine } from '../../core/ports.ts';

/** One of several documents with the same id. */
export interface Copy {
  readonly index: string;
  readonly id: string;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly ingestedMillis: number;
  readonly offset: number;
}

const MAX_INDICES = 10_000;
/** The engines' limit of hits for one search. */
const MAX_HITS = 10_000;
const PAGE = 1_000;

const hitsSchema = v.object({
  hits: v.object({
    hits: v.array(
      v.object({
        _index: v.string(),
        _id: v.string(),
        _version: v.number(),
        fields: v.object({ 'log.offset': v.tuple([v.number()]), 'event.ingested': v.tuple([v.string()]) }),
      }),
    ),
  }),
});

/**
 * Finds the documents of a file that are in several indices, exactly and in bounded memory: the documents of each index but the largest
 * are looked up, page by page, in the indices after it. Yields the copies of one id together; where an id is in more than two indices,
 * again without the first. What is deleted meanwhile, and refreshed, is not yielded again. Errors: those of the search engine's port.
 */
export async function* findCopies(engine: SearchEngine, fileId: string): AsyncGenerator<readonly Copy[]> {
  const ofFile = { term: { 'kafkainsight.file.id': fileId } };
  const groups = await bucketsBy(engine, LOG_INDICES, { terms: { field: '_index', size: MAX_INDICES } }, ofFile);
  const indices = groups.toSorted((a, b) => a.doc_count - b.doc_count).map(({ key }) => key);
  for (const [at, index] of indices.entries()) {
    const later = indices.slice(at + 1);
    if (later.length === 0) return;
    const size = Math.max(1, Math.min(PAGE, Math.floor(MAX_HITS / later.length)));
    for await (const page of pagesOf(engine, index, ofFile, size)) yield* copiesOf(engine, page, later);
  }
}

/** The copy that is kept: the one of the newest content or, among these, the one indexed last. */
export function newestCopy(copies: readonly Copy[]): Copy | undefined {
  return copies.toSorted((a, b) => b.version - a.version || b.ingestedMillis - a.ingestedMillis)[0];
}

async function* pagesOf(
  engine: SearchEngine,
  index: string,
  query: object,
  size: number,
): AsyncGenerator<readonly Copy[]> {
  for (let after: number | undefined; ;) {
    const paging = { size, sort: [{ 'log.offset': 'asc' }], ...(after !== undefined && { search_after: [after] }) };
    const page = await search(engine, [index], query, paging);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    after = page.at(-1)?.offset;
  }
}

async function* copiesOf(
  engine: SearchEngine,
  page: readonly Copy[],
  later: readonly string[],
): AsyncGenerator<readonly Copy[]> {
  const query = { ids: { values: page.map(({ id }) => id) } };
  const found = await search(engine, later, query, { size: page.length * later.length });
  const others = Map.groupBy(found, ({ id }) => id);
  for (const first of page) {
    const rest = others.get(first.id);
    if (rest !== undefined) yield [first, ...rest];
  }
}

async function search(
  engine: SearchEngine,
  indices: readonly string[],
  query: object,
  paging: object,
): Promise<Copy[]> {
  const body = {
    ...paging,
    query: { bool: { filter: [query, { terms: { _index: indices } }] } },
    version: true,
    _source: false,
    docvalue_fields: ['log.offset', { field: 'event.ingested', format: 'strict_date_optional_time' }],
  };
  const answer = await engine.request('POST', `/${LOG_INDICES}/_search?${LENIENT}`, body);
  if (answer === undefined) return [];
  return v.parse(hitsSchema, answer).hits.hits.map(({ _index, _id, _version, fields }) => ({
    index: _index,
    id: _id,
    version: _version,
    ingestedMillis: Date.parse(fields['event.ingested'][0]),
    offset: fields['log.offset'][0],
  }));
}
