import { safeName } from '../terminal.ts';

/** One line that shows the progress. */
export interface Progress {
  show(text: string): void;
  /** Removes the line, so that other output can follow. */
  end(): void;
}

/** A stream like process.stderr. */
interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const QUIET_MILLIS = 5_000;
const CLEAR_LINE = '\r\x1b[2K';

/** On a terminal the line changes in place; elsewhere (a log of CI) a line is written every few seconds, if it says anything new. */
export function createProgress(output: Output = process.stderr): Progress {
  let shown = '';
  let shownMillis = -Infinity;
  return {
    show: (given) => {
      const text = safeName(given);
      if (output.isTTY === true) {
        output.write(CLEAR_LINE + text.slice(0, (output.columns ?? 80) - 1));
      } else if (text !== shown && performance.now() - shownMillis >= QUIET_MILLIS) {
        output.write(`${text}\n`);
        shownMillis = performance.now();
      } else return;
      shown = text;
    },
    end: () => {
      if (output.isTTY === true && shown !== '') output.write(CLEAR_LINE);
      shown = '';
    },
  };
}

/** Rows of text as a table: the first row is the head, the first column is left-aligned, the others are numbers. */
export function table(given: readonly (readonly string[])[]): string {
  const rows = given.map((cells) => cells.map(safeName));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
