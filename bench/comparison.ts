import { type Measurement, medianSample, relativeSamples } from './measurement.ts';

/** A measurement that came out otherwise than in the baseline. */
export interface Change {
  readonly name: string;
  readonly verdict: 'slower' | 'faster';
  /** The new median divided by the old one, each as a ratio to its floor where it has one. */
  readonly ratio: number;
}

/** Less is not worth a word, however close together the samples lie. */
const LEAST_CHANGE = 0.03;

/**
 * Names what changed beyond the noise: the samples of the two runs do not overlap at all, and their medians are at least 3 %
 * apart. Where a measurement has a floor, ratios to it are compared, so that a slower or busier machine is no regression.
 * Measurements that only one run has are left out.
 */
export function changesBetween(before: readonly Measurement[], after: readonly Measurement[]): Change[] {
  return after.flatMap((measurement) => {
    const old = before.find(({ name }) => name === measurement.name);
    if (old === undefined) return [];
    const oldSamples = relativeSamples(old, before);
    const newSamples = relativeSamples(measurement, after);
    const ratio = medianSample(newSamples) / medianSample(oldSamples);
    const isLess = Math.max(...newSamples) < Math.min(...oldSamples);
    const isMore = Math.min(...newSamples) > Math.max(...oldSamples);
    if (!(isLess || isMore) || Math.abs(ratio - 1) < LEAST_CHANGE) return [];
    const verdict = isMore === (measurement.better === 'more') ? 'faster' : 'slower';
    return [{ name: measurement.name, verdict, ratio }];
  });
}
