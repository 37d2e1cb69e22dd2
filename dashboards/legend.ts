import { type ColourPlaces, placeOf, shadeOf, toneOfValue } from './colours.ts';
import {
  aggregationOf,
  type AggregationPanel,
  type ChartPanel,
  type HeatMapPanel,
  type PanelBucket,
  type PiePanel,
  type Tone,
} from './definition.ts';
import { OTHER } from './others.ts';
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

/** For the colours of one page: what a value had in one panel it has in the others. */
const pagePlaces: ColourPlaces = new Map();

/**
 * What a chart's colours mean, in the order of the rows. Empty where they mean nothing. A value keeps its colour across panels, and what is a
 * failure is red in all of them.
 */
export function legendOf(
  panel: DrawnPanel,
  rows: readonly PanelRow[],
  palette: Palette,
  places: ColourPlaces = pagePlaces,
): LegendEntry[] {
  const bucket = colouredBucket(panel);
  if (bucket === undefined) return [];
  const position = aggregationOf(panel).buckets.indexOf(bucket);
  const keys = [...new Set(rows.map(({ keys }) => keys[position] ?? ''))];
  const ofTone = new Map<Tone, number>();
  return keys.map((key) => {
    const tone = bucket.kind === 'terms' ? toneOfValue(bucket.field, key) : toneOfCondition(bucket, key);
    if (tone === undefined) return { key, colour: neutralColour(bucket, key, palette, places) };
    const nth = ofTone.get(tone) ?? 0;
    ofTone.set(tone, nth + 1);
    return { key, colour: shadeOf(palette.tones[tone], palette.background, nth) };
  });
}

function neutralColour(
  bucket: PanelBucket,
  key: string | number,
  { categories, faint }: Palette,
  places: ColourPlaces,
): string {
  if (bucket.kind !== 'terms' || key === OTHER) return faint;
  return categories[placeOf(bucket.field, key, categories.length, places)] ?? faint;
}

function toneOfCondition(bucket: PanelBucket, key: string | number): Tone | undefined {
  return bucket.kind === 'conditions' ? bucket.conditions.find(({ label }) => label === key)?.tone : undefined;
}
