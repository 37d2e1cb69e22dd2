import * as v from 'valibot';
import type { NumberReading, SearchEngine } from '../../core/ports.ts';
import { unsaidDefaults } from '../../core/search/unindexed.ts';
import type { Dashboard, LinesPanel } from '../../dashboards/definition.ts';
import { linesRequest, neighbourRequests, tailRequest } from '../../dashboards/line-search.ts';
import { readAnswer, totalOf } from '../../dashboards/rows.ts';
import type { PanelSearch } from '../../dashboards/search.ts';
import { flatDocument } from './flat-document.ts';
import type { FoundLine, LinesAnswer, NeighboursAnswer, TailAnswer } from './protocol.ts';
import { checked, findPanel, notOfKind, searchWhole, type ShownPage } from './questions.ts';
import { linePlaceSchema, linesRequestSchema, neighboursRequestSchema, scopeOf, tailRequestSchema } from './scope.ts';

const hitsSchema = v.object({
  hits: v.object({
    hits: v.array(
      v.object({ _id: v.string(), _source: v.record(v.string(), v.unknown()), sort: v.optional(linePlaceSchema) }),
    ),
  }),
});

/**
 * Answers what the browser asks about a panel of log lines.
 *
 * @param body what the browser sent, checked here
 * @param numbers default: as they are in the line, which is how filters find them
 * @throws KafkaInsightError USAGE_INVALID for an unknown panel or an invalid question; SEARCH_* of the search engine
 */
export async function answerLines(
  { engine, dashboards }: ShownPage,
  body: unknown,
  numbers: NumberReading = 'written',
): Promise<LinesAnswer> {
  const { scope, limit, order, after, ...names } = checked(linesRequestSchema, body);
  const panel = findLinesPanel(dashboards, names.dashboard, names.panel);
  const list = { limit, order, ...(after === undefined ? {} : { after }) };
  const answer = await searchWhole(engine, linesRequest(panel, scopeOf(scope), list), numbers);
  const last = readAnswer(hitsSchema, answer).hits.hits.at(-1)?.sort;
  return { total: totalOf(answer), lines: linesOf(answer, panel), ...(last === undefined ? {} : { last }) };
}

/**
 * Responds with the lines of a panel that were ingested since the browser began to follow them: the last ones, and how many there are, so
 * that what is left out is known; like {@link answerLines}.
 *
 * @param nowMillis when following begins, where the browser does not say; epoch milliseconds
 */
export async function answerTail(
  { engine, dashboards }: ShownPage,
  body: unknown,
  nowMillis: number,
): Promise<TailAnswer> {
  const { scope, limit, since = nowMillis, ...names } = checked(tailRequestSchema, body);
  const panel = findLinesPanel(dashboards, names.dashboard, names.panel);
  const answer = await searchWhole(
    engine,
    tailRequest(panel, scopeOf(scope), { sinceMillis: since, limit }),
    'written',
  );
  return { since, total: totalOf(answer), lines: linesOf(answer, panel) };
}

/** Responds with the lines of a file around one of them; like {@link answerLines}. */
export async function answerNeighbours(engine: SearchEngine, body: unknown): Promise<NeighboursAnswer> {
  const { file, offset, limit } = checked(neighboursRequestSchema, body);
  const requests = neighbourRequests({ fileId: file, offset }, limit);
  const ask = async (request: PanelSearch): Promise<FoundLine[]> =>
    linesOf(await searchWhole(engine, request, 'written'), { dataView: 'logs' });
  const [before, after] = await Promise.all([ask(requests.before), ask(requests.after)]);
  return { before: before.toReversed(), after };
}

/** The panel of lines that the browser names. @throws KafkaInsightError USAGE_INVALID where there is none */
export function findLinesPanel(dashboards: readonly Dashboard[], dashboardId: string, panelId: string): LinesPanel {
  const panel = findPanel(dashboards, dashboardId, panelId);
  if (panel.kind !== 'lines') throw notOfKind(panelId);
  return panel;
}

function linesOf(answer: unknown, { dataView }: Pick<LinesPanel, 'dataView'>): FoundLine[] {
  const { hits } = readAnswer(hitsSchema, answer).hits;
  return hits.map(({ _id: id, _source: source }) => {
    const document = flatDocument(source);
    return { id, document, ...(dataView === 'logs' && { ofDataset: unsaidDefaults(document) }) };
  });
}
