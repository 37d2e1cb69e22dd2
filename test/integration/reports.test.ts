/** The reports of the local page on a real OpenSearch, held against what is counted of the same documents without it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SearchEngine } from '../../core/ports.ts';
import { panelsOf, type ReportPanel } from '../../dashboards/definition.ts';
import type { Scope } from '../../dashboards/search.ts';
import { pageDashboardsOf } from '../../local/page/dashboards.ts';
import type { ReportAnswer } from '../../local/page/protocol.ts';
import { askReport } from '../../local/page/reports/reports.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { ownEngine } from './story/engine.ts';
import { fits } from './story/expected.ts';
import { type Document, type IndexedStory, indexStory } from './story/story.ts';

const HOUR = 3_600_000;
const panels = pageDashboardsOf(shopSite).flatMap(panelsOf);
let engine: SearchEngine;
let story: IndexedStory;

before(async () => {
  engine = await ownEngine(`reports-${process.pid}`);
  story = await indexStory(engine, { lines: 20_000 });
});
after(() => engine.close());

function panelOf(id: string): ReportPanel {
  const panel = panels.find((candidate) => candidate.id === id);
  assert.ok(panel?.kind === 'report', id);
  return panel;
}

function scopeOf(fromMillis: number, toMillis = story.toMillis): Scope {
  return { fromMillis, toMillis, timeZone: 'UTC', filters: [] };
}

const report = (id: string, scope: Scope): Promise<ReportAnswer> => askReport(engine, panelOf(id), scope);
const timeOf = (document: Document): number => Date.parse(String(document['@timestamp']));
function fitting(id: string, within: (millis: number) => boolean = () => true): Document[] {
  const { where } = panelOf(id);
  return story.documents.filter(
    (document) => within(timeOf(document)) && (where === undefined || fits(document, where)),
  );
}

test('a silence has its exact length: from the last line before it to the first one after it', async () => {
  const outage = story.labels.find(({ scenario }) => scenario === 'outage') ?? assert.fail();
  const [start, end] = [Date.parse(outage.start), Date.parse(outage.end)];
  const { rows } = await report('gaps', scopeOf(story.fromMillis));
  const source = 'apache.access';
  const times = story.documents
    .filter((document) => document['event.dataset'] === source)
    .map(timeOf)
    .toSorted((one, other) => one - other);
  const lastBefore = times.findLast((millis) => millis < start) ?? assert.fail();
  const firstAfter = times.find((millis) => millis >= end) ?? assert.fail();
  const found = rows.find(({ cells: [name, , from] }) => name === source && from === lastBefore);
  assert.ok(found, `the outage of ${outage.start} is not among ${JSON.stringify(rows)}`);
  assert.deepEqual(found.cells.slice(0, 4), [source, firstAfter - lastBefore, lastBefore, firstAfter]);
  assert.equal(rows[0], found, 'the outage of the whole shop is more surprising than any night');
  assert.deepEqual(found.filter, { field: 'event.dataset', value: source });
});

test('who is still silent at the end of the time range is silent until then', async () => {
  const outage = story.labels.find(({ scenario }) => scenario === 'outage') ?? assert.fail();
  const middle = Date.parse(outage.start) + (Date.parse(outage.end) - Date.parse(outage.start)) / 2;
  const { rows } = await report('gaps', scopeOf(story.fromMillis, middle));
  assert.ok(
    rows.some(({ cells: [, , , until] }) => until === middle),
    JSON.stringify(rows),
  );
});

test('a kind of error that was never logged before is new since its first line', async () => {
  const { rows } = await report('patterns', scopeOf(story.fromMillis));
  const first = new Map<unknown, number>();
  const messages = new Map<unknown, number>();
  for (const document of fitting('patterns')) {
    const id = document['kafkainsight.pattern.id'];
    first.set(id, Math.min(first.get(id) ?? Infinity, timeOf(document)));
    messages.set(id, (messages.get(id) ?? 0) + 1);
  }
  assert.ok(rows.length > 3);
  for (const { cells, filter } of rows) {
    const [, number, newSince] = cells;
    assert.equal(number, messages.get(filter?.value));
    if (newSince !== null) assert.equal(newSince, first.get(filter?.value));
  }
  const deploy = story.labels.find(({ scenario }) => scenario === 'bad-deploy') ?? assert.fail();
  const broke = rows.find(({ cells: [text] }) => String(text).includes('Uncaught TypeError')) ?? assert.fail();
  const since = Number(broke.cells[2]);
  assert.ok(since >= Date.parse(deploy.start) && since < Date.parse(deploy.end), new Date(since).toISOString());
});

test('what was logged before the time range is not new, however rare it is within', async () => {
  const begin = story.fromMillis + 48 * HOUR;
  const { rows } = await report('patterns', scopeOf(begin));
  const before = new Set(
    story.documents
      .filter((document) => timeOf(document) < begin)
      .map((document) => document['kafkainsight.pattern.id']),
  );
  assert.ok(rows.some(({ filter }) => before.has(filter?.value)));
  for (const { cells, filter } of rows) assert.equal(cells[2] === null, before.has(filter?.value));
});
