import {
  aggregationOf,
  type AggregationPanel,
  type ChartPanel,
  type HeatMapPanel,
  type PanelBucket,
  type PiePanel,
  type Tone,
} from './definition.ts';
import type { PanelRow } from './search.ts';

/** The panels that are drawn as charts; the others are numbers, words and tables. */
export type DrawnPanel = ChartPanel | PiePanel | HeatMapPanel;

/** CSS colours. */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly tones: Readonly<Record<Tone, string>>;
  /** For values without an assigned colour; the first is also that of a chart without a legend. */
  readonly categories: readonly [string, ...string[]];
}

/** One entry of a chart's legend: the key of its bucket and its colour. */
export interface LegendEntry {
  readonly key: string | number;
  readonly colour: string;
}

/** Whether a panel is drawn as a chart. */
export function isDrawn(panel: AggregationPanel): panel is DrawnPanel {
  return ['line', 'area', 'bar', 'pie', 'heat-map'].includes(panel.kind);
}

/** The bucket that a chart's colours stand for, if they stand for one. */
export function colouredBucket(panel: DrawnPanel): PanelBucket | undefined {
  if (panel.kind === 'pie') return panel.slices;
  return panel.kind === 'heat-map' ? undefined : panel.split;
}

/** What a chart's colours mean, in the order of the rows. Empty where they mean nothing. */
export function legendOf(panel: DrawnPanel, rows: readonly PanelRow[], palette: Palette): LegendEntry[] {
  const bucket = colouredBucket(panel);
  if (bucket === undefined) return [];
  const position = aggregationOf(panel).buckets.indexOf(bucket);
  const keys = new Set(rows.map(({ keys }) => keys[position] ?? ''));
  const colours = panel.tone === undefined ? palette.categories : [palette.tones[panel.tone], ...palette.categories];
  return [...keys].map((key, index) => ({
    key,
    colour: toneColour(bucket, key, palette) ?? colours[index % colours.length] ?? palette.text,
  }));
}

function toneColour(bucket: PanelBucket, key: string | number, palette: Palette): string | undefined {
  if (bucket.kind !== 'conditions') return undefined;
  const condition = bucket.conditions.find(({ label }) => label === key);
  return condition === undefined
    ? undefined
    : condition.tone === undefined
      ? palette.faint
      : palette.tones[condition.tone];
}
