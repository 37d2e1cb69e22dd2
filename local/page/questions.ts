import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import type { NumberReading, SearchEngine } from '../../core/ports.ts';
import { type Dashboard, type Panel, panelsOf } from '../../dashboards/definition.ts';
import { readAnswer } from '../../dashboards/rows.ts';
import { type PanelSearch, TIME_LIMIT_SECONDS } from '../../dashboards/search.ts';

/** What the page shows. */
export interface ShownPage {
  readonly engine: SearchEngine;
  readonly dashboards: readonly Dashboard[];
}

/** A response without these is complete: fakes and old engines omit them. */
const wholenessSchema = v.object({
  timed_out: v.optional(v.boolean(), false),
  _shards: v.optional(v.object({ failed: v.number() }), { failed: 0 }),
});

/**
 * Searches. Partial numbers would be read as those of all documents, so a partial response is an error.
 *
 * @param numbers which numbers of documents are texts. Default: none
 * @throws KafkaInsightError TIME_LIMIT, SEARCH_UNAVAILABLE; SEARCH_* of the search engine
 */
export async function searchWhole(
  engine: SearchEngine,
  { path, body }: PanelSearch,
  numbers?: NumberReading,
): Promise<unknown> {
  const answer = await engine.request('POST', path, body, numbers);
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

/** The panel that the browser names. @throws KafkaInsightError USAGE_INVALID where there is none */
export function findPanel(dashboards: readonly Dashboard[], dashboardId: string, panelId: string): Panel {
  const panel = panelsOf(findDashboard(dashboards, dashboardId)).find(({ id }) => id === panelId);
  if (panel !== undefined) return panel;
  throw missing(`panel "${panelId}" on a dashboard "${dashboardId}"`);
}

/** The dashboard that the browser names. @throws KafkaInsightError USAGE_INVALID where there is none */
export function findDashboard(dashboards: readonly Dashboard[], dashboardId: string): Dashboard {
  const dashboard = dashboards.find(({ id }) => id === dashboardId);
  if (dashboard === undefined) throw missing(`dashboard "${dashboardId}"`);
  return dashboard;
}

/** The panel is there, and of another kind than the question. */
export function notOfKind(panelId: string): KafkaInsightError {
  return new KafkaInsightError(
    'USAGE_INVALID',
    `Panel "${panelId}" does not answer this kind of question. Reload the page.`,
  );
}

/** Reads what the browser sent. @throws KafkaInsightError USAGE_INVALID that names the places that are wrong */
export function checked<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const places = result.issues.map((issue) => v.getDotPath(issue) ?? 'the request itself');
  throw new KafkaInsightError(
    'USAGE_INVALID',
    `The request is wrong at: ${[...new Set(places)].join(', ')}. Reload the page.`,
  );
}

function missing(what: string): KafkaInsightError {
  return new KafkaInsightError(
    'USAGE_INVALID',
    `There is no ${what}. Reload the page: it may be older than the server.`,
  );
}
