import { kueryOf } from '../conditions.ts';
import { aggregationOf, type AggregationPanel, type Metric, type PanelBucket, splitWithOthers } from '../definition.ts';
import { shardTerms, TIME_FIELD } from '../search.ts';
import type { Product } from './saved-object.ts';

/** What a bucket is for in a chart of the engines: the axis, the series, the rows of a table. */
type Schema = 'metric' | 'segment' | 'group' | 'bucket';

/** One entry of a visualization's `aggs`. */
export interface AggregationEntry {
  readonly id: string;
  readonly enabled: true;
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly schema: Schema;
}

/** The `aggs` of a panel's visualization: its metrics, then its buckets, outermost first, numbered from 1. */
export function aggregationEntries(panel: AggregationPanel, product: Product): AggregationEntry[] {
  const aggregation = aggregationOf(panel);
  const { buckets } = aggregation;
  const metrics = drawableMetrics(aggregation.metrics);
  const terms = shardTerms(aggregation);
  return [
    ...metrics.map((metric) => ({ ...metricEntry(metric), schema: 'metric' as const })),
    ...buckets.map((bucket) => ({
      ...bucketEntry(bucket, { product, shardSize: terms, withOthers: showsOthers(panel, bucket) }),
      schema: schemaOf(panel, bucket),
    })),
  ].map((entry, index) => ({ id: String(index + 1), enabled: true, ...entry }));
}

/** The metrics that one aggregation computes: a share is a quotient of two. */
export function drawableMetrics(metrics: readonly Metric[]): readonly DrawableMetric[] {
  return metrics.filter((metric) => metric.kind !== 'share');
}

type DrawableMetric = Exclude<Metric, { readonly kind: 'share' }>;

/** What a pie or a stack leaves out is drawn as one more value. */
function showsOthers(panel: AggregationPanel, bucket: PanelBucket): boolean {
  return panel.kind === 'pie' || (bucket.kind === 'terms' && splitWithOthers(panel) === bucket);
}

function schemaOf(panel: AggregationPanel, bucket: PanelBucket): Schema {
  if (panel.kind === 'table') return 'bucket';
  const isGroup = ('split' in panel && bucket === panel.split) || ('y' in panel && bucket === panel.y);
  return isGroup ? 'group' : 'segment';
}

type Entry = Pick<AggregationEntry, 'type' | 'params'>;

function metricEntry(metric: DrawableMetric): Entry {
  const customLabel = metric.label;
  if (metric.kind === 'count') return { type: 'count', params: { customLabel } };
  const { field } = metric;
  if (metric.kind === 'percentile')
    return { type: 'percentiles', params: { field, percents: [metric.percent], customLabel } };
  return { type: typeOf[metric.kind], params: { field, customLabel } };
}

const typeOf = { sum: 'sum', unique: 'cardinality', rate: 'avg' } as const;

interface BucketOptions {
  readonly product: Product;
  readonly shardSize: number;
  readonly withOthers: boolean;
}

function bucketEntry(bucket: PanelBucket, options: BucketOptions): Entry {
  switch (bucket.kind) {
    case 'terms':
      return { type: 'terms', params: termsParams(bucket, options) };
    case 'time':
      return { type: 'date_histogram', params: timeParams(bucket.label, options.product) };
    case 'conditions': {
      const filters = bucket.conditions.map(({ label, where }) => ({
        input: { query: kueryOf(where), language: 'kuery' },
        label,
      }));
      return { type: 'filters', params: { filters } };
    }
  }
}

/** `json` is what the products' editors call JSON input: properties that are copied into the request. */
function termsParams(
  { field, size, label: customLabel }: Extract<PanelBucket, { kind: 'terms' }>,
  { shardSize, withOthers }: BucketOptions,
): Entry['params'] {
  return {
    field,
    orderBy: '1',
    order: 'desc',
    size,
    otherBucket: withOthers,
    otherBucketLabel: 'Other',
    missingBucket: false,
    missingBucketLabel: 'Missing',
    json: JSON.stringify({ shard_size: shardSize }),
    customLabel,
  };
}

function timeParams(customLabel: string, product: Product): Entry['params'] {
  return {
    field: TIME_FIELD,
    [product === 'kibana' ? 'useNormalizedEsInterval' : 'useNormalizedOpenSearchInterval']: true,
    scaleMetricValues: false,
    interval: 'auto',
    drop_partials: false,
    min_doc_count: 1,
    extended_bounds: {},
    customLabel,
  };
}
