import { aggregationOf, type AggregationPanel, type PanelBucket } from '../../../dashboards/definition.ts';
import { button, element } from './dom.ts';
import { visible } from './text.ts';
import type { Filter } from './view.ts';

/** The filters for a choice of keys: one for each bucket that is not time. */
export function filtersOfKeys(panel: AggregationPanel, keys: readonly (string | number)[]): Filter[] {
  return aggregationOf(panel).buckets.flatMap((bucket, index) => {
    const key = keys[index];
    return key === undefined ? [] : filtersOfKey(bucket, key);
  });
}

/** The filter for one key of a bucket; none for a time. */
export function filtersOfKey(bucket: PanelBucket, key: string | number): Filter[] {
  if (bucket.kind === 'terms') return [{ kind: 'value', field: bucket.field, value: key, negated: false }];
  return bucket.kind === 'conditions' ? [{ kind: 'condition', label: String(key), negated: false }] : [];
}

export interface ChipActions {
  readonly remove: (filter: Filter) => void;
  /** Toggles between "only this" and "all but this". */
  readonly negate: (filter: Filter) => void;
}

/** The chips of the view's filters. */
export function filterChips(filters: readonly Filter[], { remove, negate }: ChipActions): HTMLElement[] {
  return filters.map((filter) => {
    const text = describe(filter);
    const chip = element('span', { class: filter.negated ? 'chip negated' : 'chip' }, [
      button(
        text,
        () => {
          negate(filter);
        },
        { label: filter.negated ? `Show only ${text}` : `Show all but ${text}` },
      ),
      button(
        '×',
        () => {
          remove(filter);
        },
        { class: 'chip-remove', label: `Remove the filter ${text}` },
      ),
    ]);
    return chip;
  });
}

function describe(filter: Filter): string {
  const subject = filter.kind === 'condition' ? filter.label : `${filter.field}: ${visible(String(filter.value))}`;
  return filter.negated ? `not ${subject}` : subject;
}
