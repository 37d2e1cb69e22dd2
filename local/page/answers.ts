import * as v from 'valibot';
import type { SearchEngine } from '../../core/ports.ts';
import {
  type AggregationPanel,
  type DataViewName,
  isAggregationPanel,
  type MetricPanel,
} from '../../dashboards/definition.ts';
import { beginBefore, numberRequest, panelNumberOf } from '../../dashboards/number-search.ts';
import { othersOf } from '../../dashboards/others.ts';
import { readAnswer, rowsOf, totalOf } from '../../dashboards/rows.ts';
import {
  countsRequest,
  dataViews,
  extentRequest,
  panelRequest,
  type PanelRow,
  reachRequest,
  type Scope,
  stepMillis,
} from '../../dashboards/search.ts';
import { tableBefore } from './comparison.ts';
import { LAST_MILLIS } from './filterable.ts';
import { hasMarks, marksOf } from './marks.ts';
import type { ExtentAnswer, Extents, PanelAnswer, ReachAnswer, SearchAnswer, ValuesAnswer } from './protocol.ts';
import { checked, findDashboard, findPanel, notOfKind, searchWhole, type ShownPage } from './questions.ts';
import { reachQuestions } from './reach.ts';
import {
  filtersOf,
  panelRequestSchema,
  reachRequestSchema,
  scopeOf,
  searchOf,
  searchRequestSchema,
  valuesRequestSchema,
} from './scope.ts';
import { WITHOUT_STORY } from './story.ts';

const MAX_VALUES = 100;

const countsSchema = v.object({
  aggregations: v.optional(
    v.object({ counts: v.object({ buckets: v.record(v.string(), v.object({ doc_count: v.number() })) }) }),
  ),
});

const countedSchema = v.looseObject({ doc_count: v.number() });
const reachSchema = v.object({ aggregations: v.optional(v.record(v.string(), v.unknown())) });

const timesSchema = v.object({
  first: v.object({ value: v.nullish(v.number()) }),
  last: v.object({ value: v.nullish(v.number()) }),
});
const extentSchema = v.object({
  aggregations: v.optional(
    v.object({ ...timesSchema.entries, fitting: v.object({ doc_count: v.number(), ...timesSchema.entries }) }),
  ),
});

/**
 * Answers what the browser asks about a panel. The browser names panels and values; every query is built here.
 *
 * @param body what the browser sent, checked here
 * @throws KafkaInsightError USAGE_INVALID for an unknown panel or an invalid question; SEARCH_* of the search engine
 */
export async function answerPanel({ engine, dashboards }: ShownPage, body: unknown): Promise<PanelAnswer> {
  const request = checked(panelRequestSchema, body);
  const panel = findPanel(dashboards, request.dashboard, request.panel);
  if (!isAggregationPanel(panel)) throw notOfKind(request.panel);
  const scope = scopeOf(request.scope);
  if (panel.kind === 'metric') return answerNumber(engine, panel, scope, request.before);
  const answer = await searchWhole(engine, panelRequest(panel, scope));
  const shown = rowsOf(panel, answer);
  const others = othersOf(panel, answer, shown);
  const rows = [...shown, ...others.rows];
  const marks = hasMarks(panel)
    ? await marksOf(engine, panel, scope, { rows, stepMillis: stepMillis(scope) })
    : undefined;
  const before = panel.kind === 'table' && request.before ? await tableBefore(engine, panel, scope, shown) : undefined;
  return {
    rows,
    others: others.documents,
    stepMillis: stepMillis(scope),
    ...(before && { before: { from: beginBefore(scope), rows: before } }),
    ...(marks && { marks }),
  };
}

async function answerNumber(
  engine: SearchEngine,
  panel: MetricPanel,
  scope: Scope,
  withBefore: boolean,
): Promise<PanelAnswer> {
  const answer = await searchWhole(engine, numberRequest(panel, scope, withBefore));
  const { value, trend, before } = panelNumberOf(panel, answer);
  const row = (number: number | null): PanelRow => ({ keys: [], values: [number] });
  return {
    rows: [row(value)],
    others: 0,
    stepMillis: stepMillis(scope),
    trend,
    ...(before !== undefined && { before: { from: beginBefore(scope), rows: [row(before)] } }),
  };
}

/**
 * Returns how many lines a search finds and, where it finds none, what its parts find; like {@link answerPanel}. An invalid search is an
 * error here: the page asks this first, so that it reports the error only once.
 */
export async function answerSearch(engine: SearchEngine, body: unknown): Promise<SearchAnswer> {
  const request = checked(searchRequestSchema, body);
  const scope = scopeOf(request.scope);
  const [found = 0] = await countsOf(engine, [scope]);
  if (found > 0) return { found };
  const parts = searchOf(request.scope)?.parts ?? [];
  const [foundAnytime = 0, foundUnfiltered = 0, ...foundOfParts] = await countsOf(engine, [
    { ...scope, fromMillis: 0, toMillis: LAST_MILLIS },
    { ...scope, filters: [] },
    ...parts.map(({ query }) => ({ ...scope, search: query })),
  ]);
  const counted = parts.map(({ text, hint }, index) => ({
    text,
    found: foundOfParts[index] ?? 0,
    ...(hint === undefined ? {} : { hint }),
  }));
  return { found, nothing: { parts: counted, foundAnytime, foundUnfiltered } };
}

async function countsOf(engine: SearchEngine, scopes: readonly Scope[]): Promise<readonly number[]> {
  const answer = await searchWhole(engine, countsRequest('logs', Object.fromEntries(scopes.entries())));
  const buckets = readAnswer(countsSchema, answer).aggregations?.counts.buckets ?? {};
  return scopes.map((_, index) => buckets[index]?.doc_count ?? 0);
}

/** Responds with the most frequent values of a field; like {@link answerPanel}. */
export async function answerValues(engine: SearchEngine, body: unknown): Promise<ValuesAnswer> {
  const request = checked(valuesRequestSchema, body);
  const offered: AggregationPanel = {
    kind: 'pie',
    id: 'values',
    title: '',
    width: 1,
    dataView: request.dataView,
    slices: { kind: 'terms', field: request.field, label: '', size: MAX_VALUES },
    metric: { kind: 'count', label: '' },
  };
  const answer = await searchWhole(engine, panelRequest(offered, scopeOf(request.scope)), 'exact');
  const rows = rowsOf(offered, answer);
  return { values: rows.map(({ keys: [value = ''], values: [count = 0] }) => ({ value, count: count ?? 0 })) };
}

/** Answers which panels of a dashboard the scope's filters concern; like {@link answerPanel}. */
export async function answerReach({ engine, dashboards }: ShownPage, body: unknown): Promise<ReachAnswer> {
  const request = checked(reachRequestSchema, body);
  const scope = scopeOf({ ...request.scope, filters: [] });
  const questions = reachQuestions(findDashboard(dashboards, request.dashboard), filtersOf(request.scope));
  if (Object.keys(questions).length === 0) return { panels: {} };
  const answer = await searchWhole(engine, reachRequest('logs', scope, questions));
  const found = readAnswer(reachSchema, answer).aggregations ?? {};
  const panels = Object.entries(questions).map(([name, { concerned }]) => {
    const counts = readAnswer(countedSchema, found[name] ?? { doc_count: 0 });
    const concernedLines = concerned.map(
      (_, index) => readAnswer(countedSchema, counts[`f${index}`] ?? counts).doc_count,
    );
    return [name, { lines: counts.doc_count, concerned: concernedLines }] as const;
  });
  return { panels: Object.fromEntries(panels) };
}

/** Responds with the time range of each data view, with the story of the first start and without. */
export async function answerExtent(engine: SearchEngine): Promise<ExtentAnswer> {
  const views = Object.keys(dataViews) as DataViewName[];
  const found = await Promise.all(views.map(async (view) => ({ view, ...(await extentsOf(engine, view)) })));
  const extents = Object.fromEntries(found.flatMap(({ view, all }) => (all === undefined ? [] : [[view, all]])));
  const ownExtents = Object.fromEntries(found.flatMap(({ view, own }) => (own === undefined ? [] : [[view, own]])));
  const hasStory = found.some(({ view, storyDocuments }) => view === 'logs' && storyDocuments > 0);
  const hasOwnLogs = 'logs' in ownExtents;
  return { extents, hasOwnLogs, ...(hasStory && hasOwnLogs && { ownExtents }) };
}

interface ViewExtents {
  readonly all: Extent | undefined;
  /** Without the story. */
  readonly own: Extent | undefined;
  readonly storyDocuments: number;
}

async function extentsOf(engine: SearchEngine, view: DataViewName): Promise<ViewExtents> {
  const answer = await searchWhole(engine, extentRequest(view, WITHOUT_STORY));
  const { aggregations } = readAnswer(extentSchema, answer);
  if (aggregations === undefined) return { all: undefined, own: undefined, storyDocuments: 0 };
  const { fitting } = aggregations;
  return { all: extentOf(aggregations), own: extentOf(fitting), storyDocuments: totalOf(answer) - fitting.doc_count };
}

type Extent = NonNullable<Extents[DataViewName]>;

function extentOf({ first, last }: v.InferOutput<typeof timesSchema>): Extent | undefined {
  const [from, to] = [first.value, last.value];
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : undefined;
}
