import { HOUR_MILLIS } from '../../time/units.ts';
import type { CountRow, Evidence, Rule, Tally, Verdict } from '../rule.ts';
import { signInFailed, signInSucceeded, signInTried } from '../sign-in.ts';
import { expectedHits, type LearnedRate, rounded, surpriseOfShare } from '../statistics.ts';
import { confidenceOf, learnAll, surpriseNumber, SURPRISING } from './thresholds.ts';

/** Sign-ins of one entity by account. */
interface Pairs {
  /** Accounts that were refused and never let in. */
  readonly refused: number;
  readonly all: number;
  /** Refused sign-ins of all. */
  readonly failures: number;
}

/** Counts the accounts that were refused and never let in, which leaves out people who mistype a password and then get in. */
export function pairsOf(rows: readonly CountRow[]): Pairs {
  const byOther = Map.groupBy(rows, ({ other }) => other);
  const sums = Array.from(byOther.values(), (own) => ({
    failed: own.reduce((sum, { parts }) => sum + (parts['failed']?.count ?? 0), 0),
    succeeded: own.reduce((sum, { parts }) => sum + (parts['succeeded']?.count ?? 0), 0),
  }));
  return {
    refused: sums.filter(({ failed, succeeded }) => failed > 0 && succeeded === 0).length,
    all: sums.length,
    failures: sums.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function pairTally(rows: readonly CountRow[]): Tally {
  const { refused, all } = pairsOf(rows);
  return { hits: refused, total: all };
}

/** What is treated as usual where less than six windows are known: that one of five accounts is refused and never let in. */
const UNKNOWN_SHARE: LearnedRate = { hits: 2, total: 10, dispersion: 1 };
/** What the windows before say is usual. */
export function learnedShare({ baseline }: Pick<Evidence, 'baseline'>): LearnedRate {
  return baseline === undefined ? UNKNOWN_SHARE : learnAll(baseline);
}

/** That more than one of ten accounts never gets in is unusual anywhere. */
export const UNUSUAL_SHARE: LearnedRate = { hits: 10, total: 100, dispersion: 1 };
/** One account is somebody's own, two are a couple's. */
const LEAST_ACCOUNTS = 3;

/** What a question about sign-ins counts of each account. */
export const signInParts = { failed: signInFailed, succeeded: signInSucceeded } as const;

/** The common part of rules that count the accounts which an entity tries without success, against all sign-ins of the windows before. */
export const manyAccounts = {
  version: 1,
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  isCandidate: (rows) => pairsOf(rows).refused >= LEAST_ACCOUNTS,
  history: { before: 24, weeks: 8, of: 'all entities', tally: pairTally },
  proof: signInFailed,
} as const satisfies Partial<Rule>;

/** A question for it. */
export function accountsBy<const Field extends string>(
  entity: Field,
): {
  readonly where: typeof signInTried;
  readonly entity: Field;
  readonly other: 'user.name';
  readonly parts: typeof signInParts;
} {
  return { where: signInTried, entity, other: 'user.name', parts: signInParts };
}

/**
 * Judges it.
 *
 * @param share what is usual. Default: what the baseline says
 * @param most no more surprising than this. Default: as surprising as the share
 */
export function judgeAccounts(
  { entity, own, baseline }: Evidence,
  share = learnedShare({ baseline }),
  most = Infinity,
): Verdict | undefined {
  const { refused, all, failures } = pairsOf(own);
  const surprise = Math.min(most, surpriseOfShare(refused, all, share));
  if (refused < LEAST_ACCOUNTS || surprise < SURPRISING) return undefined;
  return {
    confidence: confidenceOf(surprise),
    numbers: {
      accountsRefused: refused,
      accounts: all,
      failures,
      expected: rounded(expectedHits(share, all)),
      surprise: surpriseNumber(surprise),
      samples: baseline?.samples.length ?? 0,
    },
    text: `${entity} was refused for ${refused} accounts that it never got into, of ${all} that it tried.`,
  };
}
