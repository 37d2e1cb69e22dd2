import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import type { LogCondition, Rule } from '../rule.ts';
import { rounded } from '../statistics.ts';
import { countOf } from './counts.ts';
import { DAYS_BEFORE, dropOf, LOOKBACK } from './drop.ts';
import { expectationText, hoursText } from './expectation.ts';
import { confidenceOf, surpriseNumber } from './thresholds.ts';

const byPerson: LogCondition = { field: 'kafkainsight.client.kind', is: 'person' };
const reached: LogCondition = { all: [{ field: 'kafkainsight.goal', exists: true }, byPerson] };

/** Fewer people buy than did. */
export const conversionDrop: Rule = {
  name: 'conversion-drop',
  version: 2,
  sentence: `A goal of the site is reached less often than in the ${DAYS_BEFORE} days before, by as many requests of people, in an hour or in up to six together.`,
  trap: 'A night, a holiday: goals are counted against requests of people. A crowd that comes to look: no more is expected than at that hour of the quietest of the days before.',
  needs:
    '`site.goals`, the user agent of requests, and a day of logs before. It misses a goal that is reached fewer than some twenty times in six hours, and a drop by less than half.',
  windowMillis: HOUR_MILLIS,
  lookback: LOOKBACK,
  isWhole: true,
  question: { where: reached, entity: 'kafkainsight.goal' },
  history: {
    before: DAYS_BEFORE * 24,
    weeks: 0,
    of: 'each entity',
    tally: (rows) => ({ hits: countOf(rows), total: 0 }),
    population: byPerson,
    judgesAbsence: true,
  },
  cause: 'each entity',
  proof: reached,
  judge(evidence) {
    const drop = dropOf(evidence);
    if (drop === undefined) return undefined;
    const { hours, times, requests, surprise, known } = drop;
    const expected = rounded(drop.expected);
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
      text: `The goal ${evidence.entity} was reached ${counted(times, 'time')} in ${hoursText(hours)}; ${expectationText(expected, undefined)}.`,
    };
  },
};
