import {
  aggregationOf,
  type AggregationPanel,
  type DataViewName,
  type PanelBucket,
} from '../../../dashboards/definition.ts';
import { listedFields } from '../filterable.ts';
import { button, element } from './dom.ts';
import { visible } from './text.ts';
import { filtersOfValue } from './value-filters.ts';
import type { Filter, ValueFilter } from './view.ts';

/** The filters for a choice of keys: one for each bucket that is not time. */
export function filtersOfKeys(panel: AggregationPanel, keys: readonly (string | number)[]): Filter[] {
  return aggregationOf(panel).buckets.flatMap((bucket, index) => {
    const key = keys[index];
    return key === undefined ? [] : filtersOfKey(panel.dataView, bucket, key);
  });
}

/** The filter for one key of a bucket; none for a time, and for a field that means something else in log lines. */
export function filtersOfKey(dataView: DataViewName, bucket: PanelBucket, key: string | number): Filter[] {
  if (bucket.kind === 'conditions') return [{ kind: 'condition', label: String(key), negated: false }];
  return bucket.kind === 'terms' ? filtersOfValue(dataView, bucket.field, key) : [];
}

/** What a filter is about, in the reader's words. */
function describeFilter(filter: Filter): string {
  const subject =
    filter.kind === 'condition'
      ? filter.label
      : `${visible(filter.field)}: ${filter.values.map((value) => visible(String(value))).join(' or ')}`;
  return filter.negated ? `not ${subject}` : subject;
}

export interface ChipActions {
  readonly remove: (filter: Filter) => void;
  /** Toggles between "only this" and "all but this". */
  readonly negate: (filter: Filter) => void;
  /** Lists the field's other values. */
  readonly more: (filter: ValueFilter) => void;
}

/** The chips of the view's filters. */
export function filterChips(filters: readonly Filter[], { remove, negate, more }: ChipActions): HTMLElement[] {
  return filters.map((filter) => {
    const text = describeFilter(filter);
    const turn = button(
      text,
      () => {
        negate(filter);
      },
      { label: filter.negated ? `Show only ${describeFilter({ ...filter, negated: false })}` : `Show all but ${text}` },
    );
    const others = (): HTMLElement[] =>
      filter.kind === 'value' && isListed(filter.field)
        ? [
            button(
              filter.negated ? 'nor …' : 'or …',
              () => {
                more(filter);
              },
              {
                class: 'chip-more',
                label: `${filter.negated ? 'nor' : 'or'} …: choose more values of ${filter.field}`,
              },
            ),
          ]
        : [];
    const away = button(
      '×',
      () => {
        remove(filter);
      },
      { class: 'chip-remove', label: `Remove the filter ${text}` },
    );
    return element('span', { class: filter.negated ? 'chip negated' : 'chip' }, [turn, ...others(), away]);
  });
}

function isListed(field: string): boolean {
  return listedFields.some((listed) => listed === field);
}
