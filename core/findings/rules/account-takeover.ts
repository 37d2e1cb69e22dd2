import { HOUR_MILLIS } from '../../time/units.ts';
import type { CountRow, Rule } from '../rule.ts';
import { signInTried } from '../sign-in.ts';
import { expectedHits, rounded, surpriseOfMore } from '../statistics.ts';
import { signInParts } from './pairs.ts';
import { learnOthers, surpriseNumber, SURPRISING } from './thresholds.ts';

function refusedAddresses(rows: readonly CountRow[]): Set<string> {
  return new Set(rows.filter(({ parts }) => (parts['failed']?.count ?? 0) > 0).map(({ other }) => other));
}

/** Addresses that were refused for an account before one of them got in: how often mistyped passwords do that by chance is learned. */
const LEAST_REFUSED = 3;

/** Addresses after the first one, where all mistyped passwords begin: a stuffing that tries each account once leaves none. */
function further(refused: ReadonlySet<string>): number {
  return Math.max(0, refused.size - 1);
}

/** When an address was let in that was refused before, as far as first and last times tell; `undefined` where none was. */
function firstLetInAfterRefusal(rows: readonly CountRow[], own: readonly CountRow[]): number | undefined {
  const times = own.flatMap(({ other, parts }) => {
    const { count = 0, firstMillis = 0, lastMillis = 0 } = parts['succeeded'] ?? {};
    const refusals = rows.flatMap((row) => (row.other === other ? (row.parts['failed']?.firstMillis ?? []) : []));
    const isAfter = (timeMillis: number): boolean => refusals.some((refusedMillis) => refusedMillis < timeMillis);
    if (count === 0 || !isAfter(lastMillis)) return [];
    return [isAfter(firstMillis) ? firstMillis : lastMillis];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Addresses that were let in by then and never refused: who gets in from everywhere is somebody whose network changes. */
function elsewhere(rows: readonly CountRow[], refused: ReadonlySet<string>, byMillis: number): number {
  const letIn = rows.filter(({ parts }) => (parts['succeeded']?.firstMillis ?? Infinity) < byMillis);
  return new Set(letIn.map(({ other }) => other).filter((other) => !refused.has(other))).size;
}

/** An account is refused from several addresses, and then one of them gets in. */
export const takeover: Rule = {
  name: 'account-takeover',
  version: 4,
  sentence: 'An account is refused from several addresses, and then one of these gets in.',
  trap: 'Somebody who mistypes a password and then gets in, from one address or two. Somebody else who signs in meanwhile from an address that was never refused. A traveller who gets in from as many other addresses as refuse them.',
  needs: 'user.name and source.address of rejected and accepted sign-ins',
  windowMillis: HOUR_MILLIS,
  lookback: 2,
  isWhole: false,
  question: {
    where: signInTried,
    entity: 'user.name',
    other: 'source.address',
    parts: signInParts,
    timesOfParts: true,
  },
  isCandidate: (rows) => refusedAddresses(rows).size >= LEAST_REFUSED,
  history: {
    before: 24,
    weeks: 8,
    of: 'each entity',
    tally: (rows) => ({ hits: further(refusedAddresses(rows)), total: 0 }),
    population: signInTried,
  },
  cause: 'each entity',
  proof: signInTried,
  judge({ entity, own, before, baseline }) {
    const rows = [...before, ...own];
    const refused = refusedAddresses(rows);
    const gotInMillis = firstLetInAfterRefusal(rows, own);
    if (baseline === undefined || gotInMillis === undefined || refused.size < LEAST_REFUSED) return undefined;
    if (elsewhere(rows, refused, gotInMillis) >= refused.size) return undefined;
    const learned = learnOthers(baseline);
    const signIns = rows.reduce((sum, { count }) => sum + count, 0);
    const surprise = surpriseOfMore(further(refused), signIns, learned);
    if (surprise < SURPRISING) return undefined;
    const failures = rows.reduce((sum, { parts }) => sum + (parts['failed']?.count ?? 0), 0);
    return {
      confidence: 'high',
      numbers: {
        addressesRefused: refused.size,
        failures,
        expectedFurther: rounded(expectedHits(learned, signIns)),
        surprise: surpriseNumber(surprise),
        samples: baseline.samples.length,
      },
      text: `${entity} was refused ${failures} times from ${refused.size} addresses, and then let in from one of them.`,
    };
  },
};
