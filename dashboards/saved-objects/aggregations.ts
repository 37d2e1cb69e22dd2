import { kueryOf } from '../conditions.ts';
import { aggregationOf, type AggregationPanel, type Metric, type PanelBucket } from '../definition.ts';
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
  const { buckets, metrics } = aggregation;
  const terms = shardTerms(aggregation);
  return [
    ...metrics.map((metric) => ({ ...metricEntry(metric), schema: 'metric' as const })),
    ...buckets.map((bucket) => ({ ...bucketEntry(bucket, product, terms), schema: schemaOf(panel, bucket) })),
  ].map((entry, index) => ({ id: String(index + 1), enabled: true, ...entry }));
}

function schemaOf(panel: AggregationPanel, bucket: PanelBucket): Schema {
  if (panel.kind === 'table') return 'bucket';
  const isGroup = ('split' in panel && bucket === panel.split) || ('y' in panel && bucket === panel.y);
  return isGroup ? 'group' : 'segment';
}

type Entry = Pick<AggregationEntry, 'type' | 'params'>;

function metricEntry(metric: Metric): Entry {
  const customLabel = metric.label;
  if (metric.kind === 'count') return { type: 'count', params: { customLabel } };
  return { type: metric.kind === 'sum' ? 'sum' : 'cardinality', params: { field: metric.field, customLabel } };
}

function bucketEntry(bucket: PanelBucket, product: Product, shardSize: number): Entry {
  switch (bucket.kind) {
    case 'terms':
      return { type: 'terms', params: termsParams(bucket, shardSize) };
    case 'time':
      return { type: 'date_histogram', params: timeParams(bucket.label, product) };
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
  shardSize: number,
): Entry['params'] {
  return {
    field,
    orderBy: '1',
    order: 'desc',
    size,
    otherBucket: false,
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
