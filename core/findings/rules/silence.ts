import type { LogField } from '../../fields.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, HistorySample, LogCondition, Rule } from '../rule.ts';
import { expectedHits, learnRate, rounded, surpriseOfNone } from '../statistics.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

const line: LogCondition = { field: '@timestamp', exists: true };

/** Who was silent in one of so many known hours is silent now and then. */
const LEAST_SAMPLES = 12;

/** The hours that say what is usual, and those right before the one at hand in which it was silent already, which do not. */
function silenceIn(
  { basis, samples }: Baseline,
  fromMillis: number,
): { readonly known: readonly HistorySample[]; readonly silent: readonly HistorySample[] } {
  if (basis !== 'windows before') return { known: samples, silent: [] };
  let first = samples.length;
  const isSilent = (at: number): boolean =>
    samples[at]?.hits === 0 && samples[at].fromMillis === fromMillis - (samples.length - at) * HOUR_MILLIS;
  while (isSilent(first - 1)) first -= 1;
  return { known: samples.slice(0, first), silent: samples.slice(first) };
}

function silenceOf(entity: LogField): Omit<Rule, 'name' | 'sentence' | 'trap' | 'needs'> {
  return {
    version: 1,
    windowMillis: HOUR_MILLIS,
    // what it wrote last proves that it is there
    lookback: 1,
    isWhole: true,
    question: { where: { field: entity, exists: true }, entity },
    history: {
      before: 24,
      weeks: 8,
      of: 'each entity',
      tally: (rows) => ({ hits: rows.reduce((sum, { count }) => sum + count, 0), total: 0 }),
      population: line,
      judgesAbsence: true,
    },
    cause: 'each entity',
    proof: { field: entity, exists: true },
    judge({ entity: name, fromMillis, own, all, baseline }) {
      if (own.length > 0 || baseline === undefined) return undefined;
      const { known, silent } = silenceIn(baseline, fromMillis);
      if (known.length < LEAST_SAMPLES) return undefined;
      const learned = learnRate(known);
      const total = silent.reduce((sum, one) => sum + one.total, all.total);
      const surprise = surpriseOfNone(total, learned);
      if (surprise < SURPRISING) return undefined;
      const [hours, expected] = [silent.length + 1, rounded(expectedHits(learned, total))];
      return {
        confidence: confidenceOf(surprise),
        numbers: {
          lines: 0,
          hours,
          expected,
          linesOfAll: total,
          surprise: surpriseNumber(surprise),
          samples: known.length,
        },
        text: `${name} wrote no line in ${hours === 1 ? 'an hour' : `${hours} hours`}, in which ${expected} were to be expected.`,
      };
    },
  };
}

/** A kind of log stops while others go on. */
export const datasetSilence: Rule = {
  ...silenceOf('event.dataset'),
  name: 'dataset-silence',
  sentence: 'A dataset that has lines every hour has none, while others have.',
  trap: 'A night, or an hour with few lines of all: lines are counted against those of all datasets. A dataset whose lines come in batches is silent most of the time.',
  needs:
    'twelve hours of logs before, which is also how long a silence is found; files that come hours later than others are said to be silent until they come, and then the case is withdrawn; where all logs fall silent nothing is found',
};

/** A machine stops logging while others go on. */
export const hostSilence: Rule = {
  ...silenceOf('host.hostname'),
  name: 'host-silence',
  sentence: 'A host that logs every hour logs nothing, while others do.',
  trap: 'A night, or an hour with few lines of all: lines are counted against those of all hosts. A host that reports once a day, or in batches, is silent most of the time.',
  needs:
    'host.hostname, as syslog and containers have it, and twelve hours of logs before; a host that has hardly any lines an hour; containers whose names change with each start',
};
