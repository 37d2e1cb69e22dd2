import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import { isFailedRequest, isRequest } from '../request.ts';
import type { Evidence, HistorySample, LogCondition, Rule } from '../rule.ts';
import { expectedHits, learnRate, rounded, surpriseOfMore } from '../statistics.ts';
import { countOf } from './counts.ts';
import { expectationText, hoursText } from './expectation.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

const failed: LogCondition = {
  all: [isFailedRequest, { field: 'url.path', exists: true }],
};

const LEAST_FAILURES = 3;
/** Hours before in which it may have begun: what fails now and then is rare in an hour, and not in six. */
const BEGINNING = 5;
/** Days before that say what is usual: failures are rare, and in one day few of them show. */
const DAYS = 3;
/** Fewer hours say nothing. */
const LEAST_KNOWN = 6;

/** Failures of a path in the last hours, of so many requests of all paths. */
interface Stretch {
  readonly hours: number;
  readonly failures: number;
  readonly requests: number;
  readonly known: readonly HistorySample[];
}

/** The hour, and all six of which it is the last one, with the hours before that they are compared with. */
function stretchesOf({ fromMillis, own, before, all, allBefore, baseline }: Evidence): Stretch[] {
  if (baseline === undefined) return [];
  const { basis, samples } = baseline;
  const beginsMillis = fromMillis - BEGINNING * HOUR_MILLIS;
  const known = basis === 'windows before' ? samples.filter((one) => one.fromMillis < beginsMillis) : samples;
  const failures = countOf(own);
  return [
    { hours: 1, failures, requests: all.total, known: samples },
    {
      hours: BEGINNING + 1,
      failures: failures + countOf(before),
      requests: all.total + allBefore.total,
      known,
    },
  ].filter((one) => one.failures >= LEAST_FAILURES && one.known.length >= LEAST_KNOWN);
}

/** A path is broken. */
export const pathFailures: Rule = {
  name: 'path-failures',
  version: 2,
  sentence: `A path fails more often than it did at this hour of the week, or in the ${DAYS} days before, in an hour or in six together.`,
  trap: 'More visitors, who see more failures: failures are counted against all requests of the hours. A path that always fails a little is compared with itself.',
  needs:
    'url.path and http.response.status_code, and six hours of logs before. It misses a failure that is answered with 200.',
  windowMillis: HOUR_MILLIS,
  lookback: BEGINNING,
  isWhole: false,
  question: { where: failed, entity: 'url.path' },
  isCandidate: (rows) => countOf(rows) >= LEAST_FAILURES,
  history: {
    before: DAYS * 24,
    weeks: 8,
    of: 'each entity',
    tally: (rows) => ({ hits: countOf(rows), total: 0 }),
    population: isRequest,
  },
  cause: 'all entities',
  proof: failed,
  judge(evidence) {
    const { entity, own, all, baseline } = evidence;
    for (const { hours, failures, requests, known } of stretchesOf(evidence)) {
      const learned = learnRate(known);
      // when it is over, the hours before say nothing of this one
      if (countOf(own) <= expectedHits(learned, all.total)) continue;
      const surprise = surpriseOfMore(failures, requests, learned);
      if (surprise < SURPRISING) continue;
      const expected = rounded(expectedHits(learned, requests));
      return {
        confidence: confidenceOf(surprise),
        numbers: {
          failures,
          expected,
          hours,
          requestsOfAllPaths: requests,
          surprise: surpriseNumber(surprise),
          samples: known.length,
        },
        text: `${entity} failed ${counted(failures, 'time')} in ${hoursText(hours)}; ${expectationText(expected, baseline)}.`,
      };
    }
    return undefined;
  },
};
