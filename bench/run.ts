import type { FormatName } from '../core/format-table.ts';
import type { Measurement } from './measurement.ts';

/** What a run gathers. */
export interface Run {
  readonly measurements: Measurement[];
  /** What was left out, and why. */
  readonly skipped: string[];
  /** A smaller run, to try the benchmarks out: its numbers mean little. */
  readonly quick: boolean;
  /** Of the stage `formats`, all that is measured; none: every format. */
  readonly formats: readonly FormatName[];
}

/** Notes a measurement, and shows it. */
export function note(run: Run, measurement: Measurement): void {
  run.measurements.push(measurement);
  const samples = measurement.samples.map((sample) => sample.toPrecision(3)).join(' ');
  console.log(
    `  ${measurement.name}: ${samples} ${measurement.unit}${measurement.note ? ` (${measurement.note})` : ''}`,
  );
}

/** Notes that something is left out, and says so. */
export function skip(run: Run, what: string): void {
  run.skipped.push(what);
  console.log(`  left out: ${what}`);
}
