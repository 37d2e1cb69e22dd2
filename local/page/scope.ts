import * as v from 'valibot';
import type { PanelCondition } from '../../dashboards/definition.ts';
import type { Scope } from '../../dashboards/search.ts';
import { filterFields, LAST_MILLIS, MAX_FILTERS, MAX_VALUE_CHARACTERS, namedConditions } from './filterable.ts';
import { readSearch, type Search } from './search/search.ts';
import { WITHOUT_STORY } from './story.ts';

const MAX_LINES = 500;
const FIRST_MILLIS = -62_167_219_200_000;

const name = v.pipe(v.string(), v.maxLength(64));
const millis = v.pipe(v.number(), v.integer(), v.minValue(FIRST_MILLIS), v.maxValue(LAST_MILLIS));

const filterSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('value'),
    field: v.picklist(filterFields),
    value: v.union([v.pipe(v.string(), v.maxLength(MAX_VALUE_CHARACTERS)), v.pipe(v.number(), v.finite())]),
    negated: v.optional(v.boolean(), false),
  }),
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
    filters: v.pipe(v.array(filterSchema), v.maxLength(MAX_FILTERS)),
    /** As typed: {@link readSearch} explains what is wrong with it. */
    search: v.optional(v.string(), ''),
    withoutStory: v.optional(v.boolean(), false),
  }),
  v.check(({ from, to }) => from < to, 'from must be before to'),
);

/** What the browser sends for a panel: which one, and the scope of the view. */
export const panelRequestSchema = v.strictObject({ dashboard: name, panel: name, scope: scopeSchema });

/** What the browser sends for log lines: the panel, and the maximum number. */
export const linesRequestSchema = v.strictObject({
  ...panelRequestSchema.entries,
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LINES)),
});

/** What the browser sends for the values of a control. */
export const valuesRequestSchema = v.strictObject({
  ...panelRequestSchema.entries,
  field: v.picklist(filterFields),
});

/** What the browser sends for the number of lines that a search finds. */
export const searchRequestSchema = v.strictObject({ scope: scopeSchema });

/**
 * The scope in terms of the definitions.
 *
 * @throws KafkaInsightError USAGE_INVALID where the search is invalid
 */
export function scopeOf(sent: v.InferOutput<typeof scopeSchema>): Scope {
  const { from, to, timeZone, filters, withoutStory } = sent;
  const search = searchOf(sent);
  return {
    fromMillis: from,
    toMillis: to,
    timeZone,
    filters: [...filters.map(conditionOf), ...(withoutStory ? [WITHOUT_STORY] : [])],
    ...(search === undefined ? {} : { search: search.query }),
  };
}

/** The search of a scope and its parts; like {@link scopeOf}. */
export function searchOf({ search, timeZone }: v.InferOutput<typeof scopeSchema>): Search | undefined {
  return readSearch(search, timeZone);
}

function conditionOf(filter: v.InferOutput<typeof filterSchema>): PanelCondition {
  const condition =
    filter.kind === 'value' ? { field: filter.field, is: filter.value } : namedConditions.get(filter.label)?.where;
  if (condition === undefined) throw new TypeError('A condition passed validation and is not defined.');
  return filter.negated ? { not: condition } : condition;
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
