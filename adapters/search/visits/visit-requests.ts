import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import type { LogField } from '../../../core/fields.ts';
import { visitOriginFields } from '../../../core/finding-fields.ts';
import type { LogCondition } from '../../../core/findings/rule.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { queryOf } from '../../../core/search/conditions.ts';
import type { VisitRequest } from '../../../core/visits/visit.ts';
import type { AddressSpan } from '../../../core/visits/visit-store.ts';
import { grouped } from '../../../core/wording.ts';
import { JUDGED_SEARCH, withinSpan } from '../findings/groups.ts';
import { LINE_ORDER } from '../findings/line-order.ts';
import { originOf } from './visit-documents.ts';

/** Requests of one answer: as many as both engines allow (`index.max_result_window`). */
const PAGE = 10_000;
/** More requests of a thousand addresses in a day are not read: of one address, nobody's own. */
const MAX_REQUESTS = 200_000;
/** Longer values are indexed by one engine and not by another. */
const MAX_CHARACTERS = 8_191;

const FIELDS = [
  'source.address',
  'user_agent.original',
  'url.path',
  'http.response.status_code',
  'kafkainsight.goal',
  ...visitOriginFields,
] as const satisfies readonly LogField[];

const value = v.optional(v.array(v.union([v.string(), v.number()])));
const hitsSchema = v.object({
  hits: v.object({
    hits: v.array(
      v.object({
        sort: v.array(v.unknown()),
        fields: v.objectWithRest({ '@timestamp': v.array(v.string()) }, value),
      }),
    ),
  }),
});
type Fields = v.InferOutput<typeof hitsSchema>['hits']['hits'][number]['fields'];

/**
 * The requests of addresses in a span, page by page. Values come from what is indexed: an index may keep no documents. Errors: those of the
 * search engine's port; VISITS_TOO_MANY.
 */
export async function* readRequests(
  engine: SearchEngine,
  requests: LogCondition,
  { addresses, ...span }: AddressSpan,
  pageSize = PAGE,
): AsyncIterable<readonly VisitRequest[]> {
  const own = { terms: { 'source.address': addresses } };
  let after: readonly unknown[] | undefined;
  let count = 0;
  for (;;) {
    const body = {
      size: pageSize,
      track_total_hits: false,
      _source: false,
      docvalue_fields: [{ field: '@timestamp', format: 'epoch_millis' }, ...FIELDS],
      query: { bool: { filter: [withinSpan(span), own, queryOf(requests)] } },
      sort: LINE_ORDER,
      ...(after && { search_after: after }),
    };
    const answer = await engine.request('POST', JUDGED_SEARCH, body);
    const { hits } = v.parse(hitsSchema, answer ?? { hits: { hits: [] } }).hits;
    count += hits.length;
    if (count > MAX_REQUESTS) throw tooMany('requests', MAX_REQUESTS);
    yield hits.map(({ fields }) => requestOf(fields));
    if (hits.length < pageSize) return;
    after = hits.at(-1)?.sort;
  }
}

/** The error of addresses that have too much to read; none of them is named, since they are people's. */
export function tooMany(what: 'requests' | 'visits', most: number): KafkaInsightError {
  return new KafkaInsightError(
    'VISITS_TOO_MANY',
    `An address has more than ${grouped(most)} ${what} around one day: its visits of that day are not counted. One visitor does not do that; a proxy does: if all visitors have its address, name its network in "proxies" of the source (docs/configuration.md).`,
  );
}

function requestOf(fields: Fields): VisitRequest {
  const text = (name: (typeof FIELDS)[number]): string | undefined => {
    const found = fields[name]?.[0];
    return found === undefined || String(found).length > MAX_CHARACTERS ? undefined : String(found);
  };
  return {
    timeMillis: Number(fields['@timestamp'][0]),
    address: text('source.address') ?? '',
    agent: text('user_agent.original') ?? '',
    path: text('url.path') ?? '',
    status: Number(fields['http.response.status_code']?.[0]),
    goals: (fields['kafkainsight.goal'] ?? []).map(String),
    origin: originOf(text),
  };
}
