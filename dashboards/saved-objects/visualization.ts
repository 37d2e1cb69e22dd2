import { shadeOf, tonedValues, toneOfValue } from '../colours.ts';
import { kueryOf } from '../conditions.ts';
import type { AggregationPanel, ChartPanel, ControlsPanel, MetricPanel, PanelCondition, Tone } from '../definition.ts';
import { aggregationEntries } from './aggregations.ts';
import { tableState } from './column-widths.ts';
import { indexPatternId } from './index-pattern.ts';
import { isRate, rateParams } from './rate.ts';
import { listedTitle, type Product, type SavedObject, savedObject, SEARCH_SOURCE_INDEX } from './saved-object.ts';

type Params = Readonly<Record<string, unknown>>;

/** Colours with the same meaning as on the local page. */
const toneColours: Readonly<Record<Tone, string>> = { good: '#4f9d8a', warning: '#d9a13b', bad: '#c8504b' };

/** The `type` of each kind of panel, as the products name their visualizations. */
const types = {
  metric: 'metric',
  line: 'line',
  area: 'area',
  pie: 'pie',
  table: 'table',
  'heat-map': 'heatmap',
  'tag-cloud': 'tagcloud',
} as const;

/** An aggregation-based visualization. */
export function visualization(panel: AggregationPanel, id: string, product: Product): SavedObject {
  const title = listedTitle(panel.title);
  const visState = isRate(panel)
    ? { title, type: 'metrics', aggs: [], params: rateParams(panel, toneColours) }
    : {
        title,
        type: visualizationType(panel),
        aggs: aggregationEntries(panel, product),
        params: paramsOf(panel, product),
      };
  const attributes = {
    description: '',
    kibanaSavedObjectMeta: { searchSourceJSON: searchSource(panel.where) },
    title,
    uiStateJSON: JSON.stringify(uiState(panel, product)),
    version: 1,
    visState: JSON.stringify(visState),
  };
  const indexPattern = {
    id: indexPatternId(panel.dataView),
    name: SEARCH_SOURCE_INDEX,
    type: 'index-pattern',
  } as const;
  return savedObject(product, { type: 'visualization', id, attributes, references: [indexPattern] });
}

/** A panel of choices, for OpenSearch Dashboards. Kibana has controls in the dashboard itself. */
export function inputControls(panel: ControlsPanel, id: string): SavedObject {
  const controls = panel.controls.map(({ field, label }, index) => ({
    id: `${id}-${index}`,
    fieldName: field,
    parent: '',
    label,
    type: 'list',
    options: { type: 'terms', multiselect: true, dynamicOptions: true, size: 5, order: 'desc' },
    indexPatternRefName: `control_${index}_index_pattern`,
  }));
  const references = controls.map(({ indexPatternRefName }) => ({
    id: indexPatternId(panel.dataView),
    name: indexPatternRefName,
    type: 'index-pattern' as const,
  }));
  const params = { controls, updateFiltersOnChange: true, useTimeFilter: true, pinFilters: false };
  return plainVisualization('opensearch', id, { question: panel.title, type: 'input_control_vis', params, references });
}

/** A panel of text in Markdown. */
export function markdown(product: Product, id: string, title: string, text: string): SavedObject {
  const params = { fontSize: 12, openLinksInNewTab: false, markdown: text };
  return plainVisualization(product, id, { question: title, type: 'markdown', params, references: [] });
}

/** The `searchSourceJSON` of an object that searches an index pattern: its query in KQL, no pinned filters. */
export function searchSource(where: PanelCondition | undefined, more: Params = {}): string {
  const query = { query: where === undefined ? '' : kueryOf(where), language: 'kuery' };
  return JSON.stringify({ ...more, query, filter: [], indexRefName: SEARCH_SOURCE_INDEX });
}

interface PlainVisualization {
  readonly question: string;
  readonly type: string;
  readonly params: Params;
  readonly references: SavedObject['references'];
}

function plainVisualization(
  product: Product,
  id: string,
  { question, type, params, references }: PlainVisualization,
): SavedObject {
  const title = listedTitle(question);
  const attributes = {
    description: '',
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
    },
    title,
    uiStateJSON: '{}',
    version: 1,
    visState: JSON.stringify({ title, type, aggs: [], params }),
  };
  return savedObject(product, { type: 'visualization', id, attributes, references });
}

function visualizationType(panel: AggregationPanel): string {
  if (panel.kind !== 'bar') return types[panel.kind];
  return panel.x.kind === 'time' ? 'histogram' : 'horizontal_bar';
}

function paramsOf(panel: AggregationPanel, product: Product): Params {
  const palette = product === 'kibana' ? { palette: { type: 'palette', name: 'default' } } : {};
  switch (panel.kind) {
    case 'metric':
      return metricParams(panel);
    case 'line':
    case 'area':
    case 'bar':
      return { ...chartParams(panel), ...palette, ...(product === 'kibana' ? kibanaChartParams(panel) : {}) };
    case 'pie':
      return {
        type: 'pie',
        addTooltip: true,
        addLegend: true,
        legendPosition: 'right',
        isDonut: true,
        labels: { show: false, values: true, last_level: true, truncate: 100 },
        ...palette,
        ...(product === 'kibana' ? { distinctColors: true } : {}),
      };
    case 'table':
      return {
        perPage: 10,
        showPartialRows: false,
        [product === 'kibana' ? 'showMeticsAtAllLevels' : 'showMetricsAtAllLevels']: false,
        showTotal: false,
        totalFunc: 'sum',
        percentageCol: '',
        ...(product === 'kibana' ? { showToolbar: true } : {}),
      };
    case 'heat-map':
      return heatMapParams(panel.tone);
    case 'tag-cloud':
      return {
        scale: 'square root',
        orientation: 'single',
        minFontSize: 12,
        maxFontSize: 36,
        showLabel: false,
        ...palette,
      };
  }
}

/** A number that is bad news turns red as soon as it is not 0. */
function metricParams({ tone }: MetricPanel): Params {
  const isAlarming = tone === 'bad' || tone === 'warning';
  return {
    addTooltip: true,
    addLegend: false,
    type: 'metric',
    metric: {
      percentageMode: false,
      useRanges: false,
      colorSchema: 'Green to Red',
      metricColorMode: isAlarming ? 'Labels' : 'None',
      colorsRange: isAlarming
        ? [
            { from: 0, to: 1 },
            { from: 1, to: 1e15 },
          ]
        : [{ from: 0, to: 1e15 }],
      labels: { show: true },
      invertColors: false,
      style: { bgFill: '#000', bgColor: false, labelColor: isAlarming, subText: '', fontSize: 36 },
    },
  };
}

function chartParams(panel: ChartPanel): Params {
  const lies = visualizationType(panel) === 'horizontal_bar';
  const type = panel.kind === 'bar' ? 'histogram' : panel.kind;
  const axis = { show: true, style: {}, title: {} };
  return {
    type,
    grid: { categoryLines: false },
    categoryAxes: [
      {
        ...axis,
        id: 'CategoryAxis-1',
        type: 'category',
        position: lies ? 'left' : 'bottom',
        scale: { type: 'linear' },
        labels: { show: true, filter: !lies, truncate: lies ? 200 : 100, ...(lies ? { rotate: 0 } : {}) },
      },
    ],
    valueAxes: [
      {
        ...axis,
        id: 'ValueAxis-1',
        name: lies ? 'BottomAxis-1' : 'LeftAxis-1',
        type: 'value',
        position: lies ? 'bottom' : 'left',
        scale: { type: 'linear', mode: 'normal' },
        labels: { show: true, rotate: 0, filter: lies, truncate: 100 },
        title: { text: panel.metric.label },
      },
    ],
    seriesParams: [
      {
        show: true,
        type,
        mode: panel.kind === 'line' ? 'normal' : 'stacked',
        data: { label: panel.metric.label, id: '1' },
        valueAxis: 'ValueAxis-1',
        drawLinesBetweenPoints: true,
        lineWidth: 2,
        interpolate: 'linear',
        showCircles: false,
      },
    ],
    addTooltip: true,
    addLegend: panel.split !== undefined,
    legendPosition: 'right',
    times: [],
    addTimeMarker: false,
    labels: { show: false },
    thresholdLine: { show: false, value: 10, width: 1, style: 'full', color: '#E7664C' },
  };
}

/** A step without documents is drawn as zero and not interpolated: a gap is news. */
function kibanaChartParams({ kind }: ChartPanel): Params {
  return { detailedTooltip: true, ...(kind === 'bar' ? {} : { fittingFunction: 'zero' }) };
}

function heatMapParams(tone: Tone | undefined): Params {
  return {
    type: 'heatmap',
    addTooltip: true,
    addLegend: true,
    enableHover: false,
    legendPosition: 'right',
    times: [],
    colorsNumber: 6,
    colorSchema: tone === 'bad' ? 'Reds' : 'Blues',
    setColorRange: false,
    colorsRange: [],
    invertColors: false,
    percentageMode: false,
    valueAxes: [
      {
        show: false,
        id: 'ValueAxis-1',
        type: 'value',
        scale: { type: 'linear', defaultYExtents: false },
        labels: { show: false, rotate: 0, overwriteColor: false, color: 'black' },
      },
    ],
  };
}

function uiState(panel: AggregationPanel, product: Product): Params {
  if (panel.kind === 'table') return { ...tableState(panel, product) };
  const colours = valueColours(panel);
  return Object.keys(colours).length === 0 ? {} : { vis: { colors: colours } };
}

/** The colours of what is good or bad news, by the value as it is labelled; the products keep that of any other value across a dashboard. */
function valueColours(panel: AggregationPanel): Readonly<Record<string, string>> {
  const bucket = 'split' in panel ? panel.split : 'slices' in panel ? panel.slices : undefined;
  const ofTone = new Map<Tone, number>();
  const colourOf = (tone: Tone): string => {
    const nth = ofTone.get(tone) ?? 0;
    ofTone.set(tone, nth + 1);
    return shadeOf(toneColours[tone], '#ffffff', nth);
  };
  if (bucket?.kind === 'conditions')
    return Object.fromEntries(
      bucket.conditions.flatMap(({ label, tone }) => (tone === undefined ? [] : [[label, colourOf(tone)]])),
    );
  if (bucket?.kind !== 'terms') return {};
  return Object.fromEntries(
    (tonedValues[bucket.field] ?? []).flatMap((value) => {
      const tone = toneOfValue(bucket.field, value);
      return tone === undefined ? [] : [[String(value), colourOf(tone)]];
    }),
  );
}
