import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FormatName } from '../../core/format-table.ts';
import { type SampleFormat, sampleText } from '../../generator/samples/sample-lines.ts';
import { flogLines, type LineFormat, STEP_MILLIS } from './flog-lines.ts';

/** Where what benchmarks make is kept from run to run. */
export const BENCH_FOLDER = path.join(tmpdir(), 'kafkainsight-bench');

const PIECE_LINES = 10_000;
/** What makes the lines: files that are older than it are made again. */
const GENERATOR = path.join(import.meta.dirname, 'flog-lines.ts');
const SAMPLES = path.join(import.meta.dirname, '..', '..', 'generator', 'samples', 'sample-lines.ts');

/** A file of lines. */
export interface LineFile {
  readonly path: string;
  readonly format: FormatName;
  readonly lines: number;
  readonly bytes: number;
}

/** Makes a file of so many lines of {@link flogLines}, or finds the one that an earlier run made. */
export function lineFile(format: LineFormat, lines: number, stepMillis = STEP_MILLIS): LineFile {
  mkdirSync(BENCH_FOLDER, { recursive: true });
  const target = path.join(BENCH_FOLDER, `${format}-${lines}-${stepMillis}.log`);
  if (isOutdated(target, GENERATOR)) writeLines(target, format, lines, stepMillis);
  return { path: target, format, lines, bytes: statSync(target).size };
}

/** The same of a format that flog does not write, whose lines are those of its sample. */
export function sampleFile(format: SampleFormat, lines: number): LineFile {
  mkdirSync(BENCH_FOLDER, { recursive: true });
  const target = path.join(BENCH_FOLDER, `${format}-${lines}.log`);
  if (isOutdated(target, SAMPLES)) {
    const unfinished = `${target}.${process.pid}`;
    writeFileSync(unfinished, sampleText(format, lines));
    renameSync(unfinished, target);
  }
  return { path: target, format, lines, bytes: statSync(target).size };
}

function isOutdated(target: string, generator: string): boolean {
  return !existsSync(target) || statSync(target).mtimeMs < statSync(generator).mtimeMs;
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
