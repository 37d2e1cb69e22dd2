/**
 * Takes the README's still pictures, `npm run screenshots`: of a first `npm start`, once every line of its story is indexed and judged. Light and
 * dark, on a desktop and on a phone; written to docs/images/<dashboard>-<look>.png.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { counted } from '../../core/wording.ts';
import { dashboardsOf } from '../../dashboards/dashboards.ts';
import { countLines } from '../runner/count-lines.ts';
import { launchChromium } from './chromium.ts';
import { duringFirstStart, images, settled } from './first-start.ts';

interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  readonly deviceScaleFactor: number;
}

const LOOK_MILLIS = 20_000;
const MAX_LOOKS = 15;

const desk: Look = { name: 'light', width: 1440, height: 1000, colorScheme: 'light', deviceScaleFactor: 1 };
const dark: Look = { ...desk, name: 'dark', colorScheme: 'dark' };
const phone: Look = { ...desk, name: 'phone', width: 390, height: 844, deviceScaleFactor: 2 };

async function linesOfStory(folder: string): Promise<number> {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  const counts = await Promise.all(names.map((name) => countLines(join(folder, name))));
  return counts.reduce((sum, { lines }) => sum + lines, 0);
}

async function photograph(browser: Browser, url: string, name: string, look: Look): Promise<void> {
  const { width, height, colorScheme, deviceScaleFactor } = look;
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor, timezoneId: 'UTC' });
  const tab = await context.newPage();
  await tab.goto(url);
  await settled(tab);
  await tab.screenshot({ path: join(images, name) });
  await context.close();
  console.log(`docs/images/${name}`);
}

/** Waits until the rules have judged the story: until two looks in a row find the same cases. */
async function judged(browser: Browser, address: string): Promise<void> {
  const tab = await browser.newPage();
  let before = '0';
  for (let look = 0; look < MAX_LOOKS; look++) {
    await tab.goto(`${address}/#/findings?refresh=0`);
    await tab.reload();
    await settled(tab);
    const cases = (await tab.locator('[data-panel="open-count"] strong').textContent()) ?? '0';
    if (cases !== '0' && cases === before) break;
    before = cases;
    await tab.waitForTimeout(LOOK_MILLIS);
  }
  await tab.close();
}

mkdirSync(images, { recursive: true });
await duringFirstStart(async (run) => {
  const { folder } = run;
  const address = await run.lineThatFits(/^ {2}dashboards +(http:\S+)\/$/);
  await run.lineThatFits(/^(Loaded), so that/);
  const all = counted(await linesOfStory(join(folder, 'local/data/story')), 'document');
  await run.lineThatFits(new RegExp(`^(${all}) · .* · waiting: nothing$`));
  await using browser = await launchChromium();
  await judged(browser, address);
  for (const { id } of dashboardsOf()) {
    for (const look of id === 'bugs' ? [desk, dark, phone] : [desk])
      await photograph(browser, `${address}/#/${id}?refresh=0`, `${id}-${look.name}.png`, look);
  }
});
