/** Filters of the local page in a real browser, compared with counts of the same lines without an engine. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { errorLevels } from '../../core/log-levels.ts';
import { settled } from '../../local/page/first-start.ts';
import { type OpenedPage, openPage } from './opened-page.ts';

let page: OpenedPage;
before(async () => {
  page = await openPage('filters');
});
after(() => page.close());

test('a click on a bar narrows the whole view; the chip turns it around and takes it away', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  const requests = tab.locator('[data-panel="requests-count"] strong');
  const all = await requests.textContent();
  await tab.locator('[data-panel="broken-paths"] .mark-rect.role-mark path').first().click();
  await tab.locator('.chip', { hasText: 'url.path: /cart/add' }).waitFor();
  await settled(tab);
  const onlyThose = page.story.documents.filter(
    (document) => document['url.path'] === '/cart/add' && 'http.response.status_code' in document,
  );
  assert.equal(await requests.textContent(), String(onlyThose.length));
  assert.match(tab.url(), /filters=/);

  await tab.getByRole('button', { name: 'Show all but url.path: /cart/add' }).click();
  await tab.locator('.chip.negated').waitFor();
  await settled(tab);
  await tab.getByRole('button', { name: /^Remove the filter/ }).click();
  await tab.locator('.chip').waitFor({ state: 'detached' });
  await settled(tab);
  assert.equal(await requests.textContent(), all);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a filter leaves alone what it cannot be about, and the panel says so', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  const messages = tab.locator('[data-panel="error-messages-count"]');
  const all = await messages.locator('strong').textContent();
  assert.equal(await messages.locator('.panel-note').isVisible(), false);
  await tab.locator('[data-panel="broken-paths"] .mark-rect.role-mark path').first().click();
  await tab.locator('.chip', { hasText: 'url.path: /cart/add' }).waitFor();
  await settled(tab);
  const errors = page.story.documents.filter(({ 'log.level': level }) => errorLevels.some((error) => error === level));
  assert.equal(all, String(errors.length));
  assert.ok(errors.every((document) => !('url.path' in document)));
  assert.equal(await messages.locator('strong').textContent(), all);
  assert.equal(await messages.locator('.panel-note').textContent(), 'Not filtered by url.path');
  const withoutPath = page.story.documents.filter(
    (document) =>
      !('url.path' in document) && (Number(document['http.response.status_code']) >= 500 || errors.includes(document)),
  );
  const left = `Without ${withoutPath.length} lines that are not about url.path`;
  assert.equal(await tab.locator('[data-panel="lines"] .panel-note:not(.tail-status)').textContent(), left);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('values of one field are joined by "or", in a list and in its chip', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  const requests = tab.locator('[data-panel="requests-count"] strong');
  const has = (methods: readonly string[]): string => {
    const found = page.story.documents.filter(
      (document) =>
        methods.includes(String(document['http.request.method'])) && 'http.response.status_code' in document,
    );
    return found.length.toLocaleString('en');
  };
  const list = tab.locator('[data-panel="controls"] select[name="http.request.method"]');
  await list.selectOption('GET');
  await tab.locator('.chip', { hasText: 'http.request.method: GET' }).waitFor();
  await settled(tab);
  assert.equal(await requests.textContent(), has(['GET']));
  await list.selectOption('POST');
  await tab.locator('.chip', { hasText: 'http.request.method: GET or POST' }).waitFor();
  await settled(tab);
  assert.equal(await requests.textContent(), has(['GET', 'POST']));
  await tab.getByRole('button', { name: 'Choose more values of http.request.method' }).click();
  await tab.getByRole('checkbox', { name: /^GET / }).uncheck();
  await tab.getByRole('button', { name: 'Done', exact: true }).click();
  await tab.locator('.chip', { hasText: /^http.request.method: POST/ }).waitFor();
  await settled(tab);
  assert.equal(await requests.textContent(), has(['POST']));
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('an id in an opened line leads to the other lines of its session', async () => {
  const { tab, complaints } = await page.open('operations?refresh=0&search=hostile');
  await tab.locator('.lines summary').first().click();
  assert.equal(await tab.locator('.lines dl dt').first().textContent(), 'kafkainsight.json.session_id');
  await tab.getByRole('button', { name: 'Show only kafkainsight.json.session_id s-1' }).click();
  await tab.locator('.chip', { hasText: 'kafkainsight.json.session_id: s-1' }).waitFor();
  await settled(tab);
  assert.equal(await tab.locator('[data-panel="lines"] .lines-total').textContent(), '3 lines');
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a rule that is clicked narrows cases and findings', async () => {
  const { tab, complaints } = await page.open('findings?refresh=0');
  const cases = tab.locator('[data-panel="open-count"] strong');
  const all = Number(await cases.textContent());
  await tab.locator('[data-panel="rules"] td button').first().click();
  await tab.locator('.chip', { hasText: 'rule.name' }).waitFor();
  await settled(tab);
  const some = Number(await cases.textContent());
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('panels of the ledger say what time they show', async () => {
  const { tab } = await page.open('operations?refresh=0');
  const note = tab.locator('[data-panel="files"] .panel-note');
  assert.match((await note.textContent()) ?? '', /^By the time of ingestion, \d\d \w+ \d{4}, [\d:]+ – /);
  await tab.context().close();
});
