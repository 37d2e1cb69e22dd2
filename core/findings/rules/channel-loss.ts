import { DAY_MILLIS, HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import type { HistorySample, LogCondition, Rule } from '../rule.ts';
import { rounded } from '../statistics.ts';
import { countOf } from './counts.ts';
import { DAYS_BEFORE, dropOf, LOOKBACK } from './drop.ts';
import { expectationText, hoursText } from './expectation.ts';
import { confidenceOf, surpriseNumber } from './thresholds.ts';

/** So that a log with another domain in each line has none: those that send fewer in an hour are not looked at. */
const LEAST_REQUESTS = 3;
/** How much more a site may send on one of the days than on another. */
const STEADY = 2;
/** Hours of a day without which nothing is known of it. */
const LEAST_HOURS = 12;
const byPerson: LogCondition = { field: 'kafkainsight.client.kind', is: 'person' };
const sent: LogCondition = {
  all: [
    { field: 'kafkainsight.referrer.domain', exists: true },
    byPerson,
    // a campaign that ends is no loss
    { not: { field: 'kafkainsight.campaign.name', exists: true } },
  ],
};

/** Whether a site sent about as many on each of the days before: an article that everybody has read by now was not. */
function isSteady(known: readonly HistorySample[], fromMillis: number): boolean {
  const byDay = Map.groupBy(known, (one) => Math.ceil((fromMillis - one.fromMillis) / DAY_MILLIS));
  const rates = Array.from(byDay.values(), (day) => {
    const total = day.reduce((sum, one) => sum + one.total, 0);
    return day.length < LEAST_HOURS ? 0 : day.reduce((sum, { hits }) => sum + hits, 0) / total;
  });
  return rates.length === DAYS_BEFORE && Math.max(...rates) <= STEADY * Math.min(...rates);
}

/** A site that sent people sends none: a link is gone, or a search engine has lost the pages. */
export const channelLoss: Rule = {
  name: 'channel-loss',
  version: 1,
  sentence: `Another site sends fewer people than on each of the ${DAYS_BEFORE} days before, by as many requests of people, in an hour or in up to six together.`,
  trap: 'The end of a campaign: links with `utm_campaign` are left out. An article that everybody has read: a site has to be steady for three days, at most twice as much on one as on another. A night, a crowd: as with `conversion-drop`.',
  needs: `the referrer and the user agent of requests, and ${DAYS_BEFORE} days of logs before. It misses a site that sends fewer than some twenty people in six hours, or fewer than ${LEAST_REQUESTS} in most hours, and a drop by less than half. A site of whose links people follow fewer at the weekend may be found on a Saturday.`,
  windowMillis: HOUR_MILLIS,
  lookback: LOOKBACK,
  isWhole: true,
  question: { where: sent, entity: 'kafkainsight.referrer.domain', least: LEAST_REQUESTS },
  history: {
    before: DAYS_BEFORE * 24,
    weeks: 0,
    of: 'each entity',
    tally: (rows) => ({ hits: countOf(rows), total: 0 }),
    population: byPerson,
    judgesAbsence: true,
  },
  cause: 'each entity',
  proof: sent,
  judge(evidence) {
    const drop = dropOf(evidence);
    if (drop === undefined || !isSteady(drop.known, evidence.fromMillis)) return undefined;
    const { hours, times, requests, surprise, known } = drop;
    const expected = rounded(drop.expected);
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        requests: times,
        expected,
        hours,
        requestsOfPeople: requests,
        surprise: surpriseNumber(surprise),
        samples: known.length,
      },
      text: `The site ${evidence.entity} led people here ${counted(times, 'time')} in ${hoursText(hours)}; ${expectationText(expected, undefined)}.`,
    };
  },
};
