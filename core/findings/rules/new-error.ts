import { HOUR_MILLIS } from '../../time/units.ts';
import type { CountRow, LogCondition, Rule } from '../rule.ts';
import { type Sample, surpriseOfMore } from '../statistics.ts';
import { surpriseNumber, SURPRISING } from './thresholds.ts';

const LEAST_LINES = 3;
const DAYS = 7;
/** Hours before in which it may have begun: an error that is rare at first is as new in its second hour as in its first. */
const BEGINNING = 5;
/** Hours before these; with fewer, nothing is known. */
const LEAST_KNOWN = 6;
/** From a day of windows on it is sure that it was not there. */
const SURE_SAMPLES = 24;
const where: LogCondition = { field: 'error.code', exists: true };

function linesOf(rows: readonly CountRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

function totalOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { total }) => sum + total, 0);
}

/** An error of a kind that was not there before. */
export const newErrorCode: Rule = {
  name: 'new-error-code',
  version: 2,
  sentence: `A code of an error appears that was not there in the ${DAYS} days before.`,
  trap: 'A rare code that comes back within a week; one line alone, or two. A quiet night, after which everything would be new: its absence is weighed by the number of lines in which it could have been.',
  needs: 'error.code, as Apache and applications print it, and twelve hours of logs',
  windowMillis: HOUR_MILLIS,
  lookback: BEGINNING,
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
  judge({ entity, fromMillis, own, before, all, baseline }) {
    const beginsMillis = fromMillis - BEGINNING * HOUR_MILLIS;
    const { known = [], recent = [] } = Object.groupBy(baseline?.samples ?? [], (one) =>
      one.fromMillis < beginsMillis ? 'known' : 'recent',
    );
    const { length: samples } = known;
    const lines = linesOf([...before, ...own]);
    if (lines < LEAST_LINES || samples < LEAST_KNOWN || known.some(({ hits }) => hits > 0)) return undefined;
    const learned = { hits: 0, total: totalOf(known), dispersion: 1 };
    const surprise = Math.max(
      surpriseOfMore(linesOf(own), all.total, learned),
      surpriseOfMore(lines, all.total + totalOf(recent), learned),
    );
    if (surprise < SURPRISING) return undefined;
    return {
      confidence: samples >= SURE_SAMPLES ? 'high' : 'medium',
      numbers: { lines, surprise: surpriseNumber(surprise), samples },
      text: `${entity} is in ${lines} lines of the last ${BEGINNING + 1} hours, and in none of the ${samples} hours before.`,
    };
  },
};
