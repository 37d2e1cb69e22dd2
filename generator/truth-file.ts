import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KafkaInsightError } from '../core/errors.ts';
import type { StoryFormat } from '../core/format-table.ts';
import type { Label } from './labels.ts';

/** What `labels.json` holds: which story it is, and the truth of its scenarios. */
export interface TruthFile {
  readonly seed: number;
  /** ISO 8601, UTC; from `from` to before `to`. */
  readonly from: string;
  readonly to: string;
  readonly formats: readonly StoryFormat[];
  /** Lines written so far, scenarios and everyday life together. */
  readonly lines: number;
  readonly scenarios: readonly Label[];
}

/** Writes the truth in one step: who reads it meanwhile reads the old or the new one. Errors: FILE_UNREADABLE. */
export function writeTruth(path: string, truth: TruthFile): void {
  const temporaryPath = join(dirname(path), `.${basename(path)}.partial`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporaryPath, `${JSON.stringify(truth, undefined, 2)}\n`);
    renameSync(temporaryPath, path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new KafkaInsightError(
      'FILE_UNREADABLE',
      `The labels ${path} cannot be written (${code}). Choose another file with --labels.`,
      { cause },
    );
  }
}
