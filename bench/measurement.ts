import { median } from '../core/findings/statistics.ts';

/** What was measured of one thing in one run: several samples of one kind. */
export interface Measurement {
  /** The same in every run: `parse apache_combined`. */
  readonly name: string;
  readonly unit: string;
  /** Whether more is better (lines a second) or less (MiB, milliseconds). */
  readonly better: 'more' | 'less';
  readonly samples: readonly number[];
  /** Name of the measurement of the same run with which this one is compared: unlike the figures, their ratio is similar on all machines. */
  readonly floor?: string;
  /** What the ratio to the floor should be at least, or at most where less is better. */
  readonly target?: number;
  /** What the ratio to the best of its peers should be at least. */
  readonly peerTarget?: number;
  /** What the median itself should not pass. */
  readonly aim?: number;
  /** Name of our measurement of the same work: this one is another program's, which does all of that work rightly. */
  readonly peerOf?: string;
  /** A remark on the number, such as how many lines were read right. */
  readonly note?: string;
}

/** @param beginMillis of `performance.now()` */
export function secondsSince(beginMillis: number): number {
  return (performance.now() - beginMillis) / 1000;
}

/** The middle of the samples, or between the two in the middle. Errors: none; NaN of nothing. */
export function medianSample(samples: readonly number[]): number {
  return samples.length === 0 ? NaN : median(samples);
}

/**
 * What one thing is to another: the median of the ratios within each turn, in which a machine that changes its speed from minute
 * to minute is the same for both; of things that had not as many samples in each turn, the ratio of the medians.
 *
 * @param one its samples, turn by turn, as many in each
 */
export function ratio(one: readonly number[], other: readonly number[]): number {
  return medianSample(ratiosOfTurns(one, other) ?? [medianSample(one) / medianSample(other)]);
}

/** The ratio within each turn; undefined where they had not as many samples in each. */
function ratiosOfTurns(one: readonly number[], other: readonly number[]): number[] | undefined {
  const turns = Math.min(one.length, other.length);
  if (turns < 2 || one.length % turns !== 0 || other.length % turns !== 0) return undefined;
  return Array.from({ length: turns }, (_, turn) => meanOfTurn(one, turn, turns) / meanOfTurn(other, turn, turns));
}

function meanOfTurn(samples: readonly number[], turn: number, turns: number): number {
  const count = samples.length / turns;
  const ofTurn = samples.slice(turn * count, (turn + 1) * count);
  return ofTurn.reduce((sum, sample) => sum + sample, 0) / count;
}

/** How far the samples reach from the smallest to the largest, as a share of their median. */
export function spread(samples: readonly number[]): number {
  return (Math.max(...samples) - Math.min(...samples)) / medianSample(samples);
}

/**
 * The samples as ratios to the floor, turn by turn as in {@link ratio} or else to its median; as they are where there is no
 * floor, or it was not measured.
 */
export function relativeSamples({ samples, floor }: Measurement, run: readonly Measurement[]): readonly number[] {
  const other = run.find(({ name }) => name === floor);
  if (other === undefined) return samples;
  const divisor = medianSample(other.samples);
  return ratiosOfTurns(samples, other.samples) ?? samples.map((sample) => sample / divisor);
}
