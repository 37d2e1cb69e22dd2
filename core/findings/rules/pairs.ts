import type { CountRow, Tally } from '../rule.ts';
import type { LearnedRate } from '../statistics.ts';

/** Sign-ins of one entity, by the other one: an address's accounts, an agent's accounts, an account's addresses. */
export interface Pairs {
  /** Those that were refused and never let in. */
  readonly refused: number;
  readonly all: number;
  /** Refused sign-ins of all. */
  readonly failures: number;
}

/** Counts the different values that were refused and never let in: who mistypes a password and then gets in is none of them. */
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

/** What is kept of them. */
export function pairTally(rows: readonly CountRow[]): Tally {
  const { refused, all } = pairsOf(rows);
  return { hits: refused, total: all };
}

/**
 * What is taken for usual where less than six windows are known: that three of ten are refused, and never let in. Real sites are far
 * below, so that only what is plain is found then.
 */
export const unknownShare: LearnedRate = { hits: 3, total: 10, dispersion: 1 };
