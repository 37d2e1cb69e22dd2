import * as v from 'valibot';
import type { Condition } from '../../dashboards/definition.ts';
import type { Scope } from '../../dashboards/search.ts';
import { filterFields, namedConditions } from './filterable.ts';

const MAX_TEXT_LENGTH = 2048;
const MAX_FILTERS = 32;
const MAX_LINES = 500;
/** The last millisecond of the year 9999, in which ISO 8601's years of four digits end. */
const LAST_MILLIS = 253_402_300_799_999;

const name = v.pipe(v.string(), v.maxLength(64));
const millis = v.pipe(v.number(), v.integer(), v.minValue(-62_167_219_200_000), v.maxValue(LAST_MILLIS));

const filterSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('value'),
    field: v.picklist(filterFields),
    value: v.union([v.pipe(v.string(), v.maxLength(MAX_TEXT_LENGTH)), v.pipe(v.number(), v.finite())]),
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
    search: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(MAX_TEXT_LENGTH)), ''),
  }),
  v.check(({ from, to }) => from < to, 'from must be before to'),
);

/** What the browser sends for a panel: which one, and what the reader has narrowed the view to. */
export const panelRequestSchema = v.strictObject({ dashboard: name, panel: name, scope: scopeSchema });

/** What the browser sends for log lines: a panel of them, and at most how many. */
export const linesRequestSchema = v.strictObject({
  ...panelRequestSchema.entries,
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LINES)),
});

/** What the browser sends for the values of a control. */
export const valuesRequestSchema = v.strictObject({
  ...panelRequestSchema.entries,
  field: v.picklist(filterFields),
});

/** The scope in the terms of the definitions. */
export function scopeOf({ from, to, timeZone, filters, search }: v.InferOutput<typeof scopeSchema>): Scope {
  return {
    fromMillis: from,
    toMillis: to,
    timeZone,
    filters: filters.map(conditionOf),
    ...(search === '' ? {} : { search }),
  };
}

function conditionOf(filter: v.InferOutput<typeof filterSchema>): Condition {
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
