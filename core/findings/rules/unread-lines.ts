import { DAY_MILLIS, HOUR_MILLIS } from '../../time/units.ts';
import type { HistorySample, LogCondition, Rule } from '../rule.ts';
import { learnRate, surpriseOfMore } from '../statistics.ts';
import { countOf } from './counts.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

const DAYS = 7;
/** Hours before; with less than a day nothing is known of a file that begins anew each day. */
const LEAST_KNOWN = 24;
/** A program that prints without a time prints a block: of a trace, of how it is called. So many lines are one event. */
const BLOCK_LINES = 10;
/** Of the worst hour before. */
const GROWTH = 2;
const unread: LogCondition = { field: 'event.kind', is: 'pipeline_error' };

/** The worst hour of each of the days before: all that a daily file has without a time is in one. */
function worstOfDays(samples: readonly HistorySample[], fromMillis: number): number[] {
  const byDay = Map.groupBy(samples, (one) => Math.ceil((fromMillis - one.fromMillis) / DAY_MILLIS));
  return Array.from(byDay.values(), (day) => Math.max(...day.map(({ allHits }) => allHits)));
}

/** Lines come that no format reads: a log has another layout than it had. */
export const unreadLines: Rule = {
  name: 'unread-lines',
  version: 1,
  sentence: `A file has many more lines that no format reads than all files together had in the worst hour of the ${DAYS} days before.`,
  trap: 'A program that prints now and then without a time, as a whole block of lines: ten lines count as one, and what is usual of them is learned from the worst hour of each day. A daily file, all of whose lines without a time are in its first hour.',
  needs:
    'files that begin anew at least daily, since a line that no format reads has the time of its file’s first line, and a day of logs before. It misses fewer than some 125 lines, less than twice as many as in the worst hour before, and records of other producers, which are of no file.',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: { where: unread, entity: 'kafkainsight.file.id' },
  isCandidate: (rows) => countOf(rows) > BLOCK_LINES,
  history: {
    before: DAYS * 24,
    weeks: 0,
    of: 'all entities',
    tally: (rows) => ({ hits: countOf(rows), total: 0 }),
    population: { field: '@timestamp', exists: true },
  },
  cause: 'all entities',
  proof: unread,
  judge({ entity, fromMillis, own, all, baseline }) {
    const samples = baseline?.samples ?? [];
    if (samples.length < LEAST_KNOWN) return undefined;
    const lines = countOf(own);
    const ofDays = worstOfDays(samples, fromMillis);
    const worst = Math.max(...ofDays);
    const { dispersion } = learnRate(ofDays.map((hits) => ({ hits, total: 1 })));
    // one window of the worst kind is known, and this is one more
    const learned = { hits: worst, total: 1, dispersion: Math.max(BLOCK_LINES, dispersion) };
    const surprise = surpriseOfMore(lines, 1, learned);
    if (surprise < SURPRISING || lines < GROWTH * worst) return undefined;
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        lines,
        worstBefore: worst,
        allLines: all.total,
        surprise: surpriseNumber(surprise),
        samples: samples.length,
      },
      text: `The file ${entity} has ${lines} lines that no format reads; all files together had no more than ${worst} in any hour of the ${DAYS} days before.`,
    };
  },
};
