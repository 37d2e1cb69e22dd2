import type { deadLetterFields, ledgerFields, logFields } from '../core/fields.ts';
import type { caseFields, findingFields, visitFields } from '../core/finding-fields.ts';
import type { Condition } from '../core/search/conditions.ts';

/**
 * What a dashboard is, as data. The saved objects of OpenSearch Dashboards and Kibana, the search requests and the local page's charts
 * are all derived from these definitions alone.
 */

/** A field of the index templates. */
export type FieldName =
  | keyof typeof logFields
  | keyof typeof ledgerFields
  | keyof typeof deadLetterFields
  | keyof typeof caseFields
  | keyof typeof findingFields
  | keyof typeof visitFields;

/** A condition on a document. */
export type PanelCondition = Condition<FieldName>;

/** Whether a number is good or bad news; it determines the colour. Neutral where absent. */
export type Tone = 'good' | 'warning' | 'bad';

/** A condition with a label. Labels are unique across all dashboards: a click on one filters by it. */
export interface NamedCondition {
  readonly label: string;
  readonly where: PanelCondition;
  readonly tone?: Tone;
}

/** What is computed for each bucket. */
export type Metric =
  | { readonly kind: 'count'; readonly label: string }
  /** `unique` is the engine's cardinality (HyperLogLog++, exact for small numbers). */
  | { readonly kind: 'unique' | 'sum'; readonly field: FieldName; readonly label: string }
  /** How many of a hundred documents meet the condition. */
  | { readonly kind: 'share'; readonly of: NamedCondition; readonly label: string }
  /** How many of a hundred: the average of a field that is 0 or 1. */
  | { readonly kind: 'rate'; readonly field: FieldName; readonly label: string }
  /** The value below which this many of a hundred are (t-digest, close to exact). */
  | { readonly kind: 'percentile'; readonly field: FieldName; readonly percent: number; readonly label: string };

/** The most frequent values of a field, ordered by the panel's first metric. */
export interface TermsBucket {
  readonly kind: 'terms';
  readonly field: FieldName;
  readonly label: string;
  /** How many values. */
  readonly size: number;
}

/** Equal steps of time, whose length follows from the time range. */
interface TimeBucket {
  readonly kind: 'time';
  readonly label: string;
}

/** One bucket for each condition. */
interface ConditionsBucket {
  readonly kind: 'conditions';
  readonly label: string;
  readonly conditions: readonly NamedCondition[];
}

/** How documents are grouped. */
export type PanelBucket = TermsBucket | TimeBucket | ConditionsBucket;

/** Which indices a panel reads. */
export type DataViewName = 'logs' | 'ledger' | 'dead-letters' | 'cases' | 'findings' | 'visits';

/** The stories that the log generator can tell, each with one culprit. */
export type PanelStory =
  'bad-deploy' | 'campaign' | 'credential-stuffing' | 'account-takeover' | 'scraper' | 'slow-leak' | 'outage';

interface PanelBase {
  /** Unique in its dashboard; part of saved objects' ids. */
  readonly id: string;
  /** A question that the panel answers. */
  readonly title: string;
  /** Columns of the 48 that a row has. */
  readonly width: number;
}

interface DataPanelBase extends PanelBase {
  readonly dataView: DataViewName;
  /** Which documents count; all of the data view where absent. */
  readonly where?: PanelCondition;
  /** What it means that nothing fits, where that can be said. */
  readonly empty?: string;
  /** The stories whose culprit this panel ranks first. */
  readonly shows?: readonly PanelStory[];
  readonly tone?: Tone;
}

/** One number. */
export interface MetricPanel extends DataPanelBase {
  readonly kind: 'metric';
  readonly metric: Metric;
}

/** Lines and areas run over time; bars run over time or, horizontally, over terms. */
export interface ChartPanel extends DataPanelBase {
  readonly kind: 'line' | 'area' | 'bar';
  readonly x: PanelBucket;
  /** One line, or one colour, for each bucket. */
  readonly split?: PanelBucket;
  readonly metric: Metric;
}

export interface PiePanel extends DataPanelBase {
  readonly kind: 'pie';
  readonly slices: PanelBucket;
  readonly metric: Metric;
}

export interface TablePanel extends DataPanelBase {
  readonly kind: 'table';
  readonly rows: readonly TermsBucket[];
  readonly metrics: readonly [Metric, ...Metric[]];
}

export interface HeatMapPanel extends DataPanelBase {
  readonly kind: 'heat-map';
  readonly x: TimeBucket;
  readonly y: TermsBucket;
  readonly metric: Metric;
}

export interface TagCloudPanel extends DataPanelBase {
  readonly kind: 'tag-cloud';
  readonly tags: TermsBucket;
  readonly metric: Metric;
}

/** Choices of a field's values that filter the whole dashboard. */
export interface ControlsPanel extends PanelBase {
  readonly kind: 'controls';
  readonly dataView: DataViewName;
  readonly controls: readonly { readonly field: FieldName; readonly label: string }[];
}

/** How to read the dashboard: one list item a line, `**bold**` as in Markdown. Links to the others are added. */
export interface GuidePanel extends PanelBase {
  readonly kind: 'guide';
  readonly lines: readonly string[];
}

/** In place of a panel for which the site lacks a setting. The question stays its title. */
export interface NoticePanel extends PanelBase {
  readonly kind: 'notice';
  /** One sentence, which says what to set. */
  readonly text: string;
}

/** The newest documents themselves. */
export interface LinesPanel extends DataPanelBase {
  readonly kind: 'lines';
  readonly columns: readonly FieldName[];
}

/** A question that takes more than one aggregation: the local page answers it, the engines' own dashboards leave it out. */
export interface ReportPanel extends DataPanelBase {
  readonly kind: 'report';
  readonly report: ReportQuestion;
}

/** Which question a report answers, and about what. */
export type ReportQuestion =
  /** For how long no line came, by the values of each of these fields. */
  | { readonly kind: 'gaps'; readonly fields: readonly FieldName[] }
  /** Which kinds of messages there are, and since when there are such. */
  | { readonly kind: 'patterns' };

/** A panel that is one aggregation. */
export type AggregationPanel = MetricPanel | ChartPanel | PiePanel | TablePanel | HeatMapPanel | TagCloudPanel;

/** A panel that shows documents, or what is counted of them. */
export type DataPanel = AggregationPanel | LinesPanel | ReportPanel;

export type Panel = DataPanel | ControlsPanel | GuidePanel | NoticePanel;

const withoutAggregation: ReadonlySet<Panel['kind']> = new Set(['controls', 'guide', 'notice', 'lines', 'report']);

/** Panels side by side. */
export interface Row {
  /** In the grid's units, of about 20 pixels each. */
  readonly height: number;
  /** Their widths add up to 48. */
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  /** Part of saved objects' ids and of the page's address. */
  readonly id: string;
  readonly title: string;
  /** One sentence: which questions it answers. */
  readonly description: string;
  readonly rows: readonly Row[];
}

/** The panels of a dashboard, row by row. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return dashboard.rows.flatMap(({ panels }) => panels);
}

/** Whether a panel is drawn from an aggregation. */
export function isAggregationPanel(panel: Panel): panel is AggregationPanel {
  return !withoutAggregation.has(panel.kind);
}

/** The values that a chart over time is stacked by, where the others can be stacked upon them: counts add up, different addresses do not. */
export function splitWithOthers(panel: AggregationPanel): TermsBucket | undefined {
  if (!('split' in panel) || panel.split.kind !== 'terms' || panel.x.kind !== 'time') return undefined;
  return panel.metric.kind === 'count' ? panel.split : undefined;
}

/** How a panel groups documents, outermost group first, and what it computes for each innermost group. */
export interface Aggregation {
  readonly buckets: readonly PanelBucket[];
  readonly metrics: readonly [Metric, ...Metric[]];
}

/**
 * The one aggregation of a panel. What a chart is split by comes before its time axis, so that the most frequent values are those of the
 * whole time range and not of each step. In a horizontal bar chart it comes after the terms, since it would otherwise select the wrong
 * ones.
 */
export function aggregationOf(panel: AggregationPanel): Aggregation {
  switch (panel.kind) {
    case 'metric':
      return { buckets: [], metrics: [panel.metric] };
    case 'line':
    case 'area':
    case 'bar':
      return { buckets: chartBuckets(panel), metrics: [panel.metric] };
    case 'pie':
      return { buckets: [panel.slices], metrics: [panel.metric] };
    case 'table':
      return { buckets: panel.rows, metrics: panel.metrics };
    case 'heat-map':
      return { buckets: [panel.y, panel.x], metrics: [panel.metric] };
    case 'tag-cloud':
      return { buckets: [panel.tags], metrics: [panel.metric] };
  }
}

function chartBuckets({ x, split }: ChartPanel): PanelBucket[] {
  if (split === undefined) return [x];
  return x.kind === 'time' ? [split, x] : [x, split];
}
