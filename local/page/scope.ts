import * as v from 'valibot';
import type { Condition } from '../../core/search/conditions.ts';
import type { DataViewName } from '../../dashboards/definition.ts';
import { lineOrders } from '../../dashboards/line-search.ts';
import { dataViews, type Scope } from '../../dashboards/search.ts';
import { canFilterBy, LAST_MILLIS, listedFields, MAX_FILTERS, namedConditions } from './filterable.ts';
import { readSearch, type Search } from './search/search.ts';
import { WITHOUT_STORY } from './story.ts';

/** Lines of one answer. */
export const MAX_LINES = 500;
const FIRST_MILLIS = -62_167_219_200_000;

const name = v.pipe(v.string(), v.maxLength(64));
const millis = v.pipe(v.number(), v.integer(), v.minValue(FIRST_MILLIS), v.maxValue(LAST_MILLIS));

const filterSchema = v.variant('kind', [
  v.pipe(
    v.strictObject({
      kind: v.literal('value'),
      field: v.string(),
      /** Any of them. */
      values: v.pipe(v.array(v.union([v.string(), v.number()])), v.minLength(1), v.maxLength(MAX_FILTERS)),
      negated: v.optional(v.boolean(), false),
    }),
    v.check(({ field, values }) => values.every((value) => canFilterBy(field, value)), 'not values of this field'),
  ),
  v.strictObject({
    kind: v.literal('condition'),
    label: v.picklist([...namedConditions.keys()]),
    negated: v.optional(v.boolean(), false),
  }),
]);

const scopeSchema = v.pipe(
  v.strictObject({
    from: millis,
    to: millis,
    timeZone: v.pipe(v.string(), v.maxLength(64), v.check(isTimeZone, 'not a time zone of the IANA database')),
    filters: v.pipe(
      v.array(filterSchema),
      v.check((filters) => valuesOf(filters) <= MAX_FILTERS, 'too many values'),
    ),
    /** As typed: {@link readSearch} explains what is wrong with it. */
    search: v.optional(v.string(), ''),
    withoutStory: v.optional(v.boolean(), false),
  }),
  v.check(({ from, to }) => from < to, 'from must be before to'),
);

/** What the browser sends for a panel: which one, and the scope of the view. */
export const panelRequestSchema = v.strictObject({
  dashboard: name,
  panel: name,
  scope: scopeSchema,
  /** Whether it is to be compared with the time before. */
  before: v.optional(v.boolean(), false),
});

/** A line's place in the order, see LinePlace. */
export const linePlaceSchema = v.pipe(
  v.array(v.union([v.pipe(v.string(), v.maxLength(1024)), v.number()])),
  v.maxLength(8),
);
const limitSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LINES));

/** What the browser sends for log lines: the panel, how many, in which order, and after which of them. */
export const linesRequestSchema = v.strictObject({
  ...panelRequestSchema.entries,
  limit: limitSchema,
  order: v.optional(v.picklist(lineOrders), 'newest'),
  after: v.optional(linePlaceSchema),
});

/** What the browser sends for the lines that came since it began to follow them; without that time it begins. */
export const tailRequestSchema = v.strictObject({
  ...panelRequestSchema.entries,
  since: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LAST_MILLIS))),
  limit: limitSchema,
});

/** What the browser sends for an export of all lines. */
export const exportRequestSchema = v.strictObject({
  ...panelRequestSchema.entries,
  order: v.optional(v.picklist(lineOrders), 'newest'),
  format: v.picklist(['csv', 'ndjson']),
});

/** What the browser sends for the lines of a file around one of them. */
export const neighboursRequestSchema = v.strictObject({
  file: name,
  offset: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  limit: limitSchema,
});

/** What the browser sends for the findings that rest on a line. */
export const findingsRequestSchema = v.strictObject({ line: v.pipe(v.string(), v.maxLength(512)) });

/** What the browser sends for the values of a field. */
export const valuesRequestSchema = v.strictObject({
  dataView: v.picklist(Object.keys(dataViews) as DataViewName[]),
  field: v.picklist(listedFields),
  scope: scopeSchema,
});

/** What the browser sends to learn which panels of a dashboard the filters of the scope concern. */
export const reachRequestSchema = v.strictObject({ dashboard: name, scope: scopeSchema });

/** What the browser sends for the number of lines that a search finds. */
export const searchRequestSchema = v.strictObject({ scope: scopeSchema });

/**
 * The scope in terms of the definitions.
 *
 * @throws KafkaInsightError USAGE_INVALID where the search is invalid
 */
export function scopeOf(sent: v.InferOutput<typeof scopeSchema>): Scope {
  const { from, to, timeZone, withoutStory } = sent;
  const search = searchOf(sent);
  return {
    fromMillis: from,
    toMillis: to,
    timeZone,
    filters: [...filtersOf(sent), ...(withoutStory ? [WITHOUT_STORY] : [])],
    ...(search === undefined ? {} : { search: search.query }),
  };
}

/** The filters of a scope as conditions, in their order. */
export function filtersOf({ filters }: v.InferOutput<typeof scopeSchema>): readonly Condition<string>[] {
  return filters.map(conditionOf);
}

/** The search of a scope and its parts; like {@link scopeOf}. */
export function searchOf({ search, timeZone }: v.InferOutput<typeof scopeSchema>): Search | undefined {
  return readSearch(search, timeZone);
}

function conditionOf(filter: v.InferOutput<typeof filterSchema>): Condition<string> {
  const condition =
    filter.kind === 'value' ? valueCondition(filter.field, filter.values) : namedConditions.get(filter.label)?.where;
  if (condition === undefined) throw new TypeError('A condition passed validation and is not defined.');
  return filter.negated ? { not: condition } : condition;
}

function valueCondition(field: string, values: readonly (string | number)[]): Condition<string> {
  const [only] = values;
  return { field, is: values.length === 1 && only !== undefined ? only : values };
}

/** The number of values in filters; a condition counts as one. */
function valuesOf(filters: readonly v.InferOutput<typeof filterSchema>[]): number {
  return filters.reduce((sum, filter) => sum + (filter.kind === 'value' ? filter.values.length : 1), 0);
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
