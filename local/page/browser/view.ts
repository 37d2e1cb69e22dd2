import type { Dashboard, DataViewName } from '../../../dashboards/definition.ts';
import { type LineOrder, lineOrders } from '../../../dashboards/line-search.ts';
import { canFilterBy, isLogField, LAST_MILLIS, MAX_FILTERS, namedConditions } from '../filterable.ts';
import type { Extents } from '../protocol.ts';

/** A time range as the reader chose it. */
export type TimeRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'last'; readonly minutes: number }
  | { readonly kind: 'between'; readonly from: number; readonly to: number };

/** Only documents with one of the values, or with none of them. */
export interface ValueFilter {
  readonly kind: 'value';
  readonly field: string;
  readonly values: readonly (string | number)[];
  readonly negated: boolean;
}

/** One filter of the view. */
export type Filter = ValueFilter | { readonly kind: 'condition'; readonly label: string; readonly negated: boolean };

/** Everything that the reader has chosen. It is kept in the page's address, so that a view can be saved and sent. */
export interface View {
  readonly dashboard: Dashboard;
  readonly range: TimeRange;
  readonly filters: readonly Filter[];
  readonly search: string;
  /** In which order lines are listed. */
  readonly order: LineOrder;
  /** The fields that lists of log lines show in columns, at most MAX_COLUMNS. */
  readonly columns: readonly string[];
  /** Whether the story of the first start is shown together with the reader's own logs. */
  readonly story: boolean;
  /** 0: no automatic refresh. */
  readonly refreshSeconds: number;
  /** What is wrong with the address, as sentences; those parts were ignored. */
  readonly problems: readonly string[];
}

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
const MAX_COLUMNS = 8;
const MINUTE_MILLIS = 60_000;

/** The range in epoch milliseconds; for all times, that of the data view's documents. */
export function resolveRange(range: TimeRange, dataView: DataViewName, extents: Extents): { from: number; to: number } {
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

/**
 * Reads the address, with defaults for missing parts. Anyone may have written it, or saved it from another version of the page: invalid
 * parts are ignored and reported once, since every panel would reject them.
 */
export function readView(hash: string, dashboards: readonly Dashboard[]): View {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const parameters = new URLSearchParams(query);
  const [first] = dashboards;
  if (first === undefined) throw new TypeError('There is no dashboard.');
  const problems: string[] = [];
  /** The value of a part of the address; its default where the part is absent, or invalid and reported. */
  const read = <Value>(
    text: string | null,
    parse: (text: string) => Value | undefined,
    otherwise: Value,
    problem: string,
  ): Value => {
    const value = text === null || text === '' ? otherwise : parse(text);
    if (value === undefined) problems.push(problem);
    return value ?? otherwise;
  };
  const filters = read(parameters.get('filters'), filtersOf, { known: [], unknown: [] }, 'The filters cannot be read.');
  return {
    dashboard: read(path, (id) => dashboards.find((each) => each.id === id), first, `There is no dashboard "${path}".`),
    range: read(parameters.get('range'), rangeOf, { kind: 'all' }, 'The time range cannot be read.'),
    filters: filters.known,
    search: parameters.get('search') ?? '',
    order: read(parameters.get('order'), orderOf, 'newest', 'Lines are listed newest or oldest first.'),
    columns: read(parameters.get('columns'), columnsOf, [], 'Columns are at most 8 different fields of log lines.'),
    story: parameters.get('story') === 'shown',
    refreshSeconds: read(
      parameters.get('refresh'),
      refreshOf,
      DEFAULT_REFRESH_SECONDS,
      'The refresh interval is not one of those offered.',
    ),
    problems: [...problems, ...filters.unknown],
  };
}

/** The address of a view. */
export function hashOf({ dashboard, range, filters, search, order, columns, story, refreshSeconds }: View): string {
  const parameters = new URLSearchParams();
  if (range.kind === 'last') parameters.set('range', `${range.minutes}m`);
  if (range.kind === 'between') parameters.set('range', `${range.from}-${range.to}`);
  if (filters.length > 0) parameters.set('filters', JSON.stringify(filters));
  if (search !== '') parameters.set('search', search);
  if (order !== 'newest') parameters.set('order', order);
  if (columns.length > 0) parameters.set('columns', JSON.stringify(columns));
  if (story) parameters.set('story', 'shown');
  if (refreshSeconds !== DEFAULT_REFRESH_SECONDS) parameters.set('refresh', String(refreshSeconds));
  const query = parameters.toString();
  return `#/${dashboard.id}${query === '' ? '' : `?${query}`}`;
}

/** Adds a column, or takes it away; undefined where there is no room for another. */
export function withColumn(columns: readonly string[], name: string): readonly string[] | undefined {
  if (columns.includes(name)) return columns.filter((each) => each !== name);
  return columns.length < MAX_COLUMNS ? [...columns, name] : undefined;
}

/**
 * Adds a filter. Values of one field are joined: any of them, or none of them. A value replaces its opposite, as does a condition.
 */
export function withFilter(filters: readonly Filter[], added: Filter): Filter[] {
  const others = filters.filter((filter) => !isAbout(filter, added));
  if (added.kind === 'condition') return [...others, added];
  const same = filters.filter((filter) => filter.kind === 'value' && isAbout(filter, added)) as ValueFilter[];
  const joined = same.flatMap(({ negated, values }) => (negated === added.negated ? values : []));
  const opposite = same.find(({ negated }) => negated !== added.negated);
  const left = opposite?.values.filter((value) => !added.values.includes(value)) ?? [];
  return [
    ...others,
    ...(opposite === undefined || left.length === 0 ? [] : [{ ...opposite, values: left }]),
    { ...added, values: [...new Set([...joined, ...added.values])] },
  ];
}

/** Removes one value of a filter, and the filter with its last value. */
export function withoutValue(filters: readonly Filter[], of: ValueFilter, removed: string | number): Filter[] {
  return filters.flatMap((filter) => {
    if (filter.kind !== 'value' || !isSameFilter(filter, of)) return [filter];
    const values = filter.values.filter((value) => value !== removed);
    return values.length === 0 ? [] : [{ ...filter, values }];
  });
}

/** Whether two filters are one: there is one for and one against the values of a field. */
export function isSameFilter(one: Filter, other: Filter): boolean {
  return isAbout(one, other) && one.negated === other.negated;
}

function isAbout(one: Filter, other: Filter): boolean {
  if (one.kind === 'condition') return other.kind === 'condition' && one.label === other.label;
  return other.kind === 'value' && one.field === other.field;
}

function refreshOf(text: string): number | undefined {
  return refreshChoices.find((choice) => String(choice) === text);
}

function orderOf(text: string): LineOrder | undefined {
  return lineOrders.find((order) => order === text);
}

function columnsOf(text: string): readonly string[] | undefined {
  const names = parse(text);
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string' && isLogField(name))) return undefined;
  return names.length <= MAX_COLUMNS && new Set(names).size === names.length ? (names as string[]) : undefined;
}

function rangeOf(text: string): TimeRange | undefined {
  const last = /^(\d{1,6})m$/.exec(text);
  if (last !== null) return Number(last[1]) > 0 ? { kind: 'last', minutes: Number(last[1]) } : undefined;
  const between = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  const [from, to] = [Number(between?.[1]), Number(between?.[2])];
  return from < to && to <= LAST_MILLIS ? { kind: 'between', from, to } : undefined;
}

interface AddressFilters {
  readonly known: readonly Filter[];
  /** What is wrong with the others, as sentences. */
  readonly unknown: readonly string[];
}

function filtersOf(text: string): AddressFilters | undefined {
  const parsed = parse(text);
  if (!Array.isArray(parsed)) return undefined;
  const all = parsed.map((filter: unknown) => (isFilter(filter) ? filter : undefined));
  const known = all.filter((filter) => filter !== undefined).reduce<Filter[]>(withFilter, []);
  const unknown = parsed.filter((_, index) => all[index] === undefined).map(nameOf);
  const applied = firstOf(known);
  return {
    known: applied,
    unknown: [
      ...(unknown.length === 0 ? [] : [`There is no filter ${unknown.slice(0, 3).join(', ')}.`]),
      ...(known.length > applied.length
        ? [
            `Only ${applied.length} of ${known.length} filters are applied: all together can have ${MAX_FILTERS} values.`,
          ]
        : []),
    ],
  };
}

/** The first filters, as far as they have not too many values. */
function firstOf(filters: readonly Filter[]): readonly Filter[] {
  let values = 0;
  return filters.filter((filter) => {
    values += filter.kind === 'value' ? filter.values.length : 1;
    return values <= MAX_FILTERS;
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The name of an unknown filter: its field or label, or all of it where it has neither. */
function nameOf(filter: unknown): string {
  const { field, label } = (filter ?? {}) as { readonly field?: unknown; readonly label?: unknown };
  const name = [field, label].find((each) => typeof each === 'string') ?? JSON.stringify(filter);
  return `"${name.slice(0, 60)}"`;
}

function isFilter(filter: unknown): filter is Filter {
  if (typeof filter !== 'object' || filter === null || !('kind' in filter)) return false;
  if (!('negated' in filter) || typeof filter.negated !== 'boolean') return false;
  const expected = filter.kind === 'condition' ? ['kind', 'label', 'negated'] : ['field', 'kind', 'negated', 'values'];
  if (Object.keys(filter).sort().join() !== expected.join()) return false;
  if (filter.kind === 'condition')
    return 'label' in filter && typeof filter.label === 'string' && namedConditions.has(filter.label);
  if (filter.kind !== 'value' || !('field' in filter) || !('values' in filter)) return false;
  const { field, values } = filter;
  if (typeof field !== 'string' || !Array.isArray(values)) return false;
  return values.length > 0 && values.every((value) => canFilterBy(field, value));
}
