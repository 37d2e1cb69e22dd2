/**
 * Records the README's animation, `npm run recording`: a first `npm start`, logs that are dropped into its inbox, and how the bug in them
 * is found. All of it is a true run; only waiting is shortened, and a clock says how long it took. It becomes docs/images/recording.gif.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page as Tab } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { createFilm, type Film, PICTURE } from './film.ts';
import { duringFirstStart, type FirstStart, images, root, settled } from './first-start.ts';
import { encodeGif } from './gif.ts';

const LOGS = ['access.log', 'error.log'];
const DAY_MILLIS = 24 * 60 * 60 * 1000;
/** Lines of the generator's story of a bad deployment: one path breaks, and the error log says where. */
const LINES = 30_000;
const BUG = { path: '/cart/add', code: 'AH01071' };

/** Writes the logs of a shop in which a bug was deployed some hours ago. */
function writeLogs(folder: string): void {
  const from = new Date(Date.now() - DAY_MILLIS).toISOString();
  const options = ['--lines', String(LINES), '--from', from, '--scenario', 'bad-deploy', '--out', folder];
  const formats = ['--format', 'apache_combined,apache_error'];
  execFileSync(process.execPath, [join(root, 'bin/kafkainsight.mjs'), 'generate', ...options, ...formats]);
}

/** As access.log and error.log, in the inbox. */
function dropLogs(run: FirstStart): void {
  const [from, inbox] = [join(run.folder, 'logs'), join(run.folder, 'local/inbox')];
  for (const name of LOGS) copyFileSync(join(from, `apache_${name}`.replace('access', 'combined')), join(inbox, name));
}

async function recordTerminal(run: FirstStart, film: Film): Promise<string> {
  await film.caption('Start: Kafka, OpenSearch and the dashboards, without Docker');
  await film.type('npm start');
  const address = await run.lineThatFits(/^ {2}dashboards +(http:\S+)\/$/);
  await run.lineThatFits(/(waiting: nothing)$/);
  const before = run.printed.length;
  await film.print(run.printed);
  await film.caption('Drop logs');
  await film.type(`cp ${LOGS.join(' ')} local/inbox/`);
  dropLogs(run);
  await run.lineThatFits(/^(The dashboards show your own logs now)/);
  await run.lineThatFits(/^(Read from the inbox: error\.log)/);
  await film.print(run.printed.slice(before));
  return address;
}

/** Shows the page as lines arrive, then goes the way that a reader goes: what fails, since when, with which message. */
async function recordPage(run: FirstStart, film: Film, tab: Tab): Promise<void> {
  await film.caption('Look at the dashboards');
  const panel = (id: string): Locator => tab.locator(`[data-panel="${id}"]`);
  await settled(tab);
  await film.show(tab, 600);
  await film.scrollTo(tab, panel('requests-count'));
  const dropped = run.printed.length;
  while (!run.printed.slice(dropped).some(({ text }) => text.endsWith('waiting: nothing'))) {
    await film.show(tab, 250);
    await tab.waitForTimeout(3_000);
  }
  await tab.waitForTimeout(6_000);
  await settled(tab);
  await film.show(tab, 1_500);
  await film.caption('Find the bug');
  await film.scrollTo(tab, panel('failures-over-time'));
  await film.show(tab, 1_500);
  await film.scrollTo(tab, panel('error-codes-over-time'));
  await film.click(tab, panel('error-codes-over-time').getByRole('button', { name: `Show only ${BUG.code}` }));
  await settled(tab);
  await film.show(tab, 800);
  await film.scrollTo(tab, panel('lines'));
  await film.click(tab, panel('lines').locator('summary').first());
  await settled(tab);
  await film.show(tab, 4_000);
}

await duringFirstStart(async (run) => {
  writeLogs(join(run.folder, 'logs'));
  await using browser = await launchChromium();
  const film = await createFilm(browser);
  const address = await recordTerminal(run, film);
  const context = await browser.newContext({ viewport: PICTURE, timezoneId: 'UTC', reducedMotion: 'reduce' });
  const tab = await context.newPage();
  await tab.goto(`${address}/#/bugs?refresh=5`);
  await recordPage(run, film, tab);
  writeFileSync(join(images, 'recording.gif'), encodeGif(film.width, film.height, film.frames));
});
