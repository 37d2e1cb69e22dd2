import { HOUR_MILLIS } from '../../time/units.ts';
import { isRequest } from '../request.ts';
import type { Evidence, LogCondition, Rule, Verdict } from '../rule.ts';
import { expectedHits, rounded, surpriseOfMore } from '../statistics.ts';
import { countOf } from './counts.ts';
import { confidenceOf, learnAll, surpriseNumber, SURPRISING } from './thresholds.ts';

/** Fewer are an accident. */
const LEAST_REQUESTS = 3;

/** What rules have in common that count one kind of request by address, against all requests of the hour and those of that kind in the hours before. */
export function requestsOf(
  where: LogCondition,
  parts: Readonly<Record<string, LogCondition>> = {},
): Pick<Rule, 'windowMillis' | 'lookback' | 'isWhole' | 'question' | 'isCandidate' | 'history' | 'cause' | 'proof'> {
  return {
    windowMillis: HOUR_MILLIS,
    lookback: 0,
    isWhole: false,
    question: { where, entity: 'source.address', parts },
    isCandidate: (rows) => countOf(rows) >= LEAST_REQUESTS,
    history: {
      before: 24,
      weeks: 8,
      of: 'all entities',
      tally: (rows) => ({ hits: countOf(rows), total: 0 }),
      population: isRequest,
    },
    cause: 'each entity',
    proof: where,
  };
}

/** What was counted of an address. */
interface Counted {
  readonly entity: string;
  readonly count: number;
  readonly partCount: (name: string) => number;
}

/** Judges whether an address makes more such requests than all together were to make. @param say what a rule says of them */
export function judgeRequests(
  { entity, own, all, baseline }: Evidence,
  say: (counted: Counted) => Pick<Verdict, 'numbers' | 'text'>,
): Verdict | undefined {
  const count = countOf(own);
  if (baseline === undefined || count < LEAST_REQUESTS) return undefined;
  const learned = learnAll(baseline);
  const surprise = surpriseOfMore(count, all.total, learned);
  if (surprise < SURPRISING) return undefined;
  const partCount = (name: string): number => own.reduce((sum, { parts }) => sum + (parts[name]?.count ?? 0), 0);
  const { numbers, text } = say({ entity, count, partCount });
  return {
    confidence: confidenceOf(surprise),
    numbers: {
      ...numbers,
      expected: rounded(expectedHits(learned, all.total)),
      surprise: surpriseNumber(surprise),
      samples: baseline.samples.length,
    },
    text,
  };
}
