import * as v from 'valibot';
import { KafkaInsightError } from '../core/errors.ts';
import { type Aggregation, aggregationOf, type AggregationPanel } from './definition.ts';
import type { PanelRow } from './search.ts';

const metricSchema = v.object({ value: v.nullable(v.number()) });
const keyedBucketSchema = v.looseObject({ key: v.union([v.string(), v.number()]), doc_count: v.number() });
const bucketSchema = v.looseObject({ doc_count: v.number() });
const bucketsSchema = v.object({
  buckets: v.union([v.array(keyedBucketSchema), v.record(v.string(), bucketSchema)]),
});
const totalSchema = v.object({ hits: v.object({ total: v.object({ value: v.number() }) }) });
const answerSchema = v.looseObject({ ...totalSchema.entries, aggregations: v.optional(v.looseObject({})) });

/**
 * Reads the engine's response to a panel's request: one row for each innermost group, in the engine's order.
 *
 * @throws KafkaInsightError SEARCH_REFUSED where the response does not match the request
 */
export function rowsOf(panel: AggregationPanel, answer: unknown): PanelRow[] {
  const { hits, aggregations } = readAnswer(answerSchema, answer);
  return groupRows(aggregationOf(panel), aggregations ?? {}, hits.total.value, []);
}

/** The number of documents that a request found. */
export function totalOf(answer: unknown): number {
  return readAnswer(totalSchema, answer).hits.total.value;
}

type Group = Readonly<Record<string, unknown>>;

function groupRows(aggregation: Aggregation, group: Group, count: number, keys: PanelRow['keys']): PanelRow[] {
  const { buckets, metrics } = aggregation;
  const [bucket, ...inner] = buckets;
  if (bucket === undefined) {
    const values = metrics.map(({ kind }, index) =>
      kind === 'count' ? count : (readAnswer(metricSchema, group[`m${index}`] ?? { value: 0 }).value ?? 0),
    );
    return [{ keys, values }];
  }
  const found = readAnswer(bucketsSchema, group['b'] ?? { buckets: [] }).buckets;
  const entries = Array.isArray(found) ? found.map((entry) => [entry.key, entry] as const) : Object.entries(found);
  return inOrderOf(bucket, entries).flatMap(([key, entry]) =>
    groupRows({ buckets: inner, metrics }, entry, entry.doc_count, [...keys, key]),
  );
}

/** The engine sorts named conditions by name: this restores the order of the definition. */
function inOrderOf<Entry>(
  bucket: Aggregation['buckets'][number],
  entries: readonly (readonly [string | number, Entry])[],
): readonly (readonly [string | number, Entry])[] {
  if (bucket.kind !== 'conditions') return entries;
  return bucket.conditions.flatMap(({ label }) => entries.filter(([key]) => key === label));
}

/**
 * Reads the part of a response that the schema describes.
 *
 * @throws KafkaInsightError SEARCH_REFUSED where it is missing; the message quotes nothing of the response
 */
export function readAnswer<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const place = v.getDotPath(result.issues[0]) ?? 'the answer itself';
  throw new KafkaInsightError(
    'SEARCH_REFUSED',
    `The search engine's answer to a dashboard's request is not of the expected shape (at ${place}). Check that the address is that of OpenSearch 2 or later, or Elasticsearch 8.`,
  );
}
