import type { HistorySample, Rule } from '../rule.ts';
import { HOUR_MILLIS } from '../windows.ts';
import { pathFailures } from './path-failures.ts';

const HOURS = 12;
const LEAST_HOURS = 10;
const LEAST_FAILURES = 20;
/** In standard deviations: one in thirty thousand. */
const TREND = 4;
const GROWTH = 2;

/** Mann and Kendall's statistic of shares, by whole numbers alone, in standard deviations (Kendall 1975, Rank Correlation Methods). */
function trendOf(samples: readonly Pick<HistorySample, 'hits' | 'total'>[]): number {
  let sum = 0;
  samples.forEach((later, at) => {
    for (const earlier of samples.slice(0, at))
      sum += Math.sign(later.hits * earlier.total - earlier.hits * later.total);
  });
  const { length } = samples;
  return sum / Math.sqrt((length * (length - 1) * (2 * length + 5)) / 18);
}

/** A path fails more and more. */
export const slowLeak: Rule = {
  ...pathFailures,
  name: 'slow-leak',
  version: 1,
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
    const failures = samples.reduce((sum, { hits }) => sum + hits, 0);
    const trend = trendOf(samples);
    const third = Math.floor(samples.length / 3);
    const [first, last] = [samples.slice(0, third), samples.slice(-third)].map((part) => ({
      hits: part.reduce((sum, { hits }) => sum + hits, 0),
      total: part.reduce((sum, { total }) => sum + total, 0),
    }));
    if (first === undefined || last === undefined || failures < LEAST_FAILURES || trend < TREND) return undefined;
    if (last.hits * first.total < GROWTH * first.hits * last.total) return undefined;
    return {
      confidence: 'medium',
      numbers: {
        failures,
        failuresOfTheFirstHours: first.hits,
        failuresOfTheLastHours: last.hits,
        hours: samples.length,
      },
      text: `${entity} fails more and more: ${first.hits} failures in the first ${third} of ${samples.length} hours, ${last.hits} in the last.`,
    };
  },
};
