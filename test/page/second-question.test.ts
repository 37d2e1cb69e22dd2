/** What follows the first look, in a real browser: compared with before, cut where, silent how long, and completed as typed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lengthText } from '../../local/page/browser/text.ts';
import { settled } from '../../local/page/first-start.ts';
import type { Document } from '../integration/story/story.ts';
import { type OpenedPage, openPage } from './opened-page.ts';

const DAY = 86_400_000;
let page: OpenedPage;
before(async () => {
  page = await openPage('second-question');
});
after(() => page.close());

const timeOf = (document: Document): number => Date.parse(String(document['@timestamp']));
const isRequest = (document: Document): boolean => document['http.response.status_code'] !== undefined;

function requestsIn(from: number, to: number): readonly Document[] {
  return page.story.documents.filter(
    (document) => isRequest(document) && timeOf(document) >= from && timeOf(document) < to,
  );
}

test('a number says what it was in the time before, and a table, too', async () => {
  const { toMillis } = page.story;
  const from = toMillis - DAY;
  const { tab, complaints } = await page.open(`bugs?refresh=0&range=${from}-${toMillis}`);
  const [now, then] = [requestsIn(from, toMillis), requestsIn(from - DAY, from)];
  const said = (await tab.locator('[data-panel="requests-count"] .number-before').textContent()) ?? '';
  const change = Math.max(1, Math.round(Math.abs(now.length / then.length - 1) * 100));
  const sign = now.length > then.length ? '+' : '−';
  assert.equal(said, `${sign}${change} % · ${then.length.toLocaleString('en')} in the day before`);
  const row = tab.locator('[data-panel="path-rates"] tbody tr').first();
  const cells = await row.locator('td').allTextContents();
  const [path = '', requests, , , earlier] = cells;
  const of = (documents: readonly Document[]): string =>
    documents.filter((document) => document['url.path'] === path).length.toLocaleString('en');
  assert.deepEqual([requests, earlier], [of(now), of(then)]);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('nothing is compared with a time that is not whole, nor all times with anything', async () => {
  const { fromMillis, toMillis } = page.story;
  const early = await page.open(`bugs?refresh=0&range=${fromMillis + DAY}-${toMillis}`);
  const said = (await early.tab.locator('[data-panel="requests-count"] .number-before').textContent()) ?? '';
  assert.match(said, /^[\d,]+ in the 2 days before, of which logs are there since /);
  const all = await page.open('bugs?refresh=0');
  assert.equal(await all.tab.locator('.number-before').count(), 0);
  for (const { tab } of [early, all]) await tab.context().close();
});

test('what a table cuts is counted below it', async () => {
  const { tab } = await page.open('bugs?refresh=0');
  const counts = new Map<unknown, number>();
  for (const document of page.story.documents) {
    const path = document['url.path'];
    if (isRequest(document) && path !== undefined) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  const rest = [...counts.values()].toSorted((one, other) => other - one).slice(20);
  const lines = rest.reduce((sum, count) => sum + count, 0);
  assert.ok(lines > 0);
  const foot = await tab.locator('[data-panel="path-rates"] .panel-foot').textContent();
  assert.equal(foot, `The first 20 are shown, without ${lines.toLocaleString('en')} lines of others`);
  await tab.context().close();
});

test('a silence is named with its length, and a click shows its time', async () => {
  const outage = page.story.labels.find(({ scenario }) => scenario === 'outage') ?? assert.fail();
  const times = page.story.documents
    .filter((document) => document['event.dataset'] === 'apache.access')
    .map(timeOf)
    .toSorted((one, other) => one - other);
  const last = times.findLast((millis) => millis < Date.parse(outage.start)) ?? assert.fail();
  const first = times.find((millis) => millis >= Date.parse(outage.end)) ?? assert.fail();
  const length = lengthText(first - last);
  const { tab, complaints } = await page.open('operations?refresh=0');
  const row = tab.locator('[data-panel="gaps"] tbody tr', { hasText: 'apache.access' }).filter({ hasText: length });
  await row.getByRole('button', { name: `${length}: show this time` }).click();
  await tab.waitForURL(/range=\d+-\d+/);
  await settled(tab);
  const [, from, to] = /range=(\d+)-(\d+)/.exec(tab.url()) ?? [];
  assert.ok(Number(from) < Date.parse(outage.start) && Number(to) > Date.parse(outage.end));
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('names and values are completed by the keyboard, and an empty box shows what can be asked', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  const box = tab.getByRole('searchbox');
  await box.click();
  await tab.getByRole('option', { name: /^status:5\*/ }).waitFor();
  await box.pressSequentially('stat');
  await tab.getByRole('option', { name: /^status: *http\.response\.status_code/ }).waitFor();
  await box.press('ArrowDown');
  await box.press('Enter');
  assert.equal(await box.inputValue(), 'status:');
  await box.pressSequentially('50');
  await tab.getByRole('option', { name: /^500/ }).click();
  assert.equal(await box.inputValue(), 'status:500 ');
  await tab.waitForURL(/search=status%3A500(&|$)/);
  await settled(tab);
  const failed = page.story.documents.filter((document) => document['http.response.status_code'] === 500);
  assert.equal(await tab.locator('#found').textContent(), `${failed.length} lines found`);
  await box.press('Tab');
  assert.equal(await tab.locator('.suggestions li').count(), 0);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a panel that nothing fits says what that means; a case says its rule and how sure it is', async () => {
  assert.ok(page.story.documents.every((document) => !('event.duration' in document)));
  const { tab, complaints } = await page.open('bugs?refresh=0', { width: 1366 });
  const empty = tab.locator('[data-panel="latency"] .empty');
  assert.match((await empty.textContent()) ?? '', /^None of these requests says how long it took\./);
  // one row, so that the charts begin high
  assert.ok(((await tab.locator('.top').boundingBox())?.height ?? 99) < 60);
  const { tab: findings } = await page.open('findings?refresh=0');
  const badges = await findings.locator('[data-panel="cases"] summary').first().locator('.badge').allTextContents();
  assert.ok(['high', 'medium'].includes(badges[0] ?? '') && badges.length === 2, badges.join());
  assert.deepEqual(complaints, []);
  await tab.context().close();
  await findings.context().close();
});
