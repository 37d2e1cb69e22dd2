/** How many hits there were, of how many, in a window that is learned from. */
export interface Sample {
  readonly hits: number;
  readonly total: number;
}

/** A rate that was learned: hits a total, and how much more they vary than chance alone makes them. */
export interface LearnedRate extends Sample {
  /** At least 1, which is a Poisson process. */
  readonly dispersion: number;
}

/** Share of the samples that is left out, from the highest rate on: what went wrong before must not become what is usual. */
const TRIMMED_SHARE = 0.25;

/**
 * Learns a rate from samples, the highest quarter left out. The dispersion is Pearson's chi-squared over its degrees of freedom
 * (McCullagh and Nelder, Generalized Linear Models, section 4.5).
 */
export function learnRate(samples: readonly Sample[]): LearnedRate {
  const byRate = samples.toSorted((a, b) => a.hits * b.total - b.hits * a.total || a.total - b.total);
  const kept = byRate.slice(0, byRate.length - Math.ceil(byRate.length * TRIMMED_SHARE));
  const hits = sum(kept.map((one) => one.hits));
  const total = sum(kept.map((one) => one.total));
  if (hits === 0 || kept.length < 2) return { hits, total, dispersion: 1 };
  const squares = kept.map((one) => {
    const expected = (one.total * hits) / total;
    return expected === 0 ? 0 : (one.hits - expected) ** 2 / expected;
  });
  return { hits, total, dispersion: Math.max(1, sum(squares) / (kept.length - 1)) };
}

/** Jeffreys' prior of a Poisson rate: half a hit that was not observed. */
const PRIOR_HITS = 0.5;

/** What is expected of an exposure. */
export function expectedHits({ hits, total }: Sample, exposure: number): number {
  return total === 0 ? 0 : ((hits + PRIOR_HITS) * exposure) / total;
}

/**
 * How surprising at least so many hits are: the negative decimal logarithm of their probability, by the predictive distribution of a
 * Poisson rate with a gamma prior, which is negative binomial (Gelman et al., Bayesian Data Analysis, section 2.6); a rate that varies
 * more than by chance makes the result less sure. 0 if there are no more than expected.
 *
 * @param exposure what the hits are a share of, in the unit of the learned total
 */
export function surpriseOfMore(count: number, exposure: number, learned: LearnedRate): number {
  const { dispersion } = learned;
  const shape = (learned.hits + PRIOR_HITS) / dispersion;
  const share = learned.total / (learned.total + exposure);
  const hits = count / dispersion;
  if (learned.total === 0 || hits <= (shape * (1 - share)) / share) return 0;
  const whole = Math.floor(hits);
  let logarithm = shape * Math.log(share) + whole * Math.log(1 - share);
  for (let at = 0; at < whole; at++) logarithm += Math.log((shape + at) / (at + 1));
  let term = 1;
  let tail = 1;
  for (let at = whole; term > tail * Number.EPSILON; at++) {
    term *= ((shape + at) / (at + 1)) * (1 - share);
    tail += term;
  }
  return Math.max(0, -(logarithm + Math.log(tail)) / Math.LN10);
}

/** How surprising at most so many hits are, by the distribution of {@link surpriseOfMore}. 0 where no fewer than expected. */
export function surpriseOfFewer(count: number, exposure: number, learned: LearnedRate): number {
  const shape = (learned.hits + PRIOR_HITS) / learned.dispersion;
  const share = learned.total / (learned.total + exposure);
  const whole = Math.ceil(count / learned.dispersion);
  if (learned.total === 0 || whole >= (shape * (1 - share)) / share) return 0;
  let logarithm = shape * Math.log(share) + whole * Math.log(1 - share);
  for (let at = 0; at < whole; at++) logarithm += Math.log((shape + at) / (at + 1));
  let term = 1;
  let head = 1;
  for (let at = whole; at > 0 && term > head * Number.EPSILON; at--) {
    term *= at / ((shape + at - 1) * (1 - share));
    head += term;
  }
  return Math.max(0, -(logarithm + Math.log(head)) / Math.LN10);
}

/**
 * {@link surpriseOfMore} for hits that are a share of so many: the beta-binomial predictive distribution with Jeffreys' prior (Gelman et
 * al., section 2.4), in which a share that varies more than by chance was learned from so many fewer.
 */
export function surpriseOfShare(count: number, of: number, learned: LearnedRate): number {
  const { dispersion } = learned;
  const hits = learned.hits / dispersion + PRIOR_HITS;
  const misses = Math.max(0, learned.total - learned.hits) / dispersion + PRIOR_HITS;
  if (learned.total === 0 || count * (hits + misses) <= of * hits) return 0;
  // from all of them down to so many, each term by the one above it
  let logarithm = 0;
  for (let at = 0; at < of; at++) logarithm += Math.log((hits + at) / (hits + misses + at));
  let sum = logarithm;
  for (let at = of - 1; at >= count; at--) {
    logarithm += Math.log(((at + 1) * (misses + of - at - 1)) / ((of - at) * (hits + at)));
    const [more, less] = [Math.max(sum, logarithm), Math.min(sum, logarithm)];
    sum = more + Math.log1p(Math.exp(less - more));
  }
  return Math.max(0, -sum / Math.LN10);
}

/** All samples together. */
export function sumOf(samples: readonly Sample[]): Sample {
  return { hits: sum(samples.map(({ hits }) => hits)), total: sum(samples.map(({ total }) => total)) };
}

/** How far hits lie after the middle of their time, and the variance of that where their share never changes. */
function delayOf(samples: readonly Sample[]): { readonly delay: number; readonly variance: number } {
  const { hits, total } = sumOf(samples);
  if (total === 0) return { delay: 0, variance: 0 };
  const middle = samples.reduce((sum, one, at) => sum + at * one.total, 0) / total;
  const spread = samples.reduce((sum, one, at) => sum + (at - middle) ** 2 * one.total, 0) / total;
  return { delay: samples.reduce((sum, one, at) => sum + (at - middle) * one.hits, 0), variance: hits * spread };
}

/**
 * How strongly shares grow within each of some stretches of time, in standard deviations: the test for trend of Cochran and Armitage
 * (Armitage 1955, Biometrics 11, "Tests for linear trends in proportions and frequencies"), stratified, for small shares.
 */
export function trendOf(stretches: readonly (readonly Sample[])[]): number {
  const parts = stretches.map(delayOf);
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  return variance === 0 ? 0 : parts.reduce((sum, { delay }) => sum + delay, 0) / Math.sqrt(variance);
}

/** The middle value; of two middle ones their mean. 0 where there is none. */
export function median(values: readonly number[]): number {
  const order = values.toSorted((a, b) => a - b);
  const upper = order[Math.floor(order.length / 2)] ?? 0;
  const lower = order[Math.ceil(order.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

/** Makes the median absolute deviation comparable with a standard deviation (Rousseeuw and Croux 1993, section 1). */
const NORMAL_CONSISTENCY = 1.4826;

/** How far values lie from their median: the median absolute deviation, comparable with a standard deviation. */
export function medianDeviation(values: readonly number[]): number {
  const middle = median(values);
  return NORMAL_CONSISTENCY * median(values.map((value) => Math.abs(value - middle)));
}

/**
 * How surprising so many deviations are, of a normal distribution whose deviation was learned from so many samples: the negative decimal
 * logarithm of the probability of at least as many. Student's distribution by Wallace's approximation (1959, Annals of Mathematical Statistics 30,
 * "Bounds on normal approximations to Student's and the chi-square distributions"), the normal tail by its continued fraction (Abramowitz and
 * Stegun, 26.2.14). 0 for fewer deviations than one.
 */
export function surpriseOfDeviation(deviations: number, samples: number): number {
  const freedom = Math.max(1, samples - 1);
  const scale = (8 * freedom + 1) / (8 * freedom + 3);
  const z = scale * Math.sqrt(freedom * Math.log1p(deviations ** 2 / freedom));
  if (deviations < 1) return 0;
  let fraction = z;
  for (let at = 60; at > 0; at--) fraction = z + at / fraction;
  return Math.max(0, (z ** 2 / 2 + Math.log(fraction * Math.sqrt(2 * Math.PI))) / Math.LN10);
}

/** Rounded to one decimal place, as findings say numbers. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
