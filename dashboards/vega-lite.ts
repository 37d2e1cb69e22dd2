import { aggregationOf, type ChartPanel, type HeatMapPanel, type PanelBucket, type PiePanel } from './definition.ts';
import { colouredBucket, type DrawnPanel, type LegendEntry, legendOf, type Palette } from './legend.ts';
import type { PanelRow } from './search.ts';
import { numberText, type NumberUnit, unitOf } from './units.ts';

/** Everything that a drawing needs in addition to the panel. */
export interface Drawing {
  readonly rows: readonly PanelRow[];
  readonly palette: Palette;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly stepMillis: number;
  /** How a bucket's key is shown; it makes characters visible that would be invisible or reverse the text. */
  readonly show: (key: string | number) => string;
  /** How the beginning of a time step is shown, epoch milliseconds. */
  readonly showTime: (millis: number) => string;
  /** Whether the time axis is in UTC, and not in the local zone. */
  readonly utc: boolean;
}

/** The name of the selection with which a reader draws a time range; its signal has the same name. */
export const TIME_SELECTION = 'chosen_time';

/** A part of a Vega-Lite specification (vega.github.io/schema/vega-lite/v6.json). */
export type Specification = Readonly<Record<string, unknown>>;

const NARROW_PIXELS = 480;
/** How a tick is labelled, by the largest unit that begins at it; 24-hour clock. */
const TIME_LABELS = {
  year: '%Y',
  month: '%b %Y',
  week: '%d %b',
  date: '%d %b',
  day: '%d %b',
  hours: '%H:%M',
  minutes: '%H:%M',
  seconds: '%H:%M:%S',
  milliseconds: '%H:%M:%S',
};

/**
 * The Vega-Lite specification of a chart. Each datum has the keys of its buckets, outermost first, as `k0` and `k1`, the text shown for
 * them as `t0` and `t1`, its number as `v` and as a text with its unit as `n`, and the index of its colour in the legend as `i`.
 */
export function vegaLiteSpec(panel: DrawnPanel, drawing: Drawing): Specification {
  const { palette, widthPixels, heightPixels, rows } = drawing;
  const legend = legendOf(panel, rows, palette);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: widthPixels,
    height: panel.kind === 'bar' && panel.x.kind !== 'time' ? Math.min(heightPixels, barsPixels(rows)) : heightPixels,
    autosize: { type: 'fit', contains: 'padding' },
    background: 'transparent',
    padding: 2,
    data: { values: dataOf(panel, drawing, legend) },
    ...chartOf(panel, drawing, legend),
    config: configOf(palette),
  };
}

/** A few bars are no thicker than many. */
function barsPixels(rows: readonly PanelRow[]): number {
  return new Set(rows.map(({ keys: [key] }) => key)).size * 30 + 30;
}

function dataOf(panel: DrawnPanel, { rows, show, showTime }: Drawing, legend: readonly LegendEntry[]): object[] {
  const bucket = colouredBucket(panel);
  const { buckets } = aggregationOf(panel);
  const coloured = bucket === undefined ? -1 : buckets.indexOf(bucket);
  const text = (key: string | number, index: number): string =>
    buckets[index]?.kind === 'time' ? showTime(Number(key)) : show(key);
  const places = new Map(legend.map(({ key }, index) => [key, index]));
  return rows.map(({ keys, values: [v = null] }) => {
    const [k0 = '', k1 = ''] = keys;
    const n = numberText(v, unitOf(panel.metric));
    return {
      k0,
      k1,
      t0: text(k0, 0),
      t1: text(k1, 1),
      v: inBaseUnit(v, panel),
      n,
      i: places.get(keys[coloured] ?? '') ?? 0,
    };
  });
}

/** Seconds, so that the axis can say ms. */
function inBaseUnit(value: number | null, { metric }: DrawnPanel): number | null {
  return value !== null && unitOf(metric) === 'nanoseconds' ? value / 1e9 : value;
}

/** How an axis labels numbers of each unit: with SI prefixes, but for percent. There is no half of a line, nor of a byte. */
const axisLabels: Readonly<Record<NumberUnit, object>> = {
  number: { format: '~s', tickMinStep: 1 },
  percent: { labelExpr: "format(datum.value, '~r') + ' %'" },
  bytes: { labelExpr: "format(datum.value, '~s') + 'B'", tickMinStep: 1 },
  nanoseconds: { labelExpr: "format(datum.value, '~s') + 's'" },
};

function chartOf(panel: DrawnPanel, drawing: Drawing, legend: readonly LegendEntry[]): Specification {
  if (panel.kind === 'pie') return pie(panel, drawing, legend);
  if (panel.kind === 'heat-map') return heatMap(panel, drawing);
  return panel.x.kind === 'time' ? overTime(panel, drawing, legend) : lyingBars(panel, drawing, legend);
}

function overTime(panel: ChartPanel, drawing: Drawing, legend: readonly LegendEntry[]): Specification {
  const time = panel.split === undefined ? 'k0' : 'k1';
  const isBar = panel.kind === 'bar';
  const number = {
    field: 'v',
    type: 'quantitative',
    title: null,
    axis: { ...axisLabels[unitOf(panel.metric)], tickCount: 4 },
  };
  return {
    params: [timeSelection(drawing.palette)],
    ...(isBar ? { transform: [stepEnd(time, drawing)] } : {}),
    mark: { ...timeMark(panel, drawing), clip: true },
    encoding: {
      x: { ...timeAxis(time, drawing), ...(isBar ? { bin: 'binned' } : {}) },
      ...(isBar ? { x2: { field: 'end' } } : {}),
      y: { ...number, stack: panel.kind === 'line' || panel.split === undefined ? null : 'zero' },
      ...seriesColour(panel, legend, panel.split === undefined ? undefined : 'k0'),
      tooltip: [
        timeTooltip(time),
        ...(panel.split === undefined ? [] : [textTooltip('t0', panel.split)]),
        numberTooltip(panel),
      ],
    },
  };
}

function timeMark(
  panel: ChartPanel,
  { palette, widthPixels, fromMillis, toMillis, stepMillis }: Drawing,
): Specification {
  const color = panel.tone === undefined ? palette.categories[0] : palette.tones[panel.tone];
  // a step without a number breaks the line: what is alone between two such steps is a point
  const point = isUnknownAtTimes(panel) ? { point: { size: 12, filled: true, color } } : {};
  if (panel.kind === 'line')
    return { type: 'line', color, strokeWidth: 1.8, strokeCap: 'round', strokeJoin: 'round', ...point };
  if (panel.kind === 'area') {
    return panel.split === undefined
      ? { type: 'area', color, fillOpacity: 0.18, line: { color, strokeWidth: 1.8 } }
      : { type: 'area', fillOpacity: 0.85 };
  }
  const barPixels = (widthPixels * stepMillis) / Math.max(1, toMillis - fromMillis);
  return { type: 'bar', color, stroke: palette.background, strokeWidth: barPixels > 4 ? 1 : 0 };
}

function isUnknownAtTimes({ metric }: ChartPanel): boolean {
  return metric.kind === 'share' || metric.kind === 'rate' || metric.kind === 'percentile';
}

function lyingBars(panel: ChartPanel, drawing: Drawing, legend: readonly LegendEntry[]): Specification {
  const { palette, widthPixels } = drawing;
  const color = panel.tone === undefined ? palette.categories[0] : palette.tones[panel.tone];
  const { split } = panel;
  return {
    mark: { type: 'bar', color, cornerRadiusEnd: 2 },
    encoding: {
      y: { ...termAxis('t0', widthPixels), sort: { field: 'v', op: 'sum', order: 'descending' } },
      x: { field: 'v', type: 'quantitative', title: null, axis: { ...axisLabels[unitOf(panel.metric)], tickCount: 3 } },
      ...seriesColour(panel, legend, split === undefined ? undefined : 'k1'),
      tooltip: [
        textTooltip('t0', panel.x),
        ...(split === undefined ? [] : [textTooltip('t1', split)]),
        numberTooltip(panel),
      ],
    },
  };
}

function pie(
  panel: PiePanel,
  { palette, heightPixels, widthPixels }: Drawing,
  legend: readonly LegendEntry[],
): Specification {
  const outerRadius = Math.min(heightPixels, widthPixels) / 2 - 4;
  return {
    mark: { type: 'arc', outerRadius, innerRadius: outerRadius * 0.6, stroke: palette.background, strokeWidth: 1.5 },
    encoding: {
      theta: { field: 'v', type: 'quantitative', stack: true },
      ...seriesColour(panel, legend, 'k0'),
      tooltip: [textTooltip('t0', panel.slices), numberTooltip(panel)],
    },
  };
}

function heatMap(panel: HeatMapPanel, drawing: Drawing): Specification {
  const { palette, widthPixels } = drawing;
  const full = panel.tone === undefined ? palette.categories[0] : palette.tones[panel.tone];
  return {
    params: [timeSelection(palette)],
    transform: [stepEnd('k1', drawing)],
    mark: { type: 'rect', clip: true },
    encoding: {
      y: { ...termAxis('t0', widthPixels), sort: { field: 'v', op: 'sum', order: 'descending' } },
      x: timeAxis('k1', drawing),
      x2: { field: 'end' },
      // the square root keeps small numbers visible beside one large one
      color: {
        field: 'v',
        type: 'quantitative',
        legend: null,
        scale: { type: 'sqrt', zero: true, range: [palette.grid, full], interpolate: 'lab' },
      },
      tooltip: [textTooltip('t0', panel.y), timeTooltip('k1'), numberTooltip(panel)],
    },
  };
}

/** Series are drawn in the legend's order, in the legend's colours; the page draws the legend itself. */
function seriesColour(
  panel: DrawnPanel,
  legend: readonly LegendEntry[],
  field: 'k0' | 'k1' | undefined,
): Specification {
  if (field === undefined) return {};
  const scale = { domain: legend.map(({ key }) => key), range: legend.map(({ colour }) => colour) };
  const color = { field, type: 'nominal', legend: null, scale };
  return panel.kind === 'line' ? { color } : { color, order: { field: 'i', type: 'quantitative' } };
}

/** The ends are given as expressions: Vega-Lite makes `datetime(…)` of numbers, which the interpreter reads as a year. */
function timeAxis(field: string, { fromMillis, toMillis, widthPixels, utc }: Drawing): Specification {
  return {
    field,
    type: 'temporal',
    title: null,
    scale: {
      type: utc ? 'utc' : 'time',
      domainMin: { expr: String(fromMillis) },
      domainMax: { expr: String(toMillis) },
      nice: false,
    },
    axis: { grid: false, tickCount: widthPixels < NARROW_PIXELS ? 4 : 8, labelOverlap: true, format: TIME_LABELS },
  };
}

function termAxis(field: string, widthPixels: number): Specification {
  const labelLimit = Math.round(widthPixels * (widthPixels < NARROW_PIXELS ? 0.42 : 0.34));
  return { field, type: 'nominal', title: null, axis: { labelLimit, ticks: false, domain: false, grid: false } };
}

function stepEnd(field: string, { stepMillis }: Drawing): Specification {
  return { calculate: `datum.${field} + ${stepMillis}`, as: 'end' };
}

function timeSelection({ text }: Palette): Specification {
  const mark = { fill: text, fillOpacity: 0.12, stroke: text, strokeOpacity: 0.5 };
  return { name: TIME_SELECTION, select: { type: 'interval', encodings: ['x'], mark, translate: false, zoom: false } };
}

/** @param field of the step: its text is under the same number */
function timeTooltip(field: string): Specification {
  return { field: field.replace('k', 't'), type: 'nominal', title: 'Time' };
}

function textTooltip(field: string, { label }: PanelBucket): Specification {
  return { field, type: 'nominal', title: label };
}

function numberTooltip({ metric }: DrawnPanel): Specification {
  return { field: 'n', type: 'nominal', title: metric.label };
}

function configOf({ text, faint, grid }: Palette): Specification {
  return {
    aria: false,
    font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
    view: { stroke: null },
    axis: {
      labelColor: text,
      labelFontSize: 11,
      gridColor: grid,
      domainColor: faint,
      tickColor: faint,
      tickSize: 4,
      labelPadding: 4,
    },
  };
}
