import { DAY_MILLIS, HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import type { Evidence, HistorySample, LogCondition, Rule } from '../rule.ts';
import { expectedHits, learnRate, rounded, surpriseOfFewer } from '../statistics.ts';
import { countOf } from './counts.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

/** Hours before the one at hand that are counted together with it, one after the other: few goals are reached in an hour. */
const LOOKBACK = 5;
/** One in a million of all that is looked at: the hour, it and the one before, and so on. */
const SURPRISING_STRETCH = SURPRISING + Math.log10(LOOKBACK + 1);
const DAYS = 3;
const DAY_HOURS = 24;
/** Less than a day says nothing of the next one. */
const LEAST_KNOWN = 24;
const byPerson: LogCondition = { field: 'kafkainsight.client.kind', is: 'person' };
const reached: LogCondition = { all: [{ field: 'kafkainsight.goal', exists: true }, byPerson] };

/**
 * Requests of people in the last hours, no more in each than in the same hour of the quietest of the days before: a crowd that comes to
 * look buys nothing, and those who bought then do so today.
 */
function usualRequests({ fromMillis, all }: Evidence, samples: readonly HistorySample[], hours: number): number {
  const totals = new Map(samples.map((one) => [one.fromMillis, one.total]));
  totals.set(fromMillis, all.total);
  let sum = 0;
  for (let ago = 0; ago < hours; ago++) {
    const at = fromMillis - ago * HOUR_MILLIS;
    const ofDays = Array.from({ length: DAYS + 1 }, (_, days) => totals.get(at - days * DAY_MILLIS));
    sum += ofDays[0] === undefined ? 0 : Math.min(...ofDays.filter((total) => total !== undefined));
  }
  return sum;
}

/** Fewer people buy than did. */
export const conversionDrop: Rule = {
  name: 'conversion-drop',
  version: 2,
  sentence: `A goal of the site is reached less often than in the ${DAYS} days before, by as many requests of people, in an hour or in up to six together.`,
  trap: 'A night, a holiday: goals are counted against requests of people. A crowd that comes to look: no more is expected than at that hour of the quietest of the days before.',
  needs:
    '`site.goals`, the user agent of requests, and a day of logs before. It misses a goal that is reached fewer than some twenty times in six hours, and a drop by less than half.',
  windowMillis: HOUR_MILLIS,
  lookback: LOOKBACK,
  isWhole: true,
  question: { where: reached, entity: 'kafkainsight.goal' },
  history: {
    before: DAYS * DAY_HOURS,
    weeks: 0,
    of: 'each entity',
    tally: (rows) => ({ hits: countOf(rows), total: 0 }),
    population: byPerson,
    judgesAbsence: true,
  },
  cause: 'each entity',
  proof: reached,
  judge(evidence) {
    const { entity, fromMillis, own, before, baseline } = evidence;
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
      if (surprise < SURPRISING_STRETCH) continue;
      const expected = rounded(expectedHits(learned, requests));
      return {
        confidence: confidenceOf(surprise),
        numbers: {
          times,
          expected,
          hours,
          requestsOfPeople: requests,
          surprise: surpriseNumber(surprise),
          samples: known.length,
        },
        text: `The goal ${entity} was reached ${counted(times, 'time')} in ${hours === 1 ? 'an hour' : counted(hours, 'hour')}, in which ${expected} were to be expected.`,
      };
    }
    return undefined;
  },
};
