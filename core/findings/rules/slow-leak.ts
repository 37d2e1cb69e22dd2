import { HOUR_MILLIS } from '../../time/units.ts';
import type { Rule } from '../rule.ts';
import { type Sample, sumOf, trendOf } from '../statistics.ts';
import { pathFailures } from './path-failures.ts';

/** Hours of a stretch, and how many of them have to be known: a leak of two days is too faint in half a day, and one of half a day is over. */
const STRETCHES = [
  { hours: 12, least: 10 },
  { hours: 24, least: 20 },
  { hours: 48, least: 36 },
] as const;
/** In standard deviations: one in thirty thousand. */
const TREND = 4;
/** In standard deviations: one in twenty; fewer, since whatever hour is assumed, so much has to remain. */
const REMAINING_TREND = 1.64;
const GROWTH = 2;
/** Hours in which it failed: what broke a few hours ago has not grown for half a day. */
const LEAST_HOURS = 6;

/** The trend that remains whatever hour one assumes at which the share changed at once: least of all hours. */
function remainingTrendOf(samples: readonly Sample[]): number {
  return Math.min(...samples.map((_, at) => trendOf([samples.slice(0, at), samples.slice(at + 1)])));
}

function endsOf(samples: readonly Sample[]): { readonly first: Sample; readonly last: Sample; readonly third: number } {
  const third = Math.floor(samples.length / 3);
  return { first: sumOf(samples.slice(0, third)), last: sumOf(samples.slice(-third)), third };
}

/** Whether shares grow from the first third to the last, hour by hour, and not at once. */
function grows(samples: readonly Sample[]): boolean {
  const { first, last } = endsOf(samples);
  return (
    last.hits * first.total >= GROWTH * first.hits * last.total &&
    samples.filter(({ hits }) => hits > 0).length >= LEAST_HOURS &&
    trendOf([samples]) >= TREND &&
    remainingTrendOf(samples) >= REMAINING_TREND
  );
}

/** Whether it goes on in the last hour: at half of the share of the hours before. Once it is over, these say nothing of that hour. */
function lasts(samples: readonly Sample[]): boolean {
  const { third } = endsOf(samples);
  const [now, before] = [sumOf(samples.slice(-1)), sumOf(samples.slice(-third - 1, -1))];
  return GROWTH * now.hits * before.total >= before.hits * now.total;
}

/** A path fails more and more. */
export const slowLeak: Rule = {
  ...pathFailures,
  name: 'slow-leak',
  version: 5,
  sentence: 'The share of requests that fail on a path has grown for half a day, a day or two days.',
  trap: 'A path that fails at once, and stays broken: its share does not grow. A leak that is over: it has to go on in the last hour. More visitors: shares are compared, not counts.',
  needs:
    'url.path and http.response.status_code, and ten hours of logs before. It misses what fails in fewer than six hours of a stretch',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: true,
  isCandidate: () => true,
  history: {
    ...(pathFailures.history ?? { of: 'each entity', tally: () => ({ hits: 0, total: 0 }) }),
    before: 48,
    weeks: 0,
  },
  judge({ entity, fromMillis, own, all, baseline }) {
    const now = { hits: own.reduce((sum, { count }) => sum + count, 0), total: all.total };
    const stretches = STRETCHES.map(({ hours, least }) => {
      const known = (baseline?.samples ?? []).filter((one) => one.fromMillis >= fromMillis - hours * HOUR_MILLIS);
      return known.length < least ? [] : [...known, now];
    });
    const samples = stretches.find(grows);
    if (samples === undefined || !lasts(samples)) return undefined;
    const { first, last, third } = endsOf(samples);
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
