import * as v from 'valibot';
import { bucketsBy, LENIENT, LOG_INDICES } from '../../adapters/search/counts.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import { DEAD_LETTER_INDEX, LEDGER_DATASET, LEDGER_INDEX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';

const PAGE = 1_000;
/** File ids of one request. */
const CHUNK = 500;

const hitsSchema = v.object({
  hits: v.object({
    hits: v.array(
      v.object({
        _id: v.string(),
        _version: v.optional(v.number()),
        _source: v.optional(v.unknown()),
        sort: v.optional(v.array(v.unknown())),
      }),
    ),
  }),
});
const texts = v.optional(v.union([v.string(), v.array(v.string())]), []);
const time = v.pipe(v.string(), v.transform(Date.parse));
const entrySchema = v.object({
  'kafkainsight.file.id': v.string(),
  'log.file.path': v.string(),
  'file.mtime': time,
  'kafkainsight.file.etag': v.string(),
  'kafkainsight.file.version': v.number(),
  'kafkainsight.file.version_id': v.optional(v.string()),
  'kafkainsight.file.provisional': v.optional(v.boolean(), false),
  'kafkainsight.file.compression': v.string(),
  'file.size': v.number(),
  'kafkainsight.part.start': v.number(),
  'kafkainsight.part.end': v.number(),
  'kafkainsight.part.last': v.boolean(),
  'kafkainsight.part.hash': v.optional(v.string()),
  'kafkainsight.part.contains': texts,
  'kafkainsight.part.replaces': texts,
  'kafkainsight.part.lines': v.number(),
  'kafkainsight.part.events': v.number(),
  'kafkainsight.part.produced': v.number(),
  'kafkainsight.part.skipped': v.optional(v.number(), 0),
  'event.start': time,
  'kafkainsight.part.since': v.optional(time),
  'event.end': time,
  'kafkainsight.part.error.code': v.optional(v.string()),
  'kafkainsight.part.error.message': v.optional(v.string()),
});
const letterSchema = v.object({ 'kafkainsight.file.id': v.string(), 'kafkainsight.dead_letter.id': v.string() });

type Hit = v.InferOutput<typeof hitsSchema>['hits']['hits'][number];

/**
 * Reads the entries of the ledger that were finished later than `sinceMillis`, or whose object says that it was stored later, which
 * differs where a clock was set: all of them, or those of one object.
 */
export async function readLedger(engine: SearchEngine, sinceMillis: number, key?: string): Promise<LedgerPart[]> {
  return readEntries(engine, sinceMillis, key === undefined ? [] : [{ term: { 'log.file.path': key } }]);
}

/** The same for files, given their ids. */
export async function readLedgerOf(
  engine: SearchEngine,
  sinceMillis: number,
  fileIds: readonly string[],
): Promise<LedgerPart[]> {
  const parts: LedgerPart[] = [];
  for (let at = 0; at < fileIds.length; at += CHUNK) {
    const terms = { 'kafkainsight.file.id': fileIds.slice(at, at + CHUNK) };
    parts.push(...(await readEntries(engine, sinceMillis, [{ terms }])));
  }
  return parts;
}

async function readEntries(
  engine: SearchEngine,
  sinceMillis: number,
  filters: readonly object[],
): Promise<LedgerPart[]> {
  const finished = { range: { '@timestamp': { gte: new Date(sinceMillis).toISOString() } } };
  const stored = { range: { 'kafkainsight.file.version': { gte: sinceMillis } } };
  const since = { bool: { should: [finished, stored], minimum_should_match: 1 } };
  const filter = [since, ...filters, { term: { 'event.dataset': LEDGER_DATASET } }];
  const parts: LedgerPart[] = [];
  const sort = ['kafkainsight.file.id', 'kafkainsight.part.start', '@timestamp'];
  for await (const { _source } of searchAll(engine, LEDGER_INDEX, { bool: { filter } }, sort)) {
    parts.push(toPart(v.parse(entrySchema, _source)));
  }
  return parts;
}

function toPart(entry: v.InferOutput<typeof entrySchema>): LedgerPart {
  const errorCode = entry['kafkainsight.part.error.code'];
  const errorMessage = entry['kafkainsight.part.error.message'];
  const versionId = entry['kafkainsight.file.version_id'];
  const hash = entry['kafkainsight.part.hash'];
  return {
    fileId: entry['kafkainsight.file.id'],
    key: entry['log.file.path'],
    etag: entry['kafkainsight.file.etag'],
    storedMillis: entry['kafkainsight.file.version'],
    modifiedMillis: entry['file.mtime'],
    isProvisional: entry['kafkainsight.file.provisional'],
    compression: entry['kafkainsight.file.compression'],
    sizeBytes: entry['file.size'],
    start: entry['kafkainsight.part.start'],
    end: entry['kafkainsight.part.end'],
    last: entry['kafkainsight.part.last'],
    contains: [entry['kafkainsight.part.contains']].flat(),
    replaces: [entry['kafkainsight.part.replaces']].flat(),
    lines: entry['kafkainsight.part.lines'],
    events: entry['kafkainsight.part.events'],
    produced: entry['kafkainsight.part.produced'],
    skipped: entry['kafkainsight.part.skipped'],
    startedMillis: entry['kafkainsight.part.since'] ?? entry['event.start'],
    finishedMillis: entry['event.end'],
    ...(versionId !== undefined && { versionId }),
    ...(hash !== undefined && { hash }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
  };
}

/** What the search engine holds of a file, counted in one request with others. */
export interface FileTotals {
  /** In all indices. */
  readonly documents: number;
  /** Offset of the last of them in the content; -1 where there are none. */
  readonly lastOffset: number;
  readonly outstandingLetters: number;
}

/** Counts the documents of each file. */
export async function readTotals(engine: SearchEngine, fileIds: readonly string[]): Promise<Map<string, FileTotals>> {
  const totals = new Map<string, FileTotals>();
  for (let at = 0; at < fileIds.length; at += CHUNK) {
    const ids = fileIds.slice(at, at + CHUNK);
    const [documents, letters] = await Promise.all([countDocuments(engine, ids), outstandingLetters(engine, ids)]);
    for (const id of ids) {
      const counts = documents.get(id) ?? { documents: 0, lastOffset: -1 };
      totals.set(id, { ...counts, outstandingLetters: letters.get(id) ?? 0 });
    }
  }
  return totals;
}

async function countDocuments(
  engine: SearchEngine,
  ids: readonly string[],
): Promise<Map<string, Omit<FileTotals, 'outstandingLetters'>>> {
  const byFile = {
    terms: { field: 'kafkainsight.file.id', size: ids.length },
    aggs: { last: { max: { field: 'log.offset' } } },
  };
  const groups = await bucketsBy(engine, LOG_INDICES, byFile, { terms: { 'kafkainsight.file.id': ids } });
  return new Map(
    groups.map(({ key, doc_count, last }) => [key, { documents: doc_count, lastOffset: last?.value ?? -1 }]),
  );
}

/** A subset of a file's documents that is counted separately. */
export interface FileFilter {
  readonly fileId: string;
  /** A query in the search engine's language; it is combined with the file's id. */
  readonly filter: object;
}

/** Counts of the same moment. Each copy counts. */
export interface MatchingDocuments {
  readonly documents: number;
  readonly matching: number;
}

/** Files with a filter in one request: each needs two of at most 1,024 clauses. */
const FILTERS = 200;

/** Counts the documents of each file, and those that match its filter. Errors: those of the search engine's port. */
export async function countMatching(
  engine: SearchEngine,
  files: readonly FileFilter[],
): Promise<Map<string, MatchingDocuments>> {
  const counts = new Map<string, MatchingDocuments>();
  for (let at = 0; at < files.length; at += FILTERS) {
    const chunk = files.slice(at, at + FILTERS);
    const should = chunk.map(({ fileId, filter }) => ({
      bool: { filter: [{ term: { 'kafkainsight.file.id': fileId } }, filter] },
    }));
    const byFile = {
      terms: { field: 'kafkainsight.file.id', size: chunk.length },
      aggs: { matching: { filter: { bool: { should, minimum_should_match: 1 } } } },
    };
    const query = { terms: { 'kafkainsight.file.id': chunk.map(({ fileId }) => fileId) } };
    for (const { key, doc_count, matching } of await bucketsBy(engine, LOG_INDICES, byFile, query)) {
      counts.set(key, { documents: doc_count, matching: matching?.doc_count ?? 0 });
    }
  }
  return counts;
}

/** Counts the dead letters whose documents are not in the index: a successful replay leaves its dead letter behind. */
async function outstandingLetters(engine: SearchEngine, ids: readonly string[]): Promise<Map<string, number>> {
  const outstanding = new Map<string, number>();
  const query = {
    bool: {
      filter: [{ terms: { 'kafkainsight.file.id': ids } }, { term: { 'kafkainsight.dead_letter.kind': 'log' } }],
    },
  };
  let page: v.InferOutput<typeof letterSchema>[] = [];
  const countPage = async (): Promise<void> => {
    const indexed = await indexedIds(
      engine,
      page.map((letter) => letter['kafkainsight.dead_letter.id']),
    );
    for (const letter of page) {
      if (indexed.has(letter['kafkainsight.dead_letter.id'])) continue;
      const id = letter['kafkainsight.file.id'];
      outstanding.set(id, (outstanding.get(id) ?? 0) + 1);
    }
    page = [];
  };
  for await (const { _source } of searchAll(engine, DEAD_LETTER_INDEX, query, ['kafkainsight.dead_letter.id'])) {
    if (page.push(v.parse(letterSchema, _source)) === PAGE) await countPage();
  }
  await countPage();
  return outstanding;
}

async function indexedIds(engine: SearchEngine, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const body = { size: ids.length, _source: false, query: { ids: { values: ids } } };
  const answer = await engine.request('POST', `/${LOG_INDICES}/_search?${LENIENT}`, body);
  return new Set(hitsOf(answer).map(({ _id }) => _id));
}

/** All hits of a query, ordered by these fields, which must be unique together. Errors: those of the search engine's port. */
export async function* searchAll(
  engine: SearchEngine,
  index: string,
  query: object,
  fields: readonly string[],
): AsyncGenerator<Hit> {
  const sort = fields.map((field) => ({ [field]: 'asc' }));
  for (let after: readonly unknown[] | undefined; ;) {
    const body = { size: PAGE, query, sort, version: true, ...(after === undefined ? {} : { search_after: after }) };
    const hits = hitsOf(await engine.request('POST', `/${index}/_search?${LENIENT}`, body));
    yield* hits;
    if (hits.length < PAGE) return;
    after = hits.at(-1)?.sort;
  }
}

function hitsOf(answer: unknown): Hit[] {
  return answer === undefined ? [] : v.parse(hitsSchema, answer).hits.hits;
}
