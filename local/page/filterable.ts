import { dashboards } from '../../dashboards/dashboards.ts';
import {
  aggregationOf,
  type FieldName,
  isAggregationPanel,
  type NamedCondition,
  type Panel,
  type PanelBucket,
  panelsOf,
} from '../../dashboards/definition.ts';

/** Columns whose values hardly two lines have, and a link of the products' own dashboards. */
const NO_FILTERS: ReadonlySet<FieldName> = new Set(['message', 'event.original', 'kafkainsight.case.lines']);

/** Limits of a view: more filters, a longer value or a later time are rejected. */
export const MAX_FILTERS = 32;
export const MAX_VALUE_CHARACTERS = 2048;
/** The last millisecond of the year 9999, the last with four digits in ISO 8601. */
export const LAST_MILLIS = 253_402_300_799_999;

/** The fields that a reader may filter by: those that a panel groups by, offers or shows. */
export const filterFields: readonly FieldName[] = [...new Set(dashboards.flatMap(panelsOf).flatMap(fieldsOf))].sort();

/** The conditions that a reader may filter by, by their labels. */
export const namedConditions: ReadonlyMap<string, NamedCondition> = new Map(
  dashboards
    .flatMap(panelsOf)
    .flatMap(bucketsOf)
    .flatMap((bucket) => (bucket.kind === 'conditions' ? bucket.conditions : []))
    .map((condition) => [condition.label, condition]),
);

function bucketsOf(panel: Panel): readonly PanelBucket[] {
  return isAggregationPanel(panel) ? aggregationOf(panel).buckets : [];
}

function fieldsOf(panel: Panel): FieldName[] {
  if (panel.kind === 'guide') return [];
  if (panel.kind === 'controls') return panel.controls.map(({ field }) => field);
  if (panel.kind === 'lines') return panel.columns.filter((column) => !NO_FILTERS.has(column));
  return bucketsOf(panel).flatMap((bucket) => (bucket.kind === 'terms' ? [bucket.field] : []));
}
