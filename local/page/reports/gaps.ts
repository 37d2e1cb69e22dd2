import * as v from 'valibot';
import type { SearchEngine } from '../../../core/ports.ts';
import type { FieldName, ReportPanel, ReportQuestion } from '../../../dashboards/definition.ts';
import {
  dataViews,
  type Scope,
  scopeQuery,
  searchPath,
  stepMillis,
  TIME_FIELD,
  timeHistogram,
} from '../../../dashboards/search.ts';
import type { ReportAnswer, ReportRow } from '../protocol.ts';
import { aggregate } from './aggregate.ts';

/** Sources of one field: those with the most lines. */
const MAX_SOURCES = 20;
const MAX_GAPS = 20;
const MAX_GAPS_OF_SOURCE = 3;
/** With fewer lines nobody knows how often a source usually logs. */
const MIN_LINES = 20;
/** A silence is judged by the steps of time before and after it, at least so many. */
const NEIGHBOUR_STEPS = 2;
/** And by those of at least a quarter of its length. */
const NEIGHBOUR_SHARE = 0.25;
/**
 * Of lines that come at random, e^-x of the distances are x times the mean. One among n is then no chance with x above ln n; this much more
 * makes it one in a thousand sources.
 */
const BEYOND_CHANCE = Math.log(1000);

const time = v.object({ value: v.nullish(v.number()) });
const sourcesSchema = v.object({
  buckets: v.array(
    v.looseObject({
      key: v.union([v.string(), v.number()]),
      doc_count: v.number(),
      b: v.object({ buckets: v.array(v.looseObject({ doc_count: v.number(), first: time, last: time })) }),
    }),
  ),
});
const schema = v.object({ aggregations: v.optional(v.record(v.string(), sourcesSchema), {}) });

interface Silence {
  readonly field: FieldName;
  readonly source: string | number;
  readonly from: number;
  readonly to: number;
  /** How many lines there would have been, had it logged as before and after. */
  readonly expected: number;
}

/**
 * Who logged nothing while lines were expected, the most surprising first: nights are silent, too. The first and the last line of each step
 * are known to the millisecond, so a silence of a step or longer is found, with its exact length.
 */
export async function gapsReport(
  engine: SearchEngine,
  { dataView, where }: ReportPanel,
  { fields }: Extract<ReportQuestion, { readonly kind: 'gaps' }>,
  scope: Scope,
): Promise<ReportAnswer> {
  const extremes = { first: { min: { field: TIME_FIELD } }, last: { max: { field: TIME_FIELD } } };
  const { field: timeField, fixed_interval } = timeHistogram(scope);
  const histogram = { date_histogram: { field: timeField, fixed_interval, min_doc_count: 1 }, aggs: extremes };
  const aggs = Object.fromEntries(
    fields.map((field, index) => [
      `s${index}`,
      { terms: { field, size: MAX_SOURCES, shard_size: 10 * MAX_SOURCES }, aggs: { b: histogram } },
    ]),
  );
  const query = scopeQuery(scope, where);
  const { aggregations } = await aggregate(engine, searchPath(dataViews[dataView]), { query, aggs }, schema);
  const found = fields.flatMap((field, index) =>
    (aggregations[`s${index}`]?.buckets ?? []).flatMap((source) => silencesOf(field, source, scope)),
  );
  const rows = found.toSorted((one, other) => other.expected - one.expected).slice(0, MAX_GAPS);
  return {
    columns: [
      { label: 'Source', unit: 'text' },
      { label: 'Silent for', unit: 'milliseconds' },
      { label: 'From', unit: 'time' },
      { label: 'Until', unit: 'time' },
      { label: 'Lines expected', unit: 'number' },
    ],
    rows: rows.map(rowOf),
    empty: 'No kind of log and no host was silent while lines were expected.',
    notes: [{ text: 'Expected as in the time before and after' }],
  };
}

function lengthOf({ from, to }: Silence): number {
  return to - from;
}

function rowOf({ field, source, from, to, expected }: Silence): ReportRow {
  return {
    cells: [String(source), to - from, from, to, expected],
    filter: { field, value: source },
    range: { from, to },
  };
}

type Source = v.InferOutput<typeof sourcesSchema>['buckets'][number];

interface Step {
  readonly lines: number;
  readonly first: number;
  readonly last: number;
}

function silencesOf(field: FieldName, { key, doc_count: lines, b }: Source, scope: Scope): Silence[] {
  const steps = b.buckets.map(({ doc_count, first, last }): Step => {
    return { lines: doc_count, first: first.value ?? 0, last: last.value ?? 0 };
  });
  if (lines < MIN_LINES) return [];
  return steps
    .map(({ last }, index) => {
      const to = steps[index + 1]?.first ?? scope.toMillis;
      return { field, source: key, from: last, to, expected: expectedIn({ from: last, to }, steps, scope) };
    })
    .filter((silence) => lengthOf(silence) >= stepMillis(scope))
    .filter(({ expected }) => expected > Math.log(lines) + BEYOND_CHANCE)
    .toSorted((one, other) => other.expected - one.expected)
    .slice(0, MAX_GAPS_OF_SOURCE);
}

/** As many lines as if it had gone on as before or as after, whichever is less: at the end of the time range, as before. */
function expectedIn(
  silence: { readonly from: number; readonly to: number },
  steps: readonly Step[],
  scope: Scope,
): number {
  const { from, to } = silence;
  const span = Math.max(NEIGHBOUR_STEPS * stepMillis(scope), NEIGHBOUR_SHARE * (to - from));
  const before = rateIn(steps, Math.max(scope.fromMillis, from - span), from);
  const after = to >= scope.toMillis ? before : rateIn(steps, to, Math.min(scope.toMillis, to + span));
  return Math.min(before, after) * (to - from);
}

/** Lines a millisecond. A step counts whole where its middle is within. */
function rateIn(steps: readonly Step[], from: number, to: number): number {
  const within = steps.filter(({ first, last }) => (first + last) / 2 >= from && (first + last) / 2 <= to);
  const begin = Math.min(from, ...within.map(({ first }) => first));
  const end = Math.max(to, ...within.map(({ last }) => last));
  return within.reduce((sum, { lines }) => sum + lines, 0) / Math.max(1, end - begin);
}
