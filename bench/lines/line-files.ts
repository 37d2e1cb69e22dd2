import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FormatName } from '../../core/format-table.ts';
import { type SampleFormat, sampleLines } from '../../generator/samples/sample-lines.ts';
import { flogLines, type LineFormat, STEP_MILLIS } from './flog-lines.ts';

/** Where what benchmarks make is kept from run to run. */
export const BENCH_FOLDER = path.join(tmpdir(), 'kafkainsight-bench');

const PIECE_CHARACTERS = 1024 * 1024;
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
  const target = path.join(BENCH_FOLDER, `${format}-${lines}-${stepMillis}.log`);
  if (isOutdated(target, GENERATOR)) writeLines(target, repeated(lines, flogLines(format, { stepMillis })));
  return { path: target, format, lines, bytes: statSync(target).size };
}

/** The same of a format that flog does not write, whose lines are those of its sample. */
export function sampleFile(format: SampleFormat, lines: number): LineFile {
  const target = path.join(BENCH_FOLDER, `${format}-${lines}.log`);
  if (isOutdated(target, SAMPLES)) writeLines(target, sampleLines(format, lines));
  return { path: target, format, lines, bytes: statSync(target).size };
}

function isOutdated(target: string, generator: string): boolean {
  return !existsSync(target) || statSync(target).mtimeMs < statSync(generator).mtimeMs;
}

function* repeated(times: number, next: () => string): Generator<string> {
  for (let made = 0; made < times; made++) yield next();
}

/** In pieces: a million lines may be more than the longest string. */
function writeLines(target: string, lines: Iterable<string>): void {
  mkdirSync(BENCH_FOLDER, { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  const file = openSync(unfinished, 'w');
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece);
  closeSync(file);
  renameSync(unfinished, target);
}
