import * as v from 'valibot';
import type { MetricPanel } from './definition.ts';
import { type AnswerGroup, readAnswer, rowsOf, valuesOf } from './rows.ts';
import {
  aggregationsOf,
  dataViews,
  type PanelRow,
  type PanelSearch,
  type Scope,
  scopeQuery,
  searchPath,
  TIME_FIELD,
  timeout,
} from './search.ts';

/** When the period begins that is as long as the scope and ends where that begins. */
export function beginBefore({ fromMillis, toMillis }: Pick<Scope, 'fromMillis' | 'toMillis'>): number {
  return fromMillis - (toMillis - fromMillis);
}

/** A number, its course, and what it was before. */
export interface PanelNumber {
  readonly value: number | null;
  readonly trend: readonly PanelRow[];
  /** Where it was asked. */
  readonly before?: number | null;
}

/** One request for all of a number: `now` is the scope, `before` the time of the same length before it. */
export function numberRequest(panel: MetricPanel, scope: Scope, withBefore: boolean): PanelSearch {
  const { fromMillis, toMillis } = scope;
  const before = beginBefore(scope);
  const between = (from: number, to: number): object => ({
    range: { [TIME_FIELD]: { gte: from, lt: to, format: 'epoch_millis' } },
  });
  const metrics = [panel.metric] as const;
  const inScope = { ...scope, shardTerms: 0 };
  const aggs = {
    now: {
      filter: between(fromMillis, toMillis),
      aggs: aggregationsOf({ buckets: [{ kind: 'time', label: '' }], metrics }, inScope),
    },
    ...(withBefore && {
      before: { filter: between(before, fromMillis), aggs: aggregationsOf({ buckets: [], metrics }, inScope) },
    }),
  };
  const asked = withBefore ? { ...scope, fromMillis: before } : scope;
  return {
    path: searchPath(dataViews[panel.dataView]),
    body: { size: 0, timeout, track_total_hits: false, query: scopeQuery(asked, panel.where), aggs },
  };
}

const groupSchema = v.looseObject({ doc_count: v.number() });
const answerSchema = v.looseObject({
  aggregations: v.optional(v.object({ now: v.optional(groupSchema), before: v.optional(groupSchema) }), {}),
});

/** Reads the response to {@link numberRequest}. @throws KafkaInsightError SEARCH_REFUSED where it does not match the request */
export function panelNumberOf(panel: MetricPanel, answer: unknown): PanelNumber {
  const { now = { doc_count: 0 }, before } = readAnswer(answerSchema, answer).aggregations;
  const valueOf = (group: AnswerGroup & { readonly doc_count: number }): number | null =>
    valuesOf([panel.metric], group, group.doc_count)[0] ?? null;
  const course = { ...panel, kind: 'area', x: { kind: 'time', label: 'Time' } } as const;
  const trend = rowsOf(course, { hits: { total: { value: now.doc_count } }, aggregations: now });
  return { value: valueOf(now), trend, ...(before !== undefined && { before: valueOf(before) }) };
}
