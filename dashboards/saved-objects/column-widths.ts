import { aggregationOf, type TablePanel } from '../definition.ts';
import { drawableMetrics } from './aggregations.ts';
import type { Product } from './saved-object.ts';

/** Pixels of a time with its date, in the products' own format. */
export const TIME_PIXELS = 210;
const NUMBER_PIXELS = 110;
/** By the end of a field's name: how wide its values are. */
const widths: readonly (readonly [RegExp, number])[] = [
  [
    /^(url\.|user_agent\.original|http\.request\.referrer|log\.file\.path|kafkainsight\.finding\.entity|kafkainsight\.visit\.e)/,
    320,
  ],
  [/^(message|event\.original|error\.)/, 320],
  [/(address|\.ip|hostname|user\.name|rule\.name|event\.dataset|event\.action)$/, 180],
  [/^event\.end$/, TIME_PIXELS],
  [/(status_code|log\.level|confidence|state|\.findings|\.entities)$/, 110],
];
const OTHER_PIXELS = 150;

/** How wide a column has to be for what a field usually holds. */
export function widthOfField(field: string): number {
  return widths.find(([pattern]) => pattern.test(field))?.[1] ?? OTHER_PIXELS;
}

/**
 * The state in which a product's table keeps its columns' widths: `vis.columnsWidth` (opensearch-project/OpenSearch-Dashboards,
 * src/plugins/vis_type_table/public/utils/get_table_ui_state.ts), `vis.params.colWidth` (elastic/kibana,
 * src/plugins/vis_types/table/public/utils/use/use_ui_state.ts).
 */
export function tableState(panel: TablePanel, product: Product): object {
  const { buckets, metrics } = aggregationOf(panel);
  const columns = [
    ...buckets.map((bucket) => (bucket.kind === 'terms' ? widthOfField(bucket.field) : OTHER_PIXELS)),
    ...drawableMetrics(metrics).map(() => NUMBER_PIXELS),
  ];
  const colWidth = columns.map((width, colIndex) => ({ colIndex, width }));
  return { vis: product === 'kibana' ? { params: { colWidth } } : { columnsWidth: colWidth } };
}
