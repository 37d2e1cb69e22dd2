import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import type { LogField } from '../../../core/fields.ts';
import type { Counted, CountRow, LogCondition, Question } from '../../../core/findings/rule.ts';
import { LOG_INDEX_PREFIX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { type Query, queryOf } from '../../../core/search/conditions.ts';
import type { Span } from '../../../core/time/span.ts';
import { counted } from '../../../core/wording.ts';
import { LENIENT } from '../counts.ts';

/** All indices of logs but the outliers, whose lines have times at which nothing else was logged. */
export const JUDGED_INDICES = `${LOG_INDEX_PREFIX}*,-${LOG_INDEX_PREFIX}*-outlier`;
export const JUDGED_SEARCH = `/${JUDGED_INDICES}/_search?${LENIENT}`;

/** Buckets of one answer, of 65,535 that both engines allow (`search.max_buckets`). */
const MAX_BUCKETS = 50_000;
const MAX_PAGE = 10_000;
/** More groups than this are not read: some hundred megabytes. */
const MAX_GROUPS = 500_000;

const extremeSchema = v.optional(v.object({ value: v.nullable(v.number()) }));
const partSchema = v.object({ doc_count: v.number(), first: extremeSchema, last: extremeSchema });
const bucketSchema = v.looseObject({
  key: v.union([
    v.pipe(
      v.number(),
      v.transform((window): Readonly<Record<string, string | number | boolean>> => ({ window })),
    ),
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  ]),
  doc_count: v.number(),
  first: extremeSchema,
  last: extremeSchema,
});
const pageSchema = v.object({
  aggregations: v.optional(
    v.object({
      groups: v.object({
        after_key: v.optional(v.record(v.string(), v.unknown())),
        buckets: v.array(bucketSchema),
      }),
    }),
  ),
});

type Bucket = v.InferOutput<typeof bucketSchema>;

/**
 * One page of a question's groups: composite groups of the window, the entity and the other value. Windows alone are a histogram, all of
 * them at once: OpenSearch 3.5 ends with ArrayIndexOutOfBoundsException where a composite aggregation of nothing but a histogram continues
 * after a page, under a query of several clauses.
 */
function groupsRequest(
  question: Question,
  query: Query,
  windowMillis: number,
  after?: Readonly<Record<string, unknown>>,
): object {
  const { entity, other, parts = {}, timesOfParts = false, offsets = false } = question;
  const histogram = { field: '@timestamp', fixed_interval: `${windowMillis}ms` };
  const terms = Object.entries({ entity, other }).flatMap(([name, field]) =>
    field === undefined ? [] : [{ [name]: { terms: { field } } }],
  );
  const partAggregations = Object.entries(parts).map(
    ([name, where]) => [`part ${name}`, partOf(where, timesOfParts)] as const,
  );
  const places = offsets ? extremesOf('log.offset') : {};
  const size = Math.min(MAX_PAGE, Math.floor(MAX_BUCKETS / (1 + partAggregations.length)));
  const groups =
    terms.length === 0
      ? { date_histogram: { ...histogram, min_doc_count: 1 } }
      : {
          composite: { size, sources: [{ window: { date_histogram: histogram } }, ...terms], ...(after && { after }) },
        };
  return {
    size: 0,
    track_total_hits: false,
    query,
    aggs: { groups: { ...groups, aggs: { ...Object.fromEntries(partAggregations), ...places } } },
  };
}

function partOf(where: LogCondition, withTimes: boolean): object {
  return { filter: queryOf(where), ...(withTimes && { aggs: extremesOf('@timestamp') }) };
}

function extremesOf(field: LogField): object {
  return { first: { min: { field } }, last: { max: { field } } };
}

/** A filter by time. */
export function withinSpan({ fromMillis, toMillis }: Span): Query {
  return { range: { '@timestamp': { gte: fromMillis, lt: toMillis, format: 'epoch_millis' } } };
}

/** Entities that a question with `least` is read of, at most. */
const MAX_FREQUENT = 2_000;
/** Of the entities of a shard, how many are compared with those of others: what is less frequent is told as a possible error. */
const FREQUENT_OF_A_SHARD = 10_000;

const frequentSchema = v.object({
  aggregations: v.optional(
    v.object({
      entities: v.object({
        doc_count_error_upper_bound: v.number(),
        buckets: v.array(v.object({ key: v.union([v.string(), v.number()]), doc_count: v.number() })),
      }),
    }),
  ),
});

/**
 * The entities that may have at least so many documents in one window: all that have, and some that are a little less frequent. One answer
 * of bounded size, however many entities there are: the engine says by how much a count may be too small, since a shard leaves out what is
 * rare in it, and that much is added. Errors: those of the search engine's port; FINDINGS_TOO_MANY where there are more than are read.
 */
export async function readFrequent(
  engine: SearchEngine,
  field: LogField,
  query: Query,
  least: number,
): Promise<string[]> {
  const terms = { field, size: MAX_FREQUENT + 1, shard_size: FREQUENT_OF_A_SHARD };
  const body = { size: 0, track_total_hits: false, query, aggs: { entities: { terms } } };
  const answer = v.parse(frequentSchema, (await engine.request('POST', JUDGED_SEARCH, body)) ?? {});
  const { buckets = [], doc_count_error_upper_bound: error = 0 } = answer.aggregations?.entities ?? {};
  const frequent = buckets.filter(({ doc_count: count }) => count + error >= least);
  if (frequent.length > MAX_FREQUENT) {
    throw new KafkaInsightError(
      'FINDINGS_TOO_MANY',
      `A rule would have to read more than ${MAX_FREQUENT} values of ${field} that are in at least ${counted(least, 'document')} of a window. The rule is skipped for these hours.`,
    );
  }
  return frequent.map(({ key }) => String(key));
}

/** Reads all groups of a question, page by page. Errors: those of the search engine's port; FINDINGS_TOO_MANY. */
export async function readGroups(
  engine: SearchEngine,
  question: Question,
  query: Query,
  windowMillis: number,
): Promise<CountRow[]> {
  const rows: CountRow[] = [];
  const names = Object.keys(question.parts ?? {});
  let after: Record<string, unknown> | undefined;
  do {
    const answer = await engine.request('POST', JUDGED_SEARCH, groupsRequest(question, query, windowMillis, after));
    const page = v.parse(pageSchema, answer ?? {}).aggregations?.groups;
    for (const bucket of page?.buckets ?? []) rows.push(rowOf(bucket, names));
    after = page?.after_key;
    if (rows.length > MAX_GROUPS) throw tooMany(rows.length);
  } while (after !== undefined);
  return rows;
}

function rowOf(bucket: Bucket, names: readonly string[]): CountRow {
  const { window, entity = '', other = '' } = bucket.key;
  const parts = names.map((name): readonly [string, Counted] => {
    const { doc_count: count, first, last } = v.parse(partSchema, bucket[`part ${name}`]);
    if (first === undefined || last === undefined || count === 0) return [name, { count }];
    return [name, { count, firstMillis: first.value ?? NaN, lastMillis: last.value ?? NaN }];
  });
  const [first, last] = [bucket.first?.value, bucket.last?.value];
  return {
    fromMillis: Number(window),
    entity: String(entity),
    other: String(other),
    count: bucket.doc_count,
    parts: Object.fromEntries(parts),
    ...(typeof first === 'number' && typeof last === 'number' && { offsets: { first, last } }),
  };
}

function tooMany(groups: number): KafkaInsightError {
  return new KafkaInsightError(
    'FINDINGS_TOO_MANY',
    `A rule would have to read more than ${groups} groups of documents in a day; at most ${MAX_GROUPS} are allowed. The rule is skipped for these hours.`,
  );
}
