import type { HistorySample, Rule } from '../rule.ts';
import { HOUR_MILLIS } from '../windows.ts';
import { pathFailures } from './path-failures.ts';

const HOURS = 12;
const LEAST_HOURS = 10;
/** In standard deviations: one in thirty thousand. */
const TREND = 4;
/** In standard deviations: one in forty. */
const REMAINING_TREND = 2;
const GROWTH = 2;

type Share = Pick<HistorySample, 'hits' | 'total'>;

function sumOf(samples: readonly Share[]): Share {
  return {
    hits: samples.reduce((sum, { hits }) => sum + hits, 0),
    total: samples.reduce((sum, { total }) => sum + total, 0),
  };
}

/** How far hits lie behind the middle of their time, and the variance of that where their share never changes. */
function delayOf(samples: readonly Share[]): { readonly delay: number; readonly variance: number } {
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
function trendOf(stretches: readonly (readonly Share[])[]): number {
  const parts = stretches.map(delayOf);
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  return variance === 0 ? 0 : parts.reduce((sum, { delay }) => sum + delay, 0) / Math.sqrt(variance);
}

/** The trend that remains whatever hour one assumes at which the share changed at once: least of all hours. */
function remainingTrendOf(samples: readonly Share[]): number {
  return Math.min(...samples.map((_, at) => trendOf([samples.slice(0, at), samples.slice(at + 1)])));
}

/** A path fails more and more. */
export const slowLeak: Rule = {
  ...pathFailures,
  name: 'slow-leak',
  version: 2,
  sentence: 'The share of requests that fail on a path has grown for half a day.',
  trap: 'A path that fails at once, and stays broken: its share does not grow. More visitors: shares are compared, not counts.',
  needs: 'url.path and http.response.status_code, and ten hours of logs before',
  windowMillis: HOUR_MILLIS,
  isWhole: true,
  isCandidate: (rows) => rows.length > 0,
  history: {
    ...(pathFailures.history ?? { of: 'each entity', tally: () => ({ hits: 0, total: 0 }) }),
    before: HOURS,
    weeks: 0,
  },
  judge({ entity, own, all, baseline }) {
    const now = { hits: own.reduce((sum, { count }) => sum + count, 0), total: all.total };
    if (baseline === undefined || baseline.samples.length < LEAST_HOURS) return undefined;
    const samples = [...baseline.samples, now];
    const third = Math.floor(samples.length / 3);
    const [first, last] = [sumOf(samples.slice(0, third)), sumOf(samples.slice(-third))];
    if (last.hits * first.total < GROWTH * first.hits * last.total) return undefined;
    if (trendOf([samples]) < TREND || remainingTrendOf(samples) < REMAINING_TREND) return undefined;
    return {
      confidence: 'medium',
      numbers: {
        failures: sumOf(samples).hits,
        failuresOfTheFirstHours: first.hits,
        failuresOfTheLastHours: last.hits,
        hours: samples.length,
      },
      text: `${entity} fails more and more: ${first.hits} failures in the first ${third} of ${samples.length} hours, ${last.hits} in the last.`,
    };
  },
};
