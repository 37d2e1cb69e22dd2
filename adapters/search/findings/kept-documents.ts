import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { itemFailure } from '../../../core/search/failures.ts';
import { LENIENT } from '../counts.ts';
import type { KeptDocument } from './documents.ts';

const PAGE = 2_000;
const DOCUMENTS_A_BULK = 1_000;
const TIMEOUT_MILLIS = 30_000;

const hitsSchema = v.object({
  hits: v.object({ hits: v.array(v.object({ _source: v.unknown(), sort: v.array(v.unknown()) })) }),
});

/** Which documents of an index are read, and as what. */
interface KeptQuery<Schema extends v.GenericSchema> {
  readonly index: string;
  readonly filter: readonly object[];
  readonly schema: Schema;
}

/** Reads all documents that fit, ordered by their id. Errors: those of the search engine's port, and that of the limit. @param limit how many are read at most, and the error where there are more. Default: all. */
export async function readKept<const Schema extends v.GenericSchema>(
  engine: SearchEngine,
  query: KeptQuery<Schema>,
  limit?: { readonly documents: number; readonly error: () => KafkaInsightError },
): Promise<v.InferOutput<Schema>[]> {
  const found: v.InferOutput<Schema>[] = [];
  for await (const page of readPages(engine, query, PAGE)) {
    found.push(...page);
    if (limit !== undefined && found.length > limit.documents) throw limit.error();
  }
  return found;
}

/** The same page by page. @param size of how many documents a page is */
export async function* readPages<const Schema extends v.GenericSchema>(
  engine: SearchEngine,
  { index, filter, schema }: KeptQuery<Schema>,
  size: number,
): AsyncGenerator<v.InferOutput<Schema>[]> {
  let after: readonly unknown[] | undefined;
  do {
    const body = {
      size,
      track_total_hits: false,
      query: { bool: { filter } },
      sort: [{ 'event.id': { order: 'asc', unmapped_type: 'keyword' } }],
      ...(after && { search_after: after }),
    };
    const answer = await engine.request('POST', `/${index}/_search?${LENIENT}`, body);
    const { hits } = v.parse(hitsSchema, answer ?? { hits: { hits: [] } }).hits;
    yield hits.map(({ _source }) => v.parse(schema, _source));
    after = hits.length < size ? undefined : hits.at(-1)?.sort;
  } while (after !== undefined);
}

/** Writes documents of one index, and makes them visible to the next search. Errors: the first one's code. */
export async function writeKept(engine: SearchEngine, documents: readonly KeptDocument[]): Promise<void> {
  const [first] = documents;
  if (first === undefined) return;
  for (let at = 0; at < documents.length; at += DOCUMENTS_A_BULK) {
    const lines = documents
      .slice(at, at + DOCUMENTS_A_BULK)
      .flatMap(({ index, id, document }) => [{ index: { _index: index, _id: id } }, document]);
    const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    for (const result of await engine.bulk(body, TIMEOUT_MILLIS)) {
      const failure = itemFailure(result);
      if (failure === undefined) continue;
      throw new KafkaInsightError(
        failure.code,
        `Writing to ${first.index} failed: HTTP ${result.status}, ${result.errorType ?? 'no reason'}.`,
      );
    }
  }
  await engine.request('POST', `/${first.index}/_refresh?${LENIENT}`);
}
