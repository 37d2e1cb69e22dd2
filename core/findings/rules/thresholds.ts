import type { Baseline, Confidence } from '../rule.ts';
import { type LearnedRate, learnRate } from '../statistics.ts';

/**
 * How surprising a count has to be, as a negative decimal logarithm of its probability: one in a million. A busy site has some ten thousand
 * addresses, accounts and paths an hour, so chance alone makes less than one finding in four days of each rule.
 */
export const SURPRISING = 6;
/** From here on a finding is sure. */
const SURE = 12;

/** How sure a count is that is so surprising. */
export function confidenceOf(surprise: number): Confidence {
  return surprise >= SURE ? 'high' : 'medium';
}

/** What an entity does in the windows of a baseline. */
export function learnOwn({ samples }: Baseline): LearnedRate {
  return learnRate(samples);
}

/** What all entities together do in the windows of a baseline. */
export function learnAll({ samples }: Baseline): LearnedRate {
  return learnRate(samples.map(({ allHits, total }) => ({ hits: allHits, total })));
}

/** What all others do in the windows of a baseline: an attack that lasts for hours must not become what is usual for itself. */
export function learnOthers({ samples }: Baseline): LearnedRate {
  return learnRate(samples.map(({ hits, allHits, total }) => ({ hits: allHits - hits, total })));
}

/** A surprise as a number of a finding: whole, and bounded, since one in 10^99 is no surer than one in 10^98. */
export function surpriseNumber(surprise: number): number {
  return Math.min(99, Math.round(surprise));
}
