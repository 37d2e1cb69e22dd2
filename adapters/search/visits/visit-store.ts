import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import type { LogCondition } from '../../../core/findings/rule.ts';
import { VISIT_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { type Query, queryOf } from '../../../core/search/conditions.ts';
import { itemFailure } from '../../../core/search/failures.ts';
import type { AddressPage, DayPages, VisitStore } from '../../../core/visits/visit-store.ts';
import { LENIENT } from '../counts.ts';
import { JUDGED_SEARCH, withinSpan } from '../findings/groups.ts';
import { readKept, writeKept } from '../findings/kept-documents.ts';
import { visitDocument, visitSchema } from './visit-documents.ts';
import { readRequests, tooMany } from './visit-requests.ts';

const VISIT_SEARCH = `/${VISIT_INDEX}/_search?${LENIENT}`;
/** Addresses of one answer; a run's memory does not depend on how many there are. */
const ADDRESSES = 10_000;
/** More visits of a thousand addresses in two months are not read: some hundred megabytes. */
const MAX_VISITS = 100_000;
/** Visits that are deleted by one request. */
const DELETIONS = 5_000;
const TIMEOUT_MILLIS = 30_000;
const NOT_FOUND = 404;

const pageSchema = v.object({
  aggregations: v.optional(
    v.object({
      addresses: v.object({
        after_key: v.optional(v.unknown()),
        buckets: v.array(v.object({ key: v.object({ address: v.string() }) })),
      }),
    }),
  ),
});
const bucketSchema = v.object({
  key: v.number(),
  doc_count: v.number(),
  pages: v.optional(v.object({ value: v.nullable(v.number()) })),
});
const daysSchema = v.object({
  aggregations: v.optional(v.object({ days: v.object({ buckets: v.array(bucketSchema) }) })),
});
const idsSchema = v.object({ hits: v.object({ hits: v.array(v.object({ _id: v.string() })) }) });

/** How much is read at once; for tests. */
interface Sizes {
  readonly addresses?: number;
  readonly requests?: number;
}

/** Visits in a search engine, counted from its logs. */
export function createVisitStore(engine: SearchEngine, sizes: Sizes = {}): VisitStore {
  const addressesOf = (search: string, query: Query, after?: string): Promise<AddressPage> =>
    readAddresses(engine, search, query, { size: sizes.addresses ?? ADDRESSES, after });
  return {
    addresses: (requests, spans, after) => {
      const within = { bool: { should: spans.map(withinSpan), minimum_should_match: 1 } };
      return addressesOf(JUDGED_SEARCH, { bool: { filter: [within, queryOf(requests)] } }, after);
    },
    visitAddresses: (span, after) => addressesOf(VISIT_SEARCH, withinSpan(span), after),
    requests: (requests, of) => readRequests(engine, requests, of, sizes.requests),
    async visits({ addresses, ...span }) {
      const filter = [withinSpan(span), { terms: { 'source.address': addresses } }];
      const limit = { documents: MAX_VISITS, error: () => tooMany('visits', MAX_VISITS) };
      return await readKept(engine, { index: VISIT_INDEX, filter, schema: visitSchema }, limit);
    },
    async write({ written, gone }) {
      const nowMillis = Date.now();
      await writeKept(
        engine,
        written.map((visit) => visitDocument(visit, nowMillis)),
      );
      await deleteVisits(engine, gone);
    },
    days: (pages) => readDays(engine, pages),
    async remove(span) {
      const body = { size: DELETIONS, track_total_hits: false, _source: false, query: withinSpan(span) };
      const answer = await engine.request('POST', VISIT_SEARCH, body);
      const { hits } = v.parse(idsSchema, answer ?? { hits: { hits: [] } }).hits;
      await deleteVisits(
        engine,
        hits.map(({ _id }) => _id),
      );
      return hits.length;
    },
  };
}

async function readAddresses(
  engine: SearchEngine,
  search: string,
  query: Query,
  { size, after }: { readonly size: number; readonly after: string | undefined },
): Promise<AddressPage> {
  const sources = [{ address: { terms: { field: 'source.address' } } }];
  const composite = { size, sources, ...(after !== undefined && { after: { address: after } }) };
  const body = { size: 0, track_total_hits: false, query, aggs: { addresses: { composite } } };
  const answer = await engine.request('POST', search, body);
  const { buckets = [] } = v.parse(pageSchema, answer ?? {}).aggregations?.addresses ?? {};
  return { addresses: buckets.map(({ key }) => key.address), hasMore: buckets.length === size };
}

async function readDays(engine: SearchEngine, pages: LogCondition): Promise<DayPages[]> {
  const days = (aggs: object): object => ({
    date_histogram: { field: '@timestamp', fixed_interval: '1d', min_doc_count: 1 },
    aggs,
  });
  const bucketsOf = async (
    search: string,
    query: Query,
    aggs: object,
  ): Promise<v.InferOutput<typeof bucketSchema>[]> => {
    const body = { size: 0, track_total_hits: false, query, aggs: { days: days(aggs) } };
    return v.parse(daysSchema, (await engine.request('POST', search, body)) ?? {}).aggregations?.days.buckets ?? [];
  };
  const logged = await bucketsOf(JUDGED_SEARCH, queryOf(pages), {});
  const sum = { pages: { sum: { field: 'kafkainsight.visit.pages' } } };
  const visited = await bucketsOf(VISIT_SEARCH, { match_all: {} }, sum);
  const visitedOf = new Map(visited.map(({ key, pages: own }) => [key, own?.value ?? 0]));
  const loggedOf = new Map(logged.map(({ key, doc_count: count }) => [key, count]));
  return [...new Set([...loggedOf.keys(), ...visitedOf.keys()])]
    .sort((a, b) => a - b)
    .map((day) => ({ fromMillis: day, logged: loggedOf.get(day) ?? 0, visited: visitedOf.get(day) ?? 0 }));
}

async function deleteVisits(engine: SearchEngine, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const lines = ids.map((id) => `${JSON.stringify({ delete: { _index: VISIT_INDEX, _id: id } })}\n`);
  for (const result of await engine.bulk(Buffer.from(lines.join('')), TIMEOUT_MILLIS)) {
    const failure = result.status === NOT_FOUND ? undefined : itemFailure(result);
    if (failure === undefined) continue;
    throw new KafkaInsightError(
      failure.code,
      `Deleting from ${VISIT_INDEX} failed: HTTP ${result.status}, ${result.errorType ?? 'no reason'}.`,
    );
  }
  await engine.request('POST', `/${VISIT_INDEX}/_refresh?${LENIENT}`);
}
