/**
 * Takes the README's pictures of a page that runs: `node local/page/screenshots.ts http://127.0.0.1:5600`. Light and dark, on a
 * desk and on a phone; they become docs/images/<dashboard>-<look>.png.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dashboards } from '../../dashboards/dashboards.ts';
import { launchChromium } from './chromium.ts';

interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  readonly deviceScaleFactor: number;
}

const desk: Look = { name: 'light', width: 1440, height: 1000, colorScheme: 'light', deviceScaleFactor: 1 };
const dark: Look = { ...desk, name: 'dark', colorScheme: 'dark' };
const phone: Look = { ...desk, name: 'phone', width: 390, height: 844, deviceScaleFactor: 2 };
const folder = new URL('../../docs/images/', import.meta.url);

const [address] = process.argv.slice(2);
if (address === undefined) {
  console.error('Say where the page is: node local/page/screenshots.ts http://127.0.0.1:<port>');
  process.exit(2);
}

await mkdir(folder, { recursive: true });
const browser = await launchChromium();
try {
  for (const { id } of dashboards) {
    const looks = id === 'bugs' ? [desk, dark, phone] : [desk];
    for (const look of looks) await photograph(`${address}/#/${id}?refresh=0`, `${id}-${look.name}.png`, look);
  }
} finally {
  await browser.close();
}

async function photograph(
  url: string,
  name: string,
  { width, height, colorScheme, deviceScaleFactor }: Look,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, deviceScaleFactor });
  const tab = await context.newPage();
  await tab.goto(url);
  await tab.locator('#status:not(:empty)').waitFor({ timeout: 60_000 });
  await tab.locator('[aria-busy]').first().waitFor({ state: 'detached', timeout: 60_000 });
  await tab.screenshot({ path: fileURLToPath(new URL(name, folder)) });
  await context.close();
  console.log(`docs/images/${name}`);
}
