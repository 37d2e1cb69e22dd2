import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import type { Machine } from './machine.ts';
import type { Measurement } from './measurement.ts';

/** What is kept of one stage. */
export interface KeptStage {
  readonly machine: Machine;
  readonly seconds: number;
  readonly measurements: readonly Measurement[];
  /** What was left out, and why. */
  readonly skipped: readonly string[];
}

/** The newest result of each stage, by its name. */
export type Kept = Readonly<Record<string, KeptStage>>;

/** What runs on this machine measured; git ignores it. */
export const RESULTS = path.join(import.meta.dirname, 'output', 'results.json');
/** What later runs are compared with. */
export const BASELINE = path.join(import.meta.dirname, 'baseline.json');

/** Reads results; none where there is no such file. */
export function readResults(file: string): Kept {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : {};
}

/** Writes results, each sample to four digits. */
export async function writeResults(file: string, kept: Kept): Promise<void> {
  const digits = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(4)) : value;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, await format(JSON.stringify(kept, digits), { parser: 'json', printWidth: 120 }));
}
