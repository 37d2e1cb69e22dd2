import * as v from 'valibot';
import { dashboards } from '../../dashboards/dashboards.ts';
import {
  isAggregationPanel,
  panelsOf,
  type DataViewName,
  type AggregationPanel,
  type MetricPanel,
  type Panel,
} from '../../dashboards/definition.ts';
import { readAnswer, rowsOf, totalOf } from '../../dashboards/rows.ts';
import {
  dataViews,
  extentRequest,
  linesRequest,
  panelRequest,
  stepMillis,
  type PanelRow,
  type Scope,
  type SearchRequest,
} from '../../dashboards/search.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';
import type { ExtentAnswer, LinesAnswer, PanelAnswer, ValuesAnswer } from './protocol.ts';
import { linesRequestSchema, panelRequestSchema, scopeOf, valuesRequestSchema } from './scope.ts';

const MAX_VALUES = 100;

const hitsSchema = v.object({
  hits: v.object({ hits: v.array(v.object({ _id: v.string(), _source: v.record(v.string(), v.unknown()) })) }),
});
const extentSchema = v.object({
  aggregations: v.optional(
    v.object({
      first: v.object({ value: v.nullish(v.number()) }),
      last: v.object({ value: v.nullish(v.number()) }),
    }),
  ),
});

/**
 * Answers what the browser asks about a panel. The browser names panels and values; every query is built here.
 *
 * @param body what the browser sent, checked here
 * @throws KafkaInsightError USAGE_INVALID for what no panel is or takes; SEARCH_* of the search engine
 */
export async function answerPanel(engine: SearchEngine, body: unknown): Promise<PanelAnswer> {
  const request = checked(panelRequestSchema, body);
  const panel = findPanel(request.dashboard, request.panel);
  if (!isAggregationPanel(panel)) throw notOfKind(request.panel);
  const scope = scopeOf(request.scope);
  const [rows, trend] = await Promise.all([
    panelRows(engine, panel, scope),
    panel.kind === 'metric' ? panelRows(engine, trendOf(panel), scope) : undefined,
  ]);
  return { rows, stepMillis: stepMillis(scope), ...(trend === undefined ? {} : { trend }) };
}

/** Answers what the browser asks of a panel of log lines; as {@link answerPanel}. */
export async function answerLines(engine: SearchEngine, body: unknown): Promise<LinesAnswer> {
  const request = checked(linesRequestSchema, body);
  const panel = findPanel(request.dashboard, request.panel);
  if (panel.kind !== 'lines') throw notOfKind(request.panel);
  const answer = await search(engine, linesRequest(panel, scopeOf(request.scope), request.limit));
  const { hits } = readAnswer(hitsSchema, answer).hits;
  return { total: totalOf(answer), lines: hits.map(({ _id: id, _source: document }) => ({ id, document })) };
}

/** Answers with the values that a control offers; as {@link answerPanel}. */
export async function answerValues(engine: SearchEngine, body: unknown): Promise<ValuesAnswer> {
  const request = checked(valuesRequestSchema, body);
  const panel = findPanel(request.dashboard, request.panel);
  const control = panel.kind === 'controls' ? panel.controls.find(({ field }) => field === request.field) : undefined;
  if (panel.kind !== 'controls' || control === undefined) throw notOfKind(request.panel);
  const offered: AggregationPanel = {
    ...panel,
    kind: 'pie',
    slices: { kind: 'terms', field: control.field, label: control.label, size: MAX_VALUES },
    metric: { kind: 'count', label: '' },
  };
  const rows = await panelRows(engine, offered, scopeOf(request.scope));
  return { values: rows.map(({ keys: [value = ''], values: [count = 0] }) => ({ value, count })) };
}

/** Answers with the time range of each data view. */
export async function answerExtent(engine: SearchEngine): Promise<ExtentAnswer> {
  const views = Object.keys(dataViews) as DataViewName[];
  const extents = await Promise.all(views.map(async (view) => [view, await extentOf(engine, view)] as const));
  return { extents: Object.fromEntries(extents.filter(([, extent]) => extent !== undefined)) };
}

async function extentOf(engine: SearchEngine, view: DataViewName): Promise<{ from: number; to: number } | undefined> {
  const { aggregations } = readAnswer(extentSchema, await search(engine, extentRequest(view)));
  const from = aggregations?.first.value;
  const to = aggregations?.last.value;
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : undefined;
}

async function panelRows(engine: SearchEngine, panel: AggregationPanel, scope: Scope): Promise<PanelRow[]> {
  return rowsOf(panel, await search(engine, panelRequest(panel, scope)));
}

function search(engine: SearchEngine, { path, body }: SearchRequest): Promise<unknown> {
  return engine.request('POST', path, body);
}

function trendOf(panel: MetricPanel): AggregationPanel {
  return { ...panel, kind: 'area', x: { kind: 'time', label: 'Time' } };
}

function findPanel(dashboardId: string, panelId: string): Panel {
  const dashboard = dashboards.find(({ id }) => id === dashboardId);
  const panel = dashboard === undefined ? undefined : panelsOf(dashboard).find(({ id }) => id === panelId);
  if (panel !== undefined) return panel;
  throw new KafkaInsightError(
    'USAGE_INVALID',
    `There is no panel "${panelId}" on a dashboard "${dashboardId}". Reload the page: it may be older than the server.`,
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
