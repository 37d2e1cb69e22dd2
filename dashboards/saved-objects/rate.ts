import { kueryOf } from '../conditions.ts';
import type { AggregationPanel, ChartPanel, Metric, PanelCondition, Tone } from '../definition.ts';
import { dataViews, TIME_FIELD } from '../search.ts';

type ShareMetric = Extract<Metric, { readonly kind: 'share' }>;
/** A share over time. */
export interface RatePanel extends ChartPanel {
  readonly metric: ShareMetric;
}

/** Whether a panel is a share over time, which the products draw by their time series visualization alone. */
export function isRate(panel: AggregationPanel): panel is RatePanel {
  return 'metric' in panel && panel.metric.kind === 'share' && 'x' in panel && panel.x.kind === 'time';
}

/**
 * The `params` of a `metrics` visualization with one line, the quotient of two counts ("filter ratio"). As in the sample data that both products
 * bring with them (opensearch-project/OpenSearch-Dashboards, src/plugins/home/server/services/sample_data/data_sets/flights/saved_objects.ts),
 * but with queries as objects, as both have had them since 7.10.
 */
export function rateParams(
  { id, dataView, where, tone = 'warning', metric }: RatePanel,
  colours: Readonly<Record<Tone, string>>,
): object {
  const query = (condition: PanelCondition | undefined): object => ({
    query: condition === undefined ? '' : kueryOf(condition),
    language: 'kuery',
  });
  return {
    id,
    type: 'timeseries',
    series: [
      {
        id: `${id}-series`,
        color: colours[tone],
        split_mode: 'everything',
        metrics: [
          {
            id: `${id}-metric`,
            type: 'filter_ratio',
            metric_agg: 'count',
            numerator: query(metric.of.where),
            denominator: query(undefined),
          },
        ],
        separate_axis: 0,
        axis_position: 'right',
        formatter: 'percent',
        chart_type: 'line',
        line_width: 2,
        point_size: 2,
        fill: 0.2,
        stacked: 'none',
        label: metric.label,
      },
    ],
    filter: query(where),
    time_field: TIME_FIELD,
    index_pattern: dataViews[dataView],
    interval: '',
    axis_position: 'left',
    axis_formatter: 'number',
    axis_scale: 'normal',
    show_legend: 0,
    show_grid: 1,
    tooltip_mode: 'show_all',
  };
}
