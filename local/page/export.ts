import * as v from 'valibot';
import { defaultFields } from '../../core/search/unindexed.ts';
import { readAnswer } from '../../dashboards/rows.ts';
import { reachRequest } from '../../dashboards/search.ts';
import { fieldsOfViews } from './filterable.ts';
import { answerLines, findLinesPanel } from './lines.ts';
import type { ExportFormat, FoundLine, LinesAnswer } from './protocol.ts';
import { checked, searchWhole, type ShownPage } from './questions.ts';
import { exportRequestSchema, linesRequestSchema, MAX_LINES, scopeOf } from './scope.ts';

/** The media types of exports. */
export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** An export that has begun: its first lines are found, so that most errors are known before anything is sent. */
export interface LinesExport {
  readonly format: ExportFormat;
  /** Pieces of the file. Throws like {@link answerLines}, after which the file must not look complete. */
  readonly pieces: AsyncIterable<string>;
}

const reachSchema = v.object({
  aggregations: v.optional(v.object({ all: v.record(v.string(), v.unknown()) }), { all: {} }),
});
const countedSchema = v.object({ doc_count: v.number() });
const REST = 'other fields';
const CRLF = '\r\n';

/**
 * Exports every line that a panel's question finds, page by page, in the panel's order. What is indexed meanwhile may be in it or not.
 *
 * @param question JSON, as the browser sends it
 * @throws KafkaInsightError like answerLines
 */
export async function exportLines(page: ShownPage, question: unknown): Promise<LinesExport> {
  const { format, ...asked } = checked(exportRequestSchema, parsed(question));
  const first = checked(linesRequestSchema, { ...asked, limit: MAX_LINES });
  const begun = await answerLines(page, first, 'exact');
  const pages = pagesFrom(page, first, begun);
  return { format, pieces: format === 'csv' ? csv(await columnsOf(page, first), pages) : ndjson(pages) };
}

async function* pagesFrom(
  shown: ShownPage,
  question: object,
  first: LinesAnswer,
): AsyncGenerator<readonly FoundLine[]> {
  let page = first;
  while (page.lines.length > 0) {
    yield page.lines;
    if (page.last === undefined || page.lines.length < MAX_LINES) return;
    page = await answerLines(shown, { ...question, after: page.last }, 'exact');
  }
}

async function* ndjson(pages: AsyncIterable<readonly FoundLine[]>): AsyncGenerator<string> {
  for await (const lines of pages)
    yield lines.map((line) => `${JSON.stringify({ _id: line.id, ...wholeDocument(line) })}\n`).join('');
}

async function* csv(columns: readonly string[], pages: AsyncIterable<readonly FoundLine[]>): AsyncGenerator<string> {
  yield csvRow(['_id', ...columns, REST]);
  for await (const lines of pages)
    yield lines.map((line) => csvRow([line.id, ...cellsOf(wholeDocument(line), columns)])).join('');
}

/** The fields that some of the lines have, of those that are indexed; and what datasets say of all of their lines. */
async function columnsOf(
  { engine, dashboards }: ShownPage,
  { dashboard, panel: id, scope }: v.InferOutput<typeof linesRequestSchema>,
): Promise<readonly string[]> {
  const panel = findLinesPanel(dashboards, dashboard, id);
  const fields = Object.keys(fieldsOfViews[panel.dataView]);
  const concerned = fields.map((field) => ({ field, exists: true }) as const);
  const question = { all: { ...(panel.where === undefined ? {} : { where: panel.where }), concerned } };
  const answer = await searchWhole(engine, reachRequest(panel.dataView, scopeOf(scope), question));
  const { all } = readAnswer(reachSchema, answer).aggregations;
  const isOfAll = (field: string): boolean =>
    panel.dataView === 'logs' && (defaultFields as readonly string[]).includes(field);
  const countOf = (index: number): number => readAnswer(countedSchema, all[`f${index}`] ?? { doc_count: 0 }).doc_count;
  return fields.filter((field, index) => isOfAll(field) || countOf(index) > 0);
}

function wholeDocument({ document, ofDataset }: FoundLine): FoundLine['document'] {
  return { ...ofDataset, ...document };
}

/** The last cell has what no column is for, such as a value that is too long to be indexed: nothing is left out. */
function cellsOf(document: FoundLine['document'], columns: readonly string[]): unknown[] {
  const rest = Object.entries(document).filter(([name]) => !columns.includes(name));
  return [...columns.map((name) => document[name]), rest.length === 0 ? undefined : Object.fromEntries(rest)];
}

/** One row as RFC 4180 writes it. */
function csvRow(values: readonly unknown[]): string {
  return values.map(csvCell).join(',') + CRLF;
}

/** Spreadsheets run a text that begins so as a formula (OWASP, "CSV Injection"); an apostrophe in front makes it a text. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function parsed(question: unknown): unknown {
  try {
    return typeof question === 'string' ? JSON.parse(question) : undefined;
  } catch {
    return undefined;
  }
}
