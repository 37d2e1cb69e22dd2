import { HOUR_MILLIS } from '../../time/units.ts';
import type { Baseline, CountRow, LogCondition, Rule, Tally } from '../rule.ts';
import { expectedHits, type LearnedRate, learnRate, rounded, sumOf, surpriseOfShare, trendOf } from '../statistics.ts';
import { countOf } from './counts.ts';
import { hoursText } from './expectation.ts';
import { confidenceOf, surpriseNumber } from './thresholds.ts';

/** A version is new in its first hours: what is rare in one is not in all of them. */
export const NEW_HOURS = 6;
/** What is usual is learned from them. */
export const DAYS_BEFORE_DEPLOYMENT = 3;
/** Fewer are of one client who tries again, or of a start. */
const LEAST_FAILURES = 5;
/** Of the share of other versions: a little more is no failing release, however many requests prove it. */
const GROWTH = 2;
/** Failures are rare: in an hour there is one or none, which says nothing of what is usual. */
const BLOCK_HOURS = 6;
/**
 * How surprising a release has to be: one in ten thousand. Other rules look at some ten thousand addresses, accounts and paths an hour; of
 * new versions there are a few a day.
 */
const SURPRISING_RELEASE = 4;
/** How surprising the highest quarter of blocks is where something went wrong in it: one in a thousand. */
const INCIDENT = 3;
/** Fewer hours before it say nothing. */
const LEAST_KNOWN = 6;
/** Hours right before it, in which something else may have begun to fail. */
const NEAR_HOURS = 6;
/** How surprising a release has to be where other versions fail, too: one in a thousand, of twice their share. */
const SURPRISING_BESIDE = 3;
/** In standard deviations, one in seven hundred: what grows from hour to hour is not of a release, which fails from its first hour on. */
const GROWING = 3;

/** Failures of requests; of a program that logs none, of lines. */
function tallyOf(rows: readonly CountRow[]): Tally {
  const partCount = (name: string): number => rows.reduce((sum, { parts }) => sum + (parts[name]?.count ?? 0), 0);
  const requests = partCount('requested');
  return { hits: partCount('failed'), total: requests === 0 ? countOf(rows) : requests };
}

/** What is usual before a moment: of blocks of hours, without the highest quarter where that cannot be chance. */
function learnBefore({ samples }: Baseline, beganMillis: number): LearnedRate | undefined {
  const known = samples.flatMap(({ fromMillis, hits, ownTotal: total }) =>
    fromMillis < beganMillis && total !== undefined ? [{ fromMillis, hits, total }] : [],
  );
  if (known.length < LEAST_KNOWN) return undefined;
  const byBlock = Map.groupBy(known, ({ fromMillis }) =>
    Math.floor((beganMillis - fromMillis - 1) / (BLOCK_HOURS * HOUR_MILLIS)),
  );
  const all = sumOf(known);
  const usual = learnRate(Array.from(byBlock.values(), sumOf));
  const highest = { hits: all.hits - usual.hits, total: all.total - usual.total };
  const isChance = surpriseOfShare(highest.hits, highest.total, usual) < INCIDENT;
  return isChance ? { ...all, dispersion: usual.dispersion } : usual;
}

/** Something that was deployed in the last hours, and what failed since. */
export interface Deployment extends Tally {
  readonly beganMillis: number;
  /** What else failed in the same hours. */
  readonly beside: Tally;
  /** The same, and in the hours right before. */
  readonly near: Tally;
  /** The shares of failures of hours before it, and of its own. */
  readonly stretches: readonly (readonly Tally[])[];
}

/** A deployment whose failures are more than usual. */
type Failing<Deployed extends Deployment> = Deployed & { readonly expected: number; readonly surprise: number };

/**
 * What failed since a moment, from rows of windows of an hour: of what was deployed, and of all else.
 * @param whole those of the deployed that show whether failures grow
 */
export function deploymentOf(
  beganMillis: number,
  own: readonly CountRow[],
  others: readonly CountRow[],
  whole = own,
): Deployment {
  const close = others.filter(({ fromMillis }) => fromMillis >= beganMillis - NEAR_HOURS * HOUR_MILLIS);
  const before = close.filter(({ fromMillis }) => fromMillis < beganMillis);
  const beside = tallyOf(close.filter(({ fromMillis }) => fromMillis >= beganMillis));
  return { beganMillis, ...tallyOf(own), beside, near: tallyOf(close), stretches: [hoursOf(before), hoursOf(whole)] };
}

/** How a rule tells of deployments that fail. */
interface FailureWording<Deployed extends Deployment> {
  /** What was deployed in the last hours, from the rows of the judged window, which begins at `fromMillis`, and those before it. */
  readonly deploymentsOf: (rows: readonly CountRow[], fromMillis: number) => readonly Deployed[];
  /** A sentence up to what was expected; `hours` is what it says of how long. */
  readonly textOf: (failing: Deployed, hours: string, entity: string) => string;
  /** What was usual, as a sentence names it. */
  readonly measure: string;
  readonly proofOf: (failing: Deployed) => LogCondition;
}

/** What rules have in common that find failures behind a deployment. */
export function failuresAfter<Deployed extends Deployment>({
  deploymentsOf,
  textOf,
  measure,
  proofOf,
}: FailureWording<Deployed>): Omit<Rule, 'name' | 'version' | 'sentence' | 'trap' | 'needs' | 'question' | 'proof'> {
  return {
    windowMillis: HOUR_MILLIS,
    lookback: NEW_HOURS + NEAR_HOURS,
    isWhole: false,
    isCandidate: (rows) => tallyOf(rows).hits >= LEAST_FAILURES,
    history: { before: DAYS_BEFORE_DEPLOYMENT * 24, weeks: 0, of: 'each entity', tally: tallyOf },
    cause: 'each entity',
    judge({ entity, fromMillis, own, before, baseline }) {
      if (baseline === undefined) return undefined;
      const most = mostFailing(deploymentsOf([...before, ...own], fromMillis), baseline);
      if (most === undefined) return undefined;
      const { beganMillis, hits, total, surprise } = most;
      const hours = (fromMillis - beganMillis) / HOUR_MILLIS + 1;
      const expected = rounded(most.expected);
      return {
        confidence: confidenceOf(surprise),
        numbers: {
          failures: hits,
          requests: total,
          expected,
          hours,
          surprise: surpriseNumber(surprise),
          samples: baseline.samples.length,
        },
        text: `${textOf(most, hoursText(hours), entity)}; going by ${measure}, ${expected} were expected.`,
        proof: { fromMillis: beganMillis, toMillis: fromMillis + HOUR_MILLIS, where: proofOf(most) },
      };
    },
  };
}

/** The deployment with the most surprising failures, of equals the first; `undefined` where none fails more than usual. */
function mostFailing<Deployed extends Deployment>(
  deployments: readonly Deployed[],
  baseline: Baseline,
): Failing<Deployed> | undefined {
  const failing = deployments.flatMap((one) => {
    const learned = learnBefore(baseline, one.beganMillis);
    if (learned === undefined || !failsMore(one)) return [];
    const expected = expectedHits(learned, one.total);
    const surprise = surpriseOfShare(Math.min(one.hits, one.total), one.total, learned);
    return surprise < SURPRISING_RELEASE || one.hits < GROWTH * expected ? [] : [{ ...one, expected, surprise }];
  });
  return failing.sort((a, b) => b.surprise - a.surprise)[0];
}

function hoursOf(rows: readonly CountRow[]): Tally[] {
  return Array.from(Map.groupBy(rows, ({ fromMillis }) => fromMillis).values(), tallyOf);
}

/** Whether it fails more than what goes on beside it, or began right before it, can explain. */
function failsMore({ hits, total, beside, near, stretches }: Deployment): boolean {
  const twice = { hits: Math.min(near.total, GROWTH * near.hits), total: near.total, dispersion: 1 };
  return (
    hits >= LEAST_FAILURES &&
    // while a release is rolled out, few requests are of other versions: one failure of these says nothing
    (beside.hits < LEAST_FAILURES || hits * beside.total >= GROWTH * beside.hits * total) &&
    surpriseOfShare(Math.min(hits, total), total, twice) >= SURPRISING_BESIDE &&
    trendOf(stretches) < GROWING
  );
}
