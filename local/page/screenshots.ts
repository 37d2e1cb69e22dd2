/**
 * Takes the README's pictures, `npm run screenshots`: of a first `npm start` in empty folders, once every line of its story is in the
 * index. Light and dark, on a desk and on a phone; they become docs/images/<dashboard>-<look>.png.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Browser } from 'playwright-core';
import { counted } from '../../core/wording.ts';
import { dashboards } from '../../dashboards/dashboards.ts';
import { countLines } from '../runner/count-lines.ts';
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

const root = join(import.meta.dirname, '../..');
const images = join(root, 'docs/images');

/** Starts as a user does who has nothing yet. */
function startFresh(folder: string): ChildProcess & { readonly stdout: Readable; readonly stderr: Readable } {
  const args = ['start', '--data', join(folder, 'data'), '--inbox', join(folder, 'inbox'), '--any-ports'];
  return spawn(process.execPath, [join(root, 'bin/kafkainsight.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

type Lines = AsyncIterableIterator<string>;

const linesOf = (stream: Readable): Lines => createInterface({ input: stream })[Symbol.asyncIterator]();

/** What the pattern captures of the next line that fits; the lines up to it are shown. */
async function lineThatFits(lines: Lines, pattern: RegExp): Promise<string> {
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    console.log(next.value);
    const [, found] = pattern.exec(next.value) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error(`\`npm start\` ended without saying ${String(pattern)}; what it said is above.`);
}

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
  await tab.locator('#status:not(:empty)').waitFor({ timeout: 60_000 });
  await tab.locator('[aria-busy]').first().waitFor({ state: 'detached', timeout: 60_000 });
  await tab.screenshot({ path: join(images, name) });
  await context.close();
  console.log(`docs/images/${name}`);
}

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-screenshots-'));
mkdirSync(images, { recursive: true });
const run = startFresh(folder);
const ended = once(run, 'exit');
const [output, errors] = [linesOf(run.stdout), linesOf(run.stderr)];
try {
  const address = await lineThatFits(output, /^ {2}dashboards +(http:\S+)\/$/);
  await lineThatFits(errors, /^(Loaded), so that/);
  const all = counted(await linesOfStory(join(folder, 'data/story')), 'document');
  await lineThatFits(errors, new RegExp(`^(${all}) · .* · waiting: nothing$`));
  await using browser = await launchChromium();
  for (const { id } of dashboards) {
    for (const look of id === 'bugs' ? [desk, dark, phone] : [desk])
      await photograph(browser, `${address}/#/${id}?refresh=0`, `${id}-${look.name}.png`, look);
  }
} finally {
  run.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true });
}
