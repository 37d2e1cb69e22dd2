import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generateLogs } from '../generator/generate.ts';
import { readOptions } from './generate/options.ts';

/** Enough for each scenario to stand out on its dashboard, and few enough to be indexed in seconds. */
const STORY_LINES = 40_000;

/**
 * Generates the logs of a first start: the last two days of a shop, with a bug, a campaign and suspicious accounts in them. The truth
 * about them goes to `.labels.json` in the same folder.
 *
 * @returns the paths of the log files
 */
export async function storyFiles(folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const options = readOptions(['--lines', String(STORY_LINES)], { nowMillis: Date.now(), out: folder });
  await generateLogs(options, { stdout: process.stdout, signal });
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(folder, name));
}
