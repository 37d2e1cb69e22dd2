/** What a panel must show, computed from the documents' JSON alone, without a search engine. */
import {
  aggregationOf,
  type AggregationPanel,
  type Metric,
  type PanelBucket,
  type PanelCondition,
} from '../../../dashboards/definition.ts';
import type { Document } from './story.ts';

/** A group of documents, nested like the panel's buckets. */
export interface Group {
  readonly values: readonly (number | null)[];
  /** By key, of the next bucket. */
  readonly inner: ReadonlyMap<string | number, Group>;
}

/** Whether a document meets a condition. */
export function fits(document: Document, condition: PanelCondition): boolean {
  if ('all' in condition) return condition.all.every((part) => fits(document, part));
  if ('any' in condition) return condition.any.some((part) => fits(document, part));
  if ('not' in condition) return !fits(document, condition.not);
  const value = document[condition.field];
  if (value === undefined) return false;
  if ('exists' in condition) return true;
  if ('like' in condition) return typeof value === 'string' && patternOf(condition.like).test(value);
  if ('from' in condition) return Number(value) >= condition.from && Number(value) < (condition.below ?? Infinity);
  // a field of several values is any of them
  const values: readonly unknown[] = [value].flat();
  return typeof condition.is === 'object'
    ? condition.is.some((one) => values.includes(one))
    : values.some((one) => (typeof one === 'boolean' ? String(one) : one) === condition.is);
}

/** Groups documents as the panel does. Time is cut into steps of UTC. */
export function groupsOf(panel: AggregationPanel, documents: readonly Document[], stepMillis: number): Group {
  const { where } = panel;
  const counted = where === undefined ? documents : documents.filter((document) => fits(document, where));
  const { buckets, metrics } = aggregationOf(panel);
  return groupOf(counted, buckets, metrics, stepMillis);
}

function groupOf(
  documents: readonly Document[],
  buckets: readonly PanelBucket[],
  metrics: readonly Metric[],
  stepMillis: number,
): Group {
  return groupWithin({ documents, isInner: false }, buckets, metrics, stepMillis);
}

function groupWithin(
  { documents, isInner }: { readonly documents: readonly Document[]; readonly isInner: boolean },
  [bucket, ...rest]: readonly PanelBucket[],
  metrics: readonly Metric[],
  stepMillis: number,
): Group {
  const values = metrics.map((metric) => valueOf(documents, metric));
  if (bucket === undefined) return { values, inner: new Map() };
  const members = new Map<string | number, Document[]>();
  for (const document of documents) {
    for (const key of keysOf(document, bucket, stepMillis)) {
      const list = members.get(key) ?? [];
      members.set(key, list);
      list.push(document);
    }
  }
  // what has none of the next values is still there, under none
  if (members.size === 0 && documents.length > 0 && isInner && bucket.kind === 'terms') members.set('', [...documents]);
  const inner = new Map(
    [...members].map(([key, list]) => [
      key,
      groupWithin({ documents: list, isInner: true }, rest, metrics, stepMillis),
    ]),
  );
  return { values, inner };
}

function keysOf(document: Document, bucket: PanelBucket, stepMillis: number): (string | number)[] {
  if (bucket.kind === 'time') {
    const millis = Date.parse(String(document['@timestamp']));
    return [Math.floor(millis / stepMillis) * stepMillis];
  }
  if (bucket.kind === 'conditions')
    return bucket.conditions.filter(({ where }) => fits(document, where)).map(({ label }) => label);
  const value = document[bucket.field];
  return typeof value === 'string' || typeof value === 'number' ? [value] : [];
}

function valueOf(documents: readonly Document[], metric: Metric): number | null {
  if (metric.kind === 'count') return documents.length;
  if (metric.kind === 'share') {
    const fitting = documents.filter((document) => fits(document, metric.of.where)).length;
    return documents.length === 0 ? null : (100 * fitting) / documents.length;
  }
  const values = documents.map((document) => document[metric.field]).filter((value) => value !== undefined);
  if (metric.kind === 'percentile') return percentileOf(values.map(Number), metric.percent);
  if (metric.kind === 'rate' && values.length === 0) return null;
  if (metric.kind === 'rate') return (100 * values.filter((value) => value === 1).length) / values.length;
  return metric.kind === 'unique'
    ? new Set(values).size
    : values.reduce<number>((sum, value) => sum + Number(value), 0);
}

/** By the nearest rank. */
function percentileOf(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

function patternOf(like: string): RegExp {
  return new RegExp(`^${like.split('*').map(escaped).join('.*')}$`, 's');
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\/]/g, '\\$&');
}
