import type { CountRow, LogCondition, Rule } from '../rule.ts';
import { HOUR_MILLIS } from '../windows.ts';

const LEAST_LINES = 3;
const DAYS = 7;
/** From a day of windows on it is sure that it was not there. */
const SURE_SAMPLES = 24;
const where: LogCondition = { field: 'error.code', exists: true };

function linesOf(rows: readonly CountRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** An error of a kind that was not there before. */
export const newErrorCode: Rule = {
  name: 'new-error-code',
  version: 1,
  sentence: `A code of an error appears that was not there in the ${DAYS} days before.`,
  trap: 'A rare one that comes back within a week; one line alone, or two. Where less than six hours of logs are known, everything would be new, and nothing is found.',
  needs: 'error.code, as Apache and applications print it',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: { where, entity: 'error.code' },
  isCandidate: (rows) => linesOf(rows) >= LEAST_LINES,
  history: {
    before: DAYS * 24,
    weeks: 0,
    of: 'each entity',
    tally: (rows) => ({ hits: linesOf(rows), total: 0 }),
    population: { field: '@timestamp', exists: true },
  },
  cause: 'each entity',
  proof: where,
  judge({ entity, own, baseline }) {
    const lines = linesOf(own);
    if (baseline === undefined || lines < LEAST_LINES || baseline.samples.some(({ hits }) => hits > 0))
      return undefined;
    const { length: samples } = baseline.samples;
    return {
      confidence: samples >= SURE_SAMPLES ? 'high' : 'medium',
      numbers: { lines, samples },
      text: `${entity} is in ${lines} lines of an hour, and in none of the ${samples} hours before.`,
    };
  },
};
