import * as v from 'valibot';
import { bucketsBy, LENIENT, refreshAll } from '../../adapters/search/counts.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { BulkItemResult, SearchEngine } from '../../core/ports.ts';
import { bulkBody, type IndexDocument } from '../../core/search/bulk.ts';
import { itemFailure } from '../../core/search/failures.ts';
import { counted } from '../../core/wording.ts';
import type { Place } from './answer.ts';

export interface FoundDocument {
  readonly index: string;
  readonly id: string;
  readonly version?: number;
  /** Its file and its offset there; absent where it has none. */
  readonly fileId?: string;
  readonly offset?: number;
}

/** A document that is written conditionally. */
export type VersionedDocument = IndexDocument & { readonly version: number };

/** Documents of one search, and of the bulk request that deletes its results. */
const PAGE = 2_000;
const BULK_TIMEOUT_MILLIS = 30_000;
const MAX_INDICES = 10_000;

/** How many pages in a row may be overwritten by others before they are deleted. */
const MAX_IN_VAIN = 10;

const hitsSchema = v.object({
  hits: v.object({
    hits: v.array(
      v.object({
        _index: v.string(),
        _id: v.string(),
        _version: v.number(),
        fields: v.optional(
          v.object({
            'kafkainsight.file.id': v.optional(v.array(v.string()), []),
            'log.offset': v.optional(v.array(v.number()), []),
          }),
          {},
        ),
      }),
    ),
  }),
});

type Hit = v.InferOutput<typeof hitsSchema>['hits']['hits'][number];

/** A query for documents up to a time. The field depends on the index. */
export function notAfter(field: 'event.ingested' | '@timestamp', millis: number): object {
  return { range: { [field]: { lte: new Date(millis).toISOString() } } };
}

/** Counts the documents of a query by index. Errors: those of the search engine's port. */
export async function countByIndex(
  engine: SearchEngine,
  what: Place['what'],
  indices: string,
  query: object,
): Promise<Place[]> {
  const groups = await bucketsBy(engine, indices, { terms: { field: '_index', size: MAX_INDICES } }, query);
  return groups
    .map(({ key, doc_count }) => ({ what, where: key, count: doc_count }))
    .sort((a, b) => (a.where < b.where ? -1 : 1));
}

/** Some of the documents of a query, grouped by file, ordered by offset. Errors: those of the port. */
export async function findSome(
  engine: SearchEngine,
  indices: string,
  query: object,
  size = PAGE,
): Promise<FoundDocument[]> {
  const sort = [
    { 'kafkainsight.file.id': { order: 'asc', unmapped_type: 'keyword' } },
    { 'log.offset': { order: 'asc', unmapped_type: 'long' } },
  ];
  const fields = ['kafkainsight.file.id', 'log.offset'];
  const body = { size, query, sort, version: true, _source: false, docvalue_fields: fields };
  const answer = await engine.request('POST', `/${indices}/_search?${LENIENT}`, body);
  return answer === undefined ? [] : v.parse(hitsSchema, answer).hits.hits.map(toFound);
}

function toFound({ _index, _id, _version, fields }: Hit): FoundDocument {
  const [fileId] = fields['kafkainsight.file.id'];
  const [offset] = fields['log.offset'];
  return {
    index: _index,
    id: _id,
    version: _version,
    ...(fileId === undefined ? {} : { fileId }),
    ...(offset === undefined ? {} : { offset }),
  };
}

/**
 * Deletes all documents of a query, page by page, until none is left or time runs out.
 *
 * @param erase deletes a page and returns how many were deleted. Default: {@link deleteFound}
 * @returns whether none is left
 * @throws KafkaInsightError SEARCH_REFUSED where nothing can be deleted, and what the port throws
 */
export async function deleteAll(
  engine: SearchEngine,
  { indices, query }: { readonly indices: string; readonly query: object },
  deadlineMillis: number,
  erase = (found: readonly FoundDocument[]): Promise<number> => deleteFound(engine, found),
): Promise<boolean> {
  for (let inVain = 0; ;) {
    const found = await findSome(engine, indices, query);
    if (found.length === 0) return true;
    if (Date.now() > deadlineMillis) return false;
    const deleted = await erase(found);
    inVain = deleted === 0 ? inVain + 1 : 0;
    if (inVain === MAX_IN_VAIN) throw stuck(found.length);
    await refreshAll(engine);
  }
}

function stuck(count: number): KafkaInsightError {
  return new KafkaInsightError(
    'SEARCH_REFUSED',
    `Found but not deleted: ${counted(count, 'document')}, which are being rewritten all the time. Wait until the file is no longer being ingested, and run the command again.`,
  );
}

/**
 * Deletes documents as they were found: one that was overwritten meanwhile, by a newer version of its file, stays. A deletion has the
 * document's version (external_gte), so that the same document may be written again at once. A document that is already gone is not an
 * error.
 *
 * @returns how many were deleted
 * @throws KafkaInsightError what the search engine's port throws, and the code of the first document that was refused
 */
export async function deleteFound(engine: SearchEngine, found: readonly FoundDocument[]): Promise<number> {
  if (found.length === 0) return 0;
  const lines = found.map(({ index, id, version }) => {
    const seen = version === undefined ? {} : { version, version_type: 'external_gte' };
    return `${JSON.stringify({ delete: { _index: index, _id: id, ...seen } })}\n`;
  });
  const results = await engine.bulk(Buffer.from(lines.join('')), BULK_TIMEOUT_MILLIS);
  throwFailure(results.filter(({ status }) => status !== 404));
  return results.filter(({ status }) => status === 200).length;
}

/** Writes documents. Errors: those of the search engine's port, and of the first document that was rejected. */
export async function writeDocuments(engine: SearchEngine, documents: readonly IndexDocument[]): Promise<void> {
  if (documents.length > 0) throwFailure(await engine.bulk(bulkBody(documents), BULK_TIMEOUT_MILLIS));
}

/**
 * Writes documents unless they were changed by another writer: each has the version after the one that it was read with, 1 where it did not
 * exist. Errors: those of the search engine's port, and of the first document that was rejected for another reason.
 *
 * @returns for each whether it was written: of several concurrent writers, one succeeds
 */
export async function writeNext(engine: SearchEngine, documents: readonly VersionedDocument[]): Promise<boolean[]> {
  if (documents.length === 0) return [];
  const lines = documents.map(({ index, id, version, source }) => {
    const action = { index: { _index: index, _id: id, version, version_type: 'external' } };
    return `${JSON.stringify(action)}\n${source.toString()}\n`;
  });
  const results = await engine.bulk(Buffer.from(lines.join('')), BULK_TIMEOUT_MILLIS);
  throwFailure(results);
  return results.map(({ status }) => status !== 409);
}

/** What happened to documents since they were found: those that are unchanged, and how many were overwritten. Errors: those of the port. */
export async function lookAgain(
  engine: SearchEngine,
  found: readonly FoundDocument[],
): Promise<{ readonly same: readonly FoundDocument[]; readonly changed: number }> {
  if (found.length === 0) return { same: [], changed: 0 };
  await refreshAll(engine);
  const indices = [...new Set(found.map(({ index }) => index))].join();
  const query = { ids: { values: found.map(({ id }) => id) } };
  const now = await findSome(engine, indices, query);
  const versions = new Map(now.map(({ index, id, version }) => [`${index}/${id}`, version]));
  const present = found.filter(({ index, id }) => versions.has(`${index}/${id}`));
  const same = present.filter(({ index, id, version }) => versions.get(`${index}/${id}`) === version);
  return { same, changed: present.length - same.length };
}

/** The engine's message about an item may quote the document, so it is left out. */
function throwFailure(results: readonly BulkItemResult[]): void {
  for (const result of results) {
    const failure = itemFailure(result);
    if (failure === undefined) continue;
    throw new KafkaInsightError(
      failure.code,
      `The search engine refused to change a document (HTTP ${result.status}, ${result.errorType ?? 'no type'}). ` +
        'What was deleted before stays deleted: fix the cause, and run the command again.',
    );
  }
}
