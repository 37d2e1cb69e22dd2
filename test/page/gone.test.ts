/** What the page says, in a real browser, once what it asks does not answer. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { settled } from '../../local/page/first-start.ts';
import { type RunningPage, startPage } from '../../local/page/server.ts';
import { type OpenedPage, openPage } from './opened-page.ts';

let page: OpenedPage;
before(async () => {
  page = await openPage('gone');
});
after(() => page.close());

test('a server that is gone is said to be gone, and what was shown stays', async () => {
  const own = await startPage({ searchEngine: page.engine });
  await assertSaysGone(own, () => own.stop(), 'npm start');
});

test('so is an engine that is gone', async () => {
  let isGone = false;
  const searchEngine: SearchEngine = {
    ...page.engine,
    request: (...asked) =>
      isGone
        ? Promise.reject(new KafkaInsightError('SEARCH_UNAVAILABLE', 'The engine does not answer.'))
        : page.engine.request(...asked),
  };
  const lose = (): Promise<void> => {
    isGone = true;
    return Promise.resolve();
  };
  await assertSaysGone(await startPage({ searchEngine }), lose, 'The engine does not answer');
});

async function assertSaysGone(own: RunningPage, lose: () => Promise<void>, why: string): Promise<void> {
  const context = await page.browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(`${own.url}/#/bugs?refresh=0`);
    await settled(tab);
    await lose();
    await tab.getByRole('button', { name: 'Refresh now' }).click();
    await tab.locator('#status.failed', { hasText: why }).waitFor();
    const old = tab.locator('[data-panel="requests-count"] .panel-message');
    assert.match((await old.textContent()) ?? '', /^This is of \d\d \w+ \d{4}.*does not answer/);
    assert.ok((await tab.locator('.drawing svg').count()) > 0);
  } finally {
    await own.stop();
    await context.close();
  }
}
