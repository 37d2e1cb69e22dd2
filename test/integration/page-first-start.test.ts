/** The story of a first start together with the user's own logs, in a real browser over the real OpenSearch. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page as Tab } from 'playwright-core';
import type { SearchEngine } from '../../core/ports.ts';
import { launchChromium } from '../../local/page/chromium.ts';
import { type RunningPage, startPage } from '../../local/page/server.ts';
import { ownEngine } from './story/engine.ts';

let engine: SearchEngine;
let page: RunningPage;
let browser: Browser;

before(async () => {
  browser = await launchChromium();
  engine = await ownEngine(`first-start-${process.pid}`);
  page = await startPage({ searchEngine: engine });
});

after(async () => {
  await page.stop();
  await browser.close();
  await engine.close();
});

async function index(path: string, times: readonly string[]): Promise<void> {
  const actions = times.map((time) => {
    const document = { '@timestamp': time, 'event.dataset': 'text', message: 'a line', 'log.file.path': path };
    const action = { index: { _index: 'kafkainsight-logs-text-2026.11', _id: `${path}-${time}` } };
    return `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`;
  });
  await engine.bulk(Buffer.from(actions.join('')), 60_000);
  await engine.request('POST', '/kafkainsight-logs-*/_refresh');
}

/** How many lines the page shows once every answer has come. */
async function linesOf(tab: Tab): Promise<string | null> {
  await tab.locator('#status:not(:empty)').waitFor({ timeout: 60_000 });
  await tab.locator('[aria-busy]').first().waitFor({ state: 'detached', timeout: 60_000 });
  return tab.locator('[data-panel="lines-count"] strong').textContent();
}

test('the story is shown alone, left out beside own logs, and then a click away', async () => {
  await index('inbox/first-start/json.log', ['2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z', '2026-11-20T12:00:00Z']);
  const tab = await browser.newPage();
  await tab.goto(`${page.url}/#/operations?refresh=0`);
  assert.equal(await linesOf(tab), '3');
  assert.ok(await tab.locator('#story').isHidden());

  await index('inbox/shop/own.log', ['2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z']);
  await tab.getByRole('button', { name: 'Refresh now' }).click();
  await tab.getByRole('button', { name: 'Show it, too' }).waitFor();
  assert.equal(await linesOf(tab), '2');

  await tab.getByRole('button', { name: 'Show it, too' }).click();
  await tab.getByRole('button', { name: 'Leave it out' }).waitFor();
  assert.equal(await linesOf(tab), '5');
  await tab.getByRole('button', { name: 'Leave it out' }).click();
  await tab.getByRole('button', { name: 'Show it, too' }).waitFor();
  assert.equal(await linesOf(tab), '2');
});
