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

/** An account is refused from several addresses, and then one of them gets in. */
export const takeover: Rule = {
  name: 'account-takeover',
  version: 2,
  sentence: 'An account is refused from several addresses, and then one of these gets in.',
  trap: 'Who mistypes a password and then gets in does so from one address, or two. Another person who signs in meanwhile from an address that was never refused makes no finding.',
  needs: 'user.name and source.address of rejected and accepted sign-ins',
  windowMillis: HOUR_MILLIS,
  lookback: 1,
  isWhole: false,
  question: { where: signInTried, entity: 'user.name', other: 'source.address', parts: signInParts },
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
    const gotIn = own.find(({ other, parts }) => {
      const { count = 0, lastMillis = 0 } = parts['succeeded'] ?? {};
      const failures = rows
        .filter((row) => row.other === other)
        .flatMap((row) => row.parts['failed']?.firstMillis ?? []);
      return count > 0 && failures.some((firstMillis) => firstMillis < lastMillis);
    });
    if (baseline === undefined || gotIn === undefined || refused.size < LEAST_REFUSED) return undefined;
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
