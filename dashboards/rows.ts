import * as v from 'valibot';
import { KafkaInsightError } from '../core/errors.ts';
import { type Aggregation, aggregationOf, type AggregationPanel, type Metric } from './definition.ts';
import type { PanelRow } from './search.ts';

const metricSchema = v.object({ value: v.nullable(v.number()) });
const keyedBucketSchema = v.looseObject({ key: v.union([v.string(), v.number()]), doc_count: v.number() });
const bucketSchema = v.looseObject({ doc_count: v.number() });
const bucketsSchema = v.object({
  buckets: v.union([v.array(keyedBucketSchema), v.record(v.string(), bucketSchema)]),
});
/** The steps of a time axis that is within other groups, see panelRequest. */
const stepsSchema = v.object({
  t: v.optional(v.object({ b: v.object({ buckets: v.array(v.object({ key: v.number() })) }) })),
});
const percentilesSchema = v.object({ values: v.record(v.string(), v.unknown()) });
const totalSchema = v.object({ hits: v.object({ total: v.object({ value: v.number() }) }) });
const answerSchema = v.looseObject({ ...totalSchema.entries, aggregations: v.optional(v.looseObject({})) });

/**
 * Reads the engine's response to a panel's request: one row for each innermost group, in the engine's order.
 *
 * @throws KafkaInsightError SEARCH_REFUSED where the response does not match the request
 */
export function rowsOf(panel: AggregationPanel, answer: unknown): PanelRow[] {
  const { hits, aggregations = {} } = readAnswer(answerSchema, answer);
  const steps = readAnswer(stepsSchema, aggregations).t?.b.buckets ?? [];
  return groupRows(aggregationOf(panel), { keys: [], group: aggregations, count: hits.total.value }, steps);
}

/** The number of documents that a request found. */
export function totalOf(answer: unknown): number {
  return readAnswer(totalSchema, answer).hits.total.value;
}

/** A part of a response: the metrics and groups of some documents. */
export type AnswerGroup = Readonly<Record<string, unknown>>;

type Entry = AnswerGroup & { readonly doc_count: number };
interface Step {
  readonly key: number;
}

/** The key of a group whose documents have none of the next bucket's values. */
export const NO_VALUE = '';

/** Where the rows of a group are read. */
interface GroupPlace {
  readonly keys: PanelRow['keys'];
  readonly group: AnswerGroup;
  /** Of its documents. */
  readonly count: number;
}

function groupRows({ buckets, metrics }: Aggregation, place: GroupPlace, steps: readonly Step[]): PanelRow[] {
  const { keys, group, count } = place;
  const [bucket, ...inner] = buckets;
  if (bucket === undefined) return [{ keys, values: valuesOf(metrics, group, count) }];
  const found = readAnswer(bucketsSchema, group['b'] ?? { buckets: [] }).buckets;
  const entries = Array.isArray(found) ? found.map((entry) => [entry.key, entry] as const) : Object.entries(found);
  // a host without a program is still a host
  if (entries.length === 0 && keys.length > 0 && bucket.kind === 'terms')
    return groupRows({ buckets: inner, metrics }, { ...place, keys: [...keys, NO_VALUE] }, steps);
  const ordered = bucket.kind === 'time' ? withSteps(entries, steps) : inOrderOf(bucket, entries);
  return bestOf(bucket, metrics[0], ordered).flatMap(([key, entry]) =>
    groupRows({ buckets: inner, metrics }, { keys: [...keys, key], group: entry, count: entry.doc_count }, steps),
  );
}

/** The steps of a time axis within other groups, and those that the engine left out for having no documents. */
function withSteps(entries: readonly (readonly [string | number, Entry])[], steps: readonly Step[]): typeof entries {
  const left = new Set(entries.map(([key]) => key));
  const empty = steps.filter(({ key }) => !left.has(key)).map(({ key }) => [key, { doc_count: 0 }] as const);
  return [...entries, ...empty].toSorted(([one], [other]) => Number(one) - Number(other));
}

/** The terms with the most different values, of the candidates that the engine returned; what it has ranked itself stays as it is. */
export function bestOf<Entry extends AnswerGroup>(
  bucket: Aggregation['buckets'][number],
  first: Metric,
  entries: readonly (readonly [string | number, Entry])[],
): readonly (readonly [string | number, Entry])[] {
  if (bucket.kind !== 'terms' || first.kind !== 'unique') return entries;
  const different = (entry: Entry): number => valuesOf([first], entry, 0)[0] ?? 0;
  return entries.toSorted(([, one], [, other]) => different(other) - different(one)).slice(0, bucket.size);
}

/** What a group's metrics are. @param count of its documents */
export function valuesOf(metrics: readonly Metric[], group: AnswerGroup, count: number): (number | null)[] {
  return metrics.map((metric, index) => {
    const found = group[`m${index}`];
    switch (metric.kind) {
      case 'count':
        return count;
      case 'share':
        return count === 0 ? null : (100 * readAnswer(bucketSchema, found ?? { doc_count: 0 }).doc_count) / count;
      case 'rate': {
        const { value } = readAnswer(metricSchema, found ?? { value: null });
        return value === null ? null : 100 * value;
      }
      case 'percentile':
        return firstOf(readAnswer(percentilesSchema, found ?? { values: {} }).values);
      case 'unique':
      case 'sum':
        return readAnswer(metricSchema, found ?? { value: 0 }).value ?? 0;
    }
  });
}

/** Without documents OpenSearch returns null, Elasticsearch 8 also `NaN` as a text. */
function firstOf(values: Readonly<Record<string, unknown>>): number | null {
  const [value] = Object.values(values);
  return typeof value === 'number' ? value : null;
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
