import { dashboards } from '../../../dashboards/dashboards.ts';
import type { Dashboard, DataViewName, FieldName } from '../../../dashboards/definition.ts';

/** A time range as the reader chose it. */
export type Range =
  | { readonly kind: 'all' }
  | { readonly kind: 'last'; readonly minutes: number }
  | { readonly kind: 'between'; readonly from: number; readonly to: number };

/** One thing that the reader narrowed the view to. */
export type Filter =
  | { readonly kind: 'value'; readonly field: FieldName; readonly value: string | number; readonly negated: boolean }
  | { readonly kind: 'condition'; readonly label: string; readonly negated: boolean };

/** All that the reader has chosen. It lives in the page's address, so that a view can be kept and sent. */
export interface View {
  readonly dashboard: Dashboard;
  readonly range: Range;
  readonly filters: readonly Filter[];
  readonly search: string;
  /** 0: never by itself. */
  readonly refreshSeconds: number;
}

/** Time ranges from the first to the last line of each data view, epoch milliseconds. */
export type Extents = Readonly<Partial<Record<DataViewName, { readonly from: number; readonly to: number }>>>;

export const quickRanges: readonly { readonly minutes: number; readonly label: string }[] = [
  { minutes: 15, label: 'Last 15 minutes' },
  { minutes: 60, label: 'Last hour' },
  { minutes: 360, label: 'Last 6 hours' },
  { minutes: 1440, label: 'Last 24 hours' },
  { minutes: 10_080, label: 'Last 7 days' },
  { minutes: 43_200, label: 'Last 30 days' },
];

export const refreshChoices = [0, 5, 10, 30, 60] as const;
const DEFAULT_REFRESH_SECONDS = 10;
const MINUTE_MILLIS = 60_000;

/** The range in epoch milliseconds: for a data view's own documents where all are wanted. */
export function resolveRange(range: Range, dataView: DataViewName, extents: Extents): { from: number; to: number } {
  const now = Date.now();
  switch (range.kind) {
    case 'between':
      return { from: range.from, to: range.to };
    case 'last':
      return { from: now - range.minutes * MINUTE_MILLIS, to: now };
    case 'all': {
      const extent = extents[dataView] ?? { from: now - 60 * MINUTE_MILLIS, to: now };
      // a range of one moment would have no steps; the last document belongs to it
      return { from: extent.from, to: Math.max(extent.to + 1, extent.from + MINUTE_MILLIS) };
    }
  }
}

/** What the address says, with defaults for what it does not say or says wrongly. */
export function viewOf(hash: string): View {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parameters = new URLSearchParams(query);
  const dashboard = dashboards.find(({ id }) => id === path) ?? dashboards[0];
  if (dashboard === undefined) throw new TypeError('There is no dashboard.');
  const refresh = Number(parameters.get('refresh') ?? DEFAULT_REFRESH_SECONDS);
  return {
    dashboard,
    range: rangeOf(parameters.get('range') ?? 'all'),
    filters: filtersOf(parameters.get('filters') ?? '[]'),
    search: parameters.get('search') ?? '',
    refreshSeconds: refreshChoices.find((choice) => choice === refresh) ?? DEFAULT_REFRESH_SECONDS,
  };
}

/** The address of a view. */
export function hashOf({ dashboard, range, filters, search, refreshSeconds }: View): string {
  const parameters = new URLSearchParams();
  if (range.kind === 'last') parameters.set('range', `${range.minutes}m`);
  if (range.kind === 'between') parameters.set('range', `${range.from}-${range.to}`);
  if (filters.length > 0) parameters.set('filters', JSON.stringify(filters));
  if (search !== '') parameters.set('search', search);
  if (refreshSeconds !== DEFAULT_REFRESH_SECONDS) parameters.set('refresh', String(refreshSeconds));
  const query = parameters.toString();
  return `#/${dashboard.id}${query === '' ? '' : `?${query}`}`;
}

/** The same filter is not added twice; the opposite one takes its place. */
export function withFilter(filters: readonly Filter[], added: Filter): Filter[] {
  return [...filters.filter((filter) => !sameSubject(filter, added)), added];
}

/** Whether two filters are about the same value, whether for or against it. */
export function sameSubject(one: Filter, other: Filter): boolean {
  if (one.kind === 'condition') return other.kind === 'condition' && one.label === other.label;
  return other.kind === 'value' && one.field === other.field && one.value === other.value;
}

function rangeOf(text: string): Range {
  const last = /^(\d{1,6})m$/.exec(text);
  if (last !== null) return { kind: 'last', minutes: Number(last[1]) };
  const between = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  if (between === null) return { kind: 'all' };
  const [from, to] = [Number(between[1]), Number(between[2])];
  return from < to ? { kind: 'between', from, to } : { kind: 'all' };
}

/** Filters come from an address that anyone may have written; the server checks them against the definitions. */
function filtersOf(text: string): Filter[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter(isFilter) : [];
  } catch {
    return [];
  }
}

function isFilter(value: unknown): value is Filter {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('negated' in value)) return false;
  if (typeof value.negated !== 'boolean') return false;
  if (value.kind === 'condition') return 'label' in value && typeof value.label === 'string';
  const isNamed = value.kind === 'value' && 'field' in value && typeof value.field === 'string' && 'value' in value;
  return isNamed && (typeof value.value === 'string' || typeof value.value === 'number');
}
