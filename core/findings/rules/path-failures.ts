import { HOUR_MILLIS } from '../../time/units.ts';
import type { LogCondition, Rule } from '../rule.ts';
import { expectedHits, rounded, surpriseOfMore } from '../statistics.ts';
import { confidenceOf, learnOwn, surpriseNumber, SURPRISING } from './thresholds.ts';

/** A request that failed on the server's side (RFC 9110 section 15.6). */
const failed: LogCondition = {
  all: [
    { field: 'http.response.status_code', from: 500, below: 600 },
    { field: 'url.path', exists: true },
  ],
};
const request: LogCondition = { field: 'http.response.status_code', exists: true };

const LEAST_FAILURES = 3;

/** A path is broken. */
export const pathFailures: Rule = {
  name: 'path-failures',
  version: 1,
  sentence: 'A path fails more often than it did at this hour of the week, or in the day before.',
  trap: 'More visitors meet more failures: failures are counted against all requests of the hour. A path that always fails a little is compared with itself.',
  needs: 'url.path and http.response.status_code, and six hours of logs before. A failure that is answered with 200.',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: { where: failed, entity: 'url.path' },
  isCandidate: (rows) => failuresOf(rows) >= LEAST_FAILURES,
  history: {
    before: 24,
    weeks: 8,
    of: 'each entity',
    tally: (rows) => ({ hits: failuresOf(rows), total: 0 }),
    population: request,
  },
  cause: 'all entities',
  proof: failed,
  judge({ entity, own, all, baseline }) {
    const failures = failuresOf(own);
    if (baseline === undefined || failures < LEAST_FAILURES) return undefined;
    const learned = learnOwn(baseline);
    const surprise = surpriseOfMore(failures, all.total, learned);
    if (surprise < SURPRISING) return undefined;
    const expected = rounded(expectedHits(learned, all.total));
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        failures,
        expected,
        requestsOfAllPaths: all.total,
        surprise: surpriseNumber(surprise),
        samples: baseline.samples.length,
      },
      text: `${entity} failed ${failures} times in an hour; by the ${baseline.basis} ${expected} were to be expected.`,
    };
  },
};

function failuresOf(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
