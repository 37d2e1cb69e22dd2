import * as v from 'valibot';
import type { SearchEngine } from '../../../core/ports.ts';
import type { Query } from '../../../core/search/conditions.ts';
import type { ReportPanel, ReportQuestion } from '../../../dashboards/definition.ts';
import { type Scope, scopeQuery, TIME_FIELD, timelyPath } from '../../../dashboards/search.ts';
import type { ReportAnswer } from '../protocol.ts';
import { aggregate } from './aggregate.ts';

/** Up to about as many different values the engines count to the unit (their highest precision_threshold). */
const PRECISE = 40_000;

const counted = v.looseObject({ different: v.object({ value: v.number() }) });
const schema = v.object({
  aggregations: v.optional(
    v.object({
      different: v.object({ value: v.number() }),
      now: counted,
      before: v.looseObject({ ...counted.entries, first: v.object({ value: v.nullish(v.number()) }) }),
    }),
  ),
});

/** How many values of a field are new in the time range, and how many were there before it: those of both times, less those of either. */
export async function returningReport(
  engine: SearchEngine,
  { dataView, where }: ReportPanel,
  { field }: Extract<ReportQuestion, { readonly kind: 'returning' }>,
  scope: Scope,
): Promise<ReportAnswer> {
  const { fromMillis } = scope;
  const different = { different: { cardinality: { field, precision_threshold: PRECISE } } };
  const when = (range: Query): Query => ({ range: { [TIME_FIELD]: { ...range, format: 'epoch_millis' } } });
  const aggs = {
    ...different,
    now: { filter: when({ gte: fromMillis }), aggs: different },
    before: {
      filter: when({ lt: fromMillis }),
      aggs: { ...different, first: { min: { field: TIME_FIELD } } },
    },
  };
  const ever = { ...scope, fromMillis: 0 };
  const asked = { query: scopeQuery(ever, where), aggs };
  const { aggregations: found } = await aggregate(engine, timelyPath(dataView), asked, schema);
  const columns = [
    { label: 'Visitors', unit: 'text' },
    { label: 'Number', unit: 'number' },
    { label: 'Share', unit: 'percent' },
  ] as const;
  const since = found?.before.first.value;
  if (found === undefined || typeof since !== 'number')
    return {
      columns,
      rows: [],
      empty:
        'There are no visits from before this time range, so that nobody can have come again. Choose a shorter one.',
      notes: [],
    };
  const all = found.now.different.value;
  const returning = Math.min(all, Math.max(0, all + found.before.different.value - found.different.value));
  const row = (name: string, number: number): ReportAnswer['rows'][number] => ({
    cells: [name, number, all === 0 ? null : (100 * number) / all],
  });
  return {
    columns,
    rows: [row('New', all - returning), row('Here before', returning)],
    empty: '',
    notes: [
      { text: 'Before is since', millis: since },
      ...(found.different.value > PRECISE
        ? [{ text: 'These are estimates: there are too many to compare one by one' }]
        : []),
    ],
  };
}
