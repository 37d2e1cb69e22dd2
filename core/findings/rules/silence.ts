import type { LogField } from '../../fields.ts';
import { DAY_MILLIS, HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, HistorySample, LogCondition, Rule } from '../rule.ts';
import { expectedHits, type LearnedRate, learnRate, rounded, surpriseOfFewer } from '../statistics.ts';
import { countOf } from './counts.ts';
import { expectationText, hoursText } from './expectation.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

const line: LogCondition = { field: '@timestamp', exists: true };

/** Who was silent in one of so many known hours is silent now and then. */
const LEAST_SAMPLES = 12;

/** Hours before the one at hand, in which it may have been silent already: what is silent for longer has been found. */
const LOOKBACK = 6;

/** How many there were in each of the hours before, the latest one first. */
function countsBefore(before: readonly CountRow[], fromMillis: number): number[] {
  const byHour = Map.groupBy(before, (row) => row.fromMillis);
  return Array.from({ length: LOOKBACK }, (_, at) => countOf(byHour.get(fromMillis - (at + 1) * HOUR_MILLIS) ?? []));
}

/**
 * The hours that say what is usual, and those right before the one at hand in which it was silent already, which do not. Nor does the one
 * before these, in which it stopped.
 */
function silenceIn(
  { basis, samples }: Baseline,
  before: readonly CountRow[],
  fromMillis: number,
): { readonly known: readonly HistorySample[]; readonly silent: readonly HistorySample[] } {
  const counts = countsBefore(before, fromMillis);
  const firstWithLines = counts.findIndex((count) => count > 0);
  const sinceMillis = fromMillis - (firstWithLines < 0 ? LOOKBACK : firstWithLines) * HOUR_MILLIS;
  if (basis !== 'windows before') return { known: samples, silent: [] };
  return {
    known: samples.filter((one) => one.fromMillis < sinceMillis - HOUR_MILLIS),
    silent: samples.filter((one) => one.fromMillis >= sinceMillis),
  };
}

/** No more is expected than of the same hour of the day before: what others do at once says nothing of this one. */
function usualTotal({ samples }: Baseline, fromMillis: number, total: number): number {
  return Math.min(total, samples.find((one) => one.fromMillis === fromMillis - DAY_MILLIS)?.total ?? total);
}

/** Whether there was less than half of what is usual already: what is switched off step by step fades, what breaks stops. */
function hasFaded(last: readonly HistorySample[], learned: LearnedRate): boolean {
  const hits = last.reduce((sum, one) => sum + one.hits, 0);
  const total = last.reduce((sum, one) => sum + one.total, 0);
  return 2 * hits < expectedHits(learned, total);
}

/**
 * What rules about silence have in common.
 *
 * @param least an hour with fewer lines is not learned from
 */
function silenceOf(entity: LogField, least: number): Omit<Rule, 'name' | 'sentence' | 'trap' | 'needs'> {
  return {
    version: 2,
    windowMillis: HOUR_MILLIS,
    // what it wrote before proves that it is there
    lookback: LOOKBACK,
    isWhole: true,
    question: { where: { field: entity, exists: true }, entity, least },
    history: {
      before: 24,
      weeks: 8,
      of: 'each entity',
      tally: (rows) => ({ hits: countOf(rows), total: 0 }),
      population: line,
      judgesAbsence: true,
    },
    cause: 'each entity',
    proof: { field: entity, exists: true },
    judge({ entity: name, fromMillis, own, before, all, baseline }) {
      if (own.length > 0 || baseline === undefined) return undefined;
      const { basis } = baseline;
      const { known, silent } = silenceIn(baseline, before, fromMillis);
      if (known.length < LEAST_SAMPLES) return undefined;
      const learned = learnRate(known);
      if (basis === 'windows before' && hasFaded(known.slice(-LOOKBACK), learned)) return undefined;
      const total = silent.reduce((sum, one) => sum + one.total, usualTotal(baseline, fromMillis, all.total));
      const surprise = surpriseOfFewer(0, total, learned);
      if (surprise < SURPRISING) return undefined;
      const [hours, expected] = [silent.length + 1, rounded(expectedHits(learned, total))];
      return {
        confidence: confidenceOf(surprise),
        numbers: { hours, expected, ofAll: total, surprise: surpriseNumber(surprise), samples: known.length },
        text: `${name} wrote no line in ${hoursText(hours)}; ${expectationText(expected, undefined)}.`,
      };
    },
  };
}

/** A kind of log stops while others go on. */
export const datasetSilence: Rule = {
  ...silenceOf('event.dataset', 1),
  name: 'dataset-silence',
  sentence: 'A dataset that has lines every hour has none, while others have.',
  trap: 'A night, or an hour with few lines of all: lines are counted against those of all datasets. A dataset whose lines come in batches: it is silent most of the time.',
  needs:
    'twelve hours of logs before. A silence is found for some ten hours. It misses the silence of all logs. Files that arrive hours later than others are found until they arrive; the case is then withdrawn.',
};

/** So that a log with another host in each line has no hosts: those that write less are not looked at, and nothing is kept of them. */
const LEAST_OF_HOST = 5;

/** A machine stops logging while others go on. */
export const hostSilence: Rule = {
  ...silenceOf('host.hostname', LEAST_OF_HOST),
  name: 'host-silence',
  sentence: 'A host that logs every hour logs nothing, while others do.',
  trap: 'A night, or an hour with few lines of all: lines are counted against those of all hosts. A host that reports once a day, or in batches: it is silent most of the time.',
  needs:
    'host.hostname, as syslog and containers have it, and twelve hours of logs before. It misses a host of fewer than some twenty lines an hour, and containers whose names change with each start. It is skipped with more than 2,000 hosts of five lines an hour.',
};
