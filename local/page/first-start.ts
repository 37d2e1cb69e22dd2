/** A first `npm start` in empty folders, for the scripts that take the pictures of the README. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page as Tab } from 'playwright-core';

export const root = join(import.meta.dirname, '../..');
export const images = join(root, 'docs/images');

/** A line that the run printed, on either stream. */
export interface PrintedLine {
  readonly text: string;
  /** Since the run began. */
  readonly millis: number;
}

/** A run in a separate folder. */
export interface FirstStart {
  readonly folder: string;
  readonly printed: readonly PrintedLine[];
  /** Waits for a line that fits, and returns what the pattern captures of it. */
  lineThatFits(pattern: RegExp): Promise<string>;
}

const LOOK_MILLIS = 100;

/** Starts as a user does who has nothing yet, and stops when the work is done. What is printed is shown here too. */
export async function duringFirstStart(work: (run: FirstStart) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-pictures-'));
  const printed: PrintedLine[] = [];
  const child = start(folder, printed);
  const ended = once(child, 'exit');
  try {
    await work({ folder, printed, lineThatFits: (pattern) => lineThatFits(child, printed, pattern) });
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  }
}

/** Relative folders, so that the run prints the same paths wherever it is recorded. */
function start(folder: string, printed: PrintedLine[]): ChildProcess {
  const startMillis = performance.now();
  const args = ['start', '--data', 'local/data', '--inbox', 'local/inbox', '--any-ports'];
  const child = spawn(process.execPath, [join(root, 'bin/kafkainsight.mjs'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      console.log(text);
      printed.push({ text, millis: performance.now() - startMillis });
    });
  }
  return child;
}

async function lineThatFits(child: ChildProcess, printed: readonly PrintedLine[], pattern: RegExp): Promise<string> {
  while (child.exitCode === null && child.signalCode === null) {
    const found = printed.map(({ text }) => pattern.exec(text)?.[1]).find((text) => text !== undefined);
    if (found !== undefined) return found;
    await sleep(LOOK_MILLIS);
  }
  throw new Error(`\`npm start\` ended without printing ${String(pattern)}; what it printed is above.`);
}

/** Waits until every panel shows its answer. */
export async function settled(tab: Tab): Promise<void> {
  await tab.locator('#status:not(:empty)').waitFor({ timeout: 60_000 });
  await tab.locator('[aria-busy]').first().waitFor({ state: 'detached', timeout: 60_000 });
}
