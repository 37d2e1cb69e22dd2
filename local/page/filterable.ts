import { dashboards } from '../../dashboards/dashboards.ts';
import {
  aggregationOf,
  isAggregationPanel,
  panelsOf,
  type Bucket,
  type FieldName,
  type NamedCondition,
  type Panel,
} from '../../dashboards/definition.ts';

/** The fields that a reader may filter by: those that a panel groups by, lets choose from or shows. */
export const filterFields: readonly FieldName[] = [...new Set(dashboards.flatMap(panelsOf).flatMap(fieldsOf))].sort();

/** The conditions that a reader may filter by, by their labels. */
export const namedConditions: ReadonlyMap<string, NamedCondition> = new Map(
  dashboards
    .flatMap(panelsOf)
    .flatMap(bucketsOf)
    .flatMap((bucket) => (bucket.kind === 'conditions' ? bucket.conditions : []))
    .map((condition) => [condition.label, condition]),
);

function bucketsOf(panel: Panel): readonly Bucket[] {
  return isAggregationPanel(panel) ? aggregationOf(panel).buckets : [];
}

function fieldsOf(panel: Panel): FieldName[] {
  if (panel.kind === 'guide') return [];
  if (panel.kind === 'controls') return panel.controls.map(({ field }) => field);
  if (panel.kind === 'lines')
    return panel.columns.filter((column) => column !== 'message' && column !== 'event.original');
  return bucketsOf(panel).flatMap((bucket) => (bucket.kind === 'terms' ? [bucket.field] : []));
}
