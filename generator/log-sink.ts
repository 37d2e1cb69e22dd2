import type { StoryFormat } from '../core/format-table.ts';

/** What was written of one format: bytes before compression, and the files that they went to. */
export interface WrittenLogs {
  lines: number;
  bytes: number;
  files: number;
}

/** Where lines go. Times are those of the lines, in epoch milliseconds; lines come in order of time. */
export interface LogSink {
  write(format: StoryFormat, line: string, timeMillis: number): void;
  /** Lets a slow reader catch up. */
  drain(): Promise<void>;
  /** Completes what is open; what comes next goes to new files. */
  complete(): void;
  /** Leaves out what is not complete. */
  discard(): void;
  readonly written: ReadonlyMap<StoryFormat, WrittenLogs>;
}
