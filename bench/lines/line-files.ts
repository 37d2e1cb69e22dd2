import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { flogLines, type LineFormat, STEP_MILLIS } from './flog-lines.ts';

/** Where what benchmarks make is kept from run to run. */
export const BENCH_FOLDER = path.join(tmpdir(), 'kafkainsight-bench');

const PIECE_LINES = 10_000;
/** What makes the lines: files that are older than it are made again. */
const GENERATOR = path.join(import.meta.dirname, 'flog-lines.ts');

/** A file of lines. */
export interface LineFile {
  readonly path: string;
  readonly format: LineFormat;
  readonly lines: number;
  readonly bytes: number;
}

/** Makes a file of so many lines of {@link flogLines}, or finds the one that an earlier run made. */
export function lineFile(format: LineFormat, lines: number, stepMillis = STEP_MILLIS): LineFile {
  mkdirSync(BENCH_FOLDER, { recursive: true });
  const target = path.join(BENCH_FOLDER, `${format}-${lines}-${stepMillis}.log`);
  if (!existsSync(target) || statSync(target).mtimeMs < statSync(GENERATOR).mtimeMs)
    writeLines(target, format, lines, stepMillis);
  return { path: target, format, lines, bytes: statSync(target).size };
}

function writeLines(target: string, format: LineFormat, lines: number, stepMillis: number): void {
  const next = flogLines(format, { stepMillis });
  const unfinished = `${target}.${process.pid}`;
  const file = openSync(unfinished, 'w');
  for (let made = 0; made < lines; made += PIECE_LINES) {
    const piece = Array.from({ length: Math.min(PIECE_LINES, lines - made) }, next);
    writeSync(file, `${piece.join('\n')}\n`);
  }
  closeSync(file);
  renameSync(unfinished, target);
}
