/** Visits on the local page in a real browser: their numbers, what filters do to them, and the way to their lines. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page as Tab } from 'playwright-core';
import { settled } from '../../local/page/first-start.ts';
import type { Document } from '../integration/story/story.ts';
import { type OpenedPage, openPage } from './opened-page.ts';

const HOUR = 3_600_000;
let page: OpenedPage;
let visits: readonly Document[];
before(async () => {
  page = await openPage('visits');
  ({ visits } = page);
});
after(() => page.close());

const panel = (tab: Tab, id: string): Locator => tab.locator(`[data-panel="${id}"]`);
const countOf = (documents: readonly unknown[]): string => documents.length.toLocaleString('en');

test('a campaign narrows visits and lines; an entry page visits alone, and panels of lines say so', async () => {
  const { tab, complaints } = await page.open('marketing?refresh=0');
  const number = panel(tab, 'visits-count').locator('strong');
  assert.equal(await number.textContent(), countOf(visits));

  const campaign = panel(tab, 'visit-campaigns').locator('tbody tr').first();
  const [name = '', count, bounces, conversions] = await campaign.locator('td').allTextContents();
  const own = visits.filter((visit) => visit['kafkainsight.campaign.name'] === name);
  const rate = (field: string): number => (100 * own.filter((visit) => visit[field] === 1).length) / own.length;
  assert.equal(count, countOf(own));
  assert.ok(Math.abs(Number.parseFloat(bounces ?? '') - rate('kafkainsight.visit.bounces')) < 0.5);
  assert.ok(Math.abs(Number.parseFloat(conversions ?? '') - rate('kafkainsight.visit.conversions')) < 0.5);
  await campaign.getByRole('button').click();
  await tab.locator('.chip', { hasText: name }).waitFor();
  await settled(tab);
  assert.equal(await number.textContent(), countOf(own));
  assert.equal(await panel(tab, 'campaigns').locator('tbody tr td').first().textContent(), name);

  const entry = panel(tab, 'entry-pages').locator('tbody tr').first().getByRole('button');
  const path = await entry.textContent();
  await entry.click();
  await tab.locator('.chip', { hasText: `entry_page: ${path ?? ''}` }).waitFor();
  await settled(tab);
  const begun = own.filter((visit) => visit['kafkainsight.visit.entry_page'] === path);
  assert.equal(await number.textContent(), countOf(begun));
  const note = panel(tab, 'campaign-count').locator('.panel-note');
  assert.equal(await note.textContent(), 'Not filtered by kafkainsight.visit.entry_page');
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('who was here before is a filter of visits; what they cannot be filtered by is said', async () => {
  const { tab, complaints } = await page.open('marketing?refresh=0');
  await panel(tab, 'visits-over-time')
    .locator('.legend')
    .getByRole('button', { name: /Returning/ })
    .click();
  await tab.locator('.chip', { hasText: 'Returning visitors' }).waitFor();
  await settled(tab);
  const returning = visits.filter((visit) => visit['kafkainsight.visit.returning'] === true);
  assert.ok(returning.length > 0 && returning.length < visits.length);
  assert.equal(await panel(tab, 'visits-count').locator('strong').textContent(), countOf(returning));
  const note = panel(tab, 'visitors-count').locator('.panel-note');
  assert.equal(await note.textContent(), 'Not filtered by Returning visitors');

  const filters = JSON.stringify([{ kind: 'value', field: 'url.path', values: ['/'], negated: false }]);
  const { tab: other } = await page.open(`marketing?refresh=0&filters=${encodeURIComponent(filters)}`);
  assert.equal(await panel(other, 'visits-count').locator('strong').textContent(), countOf(visits));
  assert.equal(await panel(other, 'visits-count').locator('.panel-note').textContent(), 'Not filtered by url.path');
  assert.deepEqual(complaints, []);
  for (const each of [tab, other]) await each.context().close();
});

test('a visit leads to its lines', async () => {
  const { tab, complaints } = await page.open('marketing?refresh=0');
  const list = panel(tab, 'visits');
  assert.equal(await list.locator('.lines-total').textContent(), `${countOf(visits)} visits`);
  await list.locator('summary').first().click();
  await list.getByRole('button', { name: 'Show its lines' }).click();
  await tab.waitForURL(/#\/lines\?/);
  await settled(tab);
  const newest = visits.toSorted((one, other) => timeOf(other) - timeOf(one))[0] ?? assert.fail();
  const end = Date.parse(String(newest['event.end']));
  const same = ['source.address', 'user_agent.name', 'user_agent.os.name', 'user_agent.device.name'];
  const lines = page.story.documents.filter(
    (document) =>
      timeOf(document) >= timeOf(newest) &&
      timeOf(document) < end + 60_000 &&
      same.every((field) => document[field] === newest[field]),
  );
  assert.ok(lines.length >= Number(newest['kafkainsight.visit.pages']));
  assert.equal(await panel(tab, 'lines').locator('.lines-total').textContent(), counted(lines.length));
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('visits that wait to be counted are not said to be none', async () => {
  const { toMillis } = page.story;
  const hour = Math.floor((toMillis - 1) / HOUR) * HOUR;
  const late = { '@timestamp': new Date(toMillis - 1).toISOString(), 'event.dataset': 'text', message: 'late' };
  const action = { index: { _index: 'kafkainsight-logs-_text-2026.11', _id: 'late-of-visits' } };
  await page.engine.bulk(Buffer.from(`${JSON.stringify(action)}\n${JSON.stringify(late)}\n`), 60_000);
  await page.engine.request('POST', '/kafkainsight-logs-*/_refresh');
  const day = visits.filter((visit) => timeOf(visit) >= toMillis - 24 * HOUR && timeOf(visit) < toMillis);
  const { tab, complaints } = await page.open(`marketing?refresh=0&range=${toMillis - 24 * HOUR}-${toMillis}`);
  assert.equal(await panel(tab, 'visits-count').locator('strong').textContent(), countOf(day));
  // an hour of a day always waits
  assert.equal(await panel(tab, 'visits-count').locator('.panel-note').textContent(), '');
  const { tab: hours } = await page.open(`marketing?refresh=0&range=${hour - 4 * HOUR}-${toMillis}`);
  assert.match((await panel(hours, 'visits-count').locator('.panel-note').textContent()) ?? '', /^Counted until /);
  const { tab: none } = await page.open(`marketing?refresh=0&range=${hour}-${hour + HOUR}`);
  assert.equal(await panel(none, 'visits-count').locator('.panel-note').textContent(), 'Not counted yet');

  await page.engine.request('DELETE', '/kafkainsight-visits');
  await page.engine.request('DELETE', '/kafkainsight-baselines');
  const { tab: first } = await page.open(`marketing?refresh=0&range=${toMillis - 24 * HOUR}-${toMillis}`);
  const number = panel(first, 'visits-count');
  assert.deepEqual(
    [await number.locator('strong').textContent(), await number.locator('.panel-note').textContent()],
    ['–', 'Not counted yet'],
  );
  assert.equal(await panel(first, 'visits').locator('.lines-total').textContent(), 'Not counted yet');
  assert.equal(await panel(first, 'visit-campaigns').locator('.empty').textContent(), 'Not counted yet');
  assert.equal(await panel(first, 'visits-over-time').locator('.empty').textContent(), 'Not counted yet');
  assert.deepEqual(complaints, []);
  for (const each of [tab, none, first]) await each.context().close();
});

function timeOf(document: Document): number {
  return Date.parse(String(document['@timestamp']));
}

function counted(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}
