import type { StoryFormat } from '../core/format-table.ts';
import type { Span } from '../core/time/span.ts';
import type { ScenarioName } from './scenarios/names.ts';

/** When a log continues in a new file. */
export type Split = { readonly lines: number } | { readonly bytes: number };

/** What is to be generated, and where it goes. */
export interface GenerateOptions {
  readonly seed: number;
  readonly formats: readonly StoryFormat[];
  readonly scenarios: readonly ScenarioName[];
  /** Of the guilty lines of each scenario, which share there is: more than 0, at most 1. Default: 1. */
  readonly strength?: number;
  /** A story of the past, or one that happens now at a given rate. */
  readonly mode:
    | (Span & { readonly kind: 'bulk'; readonly lines: number })
    | { readonly kind: 'live'; readonly linesPerSecond: number; readonly mostLines: number };
  /** A folder, or `stdout`. */
  readonly out: string;
  readonly gzip: boolean;
  readonly split: Split | undefined;
  /** Where the truth is written; nowhere where undefined. */
  readonly labels: string | undefined;
}
