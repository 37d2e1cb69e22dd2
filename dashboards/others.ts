import * as v from 'valibot';
import { aggregationOf, type AggregationPanel, type Metric, type PanelBucket, splitWithOthers } from './definition.ts';
import { type AnswerGroup, bestOf, readAnswer } from './rows.ts';
import type { PanelRow } from './search.ts';

/** The key of what is not among the most frequent values. No field can have it: numbers in log lines' fields are whole. */
export const OTHER = -1.5;

/** What a panel leaves out. */
export interface Others {
  /** Documents whose value is not among those shown. */
  readonly documents: number;
  /** Rows for them, where they can be drawn beside the rest: counts add up, different visitors do not. */
  readonly rows: readonly PanelRow[];
}

const cutSchema = v.looseObject({
  aggregations: v.optional(
    v.looseObject({
      b: v.optional(
        v.looseObject({
          sum_other_doc_count: v.optional(v.number(), 0),
          buckets: v.union([v.array(v.looseObject({ doc_count: v.number() })), v.record(v.string(), v.unknown())]),
        }),
      ),
      t: v.optional(
        v.looseObject({ b: v.looseObject({ buckets: v.array(v.object({ key: v.number(), doc_count: v.number() })) }) }),
      ),
    }),
  ),
});

/**
 * Reads how many documents have other values than the most frequent ones, which a panel shows.
 *
 * @param rows that the panel shows of the response
 * @throws KafkaInsightError SEARCH_REFUSED where the response does not match the request
 */
export function othersOf(panel: AggregationPanel, answer: unknown, rows: readonly PanelRow[]): Others {
  const { b, t } = readAnswer(cutSchema, answer).aggregations ?? {};
  const {
    buckets: [outermost],
    metrics: [first],
  } = aggregationOf(panel);
  const documents =
    outermost?.kind === 'terms' && b !== undefined ? b.sum_other_doc_count + unshown(b, outermost, first) : 0;
  if (documents === 0) return { documents, rows: [] };
  if (panel.kind === 'pie' && panel.metric.kind === 'count')
    return { documents, rows: [{ keys: [OTHER], values: [documents] }] };
  if (splitWithOthers(panel) === undefined || t === undefined) return { documents, rows: [] };
  const shown = new Map<string | number, number>();
  for (const { keys, values } of rows) shown.set(keys[1] ?? '', (shown.get(keys[1] ?? '') ?? 0) + (values[0] ?? 0));
  const others = t.b.buckets.map(({ key, doc_count: all }) => ({
    keys: [OTHER, key],
    // a document with several values is in several series
    values: [Math.max(0, all - (shown.get(key) ?? 0))],
  }));
  return { documents, rows: others };
}

/** The documents of candidates that are not among the best, see bestOf. */
function unshown({ buckets }: { readonly buckets: unknown }, outermost: PanelBucket, first: Metric): number {
  if (!Array.isArray(buckets)) return 0;
  const entries = (buckets as (AnswerGroup & { readonly doc_count: number })[]).map(
    (entry, index) => [index, entry] as const,
  );
  const sum = (some: readonly (readonly [string | number, { readonly doc_count: number }])[]): number =>
    some.reduce((total, [, { doc_count: documents }]) => total + documents, 0);
  return sum(entries) - sum(bestOf(outermost, first, entries));
}
