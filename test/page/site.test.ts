/** What the local page says of a site that it knows nothing about, in a real browser over the real OpenSearch. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchChromium } from '../../local/page/chromium.ts';
import { startPage } from '../../local/page/server.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { ownEngine } from '../integration/story/engine.ts';

test('what nobody told of the site is not shown as nought: the panel says what to set', async () => {
  await using cleanUp = new AsyncDisposableStack();
  const engine = cleanUp.adopt(await ownEngine(`site-${process.pid}`), (each) => each.close());
  const browser = cleanUp.adopt(await launchChromium(), (each) => each.close());
  for (const site of [undefined, shopSite]) {
    const page = cleanUp.adopt(await startPage({ searchEngine: engine, site }), (each) => each.stop());
    const tab = await browser.newPage();
    const complaints: string[] = [];
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (message) => complaints.push(message.text()));
    await tab.goto(`${page.url}/#/marketing?refresh=0`);
    await tab.locator('#status:not(:empty)').waitFor({ timeout: 60_000 });
    await tab.locator('[aria-busy]').first().waitFor({ state: 'detached', timeout: 60_000 });
    const goals = tab.locator('[data-panel="goal-count"]');
    assert.equal(await goals.locator('h2').textContent(), 'How many reached the goal?');
    const needs = await goals.locator('.panel-content .empty').allTextContents();
    assert.deepEqual(needs, site === undefined ? ['This needs site.goals: docs/configuration.md#site'] : []);
    assert.equal(await tab.locator('.panel-notice').count(), site === undefined ? 17 : 0);
    assert.equal(await tab.locator('[data-panel="visitors-count"] strong').textContent(), '0');
    assert.deepEqual(complaints, []);
  }
});
