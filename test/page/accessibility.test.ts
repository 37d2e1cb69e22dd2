/** The page in a real browser, as axe-core judges it: WCAG 2.2 A and AA, and what axe calls best practice. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { Page as Tab } from 'playwright-core';
import { pageDashboardsOf } from '../../local/page/dashboards.ts';
import { settled } from '../../local/page/first-start.ts';
import { startPage } from '../../local/page/server.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { ownEngine } from '../integration/story/engine.ts';
import { type OpenedPage, openPage } from './opened-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** What axe finds wrong with what the tab shows, each with where it is. */
async function findingsOf(tab: Tab): Promise<string[]> {
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate<{ readonly violations: readonly Finding[] }>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  );
}

let page: OpenedPage;
before(async () => {
  page = await openPage('accessibility');
});
after(() => page.close());

const looks = [
  { width: 1366, dark: false },
  { width: 1366, dark: true },
  { width: 390, dark: false },
];

for (const look of looks) {
  describe(`${look.width} pixels, ${look.dark ? 'dark' : 'light'}`, () => {
    for (const { id } of pageDashboardsOf(shopSite)) {
      test(`dashboard ${id}`, async () => {
        const { tab } = await page.open(`${id}?refresh=0`, look);
        assert.deepEqual(await findingsOf(tab), []);
        await tab.context().close();
      });
    }

    test('an opened line, filters, a search that finds nothing, and a dialog', async () => {
      const filter = { kind: 'value', field: 'event.dataset', values: ['apache.access'], negated: false };
      const address = `lines?${new URLSearchParams({ refresh: '0', filters: JSON.stringify([filter]) }).toString()}`;
      const { tab } = await page.open(address, look);
      await tab.locator('[data-panel="lines"] summary').nth(3).click();
      await tab.getByRole('button', { name: 'Lines around it in its file' }).click();
      await tab.locator('.line-own').waitFor();
      assert.deepEqual(await findingsOf(tab), []);
      await tab.locator('.chip-more').first().click();
      await tab.locator('dialog[open] li input').first().waitFor();
      assert.deepEqual(await findingsOf(tab), []);
      await tab.keyboard.press('Escape');
      await tab.goto(`${tab.url().split('#')[0] ?? ''}#/lines?refresh=0&search=zebra+GET`);
      await tab.locator('#found li').first().waitFor();
      await settled(tab);
      assert.deepEqual(await findingsOf(tab), []);
      await tab.getByRole('searchbox').fill('sta');
      await tab.locator('.suggestions li').first().waitFor();
      await tab.getByRole('searchbox').press('ArrowDown');
      assert.deepEqual(await findingsOf(tab), []);
      await tab.context().close();
    });

    test('the first page, where there are no logs', async () => {
      await using cleanUp = new AsyncDisposableStack();
      const engine = cleanUp.adopt(await ownEngine(`accessibility-none-${process.pid}`), (each) => each.close());
      const empty = cleanUp.adopt(await startPage({ searchEngine: engine }), (each) => each.stop());
      const { width, dark } = look;
      const context = cleanUp.adopt(
        await page.browser.newContext({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' }),
        (each) => each.close(),
      );
      const tab = await context.newPage();
      await tab.goto(`${empty.url}/#/operations?refresh=0`);
      await settled(tab);
      await tab.locator('#nothing li').first().waitFor();
      assert.deepEqual(await findingsOf(tab), []);
    });
  });
}
