import { counted } from '../../../core/wording.ts';
import type { DataViewName } from '../../../dashboards/definition.ts';
import { namedConditions, viewsOfField } from '../filterable.ts';
import type { ReachAnswer } from '../protocol.ts';
import { time, visible } from './text.ts';
import type { Filter, View } from './view.ts';

/** What a panel is filtered by, and what of that has to be said next to its numbers. */
export interface AppliedFilters {
  readonly filters: readonly Filter[];
  readonly notes: readonly string[];
}

/** The lines of a panel, and how many of them each filter of the view concerns; `undefined` for other documents than log lines. */
type Reach = ReachAnswer['panels'][string] | undefined;

/**
 * Applies the view's filters to a panel, except those that none of its documents can have: they would make its numbers zero, and its
 * documents are not about them.
 */
export function appliedFilters({ filters, search }: View, dataView: DataViewName, reach: Reach): AppliedFilters {
  const judged = filters.map((filter, index) => ({ filter, ...judge(filter, dataView, reach, index) }));
  return {
    filters: judged.flatMap(({ filter, isApplied }) => (isApplied ? [filter] : [])),
    notes: [
      ...judged.flatMap(({ note }) => (note === undefined ? [] : [note])),
      ...withoutNotes(judged),
      ...(search !== '' && dataView !== 'logs' ? ['Not searched'] : []),
    ],
  };
}

interface Judgement {
  readonly isApplied: boolean;
  readonly note?: string;
  /** Lines that the filter hides because they have none of its fields. */
  readonly without?: { readonly lines: number; readonly subject: string };
}

function judge(filter: Filter, dataView: DataViewName, reach: Reach, index: number): Judgement {
  const subject = filter.kind === 'value' ? visible(filter.field) : filter.label;
  const leftOff = { isApplied: false, note: `Not filtered by ${subject}` };
  const views =
    filter.kind === 'value' ? viewsOfField(filter.field) : [namedConditions.get(filter.label)?.dataView ?? 'logs'];
  if (!views.some((view) => view === dataView)) return leftOff;
  if (reach === undefined || reach.lines === 0) return { isApplied: true };
  const concerned = reach.concerned[index] ?? reach.lines;
  if (concerned === 0) return leftOff;
  const without = reach.lines - concerned;
  return without === 0 ? { isApplied: true } : { isApplied: true, without: { lines: without, subject } };
}

/** What filters leave out, in one sentence for those that leave out as many. */
function withoutNotes(judged: readonly Judgement[]): string[] {
  const left = judged.flatMap(({ without }) => (without === undefined ? [] : [without]));
  return Array.from(
    Map.groupBy(left, ({ lines }) => lines),
    ([lines, filters]) => {
      const subjects = either.format(filters.map(({ subject }) => subject));
      return `Without ${counted(lines, 'line')} that ${lines === 1 ? 'is' : 'are'} not about ${subjects}`;
    },
  );
}

const either = new Intl.ListFormat('en', { type: 'disjunction' });

const timesOf: Readonly<Partial<Record<DataViewName, string>>> = {
  ledger: 'By the time of ingestion',
  'dead-letters': 'By the time of refusal',
};

/** Says what time a panel shows where it is not that of the log lines. */
export function timeNote(dataView: DataViewName, { from, to }: { from: number; to: number }): string[] {
  const what = timesOf[dataView];
  return what === undefined ? [] : [`${what}, ${time(from)} – ${time(to)}`];
}
