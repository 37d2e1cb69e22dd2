import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import {
  type AggregationPanel,
  type Dashboard,
  type DataViewName,
  isAggregationPanel,
  type MetricPanel,
  type Panel,
  panelsOf,
} from '../../dashboards/definition.ts';
import { readAnswer, rowsOf, totalOf } from '../../dashboards/rows.ts';
import {
  countsRequest,
  dataViews,
  extentRequest,
  linesRequest,
  panelRequest,
  type PanelRow,
  type PanelSearch,
  reachRequest,
  type Scope,
  stepMillis,
  TIME_LIMIT_SECONDS,
} from '../../dashboards/search.ts';
import { LAST_MILLIS } from './filterable.ts';
import { flatDocument } from './flat-document.ts';
import type {
  ExtentAnswer,
  Extents,
  LinesAnswer,
  PanelAnswer,
  ReachAnswer,
  SearchAnswer,
  ValuesAnswer,
} from './protocol.ts';
import { reachQuestions } from './reach.ts';
import {
  filtersOf,
  linesRequestSchema,
  panelRequestSchema,
  reachRequestSchema,
  scopeOf,
  searchOf,
  searchRequestSchema,
  valuesRequestSchema,
} from './scope.ts';
import { WITHOUT_STORY } from './story.ts';

const MAX_VALUES = 100;

/** A response without these is complete: fakes and old engines omit them. */
const wholenessSchema = v.object({
  timed_out: v.optional(v.boolean(), false),
  _shards: v.optional(v.object({ failed: v.number() }), { failed: 0 }),
});
const countsSchema = v.object({
  aggregations: v.optional(
    v.object({ counts: v.object({ buckets: v.record(v.string(), v.object({ doc_count: v.number() })) }) }),
  ),
});

const countedSchema = v.looseObject({ doc_count: v.number() });
const reachSchema = v.object({ aggregations: v.optional(v.record(v.string(), v.unknown())) });

const hitsSchema = v.object({
  hits: v.object({ hits: v.array(v.object({ _id: v.string(), _source: v.record(v.string(), v.unknown()) })) }),
});
const timesSchema = v.object({
  first: v.object({ value: v.nullish(v.number()) }),
  last: v.object({ value: v.nullish(v.number()) }),
});
const extentSchema = v.object({
  aggregations: v.optional(
    v.object({ ...timesSchema.entries, fitting: v.object({ doc_count: v.number(), ...timesSchema.entries }) }),
  ),
});

/** What the page shows. */
interface ShownPage {
  readonly engine: SearchEngine;
  readonly dashboards: readonly Dashboard[];
}

/**
 * Answers what the browser asks about a panel. The browser names panels and values; every query is built here.
 *
 * @param body what the browser sent, checked here
 * @throws KafkaInsightError USAGE_INVALID for an unknown panel or an invalid question; SEARCH_* of the search engine
 */
export async function answerPanel({ engine, dashboards }: ShownPage, body: unknown): Promise<PanelAnswer> {
  const request = checked(panelRequestSchema, body);
  const panel = findPanel(findDashboard(dashboards, request.dashboard), request.panel);
  if (!isAggregationPanel(panel)) throw notOfKind(request.panel);
  const scope = scopeOf(request.scope);
  const [rows, trend] = await Promise.all([
    panelRows(engine, panel, scope),
    panel.kind === 'metric' ? panelRows(engine, trendOf(panel), scope) : undefined,
  ]);
  return { rows, stepMillis: stepMillis(scope), ...(trend === undefined ? {} : { trend }) };
}

/** Answers what the browser asks about a panel of log lines; like {@link answerPanel}. */
export async function answerLines({ engine, dashboards }: ShownPage, body: unknown): Promise<LinesAnswer> {
  const request = checked(linesRequestSchema, body);
  const panel = findPanel(findDashboard(dashboards, request.dashboard), request.panel);
  if (panel.kind !== 'lines') throw notOfKind(request.panel);
  const answer = await search(engine, linesRequest(panel, scopeOf(request.scope), request.limit));
  const { hits } = readAnswer(hitsSchema, answer).hits;
  return {
    total: totalOf(answer),
    lines: hits.map(({ _id: id, _source: source }) => ({ id, document: flatDocument(source) })),
  };
}

/**
 * Answers how many lines a search finds and, where it finds none, what its parts find; like {@link answerPanel}. An invalid search is an
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
  const answer = await search(engine, countsRequest('logs', Object.fromEntries(scopes.entries())));
  const buckets = readAnswer(countsSchema, answer).aggregations?.counts.buckets ?? {};
  return scopes.map((_, index) => buckets[index]?.doc_count ?? 0);
}

/** Answers with the most frequent values of a field; like {@link answerPanel}. */
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
  const rows = await panelRows(engine, offered, scopeOf(request.scope));
  return { values: rows.map(({ keys: [value = ''], values: [count = 0] }) => ({ value, count })) };
}

/** Answers which panels of a dashboard the scope's filters concern; like {@link answerPanel}. */
export async function answerReach({ engine, dashboards }: ShownPage, body: unknown): Promise<ReachAnswer> {
  const request = checked(reachRequestSchema, body);
  const scope = scopeOf({ ...request.scope, filters: [] });
  const questions = reachQuestions(findDashboard(dashboards, request.dashboard), filtersOf(request.scope));
  if (Object.keys(questions).length === 0) return { panels: {} };
  const answer = await search(engine, reachRequest('logs', scope, questions));
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

/** Answers with the time range of each data view, with the story of the first start and without. */
export async function answerExtent(engine: SearchEngine): Promise<ExtentAnswer> {
  const views = Object.keys(dataViews) as DataViewName[];
  const found = await Promise.all(views.map(async (view) => ({ view, ...(await extentsOf(engine, view)) })));
  const extents = Object.fromEntries(found.flatMap(({ view, all }) => (all === undefined ? [] : [[view, all]])));
  const ownExtents = Object.fromEntries(found.flatMap(({ view, own }) => (own === undefined ? [] : [[view, own]])));
  const hasStory = found.some(({ view, storyDocuments }) => view === 'logs' && storyDocuments > 0);
  return hasStory && 'logs' in ownExtents ? { extents, ownExtents } : { extents };
}

interface ViewExtents {
  readonly all: Extent | undefined;
  /** Without the story. */
  readonly own: Extent | undefined;
  readonly storyDocuments: number;
}

async function extentsOf(engine: SearchEngine, view: DataViewName): Promise<ViewExtents> {
  const answer = await search(engine, extentRequest(view, WITHOUT_STORY));
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

async function panelRows(engine: SearchEngine, panel: AggregationPanel, scope: Scope): Promise<PanelRow[]> {
  return rowsOf(panel, await search(engine, panelRequest(panel, scope)));
}

/** Partial numbers would be read as those of all documents, so a partial response is an error. */
async function search(engine: SearchEngine, { path, body }: PanelSearch): Promise<unknown> {
  const answer = await engine.request('POST', path, body);
  const { timed_out: isTimedOut, _shards: shards } = readAnswer(wholenessSchema, answer);
  if (isTimedOut)
    throw new KafkaInsightError(
      'TIME_LIMIT',
      `The search engine did not finish within ${TIME_LIMIT_SECONDS} seconds. Choose a shorter time range, or a search without * at the beginning of a word.`,
    );
  if (shards.failed > 0)
    throw new KafkaInsightError(
      'SEARCH_UNAVAILABLE',
      `Some shards of the search engine could not answer (${shards.failed}). Its log says why; try again.`,
    );
  return answer;
}

function trendOf(panel: MetricPanel): AggregationPanel {
  return { ...panel, kind: 'area', x: { kind: 'time', label: 'Time' } };
}

function findPanel(dashboard: Dashboard, panelId: string): Panel {
  const panel = panelsOf(dashboard).find(({ id }) => id === panelId);
  if (panel !== undefined) return panel;
  throw missing(`panel "${panelId}" on a dashboard "${dashboard.id}"`);
}

function findDashboard(dashboards: readonly Dashboard[], dashboardId: string): Dashboard {
  const dashboard = dashboards.find(({ id }) => id === dashboardId);
  if (dashboard === undefined) throw missing(`dashboard "${dashboardId}"`);
  return dashboard;
}

function missing(what: string): KafkaInsightError {
  return new KafkaInsightError(
    'USAGE_INVALID',
    `There is no ${what}. Reload the page: it may be older than the server.`,
  );
}

function notOfKind(panelId: string): KafkaInsightError {
  return new KafkaInsightError(
    'USAGE_INVALID',
    `Panel "${panelId}" does not answer this kind of question. Reload the page.`,
  );
}

function checked<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const places = result.issues.map((issue) => v.getDotPath(issue) ?? 'the request itself');
  throw new KafkaInsightError(
    'USAGE_INVALID',
    `The request is wrong at: ${[...new Set(places)].join(', ')}. Reload the page.`,
  );
}
