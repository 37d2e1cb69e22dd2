import { deadLetterFields, type FieldType, ledgerFields, logFields } from '../../core/fields.ts';
import { caseFields, findingFields, visitFields, visitOriginFields } from '../../core/finding-fields.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import type { Site } from '../../core/site/site.ts';
import {
  aggregationOf,
  type DataViewName,
  type FieldName,
  isAggregationPanel,
  type NamedCondition,
  type Panel,
  panelsOf,
} from '../../dashboards/definition.ts';
import { pageDashboardsOf } from './dashboards.ts';

/** Limits of a view: more values in all filters, a longer value or a later time are rejected. */
export const MAX_FILTERS = 32;
const MAX_VALUE_CHARACTERS = 2048;
/** The last millisecond of the year 9999, the last with four digits in ISO 8601. */
export const LAST_MILLIS = 253_402_300_799_999;

const MAX_FIELD_CHARACTERS = 256;
/** Longer values of a keyword are not indexed (`ignore_above` of the index templates). */
const MAX_KEYWORD_CHARACTERS = 1024;

/** The indexed fields of each data view. */
export const fieldsOfViews: Readonly<Record<DataViewName, Readonly<Record<string, FieldType>>>> = {
  logs: logFields,
  ledger: ledgerFields,
  'dead-letters': deadLetterFields,
  cases: caseFields,
  findings: findingFields,
  visits: visitFields,
};
/** The fields of log lines that say the same in every data view; the others are about something else there, as `event.dataset`. */
const SHARED: ReadonlySet<string> = new Set<FieldName>([
  'log.file.path',
  'kafkainsight.file.id',
  // whose rule found it follows from the document: services of AWS have their own
  'rule.name',
]);
/** Those that say of a visit what they say of its lines. */
const OF_VISITS: ReadonlySet<string> = new Set<FieldName>([
  ...visitOriginFields,
  'source.address',
  'kafkainsight.goal',
]);
/** A link of the products' own dashboards. */
const NO_FILTERS: ReadonlySet<string> = new Set<FieldName>(['kafkainsight.case.lines']);
const WHOLE: readonly FieldType[] = ['keyword', 'long_keyword', 'searchable_keyword', 'ip', 'long'];

/** The data views that a filter on a field selects documents of; none where the field cannot be filtered by. */
export function viewsOfField(field: string): readonly DataViewName[] {
  const views = (Object.keys(fieldsOfViews) as DataViewName[]).filter((view) =>
    isFilterType(typeIn(fieldsOfViews[view], field)),
  );
  if (NO_FILTERS.has(field) || field.length > MAX_FIELD_CHARACTERS) return [];
  if (!views.includes('logs') || SHARED.has(field)) return views;
  return views.filter((view) => view === 'logs' || (view === 'visits' && OF_VISITS.has(field)));
}

/** Whether log lines can have a field of this name. */
export function isLogField(name: string): boolean {
  return name.length <= MAX_FIELD_CHARACTERS && typeIn(logFields, name) !== undefined;
}

/** Whether a filter can be about this value of a field. A number beyond 2^53 is a text: JavaScript would round it. */
export function canFilterBy(field: string, value: unknown): value is string | number {
  const [view] = viewsOfField(field);
  const type = view === undefined ? undefined : typeIn(fieldsOfViews[view], field);
  if (type === 'long') return Number.isSafeInteger(value) || (typeof value === 'string' && isLargeNumber(value));
  if (type === 'boolean') return value === 'true' || value === 'false';
  const longest = type === 'keyword' ? MAX_KEYWORD_CHARACTERS : MAX_VALUE_CHARACTERS;
  return (
    type !== undefined && typeof value === 'string' && value !== '' && value.length <= longest && isWellFormed(value)
  );
}

/** Half a character cannot be in an address. */
function isWellFormed(text: string): boolean {
  return text.toWellFormed() === text;
}

const MAX_LONG = 2n ** 63n;

/** A whole number that the engines can hold and JavaScript cannot. */
function isLargeNumber(text: string): boolean {
  if (!/^-?[1-9]\d{15,18}$/.test(text) || Number.isSafeInteger(Number(text))) return false;
  return BigInt(text) < MAX_LONG && BigInt(text) >= -MAX_LONG;
}

/** The fields whose values can be listed with their counts. */
export const listedFields: readonly FieldName[] = [
  ...new Set(
    Object.values(fieldsOfViews).flatMap((fields) =>
      (Object.keys(fields) as FieldName[]).filter((name) => WHOLE.includes(fields[name] ?? 'text')),
    ),
  ),
];

/** Of which everything is known that a panel needs: then there are all panels. */
const WHOLE_SITE: Site = { hosts: [], staticPaths: [] };

/** A condition that a reader may filter by. */
interface FilterCondition extends NamedCondition {
  /** What it is about. */
  readonly dataView: DataViewName;
}

/** The conditions that a reader may filter by, by their labels: the same for every site. */
export const namedConditions: ReadonlyMap<string, FilterCondition> = new Map(
  [
    ...pageDashboardsOf(WHOLE_SITE).flatMap(panelsOf).flatMap(conditionsOf),
    ...rules.map((rule) => ({ label: proofLabel(rule), where: rule.proof, dataView: 'logs' as const })),
  ].map((condition) => [condition.label, condition]),
);

/** The label of the lines that can prove findings of a rule. */
export function proofLabel({ name }: Pick<Rule, 'name'>): string {
  return `Proof of ${name}`;
}

function conditionsOf(panel: Panel): FilterCondition[] {
  if (!isAggregationPanel(panel)) return [];
  const { dataView } = panel;
  return aggregationOf(panel).buckets.flatMap((bucket) =>
    bucket.kind === 'conditions' ? bucket.conditions.map((condition) => ({ ...condition, dataView })) : [],
  );
}

function isFilterType(type: FieldType | undefined): boolean {
  return type === 'boolean' || (type !== undefined && WHOLE.includes(type));
}

/** The type of a field, or of a value inside a flattened one, which is compared whole. */
function typeIn(fields: Readonly<Record<string, FieldType>>, name: string): FieldType | undefined {
  if (Object.hasOwn(fields, name)) return fields[name];
  const isLeaf = Object.entries(fields).some(
    ([field, type]) => type === 'flattened' && name.startsWith(`${field}.`) && !name.endsWith('.'),
  );
  return isLeaf ? 'keyword' : undefined;
}
