import { DAY_MILLIS, HOUR_MILLIS } from '../../time/units.ts';
import type { Evidence, HistorySample } from '../rule.ts';
import { expectedHits, learnRate, surpriseOfFewer } from '../statistics.ts';
import { countOf } from './counts.ts';
import { SURPRISING } from './thresholds.ts';

/** Hours before the one at hand that are counted together with it, one after the other: some things are rare in an hour. */
export const LOOKBACK = 5;
/** Days before that say what is usual. */
export const DAYS_BEFORE = 3;
/** Less than a day says nothing of the next one. */
const LEAST_KNOWN = 24;
/** One in a million of all that is looked at: the hour, it and the one before, and so on. */
const SURPRISING_STRETCH = SURPRISING + Math.log10(LOOKBACK + 1);

/** So many hours in which something was rarer than it was. */
interface Drop {
  readonly hours: number;
  readonly times: number;
  readonly expected: number;
  readonly requests: number;
  readonly surprise: number;
  /** The hours that it is compared with. */
  readonly known: readonly HistorySample[];
}

/**
 * Requests in the last hours, no more in each than in the same hour of the quietest of the days before: a crowd that comes to look buys
 * nothing, and those who bought then do so today.
 */
function usualRequests({ fromMillis, all }: Evidence, samples: readonly HistorySample[], hours: number): number {
  const totals = new Map(samples.map((one) => [one.fromMillis, one.total]));
  totals.set(fromMillis, all.total);
  let sum = 0;
  for (let ago = 0; ago < hours; ago++) {
    const at = fromMillis - ago * HOUR_MILLIS;
    const ofDays = Array.from({ length: DAYS_BEFORE + 1 }, (_, days) => totals.get(at - days * DAY_MILLIS));
    sum += ofDays[0] === undefined ? 0 : Math.min(...ofDays.filter((total) => total !== undefined));
  }
  return sum;
}

/** Whether something is rarer than in the days before, by as many requests, in an hour or in up to six together; in which, the fewest. */
export function dropOf(evidence: Evidence): Drop | undefined {
  const { fromMillis, own, before, baseline } = evidence;
  const samples = baseline?.samples ?? [];
  const known = samples.filter((one) => one.fromMillis < fromMillis - LOOKBACK * HOUR_MILLIS);
  if (known.length < LEAST_KNOWN) return undefined;
  const learned = learnRate(known);
  // once it is over, the hours before say nothing of this one
  if (2 * countOf(own) >= expectedHits(learned, usualRequests(evidence, samples, 1))) return undefined;
  for (let hours = 1; hours <= LOOKBACK + 1; hours++) {
    const beganMillis = fromMillis - (hours - 1) * HOUR_MILLIS;
    const times = countOf(own) + countOf(before.filter((row) => row.fromMillis >= beganMillis));
    const requests = usualRequests(evidence, samples, hours);
    const surprise = surpriseOfFewer(times, requests, learned);
    if (surprise >= SURPRISING_STRETCH)
      return { hours, times, expected: expectedHits(learned, requests), requests, surprise, known };
  }
  return undefined;
}
