import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { generateLogs } from '../../generator/generate.ts';
import { BENCH_FOLDER, type LineFile } from './line-files.ts';

/** A day of November 2026, as flog's lines are of. */
const DAY = { fromMillis: Date.parse('2026-11-22T00:00:00Z'), toMillis: Date.parse('2026-11-23T00:00:00Z') };

/**
 * Makes a file of so many combined lines of the generated shop, whose visitors, pages and programs recur as real ones do, or finds the one
 * that an earlier run made.
 */
export async function storyFile(lines: number): Promise<LineFile> {
  const format = 'apache_combined';
  const out = path.join(BENCH_FOLDER, `story-${lines}`);
  const target = path.join(out, `${format}.log`);
  if (!existsSync(target)) {
    const mode = { kind: 'bulk', ...DAY, lines } as const;
    const options = {
      seed: 1,
      formats: [format],
      scenarios: [],
      gzip: false,
      split: undefined,
      labels: undefined,
    } as const;
    await generateLogs({ ...options, mode, out }, { stdout: process.stdout, signal: new AbortController().signal });
  }
  return { path: target, format, lines, bytes: statSync(target).size };
}
